#include "memtype/solver/properties.hpp"

#include <gtest/gtest.h>

#include "memtype/cases/parse.hpp"

namespace memtype::solver::testing {
namespace {

using Kind = PropertyCell::Kind;

std::vector<PropertyRow> asked(Property property, const std::string& rest) {
  const std::string text =
      "case t machine { cpu any of (intel, intel_p6); pat any of (nopat, linux, absent); "
      "firmware any of (none, WB(0, 4G)); kernel \"4.2\"; } const bar = 0xd0000000; "
      "region fb (bar, 16M) wants WC; " + rest;
  auto result = cases::parse_case("t.case", text);
  for (const auto& d : result.diagnostics)
    if (d.severity == cases::Severity::error) ADD_FAILURE() << render(d, "t.case", text);
  return result.parsed ? ask_property(*result.parsed, property, {}) : std::vector<PropertyRow>{};
}

const std::string converted = "v = ioremap_wc(bar, 16M); cookie = arch_phys_wc_add(bar, 16M);";

TEST(MtrrDead, IsProvedOfAConvertedDriver) {
  const auto rows = asked(Property::mtrr_dead, "after {" + converted + "}");
  ASSERT_EQ(rows.size(), 1U);
  ASSERT_EQ(rows[0].cells.size(), machines_of(Property::mtrr_dead).size());
  for (const PropertyCell& cell : rows[0].cells) EXPECT_EQ(cell.kind, Kind::proved) << cell.machines;
}

TEST(MtrrDead, FailsWhereADriverWritesAllTheSame) {
  const auto rows = asked(Property::mtrr_dead,
                          "after { v = ioremap_wc(bar, 16M); r = mtrr_add(bar, 16M, "
                          "MTRR_TYPE_WRCOMB, 1); }");
  for (const PropertyCell& cell : rows[0].cells) {
    const bool writes = cell.machines == "bare_metal PAT" || cell.machines == "kvm PAT";
    EXPECT_EQ(cell.kind, writes ? Kind::fails : Kind::proved) << cell.machines;
    EXPECT_EQ(cell.result.witness.has_value(), writes);
  }
  EXPECT_EQ(worst(rows, 0), Kind::fails);
  EXPECT_EQ(worst(rows, 2), Kind::proved);
}

TEST(MtrrDead, CodeBeforeAConversionIsNotAsked) {
  const auto rows = asked(Property::mtrr_dead,
                          "before { r = mtrr_add(bar, 16M, MTRR_TYPE_WRCOMB, 1); }");
  EXPECT_TRUE(rows[0].cells.empty());
  EXPECT_NE(rows[0].not_applicable, "");
  EXPECT_EQ(worst(rows, 0), Kind::not_applicable);
}

TEST(WcWithoutPat, IsProvedAndFails) {
  EXPECT_EQ(asked(Property::wc_without_pat, "after {" + converted + "}")[0].cells[0].kind,
            Kind::proved);
  EXPECT_EQ(asked(Property::wc_without_pat,
                  "after { v = ioremap_wc(bar, 16M); cookie = arch_phys_wc_add(bar, 12M); }")[0]
                .cells[0]
                .kind,
            Kind::fails);
  EXPECT_NE(asked(Property::wc_without_pat, "after { v = ioremap_wc(bar, 16M); }")[0].not_applicable,
            "");
}

TEST(WcWithoutPat, AnOptionOfTheDriverIsNamed) {
  const auto rows = asked(Property::wc_without_pat,
                          "param mtrr range 0..1; after { v = ioremap_wc(bar, 16M); "
                          "if (mtrr) cookie = arch_phys_wc_add(bar, 16M); }");
  EXPECT_EQ(rows[0].cells[0].kind, Kind::fails);
  EXPECT_EQ(rows[0].cells[0].note, "proved where mtrr is 1");
}

TEST(WcWithoutPat, ARegionThatIsGoneAtTheEndIsNotApplicable) {
  const auto rows = asked(Property::wc_without_pat, "after {" + converted + " iounmap(v); }");
  EXPECT_EQ(rows[0].cells[0].kind, Kind::not_applicable);
}

}  // namespace
}  // namespace memtype::solver::testing
