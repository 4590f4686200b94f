#include "reading.hpp"

namespace memtype::readers::testing {
namespace firmware_test {

TEST(Coreboot, RegistersAndSpace) {
  const Observations seen = read_all(
      "[DEBUG]  MTRR: Physical address space:\n"
      "[DEBUG]  0x0000000000000000 - 0x00000000000a0000 size 0x000a0000 type 6\n"
      "[DEBUG]  0x00000000000a0000 - 0x00000000000bffff size 0x00020000 type 0\n"
      "[SPEW ]  apic_id 0x0: MTRR: Fixed MSR 0x250 0x0606060606060606\n"
      "CPU physical address size: 39 bits\n"
      "MTRR: default type WB/UC MTRR counts: 6/8.\n"
      "MTRR: WB selected as default type.\n"
      "MTRR: 0 base 0x000000007b800000 mask 0x0000007fff800000 type 0\n"
      "MTRR: 1 base 0x00000000b0000000 mask 0x0000007ff0000000 type 1\n"
      "Fixed MTRRs   : Enabled\n"
      "Variable MTRRs: Enabled\n"
      "MTRR: TEMPORARY Physical address space:\n"
      "MTRR: UC selected as default type.\n"
      "MTRR: 0 base 0x0000000000000000 mask 0x0000007fc0000000 type 6\n"
      "   0. 0000000000000000-0000000000000fff: CONFIGURATION TABLES\n"
      "   1. 0000000000001000-000000000009ffff: RAM\n");
  ASSERT_EQ(seen.typed_ranges.size(), 2U);
  EXPECT_EQ(seen.typed_ranges[1].value.range, (PhysRange{0xa0000, 0xc0000}));
  ASSERT_EQ(seen.registers.size(), 2U);
  EXPECT_EQ(seen.registers[1].teller, Teller::temporary);
  const KnownMtrrs mtrrs = known_mtrrs(seen);
  EXPECT_EQ(mtrrs.registers.size(), 2U);
  EXPECT_EQ(*mtrrs.width, 39U);
  EXPECT_EQ(*mtrrs.default_type, MemoryType::WB);  // not that of the time of booting
  EXPECT_EQ(seen.maps.at(0).entries.at(1).kind, MapEntry::Kind::ram);
}

TEST(Coreboot, BrokenLinesAreKept) {
  EXPECT_EQ(unread_lines("MTRR: 0 base 0x0 mask 0x7fc0000000 type 3\n"
                         "MTRR: Fixed MSR 0x250\n"),
            (std::vector<std::uint32_t>{1, 2}));
}

TEST(Edk2, Settings) {
  const Observations seen = read_all(
      "MTRR Settings:\n"
      "=============\n"
      "MTRR Default Type: 0000000000000c06\n"
      "Fixed MTRR[00]   : 0606060606060606\n"
      "Variable MTRR[00]: Base=0000000080000000 Mask=0000007f80000800\n"
      "Memory Ranges:\n"
      "UC:00000000000A0000-00000000000FFFFF\n");
  const KnownMtrrs mtrrs = known_mtrrs(seen);
  ASSERT_EQ(mtrrs.registers.size(), 1U);
  EXPECT_EQ(mtrrs.registers[0].base, 0x80000000U);
  EXPECT_EQ(*mtrrs.default_type, MemoryType::WB);
  EXPECT_EQ(seen.typed_ranges.at(0).value.range, (PhysRange{0xa0000, 0x100000}));
  EXPECT_EQ(read_all("MTRR Default Type: 0x000000000c06\n").msrs.at(0).value, 0xc06U);
}

TEST(Bsd, CountsAndRanges) {
  const Observations seen = read_all(
      "mtrr: Pentium Pro MTRR support, 10 var ranges, 88 fixed ranges\n"
      "0x0/0x80000 BIOS write-back fixed-base fixed-length set-by-firmware active\n"
      "0xa0000/0x4000 BIOS uncacheable fixed-base fixed-length set-by-firmware active\n"
      "0x0/0x80000000 BIOS write-back set-by-firmware active\n"
      "0xd0000000/0x10000000 drm write-combine active\n");
  EXPECT_EQ(seen.register_count.at(0).value, 10U);
  EXPECT_EQ(seen.fixed.size(), 2U);
  const KnownMtrrs mtrrs = known_mtrrs(seen);
  ASSERT_EQ(mtrrs.registers.size(), 2U);
  EXPECT_EQ(mtrrs.registers[1].type, MemoryType::WC);
}

TEST(Bsd, SwitchedOff) {
  EXPECT_FALSE(
      *known_mtrrs(read_all("mtrr: CPU supports MTRRs but not enabled by BIOS\n")).enabled);
}

}  // namespace firmware_test
}  // namespace memtype::readers::testing
