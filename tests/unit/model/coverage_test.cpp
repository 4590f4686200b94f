#include "memtype/machine/coverage.hpp"

#include <gtest/gtest.h>

#include <random>

namespace memtype {
namespace coverage_test {

constexpr std::uint64_t page = page_bytes;

System<Concrete> with_mappings(const std::vector<PhysRange>& ranges) {
  System<Concrete> system;
  for (const PhysRange& range : ranges) {
    kernel::Mapping<Concrete> m;
    m.live = true;
    m.begin = range.begin;
    m.end = range.end;
    system.mappings.push_back(m);
  }
  return system;
}

bool is_mapped(const std::vector<PhysRange>& ranges, std::uint64_t address) {
  return std::any_of(ranges.begin(), ranges.end(),
                     [&](const PhysRange& r) { return r.contains(address); });
}

std::vector<PhysRange> some_ranges(std::mt19937& random) {
  std::vector<PhysRange> ranges;
  for (std::size_t n = random() % 4; n > 0; --n) {
    const std::uint64_t begin = random() % 8 * page;
    ranges.push_back({begin, begin + (1 + random() % 4) * page});
  }
  return ranges;
}

PhysRange some_range(std::mt19937& random) {
  const std::uint64_t begin = random() % 6 * page;
  return {begin, begin + random() % 5 * page};
}

// Edges are enough: the same as page by page.
TEST(Coverage, IsWhatEachPageSays) {
  std::mt19937 random(1);
  for (int round = 0; round < 3000; ++round) {
    const auto before = some_ranges(random), now = some_ranges(random);
    const PhysRange old_region = some_range(random), region = some_range(random);
    std::uint64_t bytes = 0;
    for (std::uint64_t p = region.begin; p < region.end; p += page)
      bytes += is_mapped(now, p) ? page : 0;
    bool kept = true;
    for (std::uint64_t p = old_region.begin; p < old_region.end; p += page)
      kept = kept && (!is_mapped(before, p) || (is_mapped(now, p) && region.contains(p)));
    const auto a = with_mappings(now), b = with_mappings(before);
    EXPECT_EQ(mapped_bytes(a, region.begin, region.end), bytes);
    EXPECT_EQ(covered<Concrete>(a, region.begin, region.end), bytes == region.end - region.begin);
    EXPECT_EQ(keeps_mapped<Concrete>({a, region.begin, region.end},
                                     {b, old_region.begin, old_region.end}),
              kept);
  }
}

TEST(Coverage, AMappingThatIsGoneCountsForNothing) {
  System<Concrete> system = with_mappings({{0, 4 * page}});
  EXPECT_TRUE(covered<Concrete>(system, 0, 4 * page));
  system.mappings[0].live = false;
  EXPECT_FALSE(covered<Concrete>(system, 0, 4 * page));
  EXPECT_EQ(mapped_bytes(system, 0, 4 * page), 0U);
}

}  // namespace coverage_test
}  // namespace memtype
