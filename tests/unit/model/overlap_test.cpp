#include "memtype/cpu/overlap.hpp"

#include "types_from_text.hpp"

namespace memtype {
namespace overlap_test {

using enum MemoryType;

// Every set of MTRR types, 31 of them.
std::vector<TypeSet> all_sets() {
  std::vector<TypeSet> sets;
  for (unsigned bits = 1; bits < 32; ++bits) {
    TypeSet set;
    for (unsigned i = 0; i < 5; ++i)
      if ((bits >> i & 1) != 0) set |= mtrr_memory_types[i];
    sets.push_back(set);
  }
  return sets;
}

TEST(MtrrOverlap, IdenticalTypesGiveThatType) {
  for (MemoryType type : mtrr_memory_types) {
    EXPECT_EQ(mtrr_overlap(type).candidates, TypeSet(type));
    EXPECT_FALSE(mtrr_overlap(type).undefined);
  }
}

TEST(MtrrOverlap, UcWinsOverEverything) {
  int with_uc = 0;
  for (TypeSet set : all_sets()) {
    if (!set.contains(UC)) continue;
    ++with_uc;
    EXPECT_EQ(mtrr_overlap(set).candidates, TypeSet(UC)) << to_string(set);
    EXPECT_FALSE(mtrr_overlap(set).undefined) << to_string(set);
  }
  EXPECT_EQ(with_uc, 16);
}

TEST(MtrrOverlap, WtWinsOverWbWhereOnlyTheseMeet) {
  EXPECT_EQ(mtrr_overlap(TypeSet::of(WT, WB)).candidates, TypeSet(WT));
  EXPECT_FALSE(mtrr_overlap(TypeSet::of(WT, WB)).undefined);
  EXPECT_TRUE(mtrr_overlap(TypeSet::of(WT, WB, WP)).undefined);
  EXPECT_TRUE(mtrr_overlap(TypeSet::of(WT, WB, WC)).undefined);
}

TEST(MtrrOverlap, AnyOtherMixIsUndefined) {
  for (TypeSet set :
       {TypeSet::of(WC, WT), TypeSet::of(WC, WP), TypeSet::of(WC, WB), TypeSet::of(WT, WP),
        TypeSet::of(WP, WB), TypeSet::of(WC, WT, WP), TypeSet::of(WC, WT, WB),
        TypeSet::of(WC, WP, WB), TypeSet::of(WT, WP, WB), TypeSet::of(WC, WT, WP, WB)}) {
    EXPECT_TRUE(mtrr_overlap(set).undefined) << to_string(set);
    EXPECT_EQ(mtrr_overlap(set).candidates, any_mtrr_type) << to_string(set);
    EXPECT_TRUE(is_undefined_overlap<Concrete>(set)) << to_string(set);
  }
}

TEST(MtrrOverlap, TenMixesAreUndefined) {
  int undefined = 0;
  for (TypeSet set : all_sets())
    if (is_undefined_overlap<Concrete>(set)) ++undefined;
  EXPECT_EQ(undefined, 10);
  for (TypeSet set : UndefinedChoice<Concrete>::undefined_sets())
    EXPECT_TRUE(mtrr_overlap(set).undefined) << to_string(set);
}

TEST(MtrrOverlap, NoMatchStaysEmpty) {
  EXPECT_TRUE(resolve_overlap<Concrete>(TypeSet{}, {}).empty());
  EXPECT_FALSE(is_undefined_overlap<Concrete>(TypeSet{}));
}

TEST(MtrrOverlap, AChoiceDecidesOnlyItsOwnMix) {
  UndefinedChoice<Concrete> choice;
  choice[TypeSet::of(WC, WB)] = WC;
  EXPECT_EQ(resolve_overlap<Concrete>(TypeSet::of(WC, WB), choice), TypeSet(WC));
  EXPECT_EQ(resolve_overlap<Concrete>(TypeSet::of(WC, WT), choice), any_mtrr_type);
  EXPECT_EQ(resolve_overlap<Concrete>(TypeSet::of(WC, WB, UC), choice), TypeSet(UC));
  EXPECT_EQ(resolve_overlap<Concrete>(TypeSet::of(WT, WB), choice), TypeSet(WT));
}

}  // namespace overlap_test
}  // namespace memtype
