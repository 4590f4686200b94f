#include "memtype/cpu/mtrr_region.hpp"
#include "memtype/linux/cleanup.hpp"
#include "types_from_text.hpp"

namespace memtype::kernel {
namespace linux_cleanup_test {

using enum MemoryType;

constexpr unsigned width = 36;

VariableRange<Concrete> block(std::uint64_t base, std::uint64_t size, MemoryType type) {
  return range_from_msrs(base | static_cast<std::uint64_t>(type),
                         (~(size - 1) & mtrr_address_bits(width)) | mtrr_mask_valid, width);
}

MtrrState<Concrete> state(std::vector<VariableRange<Concrete>> ranges) {
  MtrrState<Concrete> mtrr;
  mtrr.phys_bits = width;
  mtrr.fixed = FixedRanges::usual().runs();
  mtrr.variable = std::move(ranges);
  mtrr.variable.resize(8);
  return mtrr;
}

// 3 GiB of RAM of which the top 64 MiB are stolen: UC registers inside a WB one.
MtrrState<Concrete> stolen_memory() {
  return state({block(0, 4_GiB, WB), block(3_GiB, 1_GiB, UC), block(3_GiB - 32_MiB, 32_MiB, UC),
                block(3_GiB - 64_MiB, 32_MiB, UC)});
}

TEST(MtrrCleanup, KeepsWbMemoryAsItIs) {
  const MtrrState<Concrete> before = stolen_memory();
  const CleanupResult result = mtrr_cleanup(before);
  ASSERT_TRUE(result.changed);
  EXPECT_EQ(result.covered, 3_GiB - 64_MiB);
  EXPECT_EQ(result.tries.size(), 136U);
  MtrrState<Concrete> after = before;
  after.variable = result.variable;
  EXPECT_EQ(mtrr_types_in(after, {1_MiB, 3_GiB - 64_MiB}), TypeSet(WB));
  EXPECT_EQ(mtrr_types_in(after, {3_GiB - 64_MiB, 64_GiB}), TypeSet(UC));
}

TEST(MtrrCleanup, TakesTheFirstTryWithTheFewestRegistersThatLosesNothing) {
  const CleanupResult result = mtrr_cleanup(stolen_memory());
  ASSERT_TRUE(result.chosen.has_value());
  unsigned fewest = 8;
  for (const CleanupTry& made : result.tries)
    if (!made.bad && made.lost == 0) fewest = std::min(fewest, made.registers);
  EXPECT_EQ(result.chosen->registers, fewest);
  EXPECT_EQ(result.chosen->lost, 0U);
  EXPECT_EQ(result.chosen->gran_size, 64_KiB);
  unsigned valid = 0;
  for (const auto& range : result.variable) valid += range.valid ? 1 : 0;
  EXPECT_EQ(valid, fewest);
}

TEST(MtrrCleanup, LeavesOtherTypesAndOtherDefaultsAlone) {
  EXPECT_FALSE(mtrr_cleanup(state({block(0, 2_GiB, WB), block(0xd0000000, 16_MiB, WC),
                                   block(1_GiB, 1_MiB, UC)}))
                   .covered.has_value());
  EXPECT_FALSE(mtrr_cleanup(state({block(0, 2_GiB, WB)})).covered.has_value()) << "no UC register";
  MtrrState<Concrete> cached = stolen_memory();
  cached.default_type = WB;
  EXPECT_FALSE(mtrr_cleanup(cached).covered.has_value());
}

TEST(MtrrCleanup, SpareRegistersMustStayFree) {
  const unsigned needed = mtrr_cleanup(stolen_memory()).chosen->registers;
  EXPECT_TRUE(mtrr_cleanup(stolen_memory(), {.spare_registers = 8 - needed}).changed);
  EXPECT_FALSE(mtrr_cleanup(stolen_memory(), {.spare_registers = 8 - needed + 1}).changed);
}

TEST(MtrrCleanup, GivenSizesAreTakenEvenIfMemoryIsLost) {
  const CleanupResult result =
      mtrr_cleanup(stolen_memory(), {.chunk_size = 256_MiB, .gran_size = 256_MiB});
  ASSERT_TRUE(result.changed);
  EXPECT_TRUE(result.tries.empty());
  EXPECT_EQ(result.chosen->lost, 256_MiB - 64_MiB);
}

TEST(MtrrCleanup, UcBelowOneMiBIsIgnoredWithFixedRanges) {
  MtrrState<Concrete> mtrr = state({block(0, 2_GiB, WB), block(0xa0000, 128_KiB, UC)});
  EXPECT_EQ(mtrr_cleanup(mtrr).covered, 2_GiB);
  mtrr.fixed_enabled = false;
  EXPECT_EQ(mtrr_cleanup(mtrr).covered, 2_GiB - 128_KiB);
}

TEST(MtrrTrim, NamesEveryGapBetweenWbRangesAndAboveTheLast) {
  const auto mtrr = state({block(0, 2_GiB, WB), block(4_GiB, 1_GiB, WB)});
  const std::vector<PhysRange> gaps = {{2_GiB, 4_GiB}, {5_GiB, 6_GiB}};
  EXPECT_EQ(uncached_memory(mtrr, 6_GiB), gaps);
  EXPECT_EQ(uncached_memory(mtrr, 5_GiB), (std::vector<PhysRange>{{2_GiB, 4_GiB}}));
}

TEST(MtrrTrim, NothingWithoutAWbRegisterOrWithOtherTypes) {
  EXPECT_TRUE(uncached_memory(state({}), 6_GiB).empty());
  EXPECT_TRUE(
      uncached_memory(state({block(0, 2_GiB, WB), block(3_GiB, 1_MiB, WC)}), 6_GiB).empty());
}

TEST(MtrrTrim, MemoryBelowTom2IsCovered) {
  MtrrState<Concrete> mtrr = state({block(0, 4_GiB, WB)});
  mtrr.tom2_wb_end = 6_GiB;
  EXPECT_TRUE(uncached_memory(mtrr, 6_GiB).empty());
}

}  // namespace linux_cleanup_test
}  // namespace memtype::kernel
