#include "reading.hpp"

namespace memtype::readers::testing {
namespace kernel_mtrr_test {

constexpr std::string_view log =
    "[    0.000000] MTRR default type: uncachable\n"
    "[    0.000000] MTRR fixed ranges enabled:\n"
    "[    0.000000]   00000-9FFFF write-back\n"
    "[    0.000000]   A0000-BFFFF uncachable\n"
    "[    0.000000]   C0000-FFFFF write-protect\n"
    "[    0.000000] MTRR variable ranges enabled:\n"
    "[    0.000000]   0 base 000000000 mask C00000000 write-back\n"
    "[    0.000000]   1 disabled\n"
    "[    0.000000]   2 base 0E0000000 mask FE0000000 uncachable\n"
    "[    0.000000] TOM2: 000000023f000000 aka 9200M\n";

TEST(KernelMtrr, AllOfIt) {
  const Observations seen = read_all(log);
  EXPECT_EQ(seen.default_type.at(0).value, MemoryType::UC);
  EXPECT_TRUE(seen.fixed_enabled.at(0).value);
  EXPECT_TRUE(seen.enabled.at(0).value);
  ASSERT_EQ(seen.fixed.size(), 3U);
  EXPECT_EQ(seen.fixed[1].value.range, (PhysRange{0xa0000, 0xc0000}));
  EXPECT_EQ(seen.fixed[2].value.type, MemoryType::WP);
  const auto& entries = seen.registers.at(0).entries;
  ASSERT_EQ(entries.size(), 3U);
  EXPECT_FALSE(entries[1].in_use);
  EXPECT_EQ(entries[2].mask, 0xfe0000000U);
  EXPECT_EQ(seen.tom2.at(0).value, 0x23f000000U);
}

TEST(KernelMtrr, WhatItMeans) {
  const KnownMtrrs mtrrs = known_mtrrs(read_all(log));
  EXPECT_EQ(mtrrs.phys_bits, 36U);
  EXPECT_TRUE(mtrrs.complete);
  EXPECT_EQ(*mtrrs.count, 3U);
  EXPECT_TRUE(covers_fixed(mtrrs));
  ASSERT_EQ(mtrrs.registers.size(), 2U);
  EXPECT_FALSE(mtrrs.registers[0].from_size);
}

TEST(KernelMtrr, ThirtyTwoBitsArePrintedAsThirtySix) {
  const KnownMtrrs mtrrs =
      known_mtrrs(read_all("MTRR variable ranges enabled:\n"
                           "  0 base 000000000 mask 0C0000000 write-back\n"));
  EXPECT_EQ(*mtrrs.width, 32U);
  EXPECT_EQ(mtrrs.registers.at(0).mask, 0xc0000000U);
}

TEST(KernelMtrr, SwitchedOff) {
  const KnownMtrrs mtrrs = known_mtrrs(
      read_all("MTRR fixed ranges disabled:\nMTRR variable ranges disabled:\n  0 disabled\n"));
  EXPECT_FALSE(*mtrrs.enabled);
  EXPECT_FALSE(*mtrrs.fixed_enabled);
}

TEST(KernelMtrr, AnExcerptThatBeginsInTheMiddleIsNotComplete) {
  const KnownMtrrs mtrrs =
      known_mtrrs(read_all("  2 base 0E0000000 mask FE0000000 uncachable\n  3 disabled\n"));
  EXPECT_FALSE(mtrrs.complete);
  EXPECT_FALSE(mtrrs.count);
}

TEST(KernelMtrr, Xen) {
  const Observations seen = read_all(
      "(XEN) [2022-01-18 10:40:44.200] MTRR default type: write-back\n"
      "(XEN)   a0000-bffff uncachable\n"
      "(XEN)   0 base 0080000000 mask ff80000000 uncachable\n"
      "(XEN) TOM2: 0000001080000000 (WB)\n");
  EXPECT_EQ(seen.default_type.at(0).teller, Teller::hypervisor);
  EXPECT_EQ(seen.registers.at(0).teller, Teller::hypervisor);
  EXPECT_EQ(seen.fixed.at(0).value.range, (PhysRange{0xa0000, 0xc0000}));
  EXPECT_EQ(seen.tom2.at(0).value, 0x1080000000U);
}

TEST(KernelMtrr, MapOfNewKernels) {
  const Observations seen = read_all(
      "MTRR map: 2 entries (1 fixed + 1 variable; max 23), built from 10 variable MTRRs\n"
      "  0: 0000000000000000-000000000009ffff write-back\n"
      "  1: 0000000080000000-00000000ffffffff uncachable\n");
  EXPECT_EQ(seen.register_count.at(0).value, 10U);
  EXPECT_EQ(seen.map_counts.at(0).value.max, 23U);
  ASSERT_EQ(seen.typed_ranges.size(), 2U);
  EXPECT_EQ(seen.typed_ranges[1].value.range, (PhysRange{0x80000000, 0x100000000}));
}

TEST(KernelMtrr, BrokenLinesAreKept) {
  EXPECT_EQ(unread_lines("MTRR default type: unknown\n"
                         "  0 base 000000000 mask ZZZ write-back\n"
                         "MTRR map: many entries\n"),
            (std::vector<std::uint32_t>{1, 2, 3}));
}

}  // namespace kernel_mtrr_test
}  // namespace memtype::readers::testing
