#include "memtype/cpu/effective.hpp"

#include <map>

#include "types_from_text.hpp"

namespace memtype {
namespace effective_test {

using enum MemoryType;

// One line an MTRR type, one column a page type.
struct Grid {
  const char* columns;
  std::map<MemoryType, const char*> lines;
};

void expect_grid(EffectiveTable table, const Grid& grid) {
  const auto pages = types_from(grid.columns);
  EXPECT_EQ(rows(table).size(), pages.size() * grid.lines.size());
  for (const auto& [mtrr, line] : grid.lines) {
    const auto cells = types_from(line);
    ASSERT_EQ(cells.size(), pages.size());
    for (std::size_t i = 0; i < pages.size(); ++i) {
      const EffectiveRow& row = effective_row(table, mtrr, pages[i]);
      EXPECT_EQ(row.mtrr, mtrr);
      EXPECT_EQ(row.page, pages[i]);
      EXPECT_EQ(row.effective, cells[i]) << name(mtrr) << " with " << name(pages[i]);
      EXPECT_EQ(effective_type<Concrete>(table, mtrr, pages[i]), TypeSet(cells[i]))
          << name(mtrr) << " with " << name(pages[i]);
    }
  }
}

TEST(EffectiveType, IntelWithPatAllThirtyCells) {
  expect_grid(EffectiveTable::intel_pat, {"UC UC- WC WT WP WB",
                                          {{UC, "UC UC  WC UC UC UC"},
                                           {WC, "UC WC  WC UC UC WC"},
                                           {WT, "UC UC  WC WT WP WT"},
                                           {WP, "UC WC  WC WT WP WP"},
                                           {WB, "UC UC  WC WT WP WB"}}});
}

TEST(EffectiveType, AmdAllThirtyCells) {
  expect_grid(EffectiveTable::amd_pat, {"UC UC- WC WT WP WB",
                                        {{UC, "UC UC  WC UC UC UC"},
                                         {WC, "CD WC  WC CD CD WC"},
                                         {WT, "CD CD  WC WT CD WT"},
                                         {WP, "CD CD  WC CD WP WP"},
                                         {WB, "CD CD  WC WT WP WB"}}});
}

// Columns: PCD and PWT 00, 01, 10, 11, named by the power-on PAT.
TEST(EffectiveType, WithoutPatAllTwentyCells) {
  expect_grid(EffectiveTable::no_pat, {"WB WT UC- UC",
                                       {{UC, "UC UC UC UC"},
                                        {WC, "WC WC WC UC"},
                                        {WT, "WT WT UC UC"},
                                        {WP, "WP WP WC UC"},
                                        {WB, "WB WT UC UC"}}});
}

TEST(EffectiveType, WcPagesAreWcUnderEveryMtrrType) {
  for (MemoryType mtrr : mtrr_memory_types)
    for (EffectiveTable table : {EffectiveTable::intel_pat, EffectiveTable::amd_pat})
      EXPECT_EQ(effective_row(table, mtrr, WC).effective, WC) << name(mtrr);
}

TEST(EffectiveType, OnlyUcMinusYieldsToAWcMtrr) {
  EXPECT_EQ(effective_row(EffectiveTable::intel_pat, WC, UC_minus).effective, WC);
  EXPECT_EQ(effective_row(EffectiveTable::intel_pat, WC, UC).effective, UC);
}

TEST(EffectiveType, ASetOfTypesGivesEveryCombination) {
  EXPECT_EQ(
      effective_type<Concrete>(EffectiveTable::intel_pat, TypeSet::of(UC, WB), TypeSet::of(WB, WT)),
      TypeSet::of(UC, WB, WT));
  EXPECT_TRUE(effective_type<Concrete>(EffectiveTable::intel_pat, TypeSet{}, WB).empty());
}

TEST(EffectiveType, GreyAndFormerlyUndefinedCellsSaySo) {
  int note3 = 0, model_specific = 0;
  for (const EffectiveRow& row : rows(EffectiveTable::intel_pat))
    if (row.source == Source::sdm_11_7_n3) ++note3;
  for (const EffectiveRow& row : rows(EffectiveTable::no_pat))
    if (row.source == Source::sdm_11_6_ms) ++model_specific;
  EXPECT_EQ(note3, 5);
  EXPECT_EQ(model_specific, 4);
}

TEST(EffectiveType, EveryRowHasARuleNameAndASource) {
  EXPECT_EQ(rule_name(effective_row(EffectiveTable::intel_pat, WC, UC_minus)), "EFF-WC-UCM");
  EXPECT_EQ(rule_name(effective_row(EffectiveTable::amd_pat, WB, UC)), "EFF-WB-UC");
  for (EffectiveTable table :
       {EffectiveTable::intel_pat, EffectiveTable::amd_pat, EffectiveTable::no_pat})
    for (const EffectiveRow& row : rows(table)) EXPECT_GT(citation(row.source).size(), 3U);
}

TEST(EffectiveType, WithoutPatThePatBitIsIgnored) {
  for (unsigned i = 0; i < 4; ++i)
    EXPECT_EQ(page_type_without_pat(PageBits::from_index(i)),
              page_type_without_pat(PageBits::from_index(i + 4)));
  EXPECT_EQ(page_type_without_pat({.pwt = true}), WT);
  EXPECT_EQ(page_type_without_pat({.pcd = true}), UC_minus);
}

TEST(EffectiveType, IntelAndAmdGiveThreeCellsAnotherType) {
  std::vector<Disagreement> types;
  for (const Disagreement& d : disagreements(EffectiveTable::intel_pat, EffectiveTable::amd_pat))
    if (!d.in_probing_only) types.push_back(d);
  const std::vector<Disagreement> expected = {
      {MemoryType::WT, MemoryType::WP, MemoryType::WP, MemoryType::CD, false},
      {MemoryType::WP, MemoryType::UC_minus, MemoryType::WC, MemoryType::CD, false},
      {MemoryType::WP, MemoryType::WT, MemoryType::WT, MemoryType::CD, false}};
  EXPECT_EQ(types, expected);
}

TEST(EffectiveType, WhereIntelSaysUcUnderAnotherMtrrTypeAmdProbesTheCaches) {
  for (const Disagreement& d : disagreements(EffectiveTable::intel_pat, EffectiveTable::amd_pat)) {
    EXPECT_EQ(d.second, MemoryType::CD);
    EXPECT_NE(d.mtrr, MemoryType::UC);
  }
  EXPECT_EQ(disagreements(EffectiveTable::intel_pat, EffectiveTable::amd_pat).size(), 11U);
  EXPECT_TRUE(disagreements(EffectiveTable::amd_pat, EffectiveTable::amd_pat).empty());
}

}  // namespace effective_test
}  // namespace memtype
