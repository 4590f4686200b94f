// The ioremap() family: arch/x86/mm/ioremap.c.
#include "memtype/linux/boot.hpp"
#include "memtype/linux/direct_map.hpp"
#include "memtype/linux/ioremap.hpp"
#include "points.hpp"

namespace memtype::kernel {
namespace ioremap_points_test {

using namespace linux_points;

using enum MemoryType;

Mapping<Concrete> map(Books& books, std::uint64_t start, std::uint64_t size, MemoryType mode) {
  return ioremap<Concrete>(books.table, books.mtrr, books.pat, true, start, size, mode);
}

// Size, wrap-around, the start's address width (not the end's), RAM: all of them NULL.
TEST(LinuxPoint40, ChecksOfARequest) {
  Books books;
  EXPECT_FALSE(map(books, bar, 0, WC).live);
  EXPECT_FALSE(map(books, ~0ULL - 0xfff, 0x1001, WC).live);
  EXPECT_FALSE(map(books, 64_GiB, 4_KiB, WC).live);
  EXPECT_TRUE(map(books, 64_GiB - 4_KiB, 8_KiB, WC).live) << "its end lies beyond the width";
  EXPECT_FALSE(map(books, 16_MiB, 4_KiB, WC).live);
}

// A later failure gives the reservation back.
TEST(LinuxPoint40, FailuresLeaveNothingReserved) {
  Books books;
  books.reserve(2_GiB, 2_GiB + 4_KiB, WB);
  EXPECT_FALSE(map(books, 2_GiB, 4_KiB, WC).live) << "WB is not acceptable";
  EXPECT_EQ(books.entries(), 1U);
  books.mtrr.phys_bits = 48;
  EXPECT_FALSE(map(books, 1ULL << 46, vmalloc_bytes, UC_minus).live) << "no room";
  EXPECT_EQ(books.entries(), 1U);
}

// The RAM test rounds inwards: a request without a whole page of RAM passes and marks the page.
TEST(LinuxPoint41, RequestsWithoutAWholeRamPagePass) {
  Books books;
  EXPECT_TRUE(map(books, 16_MiB + 1, 4_KiB - 1, WC).live);
  EXPECT_EQ(books.at(16_MiB), TypeSet(WC));
  EXPECT_FALSE(map(books, 16_MiB + 1, 4_KiB - 1, WC).live) << "a second one is busy";
  EXPECT_TRUE(map(books, 32_MiB, 1, WC).live) << "one byte is never looked at";
  EXPECT_TRUE(map(books, 0x1000, 4_KiB, WC).live) << "the first MiB is reserved";
  EXPECT_FALSE(map(books, 1_GiB - 4_KiB, 8_KiB, WC).live) << "devices behind RAM are no help";
}

// The ISA hole is mapped WB with PAT, as asked without; a range across its edge is tracked.
TEST(LinuxPoint42, TheIsaHole) {
  Books books;
  for (MemoryType mode : pat_memory_types)
    EXPECT_EQ(map(books, 0xa0000, 4_KiB, mode).mode, TypeSet(WB));
  EXPECT_EQ(map(books, 0x9f000, 8_KiB, WC).mode, TypeSet(WC));
  EXPECT_EQ(books.entries(), 1U);
  books.pat = false;
  EXPECT_EQ(map(books, 0xa0000, 4_KiB, WC).mode, TypeSet(WC));
}

// The switch over modes has no case for WP: tracked WP, mapped UC.
// 8458bf94b039 (v4.14): before, the address in the direct map, whatever was asked for.
TEST(LinuxPoint42, TheIsaHoleByTheDirectMap) {
  for (const bool pat : {false, true}) {
    Books books;
    books.pat = pat;
    books.table.rules = rules_of({4, 13});
    const Mapping<Concrete> old = map(books, 0xa0000, 64_KiB, UC);
    EXPECT_TRUE(old.live);
    EXPECT_EQ(old.mode, TypeSet(WB));
    EXPECT_EQ(map(books, 0x9f000, 8_KiB, UC).mode, TypeSet(UC)) << "not all of it is in the hole";
    EXPECT_EQ(books.entries(), pat ? 1U : 0U);
    books.table.rules = rules_of({4, 14});
    EXPECT_EQ(map(books, 0xa0000, 64_KiB, UC).mode, TypeSet(pat ? WB : UC));
  }
}

// 90b926e68f50 and its revert.
TEST(LinuxPoint29, WbWithoutMtrrsIn61) {
  for (const auto& [version, mode] : {std::pair{Version{6, 1, 6}, UC_minus},
                                      {{6, 1, 7}, WB},
                                      {{6, 1, 32}, WB},
                                      {{6, 1, 33}, UC_minus},
                                      {{6, 2}, UC_minus}}) {
    Books books;
    books.table.rules = rules_of(version);
    EXPECT_EQ(map(books, bar, 4_KiB, WB).mode, TypeSet(UC_minus)) << "the MTRRs say UC";
    books = Books();
    books.table.rules = rules_of(version);
    books.mtrr.enabled = false;
    EXPECT_EQ(map(books, bar, 4_KiB, WB).mode, TypeSet(mode)) << to_string(version);
  }
}

TEST(LinuxPoint43, WpIsMappedUc) {
  Books books;
  const Mapping<Concrete> mapping = map(books, bar, 4_KiB, WP);
  EXPECT_EQ(mapping.tracked, TypeSet(WP));
  EXPECT_EQ(mapping.mode, TypeSet(UC));
  EXPECT_EQ(books.at(bar), TypeSet(WP));
}

// ioremap_cache() obeys the MTRRs with PAT; without, neither they nor aliases count.
TEST(LinuxPoint44, CachedMappings) {
  Books books;
  EXPECT_EQ(map(books, bar, 4_KiB, WB).mode, TypeSet(UC_minus));
  EXPECT_EQ(map(books, 2_GiB, 4_KiB, WB).mode, TypeSet(WB));
  EXPECT_FALSE(map(books, 2_GiB, 4_KiB, UC_minus).live);
  books.pat = false;
  EXPECT_EQ(map(books, bar, 4_KiB, WB).mode, TypeSet(WB));
  EXPECT_EQ(map(books, bar, 4_KiB, UC_minus).mode, TypeSet(UC_minus));
}

// ioremap() is UC-, which gives way to a WC range; ioremap_uc() does not.
TEST(LinuxPoint44, IoremapIsUcMinus) {
  const PatSetup pat = boot({}).pat;
  const auto under_wc = [&](MemoryType mode) {
    return effective_row(EffectiveTable::intel_pat, WC, pat.page_type(mode)).effective;
  };
  EXPECT_EQ(under_wc(UC_minus), WC);
  EXPECT_EQ(under_wc(UC), UC);
}

// "nopat": WC is UC-, WT is WT. Errata parts: WC is WC; WT is UC-, and tracked as WT.
TEST(LinuxPoint45, WhatModesReallyAre) {
  const PatSetup nopat = boot({.nopat = true}).pat;
  EXPECT_EQ(nopat.page_type(WC), UC_minus);
  EXPECT_EQ(nopat.page_type(WT), WT);
  const PatSetup low4 = boot({.pat_errata = PatErrata::low4}).pat;
  EXPECT_EQ(low4.page_type(WC), WC);
  EXPECT_EQ(low4.page_type(WT), UC_minus);
  Books books;
  EXPECT_EQ(map(books, bar, 4_KiB, WT).tracked, TypeSet(WT));
  expect(books.reserve(bar, bar + 4_KiB, UC_minus, false), error_busy, UC_minus);
}

// iounmap() gives back the pages, not the bytes; what is not mapped is let be.
TEST(LinuxPoint46, IounmapFreesWholePages) {
  Books books;
  Mapping<Concrete> mapping = map(books, bar + 0x123, 0x1000, WC);
  EXPECT_EQ(books.at(bar + 0x1fff), TypeSet(WC));
  iounmap<Concrete>(books.table, true, true, mapping);
  EXPECT_EQ(books.entries(), 0U);
  books.reserve(bar, bar + 8_KiB, WT);
  iounmap<Concrete>(books.table, true, true, mapping);
  EXPECT_EQ(books.entries(), 1U) << "no longer a mapping";
}

// The direct map follows a reservation whose first page is RAM, and no other; strong UC and WP
// become UC- there.
TEST(LinuxPoint47, TheDirectMapFollowsRam) {
  Books books;
  const PatSetup pat = boot({}).pat;
  std::vector<Mapping<Concrete>> mappings;
  UserAreas<Concrete> users;
  AddressSpace<Concrete> space{books.table, books.mtrr, pat, mappings, users};
  add_direct_map<Concrete>(mappings, books.table.ram);
  const auto at = [&](std::uint64_t address) {
    TypeSet modes;
    for (const Mapping<Concrete>& mapping : mappings)
      if (mapping.live && mapping.begin <= address && address < mapping.end) modes |= mapping.mode;
    return modes;
  };
  sync_direct_map<Concrete>(space, true, 16_MiB, 8_KiB, TypeSet(WC));
  EXPECT_EQ(at(16_MiB + 4_KiB), TypeSet(WC));
  EXPECT_EQ(at(16_MiB + 8_KiB), TypeSet(WB));
  sync_direct_map<Concrete>(space, true, 32_MiB, 4_KiB, TypeSet(UC));
  sync_direct_map<Concrete>(space, true, 48_MiB, 4_KiB, TypeSet(WP));
  EXPECT_EQ(at(32_MiB), TypeSet(UC_minus));
  EXPECT_EQ(at(48_MiB), TypeSet(UC_minus));
  sync_direct_map<Concrete>(space, true, 0x9f000 + 4_KiB, 2_MiB, TypeSet(WC));
  EXPECT_EQ(at(1_MiB), TypeSet(WB)) << "begins in the ISA hole";
}

}  // namespace ioremap_points_test
}  // namespace memtype::kernel
