#include <random>

#include "memtype/linux/cache_map.hpp"
#include "memtype/linux/mtrr_lookup.hpp"
#include "memtype/linux/mtrr_lookup_old.hpp"
#include "types_from_text.hpp"

namespace memtype::kernel {
namespace linux_mtrr_lookup_test {

using enum MemoryType;

constexpr unsigned width = 36;
constexpr RawType uc = 0, wt = 4, wb = 6;

VariableRange<Concrete> pair(std::uint64_t base, std::uint64_t mask, MemoryType type) {
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

TypeLookup lookup(const MtrrState<Concrete>& mtrr, std::uint64_t begin, std::uint64_t end) {
  return CacheMap(mtrr).lookup(begin, end);
}

TEST(LinuxLookup, DisabledMtrrsAreUcAndUniform) {
  auto mtrr = state({pair(0, 0xf00000000, WB)}, WB);
  mtrr.enabled = false;
  EXPECT_EQ(lookup(mtrr, 0, 64_GiB), (TypeLookup{uc, true}));
  EXPECT_TRUE(CacheMap(mtrr).entries().empty());
}

TEST(LinuxLookup, AnEmptyRangeIsInvalidAndUniform) {
  EXPECT_EQ(lookup(state({}), 1_GiB, 1_GiB), (TypeLookup{invalid_type, true}));
}

TEST(LinuxLookup, UniformDependsOnTheOrderOfThePieces) {
  const auto low_uc = state({pair(1_GiB, 0xfc0000000, WB)}, UC);
  EXPECT_EQ(lookup(low_uc, 512_MiB, 2_GiB), (TypeLookup{uc, true})) << "UC, then WB";
  EXPECT_EQ(lookup(low_uc, 1_GiB, 3_GiB), (TypeLookup{uc, false})) << "WB, then UC";
  const auto low_wt = state({pair(1_GiB, 0xfc0000000, WB)}, WT);
  EXPECT_EQ(lookup(low_wt, 512_MiB, 2_GiB), (TypeLookup{wt, true})) << "WT, then WB";
  EXPECT_EQ(lookup(low_wt, 1_GiB, 3_GiB), (TypeLookup{wt, false})) << "WB, then WT";
}

TEST(LinuxLookup, UndefinedOverlapsAreUc) {
  const auto mtrr = state({pair(1_GiB, 0xfc0000000, WC), pair(1_GiB, 0xffff00000, WB)});
  EXPECT_EQ(lookup(mtrr, 1_GiB, 1_GiB + 4_KiB), (TypeLookup{uc, true}));
  EXPECT_EQ(believed_type<Concrete>(mtrr, 1_GiB, 1_GiB + 4_KiB), TypeSet(UC));
}

TEST(LinuxLookup, NeighboursAreMergedByTheOverlapRuleThoughTheyDoNotOverlap) {
  const auto mtrr = state({pair(1_GiB, 0xfc0000000, WC)}, WB);
  EXPECT_EQ(lookup(mtrr, 512_MiB, 2_GiB), (TypeLookup{uc, false})) << "WB beside WC";
}

TEST(LinuxLookup, Tom2WinsEvenOverUcRegisters) {
  auto mtrr = state({pair(8_GiB, 0xfc0000000, UC)});
  mtrr.tom2_wb_end = 16_GiB;
  EXPECT_EQ(lookup(mtrr, 8_GiB, 9_GiB), (TypeLookup{wb, true}));
  EXPECT_EQ(believed_type<Concrete>(mtrr, 8_GiB, 9_GiB), TypeSet(WB));
  EXPECT_EQ(mtrr_type_at<Concrete>(mtrr, 8_GiB), TypeSet(UC)) << "not so for the processor";
}

TEST(LinuxLookup, FixedRangesAreReadAsUcWhereTheCpuHasNone) {
  MsrFile file = reset_msrs(Vendor::intel, width, 0x408);
  file.def_type = 0xc06;
  file.fixed.fill(0x0606060606060606);
  EXPECT_EQ(lookup(kernel_mtrr_state(file), 0, 4_KiB), (TypeLookup{uc, true}));
  EXPECT_EQ(mtrr_type_at<Concrete>(mtrr_state(file), 0), TypeSet(WB)) << "the default type";
}

TEST(LinuxLookup, AMaskWithAHoleIsReadAsOneBlock) {
  const auto mtrr = state({pair(0x40000000, 0xfbff00000, UC)}, WB);
  EXPECT_EQ(lookup(mtrr, 0x40000000, 0x40001000), (TypeLookup{uc, true}));
  EXPECT_EQ(lookup(mtrr, 0x60000000, 0x60001000), (TypeLookup{uc, true})) << "not the processor";
  EXPECT_EQ(mtrr_type_at<Concrete>(mtrr, 0x60000000), TypeSet(WB));
}

TEST(LinuxLookup, AnUnalignedBaseMovesTheBlock) {
  const auto mtrr = state({pair(0x81000000, 0xff0000000, UC)}, WB);
  EXPECT_EQ(lookup(mtrr, 0x80000000, 0x80001000), (TypeLookup{wb, true}));
  EXPECT_EQ(lookup(mtrr, 0x90000000, 0x90001000), (TypeLookup{uc, true}));
}

TEST(LinuxLookup, NoRegisterReachesBeyondTheAddressWidth) {
  const auto mtrr = state({pair(0, 0xf00000000, WB)}, UC);
  const std::uint64_t beyond = std::uint64_t{1} << width;
  EXPECT_EQ(lookup(mtrr, beyond, beyond + 4_KiB), (TypeLookup{uc, true}));
  EXPECT_EQ(believed_type<Concrete>(mtrr, beyond, beyond + 4_KiB), TypeSet(UC));
  EXPECT_EQ(believed_type<Concrete>(mtrr, beyond - 4_KiB, beyond + 4_KiB), TypeSet(UC));
}

TEST(LinuxLookup, TheMapJoinsNeighboursOfEqualType) {
  const auto mtrr = state({pair(1_GiB, 0xfc0000000, WB), pair(2_GiB, 0xfc0000000, WB)});
  const CacheMap map(mtrr);
  ASSERT_EQ(map.entries().size(), 3U);
  EXPECT_EQ(map.entries()[2], (CacheEntry{{1_GiB, 3_GiB}, wb, false}));
}

// The rule that proofs use and the map must give one answer, on any masks and any range.
TEST(LinuxLookup, TheRuleAndTheMapAgreeOnRandomMachines) {
  std::mt19937_64 random(612);
  int mixed = 0;
  for (int round = 0; round < 2000; ++round) {
    std::vector<VariableRange<Concrete>> ranges;
    for (int i = 0; i < 6; ++i) {
      const unsigned bits = 12 + static_cast<unsigned>(random() % (width - 12));
      std::uint64_t mask = ~((std::uint64_t{1} << bits) - 1) & mtrr_address_bits(width);
      std::uint64_t base = random() & mask;
      if (random() % 8 == 0) mask &= random() | 0xf00000000;  // holes
      if (random() % 8 == 0) base = random() & mtrr_address_bits(width);
      ranges.push_back(pair(base, mask, mtrr_memory_types[random() % 5]));
    }
    auto mtrr = state(ranges, mtrr_memory_types[random() % 5]);
    mtrr.fixed_enabled = random() % 2 == 0;
    if (random() % 4 == 0) mtrr.tom2_wb_end = 4_GiB + (random() % 64 << 23);
    const CacheMap map(mtrr);
    for (int i = 0; i < 20; ++i) {
      const std::uint64_t begin = random() % (std::uint64_t{1} << (width + 1));
      const std::uint64_t end = begin + (random() >> (28 + random() % 24)) + 1;
      const TypeLookup answer = map.lookup(begin, end);
      const auto rule = believed_type<Concrete>(mtrr, begin, end).single();
      ASSERT_TRUE(rule.has_value());
      ASSERT_EQ(static_cast<RawType>(*rule), answer.type) << "round " << round;
      mixed += answer.uniform ? 0 : 1;
    }
  }
  EXPECT_GT(mixed, 1000);
}

// Entries in order, disjoint, and each with the type the rule gives its first and last page.
TEST(LinuxLookup, TheMapIsInOrderAndComplete) {
  std::mt19937_64 random(65);
  for (int round = 0; round < 500; ++round) {
    std::vector<VariableRange<Concrete>> ranges;
    for (int i = 0; i < 8; ++i) {
      const std::uint64_t mask = ~((4_KiB << random() % 8) - 1) & mtrr_address_bits(width);
      ranges.push_back(
          pair((2_MiB + random() % 1_MiB) & mask, mask, mtrr_memory_types[random() % 5]));
    }
    const auto mtrr = state(ranges, WB);
    std::uint64_t next = 0;
    const CacheMap map(mtrr);
    for (const CacheEntry& entry : map.entries()) {
      ASSERT_LE(next, entry.range.begin);
      ASSERT_LT(entry.range.begin, entry.range.end);
      next = entry.range.end;
      for (std::uint64_t address : {entry.range.begin, entry.range.end - 1})
        ASSERT_EQ(believed_type_at<Concrete>(mtrr, address),
                  TypeSet(static_cast<MemoryType>(entry.type)));
    }
  }
}

TEST(OldLinuxLookup, DisabledMtrrsAreInvalidAndUniformIsNotWritten) {
  auto mtrr = state({});
  mtrr.enabled = false;
  const OldTypeLookup answer = old_type_lookup(mtrr, 0, 4_KiB);
  EXPECT_EQ(answer.type, invalid_type);
  EXPECT_FALSE(answer.uniform_written);
}

TEST(OldLinuxLookup, BelowOneMiBOnlyTheFirstByteCounts) {
  const OldTypeLookup answer = old_type_lookup(state({}), 0x9f000, 0x200000);
  EXPECT_EQ(answer.type, wb);
  EXPECT_FALSE(answer.uniform);
}

TEST(OldLinuxLookup, TwoMatchingRegistersAreNeverUniform) {
  const auto mtrr = state({pair(0, 0xf00000000, WB), pair(1_GiB, 0xfc0000000, WB)});
  EXPECT_FALSE(old_type_lookup(mtrr, 1_GiB, 1_GiB + 4_KiB).uniform);
  EXPECT_TRUE(CacheMap(mtrr).lookup(1_GiB, 1_GiB + 4_KiB).uniform);
  EXPECT_TRUE(old_type_lookup(mtrr, 2_GiB, 2_GiB + 4_KiB).uniform);
}

TEST(OldLinuxLookup, CrossingTheEdgeOfARegisterIsNeverUniform) {
  const auto mtrr = state({pair(1_GiB, 0xfc0000000, WB)}, WB);
  const OldTypeLookup answer = old_type_lookup(mtrr, 512_MiB, 3_GiB);
  EXPECT_EQ(answer.type, wb);
  EXPECT_FALSE(answer.uniform);
}

TEST(OldLinuxLookup, SinglePagesMatchByAddressBits) {
  const auto mtrr = state({pair(0x40000000, 0xfbff00000, UC)}, WB);
  EXPECT_EQ(old_type_lookup(mtrr, 0x60000000, 0x60001000).type, wb);
}

TEST(OldLinuxLookup, StopsAtTheStepLimit) {
  // An empty range at the end of a register: the last byte lies in it, the first does not.
  const auto mtrr = state({pair(1_GiB, 0xfc0000000, WB)}, WT);
  const OldTypeLookup answer = old_type_lookup(mtrr, 2_GiB, 2_GiB, 10);
  EXPECT_EQ(answer.warnings, 11U);
  EXPECT_FALSE(answer.finished);
}

}  // namespace linux_mtrr_lookup_test
}  // namespace memtype::kernel
