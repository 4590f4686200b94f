// What a verdict does not depend on, and what it says about undefined overlaps.
#include <gtest/gtest.h>

#include "machine/facts.hpp"
#include "memtype/solver/check.hpp"
#include "parsed.hpp"
#include "settings/start.hpp"

namespace memtype::solver::testing {
namespace check_options_test {

using cases::Verdict;

// One page at 0xd0000000, mapped UC- where PAT is off, so that the MTRRs decide.
CheckResult page(const std::string& facts, const std::string& check,
                 const std::string& body = "v = ioremap(0xd0000000, 4K);") {
  const auto c = parsed("machine { cpu intel; pat nopat; " + facts +
                        " } param k range 0..3;"
                        " const use = k; region fb (0xd0000000, 4K); program p {" +
                        body +
                        "} "
                        "check " +
                        check + ";");
  return check_case(c, {}).checks.at(0);
}

TEST(UndefinedOverlaps, AreNamedWhenEveryRunNeedsThem) {
  const auto r =
      page("firmware WB(0xd0000000, 64K) + WT(0xd0000000, 4K) + WP(0xd0000000, 4K);",
           "always c (p.fb in {UC, WT}) expect Fails", "v = ioremap_cache(0xd0000000, 4K);");
  EXPECT_EQ(r.verdict, Verdict::fails);
  EXPECT_TRUE(r.needs_undefined);
}

TEST(UndefinedOverlaps, ADefinedRunIsPreferredOnTheSameMachine) {
  const auto r = page("firmware WB(0xd0000000, 64K) + WP(0xd0000000, 4K);",
                      "always c (p.fb == UC) expect Fails",
                      "v = ioremap_cache(0xd0000000, 4K); mtrr_del(1, 0, 0);");
  EXPECT_EQ(r.verdict, Verdict::fails);
  EXPECT_FALSE(r.needs_undefined) << "after mtrr_del() the page is WB by the rules";
  ASSERT_TRUE(r.witness);
  EXPECT_EQ(r.witness->step, 2);
}

TEST(UndefinedOverlaps, ADefinedRunIsPreferredOnAnotherMachine) {
  const std::string undefined = "WB(0xd0000000, 64K) + WP(0xd0000000, 4K)";
  for (const std::string& list :
       {undefined + ", WB(0xd0000000, 4K)", "WB(0xd0000000, 4K), " + undefined}) {
    const auto r = page("firmware any of (" + list + ");", "always c (p.fb == UC) expect Fails",
                        "v = ioremap_cache(0xd0000000, 4K);");
    EXPECT_EQ(r.verdict, Verdict::fails);
    EXPECT_FALSE(r.needs_undefined) << list;
  }
}

TEST(UndefinedOverlaps, CanBeAnyTypeAnMtrrHolds) {
  const std::string overlap = "firmware WB(0xd0000000, 64K) + WP(0xd0000000, 4K);";
  for (const char* type : {"UC", "WC", "WT", "WP", "WB"}) {
    const auto r = page(overlap, "exists c (has(p.fb, " + std::string(type) + ")) expect Holds",
                        "v = ioremap_cache(0xd0000000, 4K);");
    EXPECT_EQ(r.verdict, Verdict::holds) << type;
    EXPECT_TRUE(r.needs_undefined) << type;
  }
}

// Holds, Fails and Holds of nothing, over six machine choices.
cases::Case several() {
  return parsed(
      "machine { cpu any of (intel, amd64, intel_p6); pat any of (absent, nopat, linux);"
      " firmware any of (none, WC(bar, 64K)); mtrr_free 0..6; }"
      " param bar align 64K range 0xd0000000..0xdfffffff; region fb (bar, 64K);"
      " program p { v = ioremap(bar, 64K); c = arch_phys_wc_add(bar, 64K); }"
      " program q { v = ioremap_uc(bar, 64K); }"
      " check always holds (q.fb == UC) expect Holds;"
      " check finally fails (p.fb == WC) expect Fails;"
      " check exists one (has(p.fb, WC)) when (pat_enabled) expect Holds;"
      " check always empty (p.fb == UC) when (bar == 0) expect Holds;"
      " check finally both (same(p.fb, q.fb)) expect Fails;");
}

void expect_same(const cases::Case& c, const CheckResult& a, const CheckResult& b) {
  EXPECT_EQ(a.verdict, b.verdict);
  EXPECT_EQ(a.vacuous, b.vacuous);
  EXPECT_EQ(a.vacuous_because, b.vacuous_because);
  EXPECT_EQ(a.needs_undefined, b.needs_undefined);
  EXPECT_EQ(a.as_expected, b.as_expected);
  ASSERT_EQ(a.witness.has_value(), b.witness.has_value());
  if (!a.witness) return;
  for (const cases::MachineFact* fact : cases::machine_facts())
    EXPECT_EQ(cases::print_value(fact->value(a.witness->start->choice)),
              cases::print_value(fact->value(b.witness->start->choice)))
        << fact->name();
  EXPECT_EQ(cases::start_settings(c, a.witness->start->choice, a.witness->start->inputs),
            cases::start_settings(c, b.witness->start->choice, b.witness->start->inputs));
  EXPECT_EQ(a.witness->orders, b.witness->orders);
  EXPECT_EQ(a.witness->step, b.witness->step);
  EXPECT_EQ(a.witness->params(), b.witness->params());
}

TEST(CheckOptions, ResultsDoNotDependOnTheNumberOfJobs) {
  const auto c = several();
  CheckOptions options;
  const auto one = check_case(c, options);
  ASSERT_EQ(one.checks.size(), 5U);
  EXPECT_EQ(one.checks[0].verdict, Verdict::holds);
  EXPECT_EQ(one.checks[1].verdict, Verdict::fails);
  EXPECT_TRUE(one.checks[3].vacuous);
  for (unsigned jobs : {2U, 7U}) {
    options.jobs = jobs;
    const auto many = check_case(c, options);
    for (std::size_t i = 0; i < 5; ++i) {
      SCOPED_TRACE(c.checks[i].name + ", jobs " + std::to_string(jobs));
      expect_same(c, one.checks[i], many.checks[i]);
    }
  }
}

TEST(CheckOptions, OnlyLooksAtOneCheck) {
  const auto c = several();
  const auto all = check_case(c, {});
  CheckOptions options;
  options.only = "fails";
  const auto one = check_case(c, options);
  EXPECT_EQ(one.asked, (std::vector<bool>{false, true, false, false, false}));
  EXPECT_EQ(one.checks[0].verdict, Verdict::unknown);
  EXPECT_FALSE(one.checks[0].witness);
  EXPECT_EQ(one.checks[1].verdict, all.checks[1].verdict);
  options.only = "both";
  expect_same(c, check_case(c, options).checks[4], all.checks[4]);
}

TEST(MasksWithHoles, ThatAProgramTakesAwayAreStillLookedAtPieceByPiece) {
  const auto c = parsed(
      "machine { cpu intel; phys_bits 36; pat nopat; mtrr_variable 1;"
      " firmware raw(0xd0000006, 0xffffd0800); } param k range 0..1;"
      " region fb (0xd0000000, 256K);"
      " program p { if (k == 1) mtrr_del(0, 0, 0); v = ioremap_cache(0xd0000000, 256K); }"
      " check exists all_wb (has(p.fb, WB) && !has(p.fb, UC)) expect Fails;");
  EXPECT_EQ(check_case(c, {}).checks[0].verdict, Verdict::fails) << "every other 64K is UC";
}

TEST(MasksWithHoles, ThatDependOnAParameterAreLookedAtPieceByPiece) {
  const auto c = parsed(
      "machine { cpu intel; phys_bits 36; pat nopat; mtrr_variable 1;"
      " firmware raw(0xd0000006, mask); } param mask range 0xffffc0800..0xffffd0800;"
      " region fb (0xd0000000, 256K); program p { v = ioremap_cache(0xd0000000, 256K); }"
      " check exists all_wb (has(p.fb, WB) && !has(p.fb, UC)) when (mask == 0xffffd0800)"
      " expect Fails;");
  EXPECT_EQ(check_case(c, {}).checks[0].verdict, Verdict::fails);
}

}  // namespace check_options_test
}  // namespace memtype::solver::testing
