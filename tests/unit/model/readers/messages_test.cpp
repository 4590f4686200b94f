#include "reading.hpp"

namespace memtype::readers::testing {
namespace messages_test {

Message one(std::string_view text) {
  const Observations seen = read_all(text);
  EXPECT_EQ(seen.messages.size(), 1U) << text;
  return seen.messages.empty() ? Message{} : seen.messages[0];
}

TEST(Messages, PatConflict) {
  const Message found =
      one("[Sun Mar 19 13:57:12 2023] x86/PAT: CPU 0/KVM:1329 conflicting memory types "
          "f800000000-fc00000000 write-combining<->uncached-minus\n");
  EXPECT_EQ(found.kind, MessageKind::pat_conflict);
  EXPECT_EQ(found.who, "CPU 0/KVM");
  EXPECT_EQ(found.range, (PhysRange{0xf800000000, 0xfc00000000}));  // exclusive end
  EXPECT_EQ(found.first, MemoryType::WC);
  EXPECT_EQ(found.second, MemoryType::UC_minus);
  EXPECT_EQ(one("Xorg:1226 conflicting memory types 7f800000-7ffe9000 "
                "write-combining&lt;-&gt;uncached-minus\n")
                .who,
            "Xorg");
}

TEST(Messages, PatConflictThatMailHasFolded) {
  EXPECT_EQ(one("x86/PAT: Xorg:5018 conflicting memory types\n"
                "  1850600000-1850601000  uncached-minus<->write-back\n")
                .second,
            MemoryType::WB);
}

TEST(Messages, FailedReservations) {
  const PhysRange range{0xf800000000, 0xfc00000000};
  EXPECT_EQ(one("x86/PAT: memtype_reserve failed [mem 0xf800000000-0xfbffffffff], track "
                "write-combining, req uncached-minus\n")
                .range,
            range);
  const Message old =
      one("reserve_memtype failed 0xf800000000-0xfc00000000, track uncached-minus, req "
          "uncached-minus\n");
  EXPECT_EQ(old.range, range);
  EXPECT_EQ(old.kind, MessageKind::reserve_failed);
  EXPECT_EQ(one("ioremap memtype_reserve failed -16\n").number, 16U);
  EXPECT_EQ(one("ioremap reserve_memtype failed -22\n").number, 22U);
}

TEST(Messages, UserMappings) {
  const Message found =
      one("x86/PAT: ipmi-sensors:1178 map pfn expected mapping type uncached-minus for [mem "
          "0x8dc16000-0x8dc17fff], got write-back\n");
  EXPECT_EQ(found.kind, MessageKind::map_pfn_mismatch);
  EXPECT_EQ(found.range, (PhysRange{0x8dc16000, 0x8dc18000}));
  EXPECT_EQ(found.first, MemoryType::UC_minus);
  EXPECT_EQ(found.second, MemoryType::WB);
  EXPECT_EQ(one("x86/PAT: app:7 freeing invalid memtype [mem 0xfd001000-0xfd001fff]\n").kind,
            MessageKind::free_invalid);
}

TEST(Messages, RefusedMtrrs) {
  const Message found =
      one("mtrr: type mismatch for fd000000,400000 old: uncachable new: write-combining\n");
  EXPECT_EQ(found.range, (PhysRange{0xfd000000, 0xfd400000}));
  EXPECT_EQ(found.first, MemoryType::UC);
  EXPECT_EQ(found.second, MemoryType::WC);
  const Message overlap = one("mtrr: 0xe4000000,0x2000000 overlaps existing 0xe4000000,0x800000\n");
  EXPECT_EQ(overlap.range, (PhysRange{0xe4000000, 0xe6000000}));
  EXPECT_EQ(overlap.existing, (PhysRange{0xe4000000, 0xe4800000}));
  EXPECT_EQ(
      one("kernel: mtrr: base(0xd4000000) is not aligned on a size(0x1800000) boundary\n").range,
      (PhysRange{0xd4000000, 0xd5800000}));
  EXPECT_EQ(one("mtrr: no more MTRRs available\n").kind, MessageKind::mtrr_full);
  EXPECT_EQ(one("mtrr: MTRR 2 not used\n").number, 2U);
  EXPECT_EQ(one("(WW) NV(0): Failed to set up write-combining range (0xd4000000,0x800000)\n").range,
            (PhysRange{0xd4000000, 0xd4800000}));
}

TEST(Messages, RamAndFirmware) {
  EXPECT_EQ(one("WARNING: BIOS bug: CPU MTRRs don't cover all of memory, losing 13040MB of RAM.\n")
                .number,
            13040U);
  // The end is exclusive, whatever the brackets look like.
  EXPECT_EQ(one("pmd_set_huge: Cannot satisfy [mem 0x383fffa00000-0x383fffc00000] with a "
                "huge-page mapping due to MTRR override.\n")
                .range,
            (PhysRange{0x383fffa00000, 0x383fffc00000}));
  EXPECT_EQ(one("mtrr: your CPUs had inconsistent variable MTRR settings\n"
                "mtrr: probably your BIOS does not setup all CPUs.\n"
                "mtrr: corrected configuration.\n")
                .kind,
            MessageKind::cpus_inconsistent);
  EXPECT_EQ(one("mtrr: your BIOS has configured an incorrect mask, fixing it.\n").kind,
            MessageKind::incorrect_mask);
  EXPECT_EQ(one("MTRRs disabled by BIOS\n").kind, MessageKind::mtrr_disabled);
}

TEST(Messages, EqualOnesAreCounted) {
  std::string text;
  for (int i = 0; i < 5000; ++i)
    text +=
        "x86/PAT: CPU 0/KVM:1329 conflicting memory types f800000000-fc00000000 "
        "write-combining<->uncached-minus\n";
  const Message found = one(text);
  EXPECT_EQ(found.count, 5000U);
  EXPECT_EQ(found.place.line, 1U);
}

TEST(Messages, BrokenOnesAreKept) {
  EXPECT_EQ(unread_lines("mtrr: type mismatch for here,there old: uncachable new: write-back\n"
                         "x86/PAT: a:1 conflicting memory types 5-1 write-back<->uncached\n"
                         "mtrr: a sentence that no kernel prints\n"),
            (std::vector<std::uint32_t>{1, 2, 3}));
}

}  // namespace messages_test
}  // namespace memtype::readers::testing
