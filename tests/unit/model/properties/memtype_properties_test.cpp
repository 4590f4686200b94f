// Reserving and mapping, and giving back: nothing may be left over.
#include <algorithm>
#include <tuple>

#include "generators.hpp"
#include "memtype/linux/ioremap.hpp"

namespace memtype::property {
namespace memtype_properties_test {

using enum MemoryType;
using Entry = std::tuple<std::uint64_t, std::uint64_t, std::uint16_t>;

constexpr unsigned width = 36;

struct Kernel {
  MtrrState<Concrete> mtrr;
  kernel::MemtypeTable<Concrete> table;
  bool pat = true;
};

Kernel any_kernel(Random& random) {
  Kernel kernel;
  kernel.mtrr = any_state(random, width, 4, true);
  kernel.table.ram = {{0, 640_KiB}, {1_MiB, 16_MiB + random.below(4) * 0x800}};
  if (random.one_in(2)) kernel.table.ram.push_back({20_MiB, 24_MiB});
  kernel.pat = !random.one_in(10);
  return kernel;
}

// Bytes, sizes up to some pages, in few places, so that ranges meet.
PhysRange any_request(Random& random) {
  constexpr std::uint64_t places[] = {0x9e000, 0xfe000, 1_MiB,      8_MiB,  16_MiB,
                                      20_MiB,  24_MiB,  0xe0000000, 32_MiB, 64_GiB - 16_KiB};
  std::uint64_t begin = random.pick(places) + random.below(5) * page_bytes - 2 * page_bytes;
  std::uint64_t size = (1 + random.below(5)) * page_bytes;
  if (random.one_in(4)) begin += random.below(page_bytes);
  if (random.one_in(4)) size -= random.below(page_bytes);
  return {begin, begin + size};
}

// The entries in force, in an order of their own: freeing and reserving again moves entries of
// equal start, which only debugfs shows.
std::vector<Entry> in_force(const std::vector<kernel::MemtypeEntry<Concrete>>& entries) {
  std::vector<Entry> list;
  for (const auto& entry : entries)
    if (entry.live && entry.begin < entry.end)
      list.emplace_back(entry.begin, entry.end, entry.mode.bits());
  std::sort(list.begin(), list.end());
  return list;
}

// RAM pages one by one: entries may have been cut on the way.
std::vector<Entry> pages_in_force(const std::vector<kernel::MemtypeEntry<Concrete>>& entries) {
  std::vector<Entry> list;
  for (const auto& entry : entries)
    for (std::uint64_t page = entry.begin; entry.live && page < entry.end; page += page_bytes)
      list.emplace_back(page, page + page_bytes, entry.mode.bits());
  std::sort(list.begin(), list.end());
  return list;
}

using Books = std::pair<std::vector<Entry>, std::vector<Entry>>;
Books books(const Kernel& kernel) {
  return {in_force(kernel.table.entries), pages_in_force(kernel.table.ram_pages)};
}

void reserve_some(Random& random, Kernel& kernel) {
  for (std::uint64_t n = random.below(5); n > 0; --n) {
    const PhysRange range = any_request(random);
    kernel::memtype_reserve<Concrete>(kernel.table, kernel.mtrr, kernel.pat, true, range.begin,
                                      range.end, random.pick(pat_memory_types), random.one_in(2));
  }
}

// RAM pages with a mode are disjoint; entries of devices that meet have one mode.
void expect_sane(const Kernel& kernel) {
  const auto [devices, pages] = books(kernel);
  for (std::size_t i = 1; i < pages.size(); ++i)
    ASSERT_LE(std::get<1>(pages[i - 1]), std::get<0>(pages[i]));
  for (const auto& [begin, end, mode] : devices)
    for (const auto& [other_begin, other_end, other] : devices)
      ASSERT_TRUE(mode == other || end <= other_begin || other_end <= begin);
}

TEST(MemtypeProperty, ReserveThenFreeRestoresTheBooksAndAFailureLeavesThemAlone) {
  int granted = 0, refused = 0, tracked = 0;
  for_cases(5000, [&](Random& random) {
    Kernel kernel = any_kernel(random);
    reserve_some(random, kernel);
    ASSERT_NO_FATAL_FAILURE(expect_sane(kernel));
    const Books before = books(kernel);
    const PhysRange range = any_request(random);
    const MemoryType request = random.pick(pat_memory_types);
    const auto got =
        kernel::memtype_reserve<Concrete>(kernel.table, kernel.mtrr, kernel.pat, true, range.begin,
                                          range.end, request, random.one_in(2));
    ASSERT_NO_FATAL_FAILURE(expect_sane(kernel));
    (got.error == 0 ? granted : refused) += 1;
    tracked += books(kernel) == before ? 0 : 1;
    if (got.error == 0) {
      ASSERT_EQ(
          kernel::memtype_free<Concrete>(kernel.table, kernel.pat, true, range.begin, range.end),
          0);
    }
    ASSERT_EQ(books(kernel), before);
  });
  EXPECT_GT(granted, 1000);
  EXPECT_GT(refused, 300);
  EXPECT_GT(tracked, 1000);
}

// What is granted is what a look-up of every whole page of it says, RAM below 1 MiB and the ISA
// hole included.
TEST(MemtypeProperty, AGrantedModeIsTheModeOfEveryPage) {
  int checked = 0;
  for_cases(5000, [&](Random& random) {
    Kernel kernel = any_kernel(random);
    kernel.pat = true;
    reserve_some(random, kernel);
    PhysRange range = any_request(random);
    range = {range.begin & page_mask, (range.end + page_bytes - 1) & page_mask};
    const auto got =
        kernel::memtype_reserve<Concrete>(kernel.table, kernel.mtrr, true, true, range.begin,
                                          range.end, random.pick(pat_memory_types), true);
    if (got.error != 0) return;
    const auto ram = kernel::ram_test<Concrete>(kernel.table.ram, range.begin, range.end);
    for (std::uint64_t page = range.begin; page < range.end; page += page_bytes) {
      const auto test = kernel::ram_test<Concrete>(kernel.table.ram, page, page + page_bytes);
      // Behind the end of RAM the books say RAM and the look-up does not.
      if (test.ram != ram.ram || kernel::is_untracked<Concrete>(page, page + page_bytes)) continue;
      ASSERT_EQ(kernel::lookup_memtype<Concrete>(kernel.table, page), got.mode) << std::hex << page;
      ++checked;
    }
  });
  EXPECT_GT(checked, 3000);
}

TEST(MemtypeProperty, IoremapThenIounmapRestoresTheBooksAndAFailureLeavesThemAlone) {
  int mapped = 0, failed = 0, tracked = 0;
  for_cases(5000, [&](Random& random) {
    Kernel kernel = any_kernel(random);
    reserve_some(random, kernel);
    const Books before = books(kernel);
    const PhysRange range = any_request(random);
    const std::uint64_t size = random.one_in(20) ? random.below(2) : range.bytes();
    auto mapping = kernel::ioremap<Concrete>(kernel.table, kernel.mtrr, kernel.pat, true,
                                             range.begin, size, random.pick(pat_memory_types));
    ASSERT_NO_FATAL_FAILURE(expect_sane(kernel));
    (mapping.live ? mapped : failed) += 1;
    if (mapping.live) {
      ASSERT_LE(mapping.begin, range.begin);
      ASSERT_LE(range.begin + size, mapping.end);
      ASSERT_EQ(mapping.mode.size(), 1);
      tracked += books(kernel) == before ? 0 : 1;
      kernel::iounmap<Concrete>(kernel.table, kernel.pat, true, mapping);
      ASSERT_FALSE(mapping.live);
    }
    ASSERT_EQ(books(kernel), before);
  });
  EXPECT_GT(mapped, 1000);
  EXPECT_GT(failed, 300);
  EXPECT_GT(tracked, 500);
}

}  // namespace memtype_properties_test
}  // namespace memtype::property
