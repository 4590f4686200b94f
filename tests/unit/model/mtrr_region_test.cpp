#include "memtype/cpu/mtrr_region.hpp"

#include <random>

#include "types_from_text.hpp"

namespace memtype {
namespace mtrr_region_test {

using enum MemoryType;

constexpr unsigned width = 36;

VariableRange<Concrete> pair(std::uint64_t base, std::uint64_t mask, MemoryType type) {
  return range_from_msrs(base | static_cast<std::uint64_t>(type), mask | mtrr_mask_valid, width);
}

MtrrState<Concrete> state(std::vector<VariableRange<Concrete>> ranges) {
  MtrrState<Concrete> mtrr;
  mtrr.phys_bits = width;
  mtrr.fixed = FixedRanges::usual().runs();
  mtrr.variable = std::move(ranges);
  return mtrr;
}

TEST(MtrrRegion, AnEmptyRangeHasNoType) {
  EXPECT_TRUE(mtrr_types_in(state({}), {1_GiB, 1_GiB}).empty());
}

TEST(MtrrRegion, OnePageOfAnotherTypeIsSeenInAnySizeOfRegion) {
  const auto mtrr = state({pair(0x40001000, 0xffffff000, WB)});
  EXPECT_EQ(mtrr_types_in(mtrr, {0x40000000, 0x40200000}), TypeSet::of(UC, WB));
  EXPECT_EQ(mtrr_types_in(mtrr, {0x40001000, 0x40002000}), TypeSet(WB));
  EXPECT_EQ(mtrr_types_in(mtrr, {0x40002000, 0x80000000}), TypeSet(UC));
  EXPECT_EQ(mtrr_types_in(mtrr, {0, 64_GiB}), TypeSet::of(UC, WB));
}

TEST(MtrrRegion, NeighboursOfEqualTypeAreUniform) {
  const auto mtrr = state({pair(1_GiB, 0xffff00000, WB), pair(1_GiB + 1_MiB, 0xffff00000, WB)});
  EXPECT_EQ(mtrr_types_in(mtrr, {1_GiB, 1_GiB + 2_MiB}), TypeSet(WB));
  EXPECT_EQ(mtrr_types_in(mtrr, {1_GiB, 1_GiB + 2_MiB + 4_KiB}), TypeSet::of(WB, UC));
}

TEST(MtrrRegion, FixedRangesCountBelowOneMiB) {
  const auto mtrr = state({pair(0, 0xf00000000, WT)});
  EXPECT_EQ(mtrr_types_in(mtrr, {0x9f000, 0xa0000}), TypeSet(WB));
  EXPECT_EQ(mtrr_types_in(mtrr, {0x9f000, 0xa1000}), TypeSet::of(WB, UC));
  EXPECT_EQ(mtrr_types_in(mtrr, {0xff000, 0x101000}), TypeSet::of(UC, WT));
}

TEST(MtrrRegion, AnUndefinedOverlapContributesEveryCandidate) {
  const auto mtrr = state({pair(1_GiB, 0xfc0000000, WC), pair(1_GiB, 0xffff00000, WP)});
  EXPECT_EQ(mtrr_types_in(mtrr, {1_GiB, 2_GiB}), any_mtrr_type);
  EXPECT_EQ(mtrr_types_in(mtrr, {1_GiB + 1_MiB, 2_GiB}), TypeSet(WC));
}

TEST(MtrrRegion, DisabledMtrrsAreUcEverywhere) {
  auto mtrr = state({pair(0, 0xf00000000, WT)});
  mtrr.enabled = false;
  EXPECT_EQ(mtrr_types_in(mtrr, {0, 64_GiB}), TypeSet(UC));
}

TEST(MtrrRegion, TheEndOfTom2IsSeenInsideALargeRegion) {
  auto mtrr = state({});
  mtrr.tom2_wb_end = 4_GiB + 24_MiB;
  EXPECT_EQ(mtrr_types_in(mtrr, {4_GiB, 4_GiB + 32_MiB}), TypeSet::of(WB, UC));
  EXPECT_EQ(mtrr_types_in(mtrr, {4_GiB, 4_GiB + 24_MiB}), TypeSet(WB));
  EXPECT_EQ(mtrr_types_in(mtrr, {0, 8_GiB}), TypeSet::of(WB, UC));
}

// Page by page over regions of up to 2 MiB: any mask, any base, TOP_MEM2 on half of the machines.
TEST(MtrrRegion, AgreesWithAskingEveryPage) {
  std::mt19937_64 random(20240611);
  for (int round = 0; round < 300; ++round) {
    std::vector<VariableRange<Concrete>> ranges;
    for (int i = 0; i < 6; ++i) {
      const std::uint64_t low = random() % 2 == 0 ? 4_GiB - 2_MiB : random() % 4 * 1_MiB;
      const std::uint64_t mask = random() % 3 == 0 ? random() | 0xfffc00000 : ~(random() % 1_MiB);
      ranges.push_back(pair((low + random() % 4_MiB) & page_mask, mask & mtrr_address_bits(width),
                            mtrr_memory_types[random() % 5]));
    }
    auto mtrr = state(ranges);
    if (random() % 2 == 0) mtrr.tom2_wb_end = 4_GiB + 8_MiB;
    const std::uint64_t begin =
        ((random() % 2 == 0 ? 4_GiB - 1_MiB : 0) + random() % 2_MiB) & page_mask;
    const std::uint64_t end = begin + (random() % 512 + 1) * page_bytes;
    TypeSet pages;
    for (std::uint64_t page = begin; page < end; page += page_bytes)
      pages |= mtrr_type_at<Concrete>(mtrr, page);
    EXPECT_EQ(mtrr_types_in(mtrr, {begin, end}), pages) << "round " << round;
  }
}

}  // namespace mtrr_region_test
}  // namespace memtype
