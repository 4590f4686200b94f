// Each finding on the smallest machine that shows it, and on one like it that does not.
#include <gtest/gtest.h>

#include <algorithm>

#include "memtype/inspect/inspect.hpp"
#include "memtype/readers/read.hpp"

namespace memtype::inspect::testing {
namespace findings_test {

Inspection of(std::string_view text) { return inspect(readers::read_source(text, "t")); }

const Finding* find(const Inspection& found, FindingKind kind) {
  const auto it = std::find_if(found.findings.begin(), found.findings.end(),
                               [&](const Finding& one) { return one.kind == kind; });
  return it == found.findings.end() ? nullptr : &*it;
}

// Registers of 8, on, default UC, WB below 2 GiB; RAM as the text says.
constexpr std::string_view healthy =
    "BIOS-e820: [mem 0x0000000000000000-0x000000000009ffff] usable\n"
    "BIOS-e820: [mem 0x0000000000100000-0x000000007fffffff] usable\n"
    "MTRR default type: uncachable\n"
    "MTRR fixed ranges enabled:\n"
    "  00000-9FFFF write-back\n"
    "  A0000-FFFFF uncachable\n"
    "MTRR variable ranges enabled:\n"
    "  0 base 000000000 mask F80000000 write-back\n";

std::string with(std::string_view more) { return std::string(healthy) + std::string(more); }

TEST(Findings, NothingIsWrongWithAHealthyMachine) {
  const Inspection found = of(healthy);
  EXPECT_TRUE(found.findings.empty());
  EXPECT_TRUE(found.open.empty());
  EXPECT_TRUE(found.maps_ram);
}

TEST(Findings, RamThatIsUncached) {
  const Inspection found = of(with("  1 base 07F800000 mask FFF800000 uncachable\n"));
  const Finding* finding = find(found, FindingKind::ram_not_write_back);
  ASSERT_NE(finding, nullptr);
  EXPECT_EQ(finding->bytes, 8_MiB);
  EXPECT_EQ(finding->where.at(0), (PhysRange{0x7f800000, 0x80000000}));
  EXPECT_NE(finding->why.find("reg 1 (UC)"), std::string::npos);
  // The map has the line, and so has the register.
  EXPECT_NE(std::find(finding->evidence.begin(), finding->evidence.end(), readers::Place{0, 9}),
            finding->evidence.end());
}

TEST(Findings, ReservedMemoryMayBeUncached) {
  const Inspection found =
      of(with("  1 base 080000000 mask FFF800000 uncachable\n"
              "BIOS-e820: [mem 0x80000000-0x807fffff] reserved\n"));
  EXPECT_TRUE(found.findings.empty());
}

constexpr std::string_view beyond =
    "BIOS-e820: [mem 0x0000000100000000-0x000000013fffffff] usable\n"
    "MTRR default type: uncachable\n"
    "MTRR variable ranges enabled:\n"
    "  0 base 000000000 mask F80000000 write-back\n";

TEST(Findings, RamBeyondTheRegisters) {
  const Inspection found = of("CPU0: Intel(R) Xeon(R) CPU stepping 0b\n" + std::string(beyond));
  const Finding* finding = find(found, FindingKind::ram_not_write_back);
  ASSERT_NE(finding, nullptr);
  EXPECT_EQ(finding->bytes, 1_GiB);
  EXPECT_NE(finding->why.find("default type is UC"), std::string::npos);
}

// On AMD, TOM2 may make it write-back; a text that has neither is asked about.
TEST(Findings, RamBeyondTheRegistersOfAnUnknownProcessor) {
  const Inspection found = of(beyond);
  EXPECT_TRUE(found.findings.empty());
  ASSERT_EQ(found.open.size(), 1U);
  EXPECT_NE(found.open[0].what.find("TOM2"), std::string::npos);
  const Inspection off = of("SYSCFG = 0x0\nTOP_MEM2 = 0x140000000\n" + std::string(beyond));
  EXPECT_NE(find(off, FindingKind::ram_not_write_back), nullptr);
}

TEST(Findings, Tom2MakesItWriteBack) {
  const Inspection found =
      of("BIOS-e820: [mem 0x0000000100000000-0x000000013fffffff] usable\n"
         "MTRR default type: uncachable\n"
         "  0 base 000000000000 mask FFFF80000000 write-back\n"
         "TOM2: 0000000140000000 aka 5120M\n");
  EXPECT_TRUE(found.findings.empty());
  EXPECT_EQ(found.runs.at(0).decided_by, "TOM2");
}

// What nobody says is asked, not found.
TEST(Findings, AnUnknownDefaultTypeIsAQuestion) {
  const Inspection found =
      of("BIOS-e820: [mem 0x0000000000100000-0x00000000bfffffff] usable\n"
         "reg00: base=0x000000000 (    0MB), size= 2048MB, count=1: write-back\n");
  EXPECT_TRUE(found.findings.empty());
  ASSERT_FALSE(found.open.empty());
  EXPECT_NE(found.open[0].what.find("1 GiB of RAM"), std::string::npos) << found.open[0].what;
  EXPECT_EQ(found.open[0].command, "sudo rdmsr 0x2ff");
}

// Below 1 MiB the fixed ranges decide, which /proc/mtrr does not have.
TEST(Findings, NoAlarmBelowOneMegabyte) {
  const Inspection found =
      of("BIOS-e820: [mem 0x0000000000000000-0x000000000009ffff] usable\n"
         "MTRR default type: uncachable\n"
         "reg00: base=0x000000000 (    0MB), size=  128KB, count=1: uncachable\n");
  EXPECT_TRUE(found.findings.empty());
}

TEST(Findings, TrimmedRamNamesItsRegisters) {
  const Inspection found =
      of(with("BIOS-e820: [mem 0x80000000-0x9fffffff] usable\n"
              "  1 base 080000000 mask FE0000000 uncachable\n"
              "WARNING: BIOS bug: CPU MTRRs don't cover all of memory, losing 512MB of RAM.\n"));
  const Finding* finding = find(found, FindingKind::ram_trimmed);
  ASSERT_NE(finding, nullptr);
  EXPECT_EQ(finding->severity, Severity::loses_ram);
  EXPECT_EQ(finding->bytes, 512_MiB);
  EXPECT_NE(finding->why.find("reg 1 (UC)"), std::string::npos);
  EXPECT_EQ(find(found, FindingKind::ram_not_write_back), nullptr);  // one cause, one finding
}

TEST(Findings, SwitchedOff) {
  const std::string off =
      "MTRR default type: uncachable\nMTRR fixed ranges enabled:\nMTRR variable ranges disabled:\n"
      "  0 base 000000000 mask F80000000 write-back\n";
  EXPECT_NE(find(of(off), FindingKind::mtrrs_off), nullptr);
  const Inspection guest = of("Hypervisor detected: KVM\n" + off);
  EXPECT_EQ(find(guest, FindingKind::mtrrs_off), nullptr);
  ASSERT_NE(find(guest, FindingKind::mtrrs_off_in_guest), nullptr);
  EXPECT_EQ(guest.findings.at(0).severity, Severity::harmless);
  EXPECT_EQ(find(of(healthy), FindingKind::mtrrs_off_in_guest), nullptr);
  const Inspection xen = of("Booting kernel on Xen\nMTRR: Disabled\n");
  EXPECT_EQ(xen.findings.at(0).severity, Severity::harmless);
  EXPECT_NE(xen.findings[0].what.find("Xen"), std::string::npos);
}

constexpr std::string_view card =
    "01:00.0 VGA compatible controller: Some Card\n"
    "\tMemory at f6000000 (32-bit, non-prefetchable) [size=16M]\n"
    "\tMemory at e0000000 (64-bit, prefetchable) [size=256M]\n";

TEST(Findings, RegistersUnderAWriteCombiningRange) {
  const Inspection found =
      of(with(std::string(card) + "  1 base 0F6000000 mask FFF000000 write-combining\n"));
  const Finding* finding = find(found, FindingKind::registers_write_combining);
  ASSERT_NE(finding, nullptr);
  EXPECT_EQ(finding->severity, Severity::dangerous);
  // By table 11-7 UC- over WP is WC on Intel, and UC on AMD; WB does no harm on either.
  const std::string wp = "  1 base 0F6000000 mask FFF000000 write-protect\n";
  const std::string intel =
      "processor : 0\nvendor_id : GenuineIntel\ncpu family : 6\n"
      "model : 158\naddress sizes : 39 bits physical, 48 bits virtual\n";
  EXPECT_EQ(find(of(with(std::string(card) + wp)), FindingKind::registers_write_combining),
            nullptr);
  EXPECT_NE(find(of(intel + with(std::string(card) + wp)), FindingKind::registers_write_combining),
            nullptr);
  const Inspection right =
      of(with(std::string(card) + "  1 base 0E0000000 mask FF0000000 write-combining\n"));
  EXPECT_EQ(find(right, FindingKind::registers_write_combining), nullptr);
}

TEST(Findings, FrameBufferReservedUncached) {
  const std::string list = "PAT memtype list:\nPAT: [mem 0x00000000e0000000-0x00000000f0000000] ";
  const Inspection slow = of(with(std::string(card) + list + "uncached-minus\n"));
  ASSERT_NE(find(slow, FindingKind::frame_buffer_not_combining), nullptr);
  EXPECT_NE(slow.findings[0].what.find("0000:01:00.0"), std::string::npos);
  const Inspection fast = of(with(std::string(card) + list + "write-combining\n"));
  EXPECT_EQ(find(fast, FindingKind::frame_buffer_not_combining), nullptr);
  // Handed through to a guest, which has page attributes of its own.
  const std::string vfio = std::string(card) + "\tKernel driver in use: vfio-pci\n";
  EXPECT_EQ(
      find(of(with(vfio + list + "uncached-minus\n")), FindingKind::frame_buffer_not_combining),
      nullptr);
  // Registers of the driver inside the range are nobody's slow frame buffer.
  const Inspection part =
      of(with(std::string(card) + "PAT: [mem 0x00000000e0000000-0x00000000e0001000] "
                                  "uncached-minus\n"));
  EXPECT_EQ(find(part, FindingKind::frame_buffer_not_combining), nullptr);
}

TEST(Findings, FrameBufferWithoutPat) {
  const std::string machine =
      "PAT not supported by CPU.\n" + std::string(card) +
      "reg00: base=0x000000000 (    0MB), size= 2048MB, count=1: write-back\n";
  const Finding* finding = nullptr;
  const Inspection slow = of(machine);
  finding = find(slow, FindingKind::frame_buffer_not_combining);
  ASSERT_NE(finding, nullptr);
  EXPECT_EQ(finding->severity, Severity::costs_speed);
  EXPECT_NE(finding->todo.find("base=0xe0000000 size=0x10000000 type=write-combining"),
            std::string::npos);
  const Inspection fast =
      of(machine + "reg01: base=0x0e0000000 ( 3584MB), size=  256MB, count=1: write-combining\n");
  EXPECT_EQ(find(fast, FindingKind::frame_buffer_not_combining), nullptr);
}

TEST(Findings, LargeUncachedReservation) {
  const auto large = [](std::string_view type) {
    return of("PAT memtype list:\nuncached-minus @ 0xe0000000-0xf0000000\n" + std::string(type) +
              " @ 0x2000000000-0x2100000000\n");
  };
  const Inspection slow = large("uncached-minus");
  ASSERT_EQ(slow.findings.size(), 1U);  // not for ECAM
  EXPECT_EQ(slow.findings[0].kind, FindingKind::large_uncached_reservation);
  EXPECT_TRUE(large("write-combining").findings.empty());
}

TEST(Findings, RefusedCombiningIsOneFinding) {
  const std::string lines =
      "mtrr: type mismatch for e0000000,10000000 old: uncachable new: write-combining\n"
      "mtrr: type mismatch for e0000000,8000000 old: uncachable new: write-combining\n"
      "[drm] MTRR allocation failed.  Graphics performance may suffer.\n";
  const std::string reg = "  1 base 0C0000000 mask FC0000000 uncachable\n";
  const Inspection pat =
      of(with(reg + "x86/PAT: Configuration [0-7]: WB  WC  UC- UC  WB  WP  UC- WT\n" + lines));
  ASSERT_EQ(pat.findings.size(), 1U);
  EXPECT_EQ(pat.findings[0].kind, FindingKind::combining_refused);
  EXPECT_EQ(pat.findings[0].severity, Severity::harmless);
  EXPECT_NE(pat.findings[0].why.find("reg 1"), std::string::npos);
  const Inspection none = of(with(reg + "PAT not supported by CPU.\n" + lines));
  EXPECT_EQ(find(none, FindingKind::combining_refused)->severity, Severity::costs_speed);
}

TEST(Findings, PatConflictNamesBothEntriesAndTheirOwners) {
  const Inspection found = of(
      "PAT memtype list:\n"
      "PAT: [mem 0x000000f800000000-0x000000f810000000] write-combining\n"
      "PAT: [mem 0x000000fbf0000000-0x000000fbf0001000] uncached-minus\n"
      "f800000000-fbffffffff : 0000:01:00.0\n"
      "  fbf0000000-fbf0000fff : nvidia\n"
      "x86/PAT: CPU 0/KVM:1329 conflicting memory types f800000000-fc00000000 "
      "write-combining<->uncached-minus\n"
      "x86/PAT: memtype_reserve failed [mem 0xf800000000-0xfbffffffff], track uncached-minus, req "
      "uncached-minus\n");
  ASSERT_EQ(found.findings.size(), 1U);
  const Finding& finding = found.findings[0];
  EXPECT_EQ(finding.kind, FindingKind::pat_conflict);
  EXPECT_NE(finding.why.find("[0xf800000000-0xf80fffffff] WC (0000:01:00.0)"), std::string::npos)
      << finding.why;
  EXPECT_NE(finding.why.find("(nvidia)"), std::string::npos) << finding.why;
  EXPECT_EQ(finding.evidence.size(), 3U);
}

TEST(Findings, AMappingOverTheLocalApicIsADriversMistake) {
  const Inspection found =
      of("x86/PAT: systemd-udevd:386 conflicting memory types bf800000-fffff000 "
         "write-combining<->uncached-minus\n");
  EXPECT_NE(found.findings.at(0).what.find("local APIC"), std::string::npos);
}

TEST(Findings, UserMappings) {
  const Inspection found =
      of("ipmi-sensors:1178 map pfn expected mapping type uncached-minus for [mem "
         "0x8dc16000-0x8dc17fff], got write-back\n"
         "x86/PAT: app:7 freeing invalid memtype [mem 0xfd001000-0xfd001fff]\n");
  EXPECT_NE(find(found, FindingKind::user_mapping_refused), nullptr);
  EXPECT_NE(find(found, FindingKind::free_invalid), nullptr);
}

TEST(Findings, UndefinedOverlap) {
  const Inspection found = of(with("  1 base 07F800000 mask FFF800000 write-protect\n"));
  const Finding* finding = find(found, FindingKind::undefined_overlap);
  ASSERT_NE(finding, nullptr);
  EXPECT_EQ(finding->severity, Severity::dangerous);  // RAM
  EXPECT_EQ(finding->where.at(0), (PhysRange{0x7f800000, 0x80000000}));
  const Inspection defined =
      of(with("  1 base 080000000 mask FFF800000 write-through\n"
              "  2 base 080000000 mask FFF800000 write-back\n"));
  EXPECT_EQ(find(defined, FindingKind::undefined_overlap), nullptr);
  // So many holes that the map does not follow them: a bad mask, and no overlap.
  const Inspection holes =
      of("  0 base 0000000000 mask 8000000000 write-back\n"
         "reg00: base=0x000000000 (    0MB), size=17592186044415MB, count=1: write-back\n");
  EXPECT_NE(find(holes, FindingKind::odd_mask), nullptr);
  EXPECT_EQ(find(holes, FindingKind::undefined_overlap), nullptr);
}

TEST(Findings, Masks) {
  EXPECT_NE(find(of(with("  1 base 0D0000000 mask FEFF0F000 uncachable\n")), FindingKind::odd_mask),
            nullptr);
  // 36 bits by the first register; this mask ends at bit 31.
  const Inspection narrow = of(with("  1 base 0D0000000 mask 0F0000000 uncachable\n"));
  ASSERT_NE(find(narrow, FindingKind::odd_mask), nullptr);
  EXPECT_NE(find(narrow, FindingKind::odd_mask)->what.find("address width"), std::string::npos);
  EXPECT_EQ(find(of(with("  1 base 0D0000000 mask FF0000000 uncachable\n")), FindingKind::odd_mask),
            nullptr);
}

TEST(Findings, CpusThatDiffer) {
  const Inspection now =
      of("CPU 0: 0x200 = 0x6\nCPU 0: 0x201 = 0xf80000800\nCPU 1: 0x200 = 0x0\n"
         "CPU 1: 0x201 = 0xf80000800\n");
  ASSERT_NE(find(now, FindingKind::cpus_differ), nullptr);
  EXPECT_EQ(now.findings[0].severity, Severity::dangerous);
  const Inspection repaired = of("mtrr: your CPUs had inconsistent variable MTRR settings\n");
  EXPECT_EQ(find(repaired, FindingKind::cpus_differ)->severity, Severity::harmless);
  EXPECT_EQ(find(of("CPU 0: 0x200 = 0x6\nCPU 1: 0x200 = 0x6\n"), FindingKind::cpus_differ),
            nullptr);
}

TEST(Findings, UnusualRegisters) {
  EXPECT_NE(find(of(with("  1 base 0FF000000 mask FFF000000 write-combining\n")),
                 FindingKind::unusual_register),
            nullptr);
  EXPECT_NE(find(of(with("  1 base 090000000 mask FF0000000 write-through\n")),
                 FindingKind::unusual_register),
            nullptr);
  EXPECT_EQ(find(of(with("  1 base 0FF000000 mask FFF000000 write-protect\n")),
                 FindingKind::unusual_register),
            nullptr);
}

TEST(Findings, HarmlessMessages) {
  const Inspection found =
      of("mtrr_cleanup: can not find optimal value\n"
         "pmd_set_huge: Cannot satisfy [mem 0x383fffa00000-0x383fffc00000] with a huge-page "
         "mapping due "
         "to MTRR override.\n"
         "mtrr: your BIOS has set up an incorrect mask, fixing it up.\n");
  EXPECT_NE(find(found, FindingKind::cleanup_failed), nullptr);
  EXPECT_NE(find(found, FindingKind::huge_page_refused), nullptr);
  EXPECT_NE(find(found, FindingKind::incorrect_mask), nullptr);
  for (const Finding& finding : found.findings) EXPECT_EQ(finding.severity, Severity::harmless);
}

TEST(Findings, NopatCostsSpeed) {
  const Inspection found = of("x86/PAT: PAT support disabled via boot option.\n");
  EXPECT_EQ(found.findings.at(0).severity, Severity::costs_speed);
}

// Below the end of RAM, without a map: asked, not found.
TEST(Findings, TheEndOfRamIsNoMap) {
  const Inspection found =
      of("MTRR default type: uncachable\nMTRR variable ranges enabled:\n"
         "  0 base 000000000 mask F80000000 write-back\n"
         "  1 base 06FB57000 mask FFFFFF000 uncachable\n"
         "last_pfn = 0x70000 max_arch_pfn = 0x400000000\n");
  EXPECT_TRUE(found.findings.empty());
  ASSERT_EQ(found.open.size(), 1U);
  EXPECT_NE(found.open[0].what.find("[0x6fb57000-0x6fb57fff]"), std::string::npos);
}

TEST(Findings, NothingAtAll) {
  EXPECT_TRUE(is_empty(readers::read_source("hello\n")));
  EXPECT_FALSE(is_empty(readers::read_source("mtrr: no more MTRRs available\n")));
}

}  // namespace findings_test
}  // namespace memtype::inspect::testing
