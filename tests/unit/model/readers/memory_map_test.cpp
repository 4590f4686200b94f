#include "reading.hpp"

namespace memtype::readers::testing {
namespace memory_map_test {

TEST(E820, AllForms) {
  const Observations seen = read_all(
      "BIOS-provided physical RAM map:\n"
      " BIOS-e820: 0000000000000000 - 000000000009fc00 (usable)\n"
      "[    0.000000] BIOS-e820: [mem 0x000000000009fc00-0x000000000009ffff] reserved\n"
      "BIOS-e820: [mem 0x0000000000100000-0x000000007ffdffff]  System RAM\n"
      "BIOS-e820: [mem 0x000000007ffe0000-0x000000007fffffff]  device reserved\n"
      "BIOS-e820: [gap 0x0000000080000000-0x00000000fed1ffff]\n"
      "BIOS-e820: [mem 0x0000000076ecf000-0x0000000076fcefff] type 20\n"
      "BIOS-e820: [mem 0x0000000180000000-0x00000001ffffffff] persistent (type 12)\n"
      "modified physical RAM map:\n"
      " modified: 0000000000000000 - 0000000000010000 (reserved)\n");
  ASSERT_EQ(seen.maps.size(), 2U);
  const auto& entries = seen.maps[0].entries;
  ASSERT_EQ(entries.size(), 6U);
  EXPECT_EQ(entries[0].range, (PhysRange{0, 0x9fc00}));
  EXPECT_EQ(entries[1].range, (PhysRange{0x9fc00, 0xa0000}));
  EXPECT_EQ(entries[2].kind, MapEntry::Kind::ram);
  EXPECT_EQ(entries[3].kind, MapEntry::Kind::reserved);
  EXPECT_EQ(entries[4].kind, MapEntry::Kind::other);
  EXPECT_EQ(entries[5].kind, MapEntry::Kind::persistent);
  EXPECT_EQ(seen.maps[1].origin, MemoryMapSeen::Origin::modified);
}

TEST(E820, SysFirmwareMemmap) {
  const Observations seen = read_all("0x0 0x9fbff System RAM \n0x9fc00 0x9ffff Reserved \n");
  EXPECT_EQ(seen.maps.at(0).entries.at(0).range, (PhysRange{0, 0x9fc00}));
}

// A spreadsheet has taken zeros and dashes away: no guess.
TEST(E820, DamagedLinesAreKept) {
  EXPECT_EQ(unread_lines("BIOS-e820: 0 0 000000000009fc00 (usable)\n"
                         "modified: 0 0 1000 (usable)\n"
                         "BIOS-e820: [mem 0x9fc00-0x9ffff\n"),
            (std::vector<std::uint32_t>{1, 2, 3}));
}

TEST(E820, Changes) {
  const Observations seen = read_all(
      "e820 update range: 00000000b7e00000 - 0000000100000000 (usable) ==> (reserved)\n"
      "e820: update [mem 0x00000000-0x00000fff] System RAM ==> device reserved\n"
      "e820: remove [mem 0x000a0000-0x000fffff] usable\n"
      "efi: Remove mem95: MMIO range=[0xc0000000-0xcfffffff] (256MB) from e820 map\n"
      "update e820 for mtrr\n"
      "e820: last_pfn = 0x41fe00 max_arch_pfn = 0x400000000\n");
  ASSERT_EQ(seen.map_changes.size(), 4U);
  EXPECT_EQ(seen.map_changes[0].range, (PhysRange{0xb7e00000, 0x100000000}));
  EXPECT_EQ(seen.map_changes[0].to, "reserved");
  EXPECT_EQ(seen.map_changes[1].range, (PhysRange{0, 0x1000}));
  EXPECT_EQ(seen.map_changes[2].to, "");
  EXPECT_EQ(seen.last_pfn.at(0).value, 0x41fe00000U);
}

TEST(EfiMap, BothForms) {
  const Observations seen = read_all(
      "efi: mem00: [Conventional Memory|   |  |  |  |  |  |  |  |   |WB|WT|WC|UC] "
      "range=[0x0000000000100000-0x000000000fffffff] (255MB)\n"
      "efi: mem01: type=11, attr=0x8000000000000001, "
      "range=[0x00000000fec00000-0x00000000fec01000) (0MB)\n");
  const auto& entries = seen.maps.at(0).entries;
  ASSERT_EQ(entries.size(), 2U);
  EXPECT_EQ(entries[0].kind, MapEntry::Kind::ram);
  EXPECT_EQ(entries[0].range, (PhysRange{0x100000, 0x10000000}));
  EXPECT_EQ(entries[1].range, (PhysRange{0xfec00000, 0xfec01000}));
  EXPECT_EQ(entries[1].kind, MapEntry::Kind::reserved);
}

TEST(ZeroPage, MemoryMap) {
  std::string page(4096, '\0');
  page.replace(0x202, 4, "HdrS");
  page[0x1e8] = 2;
  page.replace(0x2d0, 20, std::string_view("\0\0\x10\0\0\0\0\0\0\0\xf0\x0f\0\0\0\0\x01\0\0\0", 20));
  page.replace(0x2e4, 20, std::string_view("\0\0\0\x10\0\0\0\0\0\x10\0\0\0\0\0\0\x14\0\0\0", 20));
  const Observations seen = read_all(page);
  ASSERT_EQ(seen.maps.size(), 1U);
  EXPECT_TRUE(seen.trouble.empty());
  ASSERT_EQ(seen.maps[0].entries.size(), 2U);
  EXPECT_EQ(seen.maps[0].entries[0].range, (PhysRange{0x100000, 0x10000000}));
  EXPECT_EQ(seen.maps[0].entries[0].kind, MapEntry::Kind::ram);
  EXPECT_EQ(seen.maps[0].entries[1].word, "type 20");
  page.replace(0x202, 4, 4, '\0');  // booted without a setup header: its name tells
  EXPECT_EQ(read_all(page, "/sys/kernel/boot_params/data").maps.size(), 1U);
  // Cut short it is no zero page, and no text.
  EXPECT_EQ(read_source(page.substr(0, 4000)).trouble.size(), 1U);
}

TEST(Iomem, DepthByWhatLiesInWhat) {
  const Observations seen = read_all(
      "80000000-dfffffff : PCI Bus 0000:00\n"
      "  c0000000-cfffffff : PCI Bus 0000:01\n"
      " c0000000-c7ffffff : 0000:01:00.0\n"  // a blank is lost
      "100000000-1bfffffff : System RAM\n");
  ASSERT_EQ(seen.resources.size(), 4U);
  EXPECT_EQ(seen.resources[2].depth, 2U);
  EXPECT_EQ(seen.resources[2].range, (PhysRange{0xc0000000, 0xc8000000}));
  EXPECT_EQ(seen.resources[3].depth, 0U);
}

TEST(Iomem, WithoutRootAllIsZero) {
  const Observations seen =
      read_all("00000000-00000000 : Reserved\n00000000-00000000 : System RAM\n");
  EXPECT_TRUE(seen.resources.empty());
  EXPECT_EQ(seen.hidden_resources.size(), 1U);
}

TEST(Xen, BothForms) {
  const Observations seen = read_all(
      "(XEN) Xen version 4.16.1 (gcc) debug=n\n"
      "(XEN) CPU Vendor: AMD, Family 22 (0x16), Model 48 (0x30), Stepping 1 (raw 00730f01)\n"
      "(XEN) Xen-e820 RAM map:\n"
      "(XEN)  [0000000000000000, 000000000009fbff] (usable)\n"
      "(XEN)  000000000009fc00 - 00000000000a0000 (reserved)\n"
      "(XEN) System RAM: 4078MB (4176004kB)\n");
  const auto& entries = seen.maps.at(0).entries;
  ASSERT_EQ(entries.size(), 2U);
  EXPECT_EQ(entries[0].range, (PhysRange{0, 0x9fc00}));
  EXPECT_EQ(entries[1].range, (PhysRange{0x9fc00, 0xa0000}));
  EXPECT_EQ(seen.processors.at(0).value.family, 22U);
}

}  // namespace memory_map_test
}  // namespace memtype::readers::testing
