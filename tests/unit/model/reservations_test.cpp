#include "memtype/linux/reservations.hpp"

#include <gtest/gtest.h>

#include <map>
#include <random>

#include "memtype/linux/pat_setup.hpp"

namespace memtype::kernel {
namespace reservations_test {

using enum MemoryType;

// The tree against a sorted map of counts, through growth and back to nothing.
TEST(IntervalTree, KeepsWhatASortedMapKeeps) {
  std::mt19937_64 random(21);
  for (std::uint64_t space : {40U, 4000U, 4000000U}) {
    IntervalTree tree;
    std::map<std::pair<std::uint64_t, std::uint64_t>, std::uint32_t> truth;
    for (int step = 0; step < 30000; ++step) {
      const bool grow = step < 12000 ? random() % 4 != 0 : random() % 4 == 0;
      if (grow || truth.empty()) {
        const std::uint64_t begin = random() % space, end = begin + 1 + random() % 20;
        tree.insert(begin, end, WC);
        ++truth[{begin, end}];
      } else {
        auto it = truth.lower_bound({random() % space, 0});
        if (it == truth.end()) it = truth.begin();
        ASSERT_TRUE(tree.erase(it->first.first, it->first.second));
        if (--it->second == 0) truth.erase(it);
      }
      ASSERT_FALSE(tree.erase(space + 50, space + 51));
      if (step % 97 != 0) continue;
      const std::uint64_t begin = random() % space, end = begin + 1 + random() % 50;
      std::vector<std::pair<std::uint64_t, std::uint64_t>> ours, theirs;
      tree.each_overlap(begin, end, [&](const TrackedInterval& entry) {
        EXPECT_EQ(entry.count, (truth[{entry.range.begin, entry.range.end}]));
        ours.emplace_back(entry.range.begin, entry.range.end);
        return true;
      });
      for (const auto& [range, count] : truth)
        if (range.first < end && begin < range.second) theirs.push_back(range);
      ASSERT_EQ(ours, theirs) << step;
    }
    while (!truth.empty()) {
      const auto range = truth.begin()->first;
      ASSERT_TRUE(tree.erase(range.first, range.second));
      if (--truth.begin()->second == 0) truth.erase(truth.begin());
    }
    EXPECT_EQ(tree.size(), 0U);
  }
}

std::vector<std::pair<PhysRange, MemoryType>> list(const MemtypeTable<Concrete>& table) {
  std::vector<std::pair<PhysRange, MemoryType>> list;
  for (const auto& entry : table.entries)
    if (entry.live) list.push_back({{entry.begin, entry.end}, entry.mode.single().value()});
  std::sort(list.begin(), list.end());
  return list;
}

std::vector<std::pair<PhysRange, MemoryType>> list(const Reservations& table) {
  std::vector<std::pair<PhysRange, MemoryType>> list;
  table.entries.each_overlap(0, ~std::uint64_t{0}, [&](const TrackedInterval& entry) {
    list.insert(list.end(), entry.count, {entry.range, entry.mode});
    return true;
  });
  return list;
}

// reserve_ram_pages_type() goes through no page then, so it meets none that is marked.
TEST(MemtypeTable, ARequestInsideOneRamPageSucceedsAmongMarkedPages) {
  MemtypeTable<Concrete> table;
  table.ram = {{1_MiB, 2_MiB}};
  const auto reserve = [&](std::uint64_t begin, std::uint64_t end) {
    return memtype_reserve<Concrete>(table, {}, true, true, begin, end, WC, true).error;
  };
  EXPECT_EQ(reserve(1_MiB, 1_MiB + 16_KiB), 0);
  EXPECT_EQ(reserve(1_MiB + 4_KiB, 1_MiB + 8_KiB), error_busy);
  EXPECT_EQ(reserve(1_MiB + 4_KiB, 1_MiB + 5_KiB), 0);
}

// The rules over trees against the rules over lists, in sequences of calls.
TEST(ReservationsProperties, AnswerAsTheListsDo) {
  MtrrState<Concrete> mtrr;
  mtrr.default_type = UC;
  mtrr.fixed_enabled = false;
  mtrr.variable.push_back(range_from_msrs(6, 0xfc0000800, 36));
  std::mt19937_64 random(22);
  for (int round = 0; round < 300; ++round) {
    MemtypeTable<Concrete> lists;
    Reservations trees;
    lists.rules = trees.rules = rules_of(round % 5 == 0 ? newest_version : Version{6, 15});
    if (round % 2 == 0) lists.ram = trees.ram = {{0, 0x9f000}, {1_MiB, 1_MiB + 64_KiB}};
    const std::uint64_t base = round % 3 == 0 ? 0x90000 : 1_MiB;
    for (int call = 0; call < 120; ++call) {
      const std::uint64_t unit = random() % 8 == 0 ? 512 : page_bytes;
      const std::uint64_t begin = base + random() % 40 * unit, end = begin + random() % 6 * unit;
      if (random() % 5 < 3) {
        const MemoryType mode = pat_memory_types[random() % 6];
        const bool adapt = random() % 2 == 0;
        const auto a = memtype_reserve<Concrete>(lists, mtrr, true, true, begin, end, mode, adapt);
        const auto b = memtype_reserve<Concrete>(trees, mtrr, true, true, begin, end, mode, adapt);
        ASSERT_EQ(a.error, b.error);
        ASSERT_EQ(a.mode, b.mode);
      } else {
        ASSERT_EQ(memtype_free<Concrete>(lists, true, true, begin, end),
                  memtype_free<Concrete>(trees, true, true, begin, end));
      }
      ASSERT_EQ(list(lists), list(trees)) << round << ' ' << call;
      for (std::uint64_t page = 0; page < 46; ++page)
        ASSERT_EQ(lookup_memtype<Concrete>(lists, base + page * 2048),
                  lookup_memtype<Concrete>(trees, base + page * 2048));
    }
  }
}

}  // namespace reservations_test
}  // namespace memtype::kernel
