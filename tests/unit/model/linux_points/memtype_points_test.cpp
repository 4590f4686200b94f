// Freeing, looking up and judging page cache modes: arch/x86/mm/pat/memtype.c and others.
#include "memtype/linux/ioremap.hpp"
#include "memtype/linux/remap_pfn.hpp"
#include "points.hpp"

namespace memtype::kernel {
namespace memtype_points_test {

using namespace linux_points;

using enum MemoryType;

// Freeing takes the exact range, else cuts the end off an entry that starts earlier.
TEST(LinuxPoint35, ExactRangesAndEndsCanBeFreed) {
  Books books;
  books.table.rules = rules_of({6, 15});  // the last one that cuts ends off: point 63
  expect(books.reserve(bar, bar + 16_KiB, WC), 0, WC);
  EXPECT_EQ(books.free(bar, bar + 4_KiB), error_inval) << "the start";
  EXPECT_EQ(books.free(bar + 4_KiB, bar + 8_KiB), error_inval) << "the middle";
  EXPECT_EQ(books.free(bar + 12_KiB, bar + 16_KiB), 0) << "the end";
  EXPECT_EQ(books.at(bar + 12_KiB), TypeSet(UC_minus));
  EXPECT_EQ(books.at(bar + 8_KiB), TypeSet(WC));
  EXPECT_EQ(books.free(bar, bar + 12_KiB), 0) << "what is left";
  books.pat = false;
  EXPECT_EQ(books.free(bar, bar + 12_KiB), 0) << "PAT off: never an error";
}

// Freeing masks the end itself: an end of 2^52 becomes 0, passes as the ISA hole, frees nothing.
TEST(LinuxPoint36, AnEndOf2To52IsNotFreed) {
  Books books;
  const std::uint64_t end = 1ULL << 52;
  expect(books.reserve(end - 4_KiB, end, WC), 0, WC);
  EXPECT_EQ(books.free(end - 4_KiB, end), 0);
  EXPECT_EQ(books.entries(), 1U);
}

// A page: WB in the ISA hole, its flag where RAM is, else the lowest entry, or UC-.
TEST(LinuxPoint37, LookUpOfAPage) {
  Books books;
  EXPECT_EQ(books.at(0xa0000), TypeSet(WB));
  EXPECT_EQ(books.at(0x9f001), TypeSet(UC_minus)) << "reaches into the hole, begins before it";
  books.reserve(16_MiB, 17_MiB, WC);
  EXPECT_EQ(books.at(16_MiB), TypeSet(WC));
  EXPECT_EQ(books.at(bar), TypeSet(UC_minus));
  books.reserve(bar + 0x800, bar + 0x801, WT);
  EXPECT_EQ(books.at(bar), TypeSet(WT)) << "any byte of the page";
}

// A mixed page answers by its flag, like RAM.
TEST(LinuxPoint37, AMixedPageCountsAsRam) {
  Books books;
  const std::uint64_t before = 1_MiB - 0x800;
  EXPECT_TRUE(ram_test<Concrete>(books.table.ram, before, before + 4_KiB).mixed);
  EXPECT_EQ(books.at(before), TypeSet(WB));
}

// Refused are WB for UC-, WC and WT, and WC for WT; strong UC takes anything.
TEST(LinuxPoint38, WhichModesAreAcceptable) {
  std::vector<std::pair<MemoryType, MemoryType>> refused;
  for (MemoryType asked : pat_memory_types)
    for (MemoryType got : pat_memory_types) {
      if (!is_new_mode_allowed<Concrete>(false, asked, got)) refused.emplace_back(asked, got);
      EXPECT_TRUE(is_new_mode_allowed<Concrete>(true, asked, got)) << "in the ISA hole";
    }
  EXPECT_EQ(refused, (std::vector<std::pair<MemoryType, MemoryType>>{
                         {WC, WB}, {WT, WC}, {WT, WB}, {UC_minus, WB}}));
}

// So ioremap_uc() of a range that is tracked as WB maps it WB.
TEST(LinuxPoint38, StrongUcIsMappedWb) {
  Books books;
  books.reserve(2_GiB, 2_GiB + 4_KiB, WB);
  EXPECT_EQ(ioremap<Concrete>(books.table, books.mtrr, true, true, 2_GiB, 4_KiB, UC).mode,
            TypeSet(WB));
}

// memtype_reserve_io() gives back what its caller cannot live with: -EBUSY, the mode untouched.
TEST(LinuxPoint39, ReserveIoGivesBackAndIsBusy) {
  Books books;
  books.reserve(2_GiB, 2_GiB + 4_KiB, WB);
  const auto reserve = [&](MemoryType type) {
    return memtype_reserve_io<Concrete>(books.table, books.mtrr, true, true, 2_GiB, 2_GiB + 4_KiB,
                                        type);
  };
  expect(reserve(WC), error_busy, WC);
  EXPECT_EQ(books.entries(), 1U);
  expect(reserve(UC), 0, WB);
  EXPECT_EQ(books.entries(), 2U);
}

// reserve_pfn_range(): RAM takes its first page's mode; devices are reserved, and must fit.
TEST(LinuxPoint39, ReservePfnRange) {
  Books books;
  const auto reserve = [&](std::uint64_t begin, std::uint64_t end, MemoryType want, bool strict) {
    return reserve_pfn_range<Concrete>(books.table, books.mtrr, books.pat, true, begin, end, want,
                                       strict);
  };
  books.reserve(16_MiB, 16_MiB + 4_KiB, WC);
  expect(reserve(16_MiB, 17_MiB, UC_minus, true), 0, WC);
  books.reserve(bar, bar + 4_KiB, WC);
  expect(reserve(bar, bar + 4_KiB, UC_minus, true), error_inval, UC_minus);
  expect(reserve(bar, bar + 4_KiB, UC_minus, false), 0, WC);
  books.reserve(2_GiB, 2_GiB + 4_KiB, WB);
  expect(reserve(2_GiB, 2_GiB + 4_KiB, UC_minus, false), error_inval, UC_minus);
  EXPECT_EQ(books.entries(), 3U) << "what was refused is given back";
  books.pat = false;
  expect(reserve(16_MiB, 17_MiB, UC_minus, true), 0, UC_minus);
}

}  // namespace memtype_points_test
}  // namespace memtype::kernel
