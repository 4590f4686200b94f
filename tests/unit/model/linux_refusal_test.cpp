// Every errno comes with the guard that made it.
#include <gtest/gtest.h>

#include <random>
#include <set>
#include <string>

#include "linux_points/user_space.hpp"
#include "memtype/linux/devres.hpp"
#include "memtype/linux/refusal.hpp"

namespace memtype::kernel {
namespace linux_refusal_test {

using namespace linux_points;

TEST(Refusal, EveryGuardHasItsRow) {
  std::set<std::string_view> names;
  for (std::size_t i = 1; i < guard_count; ++i) {
    const GuardRow& row = row_of(static_cast<Guard>(i));
    EXPECT_TRUE(names.insert(row.name).second) << row.name;
    EXPECT_FALSE(row.words.empty()) << row.name;
  }
}

TEST(Refusal, MtrrAddNamesTheRegisterInTheWay) {
  Registers registers({block(0, 2_GiB, MemoryType::WB)});
  EXPECT_EQ(registers.add(1_GiB, 16_MiB, wc), error_inval);
  EXPECT_EQ(registers.table.why.last.guard, Guard::mtrr_lies_in);
  EXPECT_EQ(registers.table.why.last.index, 0);
  EXPECT_EQ(registers.add(0, 4_GiB, wc), error_inval);
  EXPECT_EQ(registers.table.why.last.guard, Guard::mtrr_overlaps);
}

TEST(Refusal, MtrrAddNamesTheFirstCheckThatFails) {
  Registers registers;
  const auto guard_of = [&](std::uint64_t base, std::uint64_t size, std::int64_t type) {
    EXPECT_LT(registers.add(base, size, type), 0);
    return registers.table.why.last.guard;
  };
  EXPECT_EQ(guard_of(0x800, 0x1800, wc), Guard::mtrr_no_pages);
  EXPECT_EQ(guard_of(bar, 12_KiB, wc), Guard::mtrr_no_power);
  EXPECT_EQ(guard_of(bar + 4_KiB, 8_KiB, wc), Guard::mtrr_base_in_block);
  EXPECT_EQ(guard_of(bar, 4_KiB, 7), Guard::mtrr_no_such_type);
  EXPECT_EQ(guard_of(64_GiB, 4_KiB, wc), Guard::mtrr_beyond_width);
  EXPECT_EQ(guard_of(0, 0, wc), Guard::mtrr_no_byte);
  registers.table.ppro_erratum = true;
  EXPECT_EQ(guard_of(bar + 1_MiB, 1_MiB, wc), Guard::mtrr_ppro_base);
  EXPECT_EQ(guard_of(0x70000000, 4_MiB, wc), Guard::mtrr_ppro_hole);
  registers.table.present = false;
  EXPECT_EQ(guard_of(bar, 4_KiB, wc), Guard::no_mtrrs);
}

TEST(Refusal, AFullSetOfRegistersIsCounted) {
  Registers registers({}, 1);
  EXPECT_EQ(registers.add(bar, 4_KiB, wc), 0);
  EXPECT_EQ(registers.table.why.last.guard, Guard::none);
  EXPECT_EQ(registers.add(bar + 4_KiB, 4_KiB, uc), error_nospc);
  EXPECT_EQ(registers.table.why.last.guard, Guard::mtrr_none_free);
  EXPECT_EQ(registers.table.why.last.number, 1);
}

TEST(Refusal, MtrrDelSaysWhatIsMissing) {
  Registers registers;
  EXPECT_EQ(registers.del(-1, bar, 4_KiB), error_inval);
  EXPECT_EQ(registers.table.why.last.guard, Guard::mtrr_no_match);
  EXPECT_EQ(registers.del(8), error_inval);
  EXPECT_EQ(registers.table.why.last.guard, Guard::mtrr_no_such_register);
  EXPECT_EQ(registers.del(0), error_inval);
  EXPECT_EQ(registers.table.why.last.guard, Guard::mtrr_not_in_use);
  EXPECT_EQ(registers.del(0, 0x800, 0), error_inval);
  EXPECT_EQ(registers.table.why.last.guard, Guard::mtrr_no_pages);
}

TEST(Refusal, AReservationInTheWayIsNamed) {
  UserSpace user;
  Why<Concrete>& why = user.books.table.why;
  ASSERT_GT(map_io<Concrete>(user.space, true, 2_GiB, 4_KiB, TypeSet(MemoryType::WB)), 0);
  EXPECT_EQ(map_io<Concrete>(user.space, true, 2_GiB, 8_KiB, TypeSet(MemoryType::WC)), 0);
  EXPECT_EQ(why.last.guard, Guard::mode_not_allowed);
  EXPECT_EQ(why.last.index, 0);
  EXPECT_EQ(why.last.asked, TypeSet(MemoryType::WC));
  EXPECT_EQ(why.last.found, TypeSet(MemoryType::WB));
  EXPECT_EQ(why.last.begin, 2_GiB);
  EXPECT_EQ(why.last.end, 2_GiB + 4_KiB);
}

TEST(Refusal, AnotherModeIsExplained) {
  UserSpace user;
  Why<Concrete>& why = user.books.table.why;
  ASSERT_GT(map_io<Concrete>(user.space, true, bar, 4_KiB, TypeSet(MemoryType::WB)), 0);
  EXPECT_EQ(why.last.guard, Guard::given_without_wb_mtrrs);
  ASSERT_GT(map_io<Concrete>(user.space, true, bar, 4_KiB, TypeSet(MemoryType::WC)), 0);
  EXPECT_EQ(why.last.guard, Guard::given_what_is_reserved);
  EXPECT_FALSE(refuses(why.last.guard));
}

// Random calls on one kernel: an errno or NULL if and only if a guard refused.
TEST(Refusal, ThereIsAGuardWhereverACallFails) {
  std::mt19937_64 random(12);
  const auto below = [&](std::uint64_t n) { return random() % n; };
  std::set<Guard> seen;
  for (int n = 0; n < 200; ++n) {
    UserSpace user(below(2) == 0 ? v6_15 : newest_version);
    if (below(6) == 0) user.nopat();
    Registers registers({block(0, 2_GiB, MemoryType::WB)}, 3);
    registers.table.present = below(10) > 0;
    Devres<Concrete> devres;
    std::vector<std::int64_t> areas{user.area(16_KiB)};
    for (int calls = 0; calls < 20; ++calls) {
      const std::uint64_t places[] = {
          0,   512_KiB,     32_MiB,         1_GiB - 4_KiB, 1_GiB,   0xa0000,       2_GiB,
          bar, bar + 4_KiB, 64_GiB - 4_KiB, 64_GiB,        bar + 1, ~0ULL - 4_KiB, 16_MiB};
      const std::uint64_t sizes[] = {0, 1, 4_KiB, 8_KiB, 12_KiB, 64_KiB, 1_MiB, 2_GiB};
      const std::uint64_t at = places[below(14)], size = sizes[below(8)];
      const MemoryType type = pat_memory_types[below(6)];
      const std::int64_t raw = static_cast<std::int64_t>(below(8));
      user.books.table.why = {};
      registers.table.why = {};
      bool failed = false;
      switch (below(14)) {
        case 0: failed = registers.add(at, size, raw) < 0; break;
        case 1: failed = registers.del(raw - 1, at, size) < 0; break;
        case 2: failed = map_io<Concrete>(user.space, true, at, size, TypeSet(type)) == 0; break;
        case 3:
          failed =
              pci_iomap_range<Concrete>(user.space, true, at, size, 4_KiB * below(3), 0, type) == 0;
          break;
        case 4: failed = reserve_memtype_wc<Concrete>(user.space, true, at, size) < 0; break;
        case 5: failed = memremap<Concrete>(user.space, true, at, size, raw) == 0; break;
        case 6:
          failed = devm_ioremap_resource<Concrete>(user.space, devres, 0, true, at, size, type) < 0;
          break;
        case 7: failed = mmap_dev_mem<Concrete>(user.space, true, at, size, 0) < 0; break;
        case 8: failed = mmap_resource<Concrete>(user.space, true, at, size, raw > 3) < 0; break;
        case 9:
          areas.push_back(user.map(at, size, type));
          failed = areas.back() < 0;
          break;
        case 10:
        case 11: {
          const std::int64_t area = areas[below(areas.size())];
          if (area <= 0) break;
          if (below(3) == 0)
            failed = user.fork(area) <= 0;
          else if (below(2) == 0)
            failed = user.resize(area, size) < 0;
          else
            failed = user.remap(area, 4_KiB * below(3), at, size, type) < 0;
          break;
        }
        case 12:
          failed = set_memory<Concrete>(user.space, true, at, size >> 12, MemoryType::WC) < 0;
          break;
        default:
          failed =
              set_pages_array<Concrete>(user.space, true, at, size >> 12, MemoryType::UC_minus) < 0;
      }
      const bool refused =
          refuses(user.books.table.why.last.guard) || refuses(registers.table.why.last.guard);
      EXPECT_TRUE(refused || !failed);
      if (failed) seen.insert(user.books.table.why.last.guard);
    }
  }
  EXPECT_GT(seen.size(), 20u);
}

}  // namespace linux_refusal_test
}  // namespace memtype::kernel
