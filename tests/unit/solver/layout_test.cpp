#include "memtype/solver/layout.hpp"

#include <gtest/gtest.h>

#include "memtype/cases/parse.hpp"

namespace memtype::solver::testing {
namespace layout_test {

DriverPlan planned(const std::string& text) {
  auto result = cases::parse_case("t.case", "case t " + text);
  for (const auto& d : result.diagnostics)
    if (d.severity == cases::Severity::error) ADD_FAILURE() << render(d, "t.case", text);
  return result.parsed ? plan_driver(*result.parsed, {}) : DriverPlan{};
}

HowOften cell(const RegionPlan& row, const std::string& calls, const std::string& machines) {
  for (const MappingWay& way : row.ways)
    for (std::size_t k = 0; k < row.classes.size(); ++k)
      if (way.calls == calls && row.classes[k].name == machines) return way.by_class[k];
  ADD_FAILURE() << calls << " on " << machines;
  return HowOften::open;
}

const std::string head =
    "machine { cpu intel; pat any of (nopat, linux); firmware any of (none, WC(bar, 16M)); }"
    "param bar align 16M range 0xc0000000..0xcf000000;";

TEST(Layout, EachWayOnEachClassOfMachines) {
  const DriverPlan plan =
      planned(head + "region regs (bar, 64K) wants UC; region fb (bar + 8M, 8M) wants WC;");
  ASSERT_EQ(plan.regions.size(), 2U);
  const RegionPlan &regs = plan.regions[0], &fb = plan.regions[1];
  EXPECT_EQ(cell(regs, "ioremap_uc", "bare_metal PAT"), HowOften::always);
  EXPECT_EQ(cell(regs, "ioremap", "bare_metal PAT"), HowOften::sometimes);
  EXPECT_EQ(cell(regs, "ioremap", "bare_metal no PAT, clean"), HowOften::always);
  EXPECT_EQ(cell(regs, "ioremap_wc", "bare_metal PAT"), HowOften::never);
  EXPECT_EQ(cell(fb, "ioremap_wc", "bare_metal PAT"), HowOften::always);
  EXPECT_EQ(cell(fb, "ioremap_wc", "bare_metal no PAT, clean"), HowOften::never);
  EXPECT_EQ(cell(fb, "ioremap_wc + arch_phys_wc_add(bar + 8M, 8M)", "bare_metal no PAT, clean"),
            HowOften::always);
  ASSERT_TRUE(plan.recommended);
  cases::Case again = *plan.recommended;
  for (const CheckResult& r : check_case(again, {}).checks)
    EXPECT_EQ(r.verdict, cases::Verdict::holds);
}

TEST(Layout, AClassWithoutMachinesIsNeitherAlwaysNorNever) {
  const DriverPlan plan = planned(
      "machine { cpu intel; pat linux; } param bar align 16M range 0xc0000000..0xcf000000;"
      "region regs (bar, 64K) wants UC;");
  EXPECT_EQ(cell(plan.regions[0], "ioremap", "bare_metal no PAT, any"), HowOften::none);
}

TEST(Layout, WhatCannotBeHadTogetherIsNotRecommended) {
  const DriverPlan plan = planned(
      "machine { cpu intel; pat linux; } const bar = 0xc0000000;"
      "region regs (bar, 64K) wants UC; region fb (bar, 8M) wants WC;");
  EXPECT_FALSE(plan.recommended);
  EXPECT_FALSE(plan.given_up.empty());
  EXPECT_GT(plan.tried, 1U);
}

}  // namespace layout_test
}  // namespace memtype::solver::testing
