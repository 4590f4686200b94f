#include "memtype/cpu/mtrr.hpp"

#include "types_from_text.hpp"

namespace memtype {
namespace mtrr_test {

using enum MemoryType;

constexpr unsigned width = 40;

// A register for [base, base + size) of a type; size a power of two.
VariableRange<Concrete> block(std::uint64_t base, std::uint64_t size, MemoryType type) {
  const std::uint64_t mask = ~(size - 1) & mtrr_address_bits(width);
  return range_from_msrs(base | static_cast<std::uint64_t>(type), mask | mtrr_mask_valid, width);
}

MtrrState<Concrete> state(std::vector<VariableRange<Concrete>> ranges, MemoryType fallback = UC) {
  MtrrState<Concrete> mtrr;
  mtrr.phys_bits = width;
  mtrr.default_type = fallback;
  mtrr.fixed = FixedRanges::usual().runs();
  mtrr.variable = std::move(ranges);
  return mtrr;
}

TypeSet at(const MtrrState<Concrete>& mtrr, std::uint64_t address) {
  return mtrr_type_at<Concrete>(mtrr, address);
}

TEST(Mtrr, DisabledMeansUcWhateverTheDefaultType) {
  MtrrState<Concrete> mtrr = state({block(0, 4_GiB, WB)}, WB);
  mtrr.enabled = false;
  EXPECT_EQ(at(mtrr, 0), TypeSet(UC));
  EXPECT_EQ(at(mtrr, 1_GiB), TypeSet(UC));
  EXPECT_EQ(at(mtrr, 8_GiB), TypeSet(UC));
  EXPECT_FALSE(mtrr_undefined_at<Concrete>(mtrr, 1_GiB));
}

TEST(Mtrr, NoMatchTakesTheDefaultType) {
  const MtrrState<Concrete> mtrr = state({block(1_GiB, 1_GiB, WB)}, WT);
  EXPECT_EQ(at(mtrr, 1_GiB - 1), TypeSet(WT));
  EXPECT_EQ(at(mtrr, 1_GiB), TypeSet(WB));
  EXPECT_EQ(at(mtrr, 2_GiB - 1), TypeSet(WB));
  EXPECT_EQ(at(mtrr, 2_GiB), TypeSet(WT));
}

TEST(Mtrr, OneMatchWinsOverTheDefaultTypeEvenWhenThatIsUc) {
  EXPECT_EQ(at(state({block(1_GiB, 1_GiB, WC)}, UC), 1_GiB), TypeSet(WC));
}

TEST(Mtrr, FixedRangesWinBelowOneMiB) {
  const MtrrState<Concrete> mtrr = state({block(0, 4_GiB, WT)});
  EXPECT_EQ(at(mtrr, 0x9ffff), TypeSet(WB));
  EXPECT_EQ(at(mtrr, 0xa0000), TypeSet(UC));
  EXPECT_EQ(at(mtrr, 0xfffff), TypeSet(UC));
  EXPECT_EQ(at(mtrr, 0x100000), TypeSet(WT));
}

TEST(Mtrr, FixedRangesOffLeaveTheVariableOnes) {
  MtrrState<Concrete> mtrr = state({block(0, 4_GiB, WT)});
  mtrr.fixed_enabled = false;
  EXPECT_EQ(at(mtrr, 0xa0000), TypeSet(WT));
}

TEST(Mtrr, AnUndefinedOverlapBelowOneMiBIsHiddenByTheFixedRanges) {
  MtrrState<Concrete> mtrr = state({block(0, 2_MiB, WC), block(0, 2_MiB, WB)});
  EXPECT_FALSE(mtrr_undefined_at<Concrete>(mtrr, 0x1000));
  EXPECT_TRUE(mtrr_undefined_at<Concrete>(mtrr, 1_MiB));
  EXPECT_EQ(at(mtrr, 1_MiB), any_mtrr_type);
  mtrr.fixed_enabled = false;
  EXPECT_TRUE(mtrr_undefined_at<Concrete>(mtrr, 0x1000));
}

TEST(Mtrr, TheOrderOfRegistersDoesNotMatter) {
  const auto ram = block(0, 4_GiB, WB), hole = block(3_GiB, 1_GiB, UC);
  EXPECT_EQ(at(state({ram, hole}), 3_GiB), TypeSet(UC));
  EXPECT_EQ(at(state({hole, ram}), 3_GiB), TypeSet(UC));
}

TEST(Mtrr, AMaskWithAHoleMatchesEveryStride) {
  // Bit 30 is not compared: [0, 1 MiB) and the same 1 GiB above.
  MtrrState<Concrete> mtrr = state({range_from_msrs(0, 0xffbff00000 | mtrr_mask_valid, width)}, WB);
  mtrr.fixed_enabled = false;
  EXPECT_FALSE(mtrr.variable[0].natural);
  EXPECT_EQ(at(mtrr, 0), TypeSet(UC));
  EXPECT_EQ(at(mtrr, 1_GiB), TypeSet(UC));
  EXPECT_EQ(at(mtrr, 1_GiB + 1_MiB), TypeSet(WB));
  EXPECT_EQ(at(mtrr, 512_MiB), TypeSet(WB));
  EXPECT_EQ(at(mtrr, 2_GiB), TypeSet(WB));
}

TEST(Mtrr, BaseBitsBelowTheMaskAreNotCompared) {
  const MtrrState<Concrete> mtrr =
      state({range_from_msrs(0x40100000, 0xffffe00000 | mtrr_mask_valid, width)}, WB);
  EXPECT_FALSE(mtrr.variable[0].natural);
  EXPECT_EQ(at(mtrr, 0x40000000), TypeSet(UC));
  EXPECT_EQ(at(mtrr, 0x401fffff), TypeSet(UC));
  EXPECT_EQ(at(mtrr, 0x40200000), TypeSet(WB));
}

TEST(Mtrr, AZeroMaskMatchesEverything) {
  const MtrrState<Concrete> mtrr = state({range_from_msrs(0x6, mtrr_mask_valid, width)});
  EXPECT_TRUE(mtrr.variable[0].natural);
  EXPECT_EQ(at(mtrr, (std::uint64_t{1} << width) - 1), TypeSet(WB));
}

TEST(Mtrr, AnInvalidRegisterMatchesNothing) {
  const MtrrState<Concrete> mtrr = state({range_from_msrs(0x6, 0xff00000000, width)}, WT);
  EXPECT_EQ(at(mtrr, 1_GiB), TypeSet(WT));
}

TEST(Mtrr, Tom2IsTheDefaultTypeAboveFourGiBAndYieldsToRegisters) {
  MtrrState<Concrete> mtrr = state({block(8_GiB, 1_GiB, UC)}, UC);
  mtrr.tom2_wb_end = 16_GiB;
  EXPECT_EQ(at(mtrr, 4_GiB - 1), TypeSet(UC));
  EXPECT_EQ(at(mtrr, 4_GiB), TypeSet(WB));
  EXPECT_EQ(at(mtrr, 8_GiB), TypeSet(UC));
  EXPECT_EQ(at(mtrr, 16_GiB - 1), TypeSet(WB));
  EXPECT_EQ(at(mtrr, 16_GiB), TypeSet(UC));
}

TEST(Mtrr, NaturalMeansOnePowerOfTwoBlock) {
  EXPECT_TRUE(is_natural<Concrete>(1_GiB, ~(1_GiB - 1) & mtrr_address_bits(width), width));
  EXPECT_FALSE(is_natural<Concrete>(512_MiB, ~(1_GiB - 1) & mtrr_address_bits(width), width));
  EXPECT_FALSE(is_natural<Concrete>(0, 0x0fc0000000, width)) << "mask ends below the address width";
}

TEST(FixedRanges, EightOf64KiBSixteenOf16KiBSixtyFourOf4KiB) {
  std::uint64_t next = 0;
  for (std::size_t i = 0; i < FixedRanges::count; ++i) {
    const PhysRange range = FixedRanges::range(i);
    EXPECT_EQ(range.begin, next);
    EXPECT_EQ(range.bytes(), i < 8 ? 64_KiB : i < 24 ? 16_KiB : 4_KiB) << i;
    EXPECT_EQ(FixedRanges::index(range.begin), i);
    EXPECT_EQ(FixedRanges::index(range.end - 1), i);
    next = range.end;
  }
  EXPECT_EQ(next, 1_MiB);
}

TEST(FixedRanges, EachRegisterHasEightTypesLowestAddressFirst) {
  std::array<std::uint64_t, 11> msrs{};
  msrs[0] = 0x0605040100060504;   // 0x00000 in 64 KiB steps
  msrs[2] = 0x01;                 // 0xa0000
  msrs[10] = 0x0600000000000000;  // 0xff000
  const FixedRanges ranges = FixedRanges::from_msrs(msrs);
  EXPECT_EQ(ranges.at(0x00000), WT);
  EXPECT_EQ(ranges.at(0x10000), WP);
  EXPECT_EQ(ranges.at(0x20000), WB);
  EXPECT_EQ(ranges.at(0x70000), WB);
  EXPECT_EQ(ranges.at(0xa0000), WC);
  EXPECT_EQ(ranges.at(0xa4000), UC);
  EXPECT_EQ(ranges.at(0xff000), WB);
  EXPECT_EQ(ranges.to_msrs(), msrs);
}

TEST(FixedRanges, RunsJoinNeighboursAndCoverEverything) {
  const std::vector<FixedRun> runs = FixedRanges::usual().runs();
  ASSERT_EQ(runs.size(), 2U);
  EXPECT_EQ(runs[0].range, (PhysRange{0, 0xa0000}));
  EXPECT_EQ(runs[0].type, WB);
  EXPECT_EQ(runs[1].range, (PhysRange{0xa0000, 0x100000}));
  EXPECT_EQ(runs[1].type, UC);
}

}  // namespace mtrr_test
}  // namespace memtype
