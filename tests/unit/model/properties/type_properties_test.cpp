// What must not depend on the order of registers, and what can only go one way.
#include <algorithm>
#include <numeric>

#include "generators.hpp"
#include "memtype/cpu/effective.hpp"
#include "memtype/linux/cache_map.hpp"
#include "memtype/linux/mtrr_lookup_old.hpp"
#include "memtype/maps/interval_map.hpp"

namespace memtype::property {
namespace type_properties_test {

using enum MemoryType;

constexpr EffectiveTable tables[] = {EffectiveTable::intel_pat, EffectiveTable::no_pat,
                                     EffectiveTable::amd_pat};

// How much a type caches: nothing; writes gathered; reads; reads and writes. CD and UC- cache
// nothing. WT and WP are not compared with each other.
int caching(MemoryType type) {
  switch (type) {
    case UC:
    case UC_minus:
    case CD: return 0;
    case WC:
    case WC_plus: return 1;
    case WT:
    case WP: return 2;
    case WB: return 3;
  }
  return -1;
}
bool less_cached(MemoryType a, MemoryType b) { return a == b || caching(a) < caching(b); }
bool at_most(MemoryType a, MemoryType b) { return caching(a) <= caching(b); }
bool caches_reads(MemoryType type) { return caching(type) >= 2; }

// Every member of `after` caches at most as much as some member of `before`.
bool at_most(TypeSet after, TypeSet before) {
  const auto most = [](TypeSet set) {
    int level = -1;
    for (MemoryType type : all_memory_types)
      if (set.contains(type)) level = std::max(level, caching(type));
    return level;
  };
  return most(after) <= most(before);
}

MtrrState<Concrete> shuffled(Random& random, MtrrState<Concrete> mtrr) {
  for (std::size_t i = mtrr.variable.size(); i > 1; --i)
    std::swap(mtrr.variable[i - 1], mtrr.variable[random.below(i)]);
  return mtrr;
}

TEST(TypeProperty, TheOrderOfRegistersNeverMatters) {
  int overlaps = 0;
  for_cases(5000, [&](Random& random) {
    const MtrrState<Concrete> mtrr = any_state(random, 36, 10);
    const MtrrState<Concrete> other = shuffled(random, mtrr);
    const PhysRange space{0, 64_GiB};
    ASSERT_EQ(TypeMap(mtrr).runs(space), TypeMap(other).runs(space));
    const kernel::CacheMap map(mtrr), other_map(other);
    for (const TypeRun& run : TypeMap(mtrr).runs(space))
      if (matching_types<Concrete>(mtrr.variable, run.range.begin).size() > 2) ++overlaps;
    for (int i = 0; i < 20; ++i) {
      const std::uint64_t begin = any_page(random, mtrr);
      const std::uint64_t end = begin + page_bytes * (1 + random.below(1U << random.below(20)));
      ASSERT_EQ(map.lookup(begin, end), other_map.lookup(begin, end))
          << std::hex << begin << ' ' << end;
    }
  });
  EXPECT_GT(overlaps, 100) << "too few places where three types meet";
}

// The old look-up goes through the registers one by one and stops at UC; for a page it comes to
// what the later one says, whatever their order.
TEST(TypeProperty, OldAndNewLookUpAgreeOnPagesOfNaturalRanges) {
  for_cases(5000, [](Random& random) {
    MtrrState<Concrete> mtrr = any_state(random, 36, 8, true);
    mtrr.enabled = true;
    mtrr.fixed_enabled = false;
    mtrr.tom2_wb_end = 0;
    const MtrrState<Concrete> other = shuffled(random, mtrr);
    const std::uint64_t page = any_page(random, mtrr);
    const kernel::RawType now = kernel::CacheMap(mtrr).lookup(page, page + 1).type;
    ASSERT_EQ(kernel::old_type_lookup(mtrr, page, page + page_bytes).type, now);
    ASSERT_EQ(kernel::old_type_lookup(other, page, page + page_bytes).type, now);
  });
}

// At every address: the type becomes UC, or stays; so does what Linux believes; and no page that
// was cached at most as X becomes more cached, whatever its page attribute. The one difference the
// other way is no caching at all: a UC- page under WC turns from WC to UC.
TEST(TypeProperty, AUcRangeNeverMakesAnythingMoreCacheable) {
  int changed = 0;
  for_cases(5000, [&](Random& random) {
    const MtrrState<Concrete> before = any_state(random, 36, 8);
    MtrrState<Concrete> after = before;
    VariableRange<Concrete> uc = any_range(random, 36);
    uc.type = UC;
    after.variable.push_back(uc);
    const EffectiveTable table = random.pick(tables);
    for (int i = 0; i < 20; ++i) {
      const std::uint64_t page = any_page(random, after);
      const TypeSet was = mtrr_type_at<Concrete>(before, page);
      const TypeSet is = mtrr_type_at<Concrete>(after, page);
      ASSERT_TRUE(is == was || is == TypeSet(UC)) << to_string(was) << " -> " << to_string(is);
      changed += is == was ? 0 : 1;
      for (MemoryType attribute : {UC, UC_minus, WT, WB})
        ASSERT_TRUE(at_most(effective_type<Concrete>(table, is, attribute),
                            effective_type<Concrete>(table, was, attribute)));
      const auto believed = kernel::CacheMap(before).lookup(page, page + 1).type;
      const auto now = kernel::CacheMap(after).lookup(page, page + 1).type;
      ASSERT_TRUE(now == believed || now == 0);
    }
  });
  EXPECT_GT(changed, 1000);
}

TEST(TypeProperty, WhatIsCachedIsCachedByBoth) {
  for (EffectiveTable table : tables)
    for (const EffectiveRow& row : rows(table)) {
      EXPECT_TRUE(!caches_reads(row.effective) ||
                  (caches_reads(row.mtrr) && caches_reads(row.page)))
          << rule_name(row);
      EXPECT_EQ(row.effective == WB, row.mtrr == WB && row.page == WB) << rule_name(row);
    }
}

// More caching by the MTRR never means less of it in the end - but for UC- pages, which take WC
// and, on Intel, WP from the MTRR as WC, and are uncached under WT and WB.
TEST(TypeProperty, TheEffectiveTypeIsMonotoneInTheMtrrTypeButForUcMinusPages) {
  int exceptions = 0;
  for (EffectiveTable table : tables)
    for (const EffectiveRow& low : rows(table))
      for (const EffectiveRow& high : rows(table)) {
        if (low.page != high.page || !less_cached(low.mtrr, high.mtrr)) continue;
        const bool keeps = at_most(low.effective, high.effective);
        EXPECT_TRUE(keeps || (low.page == UC_minus && low.effective == WC)) << rule_name(low);
        exceptions += keeps ? 0 : 1;
      }
  EXPECT_EQ(exceptions, 2 + 1 + 2 + 1 + 3) << "Intel, no PAT, AMD";
}

// A strong UC page, or a UC MTRR over a page that is not WC, never caches.
TEST(TypeProperty, UcIsTheLeastOfBothColumns) {
  for (EffectiveTable table : tables)
    for (const EffectiveRow& row : rows(table)) {
      EXPECT_TRUE(at_most(effective_row(table, UC, row.page).effective, row.effective))
          << rule_name(row);
      EXPECT_TRUE(at_most(effective_row(table, row.mtrr, UC).effective, row.effective))
          << rule_name(row);
    }
}

TypeSet some_of(Random& random, std::span<const MemoryType> types) {
  TypeSet set;
  for (MemoryType type : types)
    if (random.one_in(2)) set |= type;
  return set;
}

// More candidates, more outcomes: nothing is lost by asking with sets.
TEST(TypeProperty, TheEffectiveTypeOfSetsIsTheUnionOverTheirMembers) {
  for_cases(5000, [](Random& random) {
    const EffectiveTable table = random.pick(tables);
    const TypeSet mtrr = some_of(random, mtrr_memory_types),
                  page = some_of(random, pat_memory_types);
    const TypeSet more = mtrr | some_of(random, mtrr_memory_types);
    const TypeSet types = effective_type<Concrete>(table, mtrr, page);
    TypeSet members;
    for (const EffectiveRow& row : rows(table))
      if (mtrr.contains(row.mtrr) && page.contains(row.page)) members |= row.effective;
    ASSERT_EQ(types, members);
    ASSERT_TRUE(types.subset_of(effective_type<Concrete>(table, more, page)));
  });
}

}  // namespace type_properties_test
}  // namespace memtype::property
