// Reserving page cache modes: arch/x86/mm/pat/{memtype,memtype_interval}.c.
#include "points.hpp"

namespace memtype::kernel {
namespace reserve_points_test {

using namespace linux_points;

using enum MemoryType;

// Order: addresses are cut to 52 bits, an empty range is refused, PAT off grants and tracks
// nothing.
TEST(LinuxPoint28, EmptyRangesBeforePatOff) {
  Books books;
  books.pat = false;
  expect(books.reserve(bar, bar, WC), error_inval, {});
  expect(books.reserve(bar, bar + 4_KiB, WP), 0, WP);
  books.pat = true;
  expect(books.reserve(bar + 4_KiB, bar, WC), error_inval, {});
  EXPECT_EQ(books.entries(), 0U);
}

// Bits 63:52 of an address do not count.
TEST(LinuxPoint28, AddressesHave52Bits) {
  Books books;
  expect(books.reserve(bar | 1ULL << 60, (bar | 1ULL << 60) + 4_KiB, WC), 0, WC);
  EXPECT_EQ(books.at(bar), TypeSet(WC));
}

// Wholly inside the ISA hole: WB whatever was asked, and not tracked; this comes before the MTRRs.
TEST(LinuxPoint28, TheIsaHoleIsWbAndUntracked) {
  Books books;
  for (MemoryType request : pat_memory_types) expect(books.reserve(0xa0000, 1_MiB, request), 0, WB);
  EXPECT_EQ(books.entries(), 0U);
  expect(books.reserve(0x9f000, 0xa1000, UC), 0, UC);
}

// WB is granted only where the MTRR type of the whole range is WB; all else is not asked about.
TEST(LinuxPoint29, WbNeedsWbMtrrsThroughout) {
  Books books;
  expect(books.reserve(2_GiB, 2_GiB + 4_KiB, WB), 0, WB);
  expect(books.reserve(3_GiB - 4_KiB, 3_GiB + 4_KiB, WB), 0, UC_minus);
  expect(books.reserve(bar, bar + 4_KiB, WT), 0, WT);
  books.mtrr.enabled = false;
  expect(books.reserve(5_GiB, 6_GiB, WB), 0, UC_minus);
}

// The mode after the hint is what a later failure reports.
TEST(LinuxPoint29, TheHintIsReportedOnFailureToo) {
  Books books;
  books.table.ram = {{1_MiB, 1_GiB}, {bar, bar + 1_MiB}};
  expect(books.reserve(bar - 4_KiB, bar + 4_KiB, WB), error_inval, UC_minus);
}

// Device memory before or between RAM makes a range mixed; behind RAM it goes unnoticed.
TEST(LinuxPoint30, TheRamTestLooksForwardOnly) {
  Books books;
  books.table.ram = {{0, 640_KiB}, {1_MiB, 1_GiB}, {2_GiB, 3_GiB}};
  expect(books.reserve(2_GiB - 4_KiB, 2_GiB + 4_KiB, WC), error_inval, WC);
  EXPECT_EQ(books.free(2_GiB - 4_KiB, 2_GiB + 4_KiB), error_inval);
  expect(books.reserve(0x9f000, 1_MiB + 4_KiB, WC), error_inval, WC);
  expect(books.reserve(1_GiB - 4_KiB, 1_GiB + 4_KiB, WC), 0, WC);
  EXPECT_EQ(books.entries(), 0U) << "taken for RAM";
  expect(books.reserve(0x1000, 0x2000, WC), 0, WC);
  EXPECT_EQ(books.entries(), 1U) << "RAM below 1 MiB does not count";
}

// RAM: WP is refused, UC becomes UC-, and a page that is not WB is busy whatever is asked.
TEST(LinuxPoint31, RamPages) {
  Books books;
  expect(books.reserve(16_MiB, 17_MiB, WP), error_inval, UC_minus);
  expect(books.reserve(16_MiB, 17_MiB, UC), 0, UC_minus);
  expect(books.reserve(17_MiB - 4_KiB, 18_MiB, UC_minus), error_busy, UC_minus);
  EXPECT_EQ(books.at(17_MiB), TypeSet(WB)) << "all or nothing";
  expect(books.reserve(32_MiB, 33_MiB, WB), 0, WB);
  expect(books.reserve(32_MiB, 33_MiB, WC), 0, WC);
}

// On RAM the MTRR hint is dropped; both ends are rounded down; freeing resets to WB and never
// fails.
TEST(LinuxPoint31, RamRoundsDownAndForgetsTheHint) {
  Books books;
  books.mtrr.enabled = false;
  expect(books.reserve(48_MiB, 49_MiB, WB), 0, WB);
  expect(books.reserve(16_MiB + 16, 16_MiB + 4_KiB - 16, WC), 0, WC);
  EXPECT_EQ(books.at(16_MiB), TypeSet(WB)) << "no page at all";
  expect(books.reserve(16_MiB + 16, 16_MiB + 4_KiB + 16, WC), 0, WC);
  EXPECT_EQ(books.at(16_MiB), TypeSet(WC));
  EXPECT_EQ(books.at(16_MiB + 4_KiB), TypeSet(WB));
  EXPECT_EQ(books.free(16_MiB, 64_MiB), 0);
  EXPECT_EQ(books.at(16_MiB), TypeSet(WB));
}

// Devices: one shared byte is an overlap; entries that meet must agree; equal ranges are stacked.
TEST(LinuxPoint32, DeviceConflicts) {
  Books books;
  expect(books.reserve(bar, bar + 0x801, WC), 0, WC);
  expect(books.reserve(bar + 0x800, bar + 0x900, UC, false), error_busy, UC);
  expect(books.reserve(bar + 0x801, bar + 0x900, UC, false), 0, UC);
  expect(books.reserve(bar, bar + 0x900, WC, true), error_busy, WC);  // WC and UC
  expect(books.reserve(bar, bar + 0x801, WC), 0, WC);
  EXPECT_EQ(books.entries(), 3U) << "not merged";
}

// Who passes new_type gets another mode where who does not gets -EBUSY.
TEST(LinuxPoint33, AdaptingCallersSucceedWhereOthersAreBusy) {
  Books books;
  expect(books.reserve(bar, bar + 4_KiB, WC), 0, WC);
  expect(books.reserve(bar, bar + 4_KiB, UC_minus, false), error_busy, UC_minus);
  expect(books.reserve(bar, bar + 4_KiB, UC_minus, true), 0, WC);
}

// Equal starts stay in order of insertion; an entry that is shortened goes to the end.
TEST(LinuxPoint34, EqualStartsInOrderOfInsertion) {
  Books books;
  books.table.rules = rules_of({6, 15});  // which cuts the end off below
  for (std::uint64_t size : {8_KiB, 4_KiB, 16_KiB}) books.reserve(bar, bar + size, WC);
  EXPECT_EQ(books.free(bar + 4_KiB, bar + 8_KiB), 0);
  std::vector<std::uint64_t> ends;
  for (const MemtypeEntry<Concrete>& entry : books.table.entries)
    if (entry.live) ends.push_back(entry.end - bar);
  EXPECT_EQ(ends, (std::vector<std::uint64_t>{4_KiB, 16_KiB, 4_KiB}));
}

}  // namespace reserve_points_test
}  // namespace memtype::kernel
