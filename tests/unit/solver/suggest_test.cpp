#include "memtype/solver/suggest.hpp"

#include <gtest/gtest.h>

#include "memtype/solver/synthesis.hpp"
#include "parsed.hpp"

namespace memtype::solver::testing {
namespace suggest_test {

using cases::Case;

const std::string& head = registers_and_framebuffer;

SuggestResult suggestion(const std::string& rest, int edits = 2, const std::string& only = "") {
  const Case c = parsed(head + rest);
  CheckOptions options;
  options.only = only;
  SearchLimits limits;
  limits.edits = edits;
  return suggest(c, find_subject(c, "p"), options, limits);
}

// What is suggested is proved once more, by itself.
void expect_proved(const SuggestResult& r) {
  ASSERT_TRUE(r.found);
  Case c = r.found->c;
  c.checks.clear();
  for (const Goal& goal : r.goals) c.checks.push_back(goal.check);
  for (const CheckResult& result : check_case(c, {}).checks) {
    EXPECT_EQ(result.verdict, cases::Verdict::holds);
    EXPECT_FALSE(result.vacuous);
  }
}

const std::string fb = "f = ioremap_wc(bar + 8M, 8M); m = arch_phys_wc_add(bar + 8M, 8M); ";

TEST(Suggest, AnotherCallOfTheFamily) {
  const auto r = suggestion("program p { r = ioremap(bar, 64K); " + fb + "}");
  expect_proved(r);
  ASSERT_EQ(r.found->edits.size(), 1U);
  EXPECT_NE(r.found->edits[0].find("ioremap_uc(bar, 64K)"), std::string::npos);
}

TEST(Suggest, ACarveOutAtTheBorderOfARegion) {
  const auto r = suggestion(
      "program p { f = ioremap_wc(bar, 16M); m = arch_phys_wc_add(bar + 8M, 8M); "
      "r = ioremap_uc(bar, 64K); }");
  expect_proved(r);
  ASSERT_EQ(r.found->edits.size(), 1U);
  EXPECT_NE(r.found->edits[0].find("ioremap_wc(bar + 8M, 8M)"), std::string::npos)
      << r.found->edits[0];
}

TEST(Suggest, AnArchPhysWcAddForMachinesWithoutPat) {
  const auto r =
      suggestion("program p { r = ioremap_uc(bar, 64K); f = ioremap_wc(bar + 8M, 8M); }");
  expect_proved(r);
  ASSERT_EQ(r.found->edits.size(), 1U);
  EXPECT_NE(r.found->edits[0].find("arch_phys_wc_add(bar + 8M, 8M)"), std::string::npos);
}

// The first mapping decides with PAT: the whole BAR as WC before the registers.
TEST(Suggest, TheOrderOfCalls) {
  const Case c = parsed(
      "machine { cpu intel; pat linux; firmware none; }"
      "param bar align 16M range 0xc0000000..0xcf000000; region fb (bar, 8M) wants WC;"
      "program p { early = ioremap(bar, 8M); f = ioremap_wc(bar, 8M); iounmap(early); } "
      "check finally c (p.fb == WC) expect Holds;");
  SearchLimits one;
  one.edits = 1;
  const auto r = suggest(c, 0, {}, one);
  expect_proved(r);
}

TEST(Suggest, TwoChangesWhereOneIsNotEnough) {
  const std::string both =
      "program p { r = ioremap(bar, 64K); f = ioremap(bar + 8M, 8M); "
      "m = arch_phys_wc_add(bar + 8M, 8M); }";
  EXPECT_FALSE(suggestion(both, 1).found);
  const auto r = suggestion(both, 2);
  expect_proved(r);
  EXPECT_EQ(r.found->edits.size(), 2U);
}

TEST(Suggest, NothingWhereNothingHelps) {
  const Case c = parsed(
      "machine { cpu intel; pat nopat; firmware UC(bar, 16M); }"
      "param bar align 16M range 0xc0000000..0xcf000000; region fb (bar, 8M) wants WC;"
      "program p { f = ioremap_wc(bar, 8M); } check finally c (p.fb == WC) expect Holds;");
  const auto r = suggest(c, 0, {}, {});
  EXPECT_FALSE(r.found);
  EXPECT_FALSE(r.cut_short);
  EXPECT_EQ(r.undecided, 0U);
  EXPECT_EQ(r.edits_tried, 2);
  EXPECT_EQ(r.tried, r.run_refuted + r.proof_refuted);
}

TEST(Suggest, AProgramThatIsRightIsLeftAlone) {
  const auto r = suggestion("program p { r = ioremap_uc(bar, 64K); " + fb + "}");
  EXPECT_TRUE(r.goals.empty());
  EXPECT_FALSE(r.found);
  EXPECT_EQ(r.tried, 0U);
}

// UC everywhere would satisfy the check and lose the frame buffer.
TEST(Suggest, NoRegionIsSacrificed) {
  const auto r = suggestion(
      "program p { f = ioremap_wc(bar, 16M); } check always c (p.regs == UC) expect Holds;", 1);
  if (r.found) {
    EXPECT_EQ(r.found->edits[0].find("ioremap_uc(bar, 16M)"), std::string::npos);
  }
  EXPECT_EQ(r.goals.size(), 1U);
}

TEST(Suggest, ANamedCheckIsTheGoalWhateverTheFileExpects) {
  const auto r = suggestion(
      "program p { r = ioremap(bar, 64K); " + fb + "} check always c (p.regs == UC) expect Fails;",
      1, "c");
  expect_proved(r);
  EXPECT_EQ(r.goals.size(), 1U);
  EXPECT_EQ(r.goals[0].check.name, "c");
}

TEST(Suggest, KernelsBoundTheCalls) {
  const Case c = parsed(
      "machine { cpu intel; pat linux; kernel any of (\"4.2\", \"6.12\"); firmware none; }"
      "param bar align 16M range 0xc0000000..0xcf000000; region fb (bar, 8M) wants WC;"
      "program p { f = devm_ioremap(bar, 8M); } check finally c (p.fb == WC) expect Holds;");
  const auto r = suggest(c, 0, {}, {});
  expect_proved(r);
  for (const cases::Stmt* s : kernel_calls(r.found->c.programs[0]))
    EXPECT_FALSE(missing_in(c, *s->expr.function)) << s->expr.text;
}

}  // namespace suggest_test
}  // namespace memtype::solver::testing
