// Areas of user space and what is reserved for them: mm/memory.c, arch/x86/mm/pat/memtype.c. Pages
// are counted from the BAR's start: "0-3 WC" is a reservation of its first three.
#include "memtype/linux/reservations.hpp"
#include "user_space.hpp"

namespace memtype::kernel {
namespace area_points_test {

using namespace linux_points;

using enum MemoryType;

constexpr std::uint64_t page = 4_KiB;

// Since 6.16 only an exact range is freed; up to 6.15 the end of an entry was, too.
TEST(LinuxPoint63, OnlyExactRangesAreFreed) {
  Books books;
  books.table.rules = rules_of(v6_15);
  books.reserve(bar, bar + 3 * page, UC_minus);
  EXPECT_EQ(books.free(bar + 2 * page, bar + 3 * page), 0);
  EXPECT_EQ(books.free(bar, bar + 3 * page), error_inval) << "it was shortened";
  EXPECT_EQ(books.free(bar, bar + 2 * page), 0);
  books.table.rules = rules_of(v6_16);
  books.reserve(bar, bar + 3 * page, UC_minus);
  EXPECT_EQ(books.free(bar + 2 * page, bar + 3 * page), error_inval);
  EXPECT_EQ(books.at(bar + 2 * page), TypeSet(UC_minus));
  EXPECT_EQ(books.free(bar, bar + 2 * page), error_inval);
  EXPECT_EQ(books.free(bar, bar + 3 * page), 0);
  EXPECT_EQ(books.entries(), 0U);
}

// The same in the trees that hold many entries.
TEST(LinuxPoint63, TheTreesKnowIt) {
  for (const bool exact : {false, true}) {
    Books books;
    Reservations many;
    many.ram = books.table.ram;
    many.rules = rules_of(exact ? v6_16 : v6_15);
    memtype_reserve<Concrete>(many, books.mtrr, true, true, bar, bar + 3 * page, WC, true);
    const auto free = [&](std::uint64_t first, std::uint64_t last) {
      return memtype_free<Concrete>(many, true, true, bar + first * page, bar + last * page);
    };
    EXPECT_EQ(free(2, 3), exact ? error_inval : 0);
    EXPECT_EQ(free(0, 3), exact ? 0 : error_inval);
    EXPECT_EQ(free(0, 2), exact ? error_inval : 0);
    EXPECT_EQ(many.entries.size(), 0U);
  }
}

// A mapping is tracked as one range, whatever the version, and goes with its area.
TEST(LinuxPoint64, AMappingIsReservedAndGivenBack) {
  for (Version kernel : {v6_15, v6_16, newest_version}) {
    UserSpace user(kernel);
    const auto u = user.map(bar, 3 * page, WC);
    EXPECT_EQ(user.list(), "0-3 WC");
    EXPECT_EQ(user.at(bar + 2 * page), TypeSet(WC));
    user.unmap(u);
    EXPECT_EQ(user.list(), "");
    EXPECT_EQ(user.at(bar), TypeSet{});
  }
}

// Another type is taken where the caller can live with it, else -EINVAL; nothing stays reserved.
TEST(LinuxPoint65, AnotherTypeIsTakenOrRefused) {
  for (Version kernel : {v6_15, v6_16}) {
    UserSpace user(kernel);
    user.books.reserve(bar, bar + page, WC);
    EXPECT_GT(user.map(bar, 2 * page, UC_minus), 0);
    EXPECT_EQ(user.at(bar), TypeSet(WC));
    EXPECT_EQ(user.map(bar, 2 * page, WT), error_inval);
    EXPECT_EQ(user.list(), "0-1 WC, 0-2 WC");
  }
}

// RAM is never reserved and has its first page's mode; with PAT off the protection stays.
TEST(LinuxPoint65, RamHasTheModeOfItsFirstPage) {
  UserSpace user;
  user.books.reserve(16_MiB, 16_MiB + page, WC);
  const auto u = user.map(16_MiB, 2 * page, UC_minus);
  EXPECT_EQ(user.at(16_MiB + page), TypeSet(WC));
  user.unmap(u);
  EXPECT_EQ(user.books.at(16_MiB), TypeSet(WC)) << "not the area's to free";
  user.nopat();
  user.map(16_MiB, page, UC_minus);
  EXPECT_EQ(user.at(16_MiB), TypeSet(UC_minus));
}

// A second mapping of the whole area: up to 6.15 a second reservation, of which one stays for ever;
// since 6.16 -EINVAL, with PAT off too.
TEST(LinuxPoint66, AnAreaHasRoomForOneReservation) {
  UserSpace old(v6_15), user(v6_16);
  for (UserSpace* space : {&old, &user}) {
    const auto u = space->area(3 * page);
    EXPECT_EQ(space->remap(u, 0, bar, 3 * page, WC), 0);
    EXPECT_EQ(space->remap(u, 0, bar, 3 * page, WC), space == &old ? 0 : error_inval);
    EXPECT_EQ(space->list(), space == &old ? "0-3 WC, 0-3 WC" : "0-3 WC");
    space->unmap(u);
    EXPECT_EQ(space->list(), space == &old ? "0-3 WC" : "");
  }
  user.nopat();
  const auto u = user.area(page);
  EXPECT_EQ(user.remap(u, 0, bar, page, WC), 0);
  EXPECT_EQ(user.remap(u, 0, bar, page, WC), error_inval);
}

// A part of an area reserves nothing: it takes the mode that its pages have in the books.
TEST(LinuxPoint67, APartIsLookedUp) {
  for (Version kernel : {v6_15, v6_16}) {
    UserSpace user(kernel);
    user.books.reserve(bar, bar + page, WC);
    const auto u = user.area(2 * page);
    EXPECT_EQ(user.remap(u, 0, bar, page, UC_minus), 0);
    EXPECT_EQ(user.at(bar), TypeSet(WC));
    EXPECT_EQ(user.remap(u, page, bar + page, page, WC), 0);
    EXPECT_EQ(user.at(bar + page), TypeSet(UC_minus)) << "nobody tracks it";
    EXPECT_EQ(user.list(), "0-1 WC");
    user.unmap(u);
    EXPECT_EQ(user.list(), "0-1 WC");
    user.nopat();
    const auto v = user.area(2 * page);
    EXPECT_EQ(user.remap(v, 0, bar, page, WT), 0);
    EXPECT_EQ(user.at(bar), TypeSet(WT)) << "PAT off: as asked";
  }
}

// Pages that differ there are refused, wherever in the part the change lies.
TEST(LinuxPoint67, PagesThatDifferAreRefused) {
  for (const std::uint64_t odd : {0U, 1U, 2U}) {
    UserSpace user;
    user.books.reserve(bar + odd * page + 0x100, bar + odd * page + 0x200, WC);
    const auto u = user.area(4 * page);
    EXPECT_EQ(user.remap(u, page, bar, 3 * page, WC), error_inval) << odd;
    EXPECT_EQ(user.at(bar + odd * page), TypeSet{});
    EXPECT_EQ(user.remap(u, page, bar + odd * page, page, UC), 0);
    EXPECT_EQ(user.at(bar + odd * page), TypeSet(WC));
  }
  UserSpace user;
  const auto u = user.area(4 * page);
  EXPECT_EQ(user.remap(u, 0, 1_GiB - page, 2 * page, UC), error_inval) << "RAM is WB in the books";
  EXPECT_EQ(user.remap(u, 0, 0x9f000, 2 * page, WC), error_inval) << "the ISA hole is WB";
  EXPECT_EQ(user.remap(u, 0, 0xa0000, 2 * page, WC), 0);
  EXPECT_EQ(user.at(0xa1000), TypeSet(WB));
}

// Since 6.16 what is reserved stays until the last piece of the area is gone.
TEST(LinuxPoint68, PartialUnmapFreesNothing) {
  UserSpace user(v6_16);
  const auto u = user.map(bar, 3 * page, UC_minus);
  user.unmap(u, 2 * page, page);
  EXPECT_EQ(user.list(), "0-3 UC-");
  EXPECT_EQ(user.at(bar + 2 * page), TypeSet{});
  expect(user.books.reserve(bar + 2 * page, bar + 3 * page, WC), 0, UC_minus);
  user.unmap(u, 0, 2 * page);
  EXPECT_EQ(user.list(), "2-3 UC-");
}
TEST(LinuxPoint68, AHoleInTheMiddle) {
  UserSpace user(v6_16);
  const auto u = user.map(bar, 3 * page, WC);
  user.unmap(u, page, page);
  EXPECT_EQ(user.at(bar + page), TypeSet{});
  EXPECT_EQ(user.at(bar + 2 * page), TypeSet(WC));
  user.unmap(u, 0, page);
  EXPECT_EQ(user.list(), "0-3 WC");
  user.unmap(u, 2 * page, page);
  EXPECT_EQ(user.list(), "");
}

// fork() shares it, and whoever goes last gives it back.
TEST(LinuxPoint68, ForkShares) {
  UserSpace user(v6_16);
  const auto u = user.map(bar, 3 * page, WC);
  const auto child = user.fork(u);
  ASSERT_GT(child, 0);
  EXPECT_EQ(user.list(), "0-3 WC");
  user.unmap(child, 2 * page, page);
  user.unmap(u);
  EXPECT_EQ(user.list(), "0-3 WC");
  EXPECT_EQ(user.at(bar), TypeSet(WC));
  user.unmap(child);
  EXPECT_EQ(user.list(), "");
}

// mremap(): moving keeps it, shrinking frees nothing, growing is refused.
TEST(LinuxPoint68, Mremap) {
  UserSpace user(v6_16), old(v6_15);
  for (UserSpace* space : {&user, &old}) {
    const auto u = space->map(bar, 3 * page, WC);
    EXPECT_EQ(space->resize(u, 3 * page), 0);
    EXPECT_EQ(space->resize(u, 4 * page), error_fault);
    EXPECT_EQ(space->resize(u, 0), error_inval);
    EXPECT_EQ(space->list(), "0-3 WC");
    EXPECT_EQ(space->resize(u, page), 0);
    EXPECT_EQ(space->list(), space == &user ? "0-3 WC" : "0-1 WC");
    EXPECT_EQ(space->at(bar + page), TypeSet{});
    space->unmap(u);
    EXPECT_EQ(space->list(), "");
  }
}

// Up to 6.15 a tail that goes shortens the entry; a head that goes first stays for ever.
TEST(LinuxPoint69, WhatEarlierVersionsFreed) {
  UserSpace tail(v6_15);
  auto u = tail.map(bar, 3 * page, UC_minus);
  tail.unmap(u, 2 * page, page);
  EXPECT_EQ(tail.list(), "0-2 UC-");
  tail.unmap(u, 0, 2 * page);
  EXPECT_EQ(tail.list(), "");

  UserSpace head(v6_15);
  u = head.map(bar, 3 * page, WC);
  head.unmap(u, 0, page);
  EXPECT_EQ(head.list(), "0-3 WC");
  head.unmap(u);
  EXPECT_EQ(head.list(), "0-1 WC");

  UserSpace middle(v6_15);
  u = middle.map(bar, 3 * page, WC);
  middle.unmap(u, page, page);
  middle.unmap(u, 0, page);
  EXPECT_EQ(middle.list(), "0-3 WC");
  middle.unmap(u, 2 * page, page);
  EXPECT_EQ(middle.list(), "0-2 WC");
}

// fork() reserved once more, and each process frees its own.
TEST(LinuxPoint69, ForkReservedAgain) {
  UserSpace user(v6_15);
  const auto u = user.map(bar, 3 * page, WC);
  const auto child = user.fork(u);
  ASSERT_GT(child, 0);
  EXPECT_EQ(user.list(), "0-3 WC, 0-3 WC");
  user.unmap(child, 2 * page, page);
  EXPECT_EQ(user.list(), "0-2 WC, 0-3 WC");
  user.unmap(child);
  user.unmap(u);
  EXPECT_EQ(user.list(), "");
}

// It fails where the books say another type by now; then nothing of the child is left.
TEST(LinuxPoint69, ForkCanFail) {
  for (Version kernel : {v6_15, v6_16}) {
    UserSpace user(kernel);
    const auto u = user.map(bar, page, WC);
    user.books.free(bar, bar + page);
    user.books.reserve(bar, bar + page, UC);
    const auto child = user.fork(u);
    if (kernel == v6_15) {
      EXPECT_EQ(child, error_nomem);
    } else {
      EXPECT_GT(child, 0);
    }
    EXPECT_EQ(user.list(), "0-1 UC");
  }
}

// Zapping one page freed the whole of what was reserved, while the others stay mapped: a request
// for UC is granted beside the live WC pages.
TEST(LinuxPoint106, ZappingFreedEverything) {
  UserSpace user(v6_15);
  const auto u = user.map(bar, 3 * page, WC);
  user.zap(u, 2 * page, page);
  EXPECT_EQ(user.list(), "");
  EXPECT_EQ(user.at(bar), TypeSet(WC));
  expect(user.books.reserve(bar, bar + page, UC), 0, UC);
  user.unmap(u);
  EXPECT_EQ(user.list(), "0-1 UC");
}
TEST(LinuxPoint106, ZappingFreesNothing) {
  UserSpace user(v6_16);
  const auto u = user.map(bar, 3 * page, WC);
  user.zap(u, 2 * page, page);
  user.zap(u, 2 * page, 2 * page);
  EXPECT_EQ(user.list(), "0-3 WC");
  EXPECT_EQ(user.at(bar + 2 * page), TypeSet{});
  EXPECT_EQ(user.at(bar + page), TypeSet(WC)) << "the second range leaves the area: nothing";
  expect(user.books.reserve(bar, bar + page, UC), 0, WC);
  user.unmap(u);
  EXPECT_EQ(user.list(), "0-1 WC");
}

// Zap, then remap_pfn_range() again over the whole: works up to 6.15, -EINVAL since, PAT on or off.
TEST(LinuxPoint107, ZapAndMapAgain) {
  for (const bool pat : {true, false})
    for (Version kernel : {v6_15, v6_16}) {
      UserSpace user(kernel);
      if (!pat) user.nopat();
      const auto u = user.map(bar, 3 * page, WC);
      user.zap(u, 0, 3 * page);
      EXPECT_EQ(user.remap(u, 0, bar, 3 * page, WC), kernel == v6_15 ? 0 : error_inval);
      user.unmap(u);
      EXPECT_EQ(user.list(), "");
    }
}

}  // namespace area_points_test
}  // namespace memtype::kernel
