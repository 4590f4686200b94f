#include "memtype/cpu/cache_control.hpp"

#include "memtype/cpu/profiles.hpp"
#include "types_from_text.hpp"

namespace memtype {
namespace cache_control_test {

using enum MemoryType;

constexpr EffectiveTable tables[] = {EffectiveTable::intel_pat, EffectiveTable::no_pat,
                                     EffectiveTable::amd_pat};

TypeSet disabled(EffectiveTable table, TypeSet type) {
  return effective_with_cache_disabled<Concrete>(table, type);
}

TEST(CacheControl, NwWithoutCdIsRefused) {
  for (bool nw_counts : {false, true}) {
    EXPECT_EQ(cache_mode(false, false, nw_counts), CacheMode::normal);
    EXPECT_EQ(cache_mode(false, true, nw_counts), CacheMode::refused);
    EXPECT_EQ(cache_mode(true, false, nw_counts), CacheMode::no_fill);
  }
}

TEST(CacheControl, WithCdNwEndsCoherencyOnTheP6FamilyOnly) {
  EXPECT_EQ(cache_mode(true, true, find_cpu("intel_p6")->nw_counts), CacheMode::no_fill_incoherent);
  EXPECT_EQ(cache_mode(true, true, find_cpu("intel")->nw_counts), CacheMode::no_fill);
  EXPECT_EQ(cache_mode(true, true, find_cpu("amd64")->nw_counts), CacheMode::no_fill);
}

TEST(CacheControl, WithCdNothingIsCacheable) {
  for (EffectiveTable table : tables)
    for (MemoryType mtrr : mtrr_memory_types)
      for (MemoryType page : {UC, WT, WB}) {
        const TypeSet type = native_effective_type<Concrete>(table, {true, true}, mtrr, page);
        EXPECT_FALSE(type.empty());
        EXPECT_FALSE(type.intersects(cacheable_types));
      }
}

TEST(CacheControl, CacheableTypesBecomeUcOnIntelAndCdOnAmd) {
  for (MemoryType type : {WT, WP, WB}) {
    EXPECT_EQ(disabled(EffectiveTable::intel_pat, type), TypeSet(UC));
    EXPECT_EQ(disabled(EffectiveTable::no_pat, type), TypeSet(UC));
    EXPECT_EQ(disabled(EffectiveTable::amd_pat, type), TypeSet(CD));
  }
  for (EffectiveTable table : tables) EXPECT_EQ(disabled(table, UC), TypeSet(UC));
  EXPECT_EQ(disabled(EffectiveTable::amd_pat, CD), TypeSet(CD));
}

TEST(CacheControl, WcUnderCdIsLeftOpenByIntelAndKeptByAmd) {
  EXPECT_EQ(disabled(EffectiveTable::intel_pat, WC), TypeSet::of(UC, WC));
  EXPECT_EQ(disabled(EffectiveTable::amd_pat, WC), TypeSet(WC));
}

TEST(CacheControl, WithPagingOffTheMtrrTypeStandsAlone) {
  for (EffectiveTable table : tables)
    for (MemoryType mtrr : mtrr_memory_types)
      for (MemoryType page : {UC, UC_minus, WT, WB})
        EXPECT_EQ(native_effective_type<Concrete>(table, {false, false}, mtrr, page),
                  TypeSet(mtrr));
}

TEST(CacheControl, WithPagingOnAndCachesOnTheTableHolds) {
  for (EffectiveTable table : tables)
    for (const EffectiveRow& row : rows(table))
      EXPECT_EQ(native_effective_type<Concrete>(table, {}, row.mtrr, row.page),
                TypeSet(row.effective));
}

}  // namespace cache_control_test
}  // namespace memtype
