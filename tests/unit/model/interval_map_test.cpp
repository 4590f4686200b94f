#include "memtype/maps/interval_map.hpp"

#include "memtype/cpu/mtrr_region.hpp"
#include "types_from_text.hpp"

namespace memtype {
namespace interval_map_test {

using enum MemoryType;

constexpr unsigned width = 40;
constexpr std::uint64_t top = std::uint64_t{1} << width;

VariableRange<Concrete> pair(std::uint64_t base, std::uint64_t mask, MemoryType type,
                             unsigned phys_bits = width) {
  return range_from_msrs(base | static_cast<std::uint64_t>(type), mask | mtrr_mask_valid,
                         phys_bits);
}
VariableRange<Concrete> block(std::uint64_t base, std::uint64_t size, MemoryType type) {
  return pair(base, ~(size - 1), type);
}

MtrrState<Concrete> state(std::vector<VariableRange<Concrete>> ranges, MemoryType fallback = UC) {
  MtrrState<Concrete> mtrr;
  mtrr.phys_bits = width;
  mtrr.fixed_enabled = false;
  mtrr.default_type = fallback;
  mtrr.variable = std::move(ranges);
  return mtrr;
}

constexpr TypeAnswer plain(MemoryType type) { return {type}; }

// Boost.ICL's default traits drop segments whose value equals the default-constructed one. UC is 0:
// a map of plain types would lose every UC range, and here the default WB would show through.
TEST(TypeMap, UcIsNotDroppedAsADefaultConstructedValue) {
  const TypeMap map(state({block(1_GiB, 1_GiB, UC)}, WB));
  EXPECT_EQ(map.at(1_GiB), plain(UC));
  const std::vector<TypeRun> runs = {
      {{0, 1_GiB}, plain(WB)}, {{1_GiB, 2_GiB}, plain(UC)}, {{2_GiB, top}, plain(WB)}};
  EXPECT_EQ(map.runs({0, top}), runs);
}

// The same trap once more: where no register matches, the set of types seen is empty, which is its
// default-constructed value; these addresses must stay in the map.
TEST(TypeMap, AddressesInNoRegisterAreInTheMap) {
  EXPECT_EQ(TypeMap(state({}, WT)).runs({0, top}), (std::vector<TypeRun>{{{0, top}, plain(WT)}}));
}

// Half-open intervals cannot hold the last byte of a 64-bit space; that of 52 bits they can.
TEST(TypeMap, TheLastByteOfA52BitSpaceIsInTheMap) {
  constexpr std::uint64_t end = std::uint64_t{1} << 52;
  MtrrState<Concrete> mtrr = state({pair(end - 4_KiB, ~(4_KiB - 1), WC, 52)}, WB);
  mtrr.phys_bits = 52;
  const TypeMap map(mtrr);
  EXPECT_EQ(map.at(end - 1), plain(WC));
  EXPECT_EQ(map.runs({0, end}).back(), (TypeRun{{end - 4_KiB, end}, plain(WC)}));
  EXPECT_EQ(map.at(end), TypeAnswer{}) << "no such address";
  EXPECT_EQ(map.at(~std::uint64_t{0}), TypeAnswer{});
  EXPECT_EQ(map.runs({end - 8_KiB, ~std::uint64_t{0}}).size(), 2U);
  EXPECT_EQ(map.uniform({end - 4_KiB, end}), WC);
  EXPECT_EQ(map.uniform({end - 4_KiB, end + 1}), std::nullopt);
}

TEST(TypeMap, OverlapsAreResolvedWhenAllRegistersAreIn) {
  // WC and WP alone are undefined; UC, which comes last, defines the mix.
  const TypeMap map(state({block(1_GiB, 1_GiB, WC), block(1_GiB, 2_MiB, WP),
                           block(1_GiB, 1_MiB, UC), block(1_GiB, 1_MiB, WB)}));
  EXPECT_EQ(map.at(1_GiB), plain(UC));
  EXPECT_EQ(map.at(1_GiB + 1_MiB), (TypeAnswer{any_mtrr_type, true}));
  EXPECT_EQ(map.at(1_GiB + 2_MiB), plain(WC));
}

TEST(TypeMap, AnUndefinedOverlapStaysMarkedWhenTheProcessorsChoiceIsKnown) {
  MtrrState<Concrete> mtrr = state({block(1_GiB, 1_GiB, WC), block(1_GiB, 1_GiB, WB)});
  EXPECT_EQ(TypeMap(mtrr).uniform({1_GiB, 2_GiB}), std::nullopt);
  mtrr.choice[TypeSet::of(WC, WB)] = WB;
  EXPECT_EQ(TypeMap(mtrr).at(1_GiB), (TypeAnswer{WB, true}));
  EXPECT_EQ(TypeMap(mtrr).uniform({1_GiB, 2_GiB}), WB);
}

TEST(TypeMap, NeighboursOfEqualTypeAreOneRun) {
  const TypeMap map(state({block(0, 1_GiB, WB), block(1_GiB, 1_GiB, WB), block(0, 2_GiB, WB)}));
  EXPECT_EQ(map.runs({4_KiB, 2_GiB}), (std::vector<TypeRun>{{{4_KiB, 2_GiB}, plain(WB)}}));
  EXPECT_EQ(map.uniform({4_KiB, 2_GiB}), WB);
  EXPECT_EQ(map.uniform({4_KiB, 2_GiB + 1}), std::nullopt);
  EXPECT_EQ(map.uniform({4_KiB, 4_KiB}), std::nullopt);
  EXPECT_TRUE(map.runs({4_KiB, 4_KiB}).empty());
}

TEST(TypeMap, FixedRangesLieOnTopAndTom2IsADefault) {
  MtrrState<Concrete> mtrr = state({block(0, 8_GiB, WT), block(8_GiB, 1_GiB, UC)});
  mtrr.fixed_enabled = true;
  mtrr.fixed = FixedRanges::usual().runs();
  mtrr.tom2_wb_end = 16_GiB;
  const std::vector<TypeRun> runs = {{{0, 0xa0000}, plain(WB)},    {{0xa0000, 1_MiB}, plain(UC)},
                                     {{1_MiB, 8_GiB}, plain(WT)},  {{8_GiB, 9_GiB}, plain(UC)},
                                     {{9_GiB, 16_GiB}, plain(WB)}, {{16_GiB, top}, plain(UC)}};
  EXPECT_EQ(TypeMap(mtrr).runs({0, top}), runs);
}

TEST(TypeMap, DisabledMtrrsAreUc) {
  MtrrState<Concrete> mtrr = state({block(0, 8_GiB, WT)}, WB);
  mtrr.enabled = false;
  EXPECT_EQ(TypeMap(mtrr).uniform({0, top}), UC);
}

TEST(TypeMap, AMaskWithHolesMatchesSeparateBlocks) {
  // Bits 30 and 33 are not compared: four blocks of 1 MiB.
  const TypeMap map(state({pair(1_MiB, ~(1_MiB - 1) & ~9_GiB, UC)}, WB));
  EXPECT_TRUE(map.complete());
  std::vector<std::uint64_t> starts;
  for (const TypeRun& run : map.runs({0, top}))
    if (run.answer == plain(UC)) {
      starts.push_back(run.range.begin);
      EXPECT_EQ(run.range.bytes(), 1_MiB);
    }
  EXPECT_EQ(starts,
            (std::vector<std::uint64_t>{1_MiB, 1_GiB + 1_MiB, 8_GiB + 1_MiB, 9_GiB + 1_MiB}));
}

TEST(TypeMap, ABoundOnBlocksIsKeptAndSaid) {
  const MtrrState<Concrete> mtrr =
      state({pair(1_MiB, ~(1_MiB - 1) & ~9_GiB, UC), block(2_GiB, 1_GiB, WC)}, WB);
  EXPECT_TRUE(TypeMap(mtrr, 5).complete());
  const TypeMap map(mtrr, 4);
  EXPECT_FALSE(map.complete()) << "the second register is the fifth block";
  EXPECT_EQ(map.at(1_MiB), plain(UC));
  EXPECT_EQ(map.at(2_GiB), (TypeAnswer{TypeSet::of(WC, WB), false, false}));
  EXPECT_EQ(map.at(3_GiB), plain(WB));
  const TypeMap none(mtrr, 0);
  EXPECT_EQ(none.at(2_GiB), (TypeAnswer{TypeSet::of(UC, WC, WB), false, false}));
  EXPECT_EQ(none.uniform({2_GiB, 2_GiB + 1}), std::nullopt);
  EXPECT_EQ(none.uniform({9_GiB + 2_MiB, top}), WB) << "behind the last block";
}

TEST(TypeMap, WithinABoundAnswersStillHoldTheTruth) {
  std::uint64_t holes = 0;
  for (unsigned bit = 13; bit < 39; bit += 2) holes |= std::uint64_t{1} << bit;
  const MtrrState<Concrete> mtrr =
      state({pair(0x1000, ~0xfffULL & ~holes, WP), block(2_GiB, 1_GiB, WC)}, WB);
  const TypeMap map(mtrr);
  EXPECT_FALSE(map.complete()) << "2^13 blocks";
  for (std::uint64_t page : {std::uint64_t{0}, 0x1000UL, 0x3000UL, 2_GiB + 0x1000, 2_GiB}) {
    const TypeAnswer answer = map.at(page);
    EXPECT_TRUE(mtrr_type_at<Concrete>(mtrr, page).subset_of(answer.candidates)) << page;
    EXPECT_TRUE(answer.undefined || !mtrr_undefined_at<Concrete>(mtrr, page)) << page;
  }
  EXPECT_TRUE(TypeMap(mtrr, 1U << 14).complete());
}

TEST(TypeMap, TwoHundredAndFiftySixRegisters) {
  std::vector<VariableRange<Concrete>> ranges;
  for (std::uint64_t i = 0; i < 256; ++i)
    ranges.push_back(block(i * 1_GiB, 1_MiB, i % 2 == 0 ? WC : WT));
  const TypeMap map(state(ranges, WB));
  EXPECT_TRUE(map.complete());
  EXPECT_EQ(map.runs({0, top}).size(), 512U);
  for (std::uint64_t i = 0; i < 256; ++i) {
    EXPECT_EQ(map.uniform({i * 1_GiB, i * 1_GiB + 1_MiB}), i % 2 == 0 ? WC : WT);
    EXPECT_EQ(map.uniform({i * 1_GiB + 1_MiB, (i + 1) * 1_GiB}), WB);
  }
}

TEST(TypeMap, IsBuiltFromRegistersToo) {
  MsrFile file = reset_msrs(Vendor::intel, width);
  file.def_type = mtrr_def_enable | static_cast<std::uint64_t>(WB);
  file.variable[7] = {0xd0000001, (~(16_MiB - 1) & mtrr_address_bits(width)) | mtrr_mask_valid};
  EXPECT_EQ(TypeMap(file).uniform({0xd0000000, 0xd1000000}), WC);
  EXPECT_EQ(TypeMap(file).at(0xd1000000), plain(WB));
}

TEST(TypeMap, CanBeMoved) {
  TypeMap map(state({}, WT));
  TypeMap other(std::move(map));
  map = std::move(other);
  EXPECT_EQ(map.at(0), plain(WT));
}

}  // namespace interval_map_test
}  // namespace memtype
