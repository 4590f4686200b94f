// Answers for ranges and answers for points are the same answers.
#include "generators.hpp"
#include "memtype/cpu/mtrr_region.hpp"
#include "memtype/linux/cache_map.hpp"
#include "memtype/linux/mtrr_lookup.hpp"
#include "memtype/maps/interval_map.hpp"

namespace memtype::property {
namespace region_properties_test {

constexpr unsigned small = 22;  // 1024 pages: few enough to ask every one

void expect_answer(const MtrrState<Concrete>& mtrr, std::uint64_t address, TypeAnswer answer) {
  ASSERT_EQ(answer.candidates, mtrr_type_at<Concrete>(mtrr, address)) << std::hex << address;
  ASSERT_EQ(answer.undefined, mtrr_undefined_at<Concrete>(mtrr, address)) << std::hex << address;
  ASSERT_TRUE(answer.exact);
}

TEST(RegionProperty, TheIntervalMapIsRightAtEveryPageOfASmallSpace) {
  for_cases(3000, [](Random& random) {
    const MtrrState<Concrete> mtrr = any_state(random, small, 8);
    const TypeMap map(mtrr);
    ASSERT_TRUE(map.complete());
    for (std::uint64_t page = 0; page < 4_MiB; page += page_bytes)
      ASSERT_NO_FATAL_FAILURE(expect_answer(mtrr, page, map.at(page)));
  });
}

// No gaps, no two neighbours with one answer, right at both ends and somewhere between, and the
// types of each run are all that a walk through the region finds.
TEST(RegionProperty, TheRunsOfALargeSpaceAreMaximalAndRight) {
  std::size_t most = 0;
  for_cases(3000, [&](Random& random) {
    const unsigned width = 34 + static_cast<unsigned>(random.below(19));
    const MtrrState<Concrete> mtrr = any_state(random, width, 16);
    const TypeMap map(mtrr);
    ASSERT_TRUE(map.complete());
    const std::vector<TypeRun> runs = map.runs({0, std::uint64_t{1} << width});
    std::uint64_t next = 0;
    for (std::size_t i = 0; i < runs.size(); ++i) {
      ASSERT_EQ(runs[i].range.begin, next);
      ASSERT_FALSE(i > 0 && runs[i].answer == runs[i - 1].answer);
      next = runs[i].range.end;
      const std::uint64_t inside = runs[i].range.begin + random.below(runs[i].range.bytes());
      for (std::uint64_t address : {runs[i].range.begin, inside, next - 1})
        ASSERT_NO_FATAL_FAILURE(expect_answer(mtrr, address, runs[i].answer));
      if (i < 32) {
        ASSERT_EQ(mtrr_types_in(mtrr, runs[i].range), runs[i].answer.candidates);
      }
    }
    ASSERT_EQ(next, std::uint64_t{1} << width);
    most = std::max(most, runs.size());
  });
  EXPECT_GT(most, 30U) << "the machines are too dull";
}

TEST(RegionProperty, TypesOfARegionAreTheUnionOverItsPages) {
  for_cases(3000, [](Random& random) {
    const MtrrState<Concrete> mtrr = any_state(random, small, 8);
    const std::uint64_t begin = random.below(1024) * page_bytes;
    const std::uint64_t end = begin + random.below(1025 - begin / page_bytes) * page_bytes;
    TypeSet pages;
    for (std::uint64_t page = begin; page < end; page += page_bytes)
      pages |= mtrr_type_at<Concrete>(mtrr, page);
    ASSERT_EQ(mtrr_types_in(mtrr, {begin, end}), pages);
    const TypeMap map(mtrr);
    TypeSet in_runs;
    for (const TypeRun& run : map.runs({begin, end})) in_runs |= run.answer.candidates;
    ASSERT_EQ(in_runs, pages);
    ASSERT_EQ(map.uniform({begin, end}), pages.single());
  });
}

// With any bound: what the map says holds the truth, and all of it where it says so.
TEST(RegionProperty, AMapThatIsNotCompleteNeverDeniesTheTruth) {
  int vague = 0;
  for_cases(3000, [&](Random& random) {
    const MtrrState<Concrete> mtrr = any_state(random, small, 8);
    const TypeMap map(mtrr, random.below(8));
    for (std::uint64_t page = 0; page < 4_MiB; page += 4 * page_bytes) {
      const TypeAnswer answer = map.at(page);
      vague += answer.exact ? 0 : 1;
      ASSERT_TRUE(answer.exact || !map.complete());
      if (answer.exact) {
        ASSERT_NO_FATAL_FAILURE(expect_answer(mtrr, page, answer));
      }
      ASSERT_TRUE(mtrr_type_at<Concrete>(mtrr, page).subset_of(answer.candidates));
      ASSERT_TRUE(answer.undefined || !mtrr_undefined_at<Concrete>(mtrr, page));
    }
  });
  EXPECT_GT(vague, 10000);
}

// Linux's map against the point rule that proofs use, page by page: the merged type, and `uniform`
// as "the merged type never changed on the way".
TEST(RegionProperty, LinuxsMapMergesPagesFromLeftToRight) {
  int not_uniform = 0;
  for_cases(3000, [&](Random& random) {
    const MtrrState<Concrete> mtrr = any_state(random, small, 8);
    const kernel::CacheMap map(mtrr);
    const std::uint64_t begin = random.below(1024) * page_bytes;
    const std::uint64_t end = begin + (1 + random.below(1024)) * page_bytes;
    kernel::TypeLookup walk{kernel::invalid_type, true};
    for (std::uint64_t page = begin; page < end; page += page_bytes) {
      const auto type =
          mtrr.enabled ? kernel::believed_type_at<Concrete>(mtrr, page).single() : MemoryType::UC;
      ASSERT_TRUE(type.has_value());
      const auto raw = static_cast<kernel::RawType>(*type);
      const auto merged = page == begin ? raw : kernel::merge_types(walk.type, raw);
      walk = {merged, walk.uniform && (page == begin || merged == walk.type)};
    }
    ASSERT_EQ(map.lookup(begin, end), walk) << std::hex << begin << ' ' << end;
    not_uniform += walk.uniform ? 0 : 1;
  });
  EXPECT_GT(not_uniform, 300);
}

TEST(RegionProperty, BelievedTypeIsTheTypeOfTheLookUp) {
  for_cases(3000, [](Random& random) {
    const MtrrState<Concrete> mtrr = any_state(random, 36 + unsigned(random.below(17)), 10);
    const kernel::CacheMap map(mtrr);
    for (int i = 0; i < 10; ++i) {
      const std::uint64_t begin = any_page(random, mtrr) + random.below(2) * random.below(4096);
      const std::uint64_t end = begin + 1 + (random.word() >> (20 + random.below(40)));
      const auto rule = kernel::believed_type<Concrete>(mtrr, begin, end).single();
      ASSERT_TRUE(rule.has_value());
      ASSERT_EQ(static_cast<kernel::RawType>(*rule), map.lookup(begin, end).type)
          << std::hex << begin << ' ' << end;
    }
  });
}

}  // namespace region_properties_test
}  // namespace memtype::property
