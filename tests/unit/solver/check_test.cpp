#include "memtype/solver/check.hpp"

#include <gtest/gtest.h>

#include "parsed.hpp"

namespace memtype::solver::testing {
namespace check_test {

using cases::Verdict;

const std::string bar = "param bar align 64K range 0xd0000000..0xdfffffff; region fb (bar, 64K);";

// A machine with these facts, `bar` with a region `fb`, then `rest`.
cases::Case with(const std::string& facts, const std::string& rest) {
  return parsed("machine { " + facts + " } " + bar + rest);
}

CheckResult only_check(const cases::Case& c, const CheckOptions& options = {}) {
  CaseResult result = check_case(c, options);
  if (result.checks.size() != 1) ADD_FAILURE() << "one check was expected";
  return result.checks.empty() ? CheckResult{} : result.checks[0];
}

const std::string intel = "cpu intel; pat linux;";
const std::string map_wc = "program p { v = ioremap_wc(bar, 64K); } ";

CheckResult check_wc(const std::string& check, const CheckOptions& options = {}) {
  return only_check(with(intel, map_wc + "check " + check + ";"), options);
}

TEST(CheckCase, VerdictsOfTheFourQuantifiers) {
  EXPECT_EQ(check_wc("always c (p.fb == WC) expect Holds").verdict, Verdict::holds);
  EXPECT_EQ(check_wc("finally c (p.fb == UC) expect Holds").verdict, Verdict::fails);
  EXPECT_EQ(check_wc("never c (has(p.fb, WB)) expect Holds").verdict, Verdict::holds);
  EXPECT_EQ(check_wc("never c (has(p.fb, WC)) expect Holds").verdict, Verdict::fails);
  EXPECT_EQ(check_wc("exists c (has(p.fb, WC)) expect Holds").verdict, Verdict::holds);
  EXPECT_EQ(check_wc("exists c (has(p.fb, WB)) expect Holds").verdict, Verdict::fails);
}

TEST(CheckCase, ADecisionComesWithARun) {
  EXPECT_TRUE(check_wc("finally c (p.fb == UC) expect Fails").witness);
  EXPECT_TRUE(check_wc("exists c (has(p.fb, WC)) expect Holds").witness);
  EXPECT_FALSE(check_wc("always c (p.fb == WC) expect Holds").witness);
  EXPECT_FALSE(check_wc("exists c (has(p.fb, WB)) expect Fails").witness);
}

TEST(CheckCase, ExpectationsAreCompared) {
  EXPECT_TRUE(check_wc("always c (p.fb == WC) expect Holds").as_expected);
  EXPECT_FALSE(check_wc("always c (p.fb == WC) expect Fails").as_expected);
  EXPECT_TRUE(check_wc("always c (p.fb == UC) expect Fails").as_expected);
}

TEST(Vacuity, AGuardThatNoMachineSatisfies) {
  const auto r = check_wc("always c (p.fb == WC) when (!pat_enabled || bar == 4K) expect Holds");
  EXPECT_EQ(r.verdict, Verdict::holds);
  EXPECT_TRUE(r.vacuous);
  EXPECT_FALSE(r.as_expected);
  EXPECT_EQ(r.vacuous_because, "no allowed machine and run gets there");
}

TEST(Vacuity, ARegionThatIsNeverMapped) {
  const std::string program = "region regs (bar + 64K, 4K); program p { v = ioremap(bar, 64K); } ";
  const auto r = only_check(with(intel, program + "check always c (p.regs == UC) expect Holds;"));
  EXPECT_TRUE(r.vacuous);
  EXPECT_EQ(r.vacuous_because, "'p.regs' is never mapped");
  const auto asked = with(intel, program + "check always c (!mapped(p.regs)) expect Holds;");
  EXPECT_FALSE(only_check(asked).vacuous) << "mapped() is a question, not an assumption";
}

TEST(Vacuity, ARegionThatIsMappedInPart) {
  const auto vacuous = [](const std::string& wish, const std::string& program) {
    return only_check(with(intel, "region big (bar, 128K)" + wish + "; program p {" + program +
                                      "} check always c (p.big in {UC, WC}) expect Holds;"))
        .vacuous;
  };
  const std::string part = "v = ioremap(bar, 64K);", rest = "w = ioremap_wc(bar + 64K, 64K);";
  EXPECT_TRUE(vacuous(" wants WC", part));
  EXPECT_FALSE(vacuous(" wants WC where mapped", part));
  EXPECT_FALSE(vacuous("", part)) << "it wants nothing";
  EXPECT_FALSE(vacuous(" wants WC", part + rest)) << "by two mappings";
  EXPECT_FALSE(vacuous(" wants WC", part + rest + "iounmap(v);")) << "at one moment";
  EXPECT_TRUE(vacuous(" wants WC", part + "iounmap(v);" + rest));
}

TEST(Vacuity, OneMachineThatGetsThereIsEnough) {
  const auto r = only_check(with("cpu intel; pat any of (nopat, linux);",
                                 map_wc + "check always c (p.fb == WC) when (pat_enabled && "
                                          "bar == 0xd0000000) expect Holds;"));
  EXPECT_EQ(r.verdict, Verdict::holds);
  EXPECT_FALSE(r.vacuous);
}

TEST(Vacuity, AProgramWithoutStepsHasNoMoments) {
  const std::string idle = "program p { x = 1; } ";
  EXPECT_TRUE(only_check(with(intel, idle + "check always c (p.fb == WC) expect Holds;")).vacuous);
  EXPECT_FALSE(only_check(with(intel, idle + "check finally c (p.x == 1) expect Holds;")).vacuous);
}

TEST(Vacuity, NothingIsVacuousAboutExists) {
  EXPECT_FALSE(check_wc("exists c (has(p.fb, WB)) when (bar == 4K) expect Fails").vacuous);
}

// r < 0 for ever: 5K is no power of two.
const std::string endless =
    "program p { v = ioremap(bar, 4K); r = -1; while (r < 0) r = mtrr_add(bar, 5K, 1, 1); } ";

TEST(Unknown, ALoopThatReachesTheUnrollBoundProvesNothing) {
  CheckOptions options;
  options.unroll = 5;
  const auto r = only_check(
      with("cpu intel; pat nopat;", endless + "check always c (p.fb == UC) expect Holds;"),
      options);
  EXPECT_EQ(r.verdict, Verdict::unknown);
  EXPECT_EQ(r.unknown_because, "a loop of 'p' can run more than 5 times");
  EXPECT_FALSE(r.vacuous);
  EXPECT_FALSE(r.as_expected);
}

TEST(Unknown, ARunBeforeTheBoundStillDecides) {
  CheckOptions options;
  options.unroll = 5;
  const auto r = only_check(
      with("cpu intel; pat nopat;", endless + "check always c (p.fb == WC) expect Fails;"),
      options);
  EXPECT_EQ(r.verdict, Verdict::fails);
}

TEST(Unknown, ABoundThatNoMachineReachesDoesNoHarm) {
  const std::string loop =
      "program p { s = 64K; v = NULL; while (s >= 4K) { s >>= 1; } "
      "v = ioremap(bar, 4K); } check always c (p.fb == UC) expect Holds;";
  CheckOptions options;
  options.unroll = 5;
  EXPECT_EQ(only_check(with(intel, loop), options).verdict, Verdict::holds);
  options.unroll = 4;
  EXPECT_EQ(only_check(with(intel, loop), options).verdict, Verdict::unknown);
}

TEST(Unknown, ASolverWithoutResourcesIsNoProof) {
  CheckOptions options;
  options.resources = 1;
  const auto hard = with("cpu intel; pat nopat; firmware any;",
                         "program p { v = ioremap(bar, 64K); } "
                         "check always c (p.fb in {UC, WC}) expect Holds;");
  const auto r = only_check(hard, options);
  EXPECT_EQ(r.verdict, Verdict::unknown);
  EXPECT_NE(r.unknown_because, "");
  EXPECT_FALSE(r.vacuous) << "giving up is no proof of vacuity either";
  EXPECT_EQ(only_check(hard).verdict, Verdict::holds);
}

TEST(Unknown, TooManyOrdersAreNoProof) {
  const std::string group =
      "program a { v = ioremap(bar, 4K); w = ioremap(bar, 8K); } "
      "program b { x = ioremap(bar, 4K); y = ioremap(bar, 8K); } "
      "async g { a; b; } check always c (g.fb == UC) expect Holds;";
  CheckOptions options;
  EXPECT_EQ(only_check(with(intel, group), options).verdict, Verdict::holds);
  options.max_moments = 4;
  EXPECT_EQ(only_check(with(intel, group), options).verdict, Verdict::unknown);
}

TEST(Witnesses, SayTheOrderAndTheStep) {
  const auto c = with(intel,
                      "program a { v = ioremap(bar, 64K); } "
                      "program b { w = ioremap_wc(bar, 64K); } async g { a; b; } "
                      "check never c (has(g.fb, WC)) expect Fails;"
                      "check finally both (!has(g.fb, WC)) expect Fails;");
  const auto result = check_case(c, {});
  ASSERT_TRUE(result.checks[0].witness && result.checks[1].witness);
  const Witness& at_step = *result.checks[0].witness;
  EXPECT_EQ(at_step.orders[2].front(), 1) << "WC must come first";
  EXPECT_EQ(at_step.step, static_cast<int>(at_step.orders[2].size()));
  EXPECT_EQ(result.checks[1].witness->orders[2], (std::vector<int>{1, 0}));
  EXPECT_EQ(result.checks[1].witness->step, 0) << "the end of the programs";
  EXPECT_TRUE(at_step.orders[0].empty()) << "the check does not speak of a alone";
}

TEST(Witnesses, StepsCountExecutedCallsOnly) {
  const auto r = only_check(with(intel,
                                 "program p { if (bar == 0) { iounmap(NULL); } "
                                 "iounmap(NULL); v = ioremap_wc(bar, 64K); } "
                                 "check always c (p.fb == UC) expect Fails;"));
  ASSERT_TRUE(r.witness);
  EXPECT_EQ(r.witness->step, 2);
}

// A claim inside a number has a meaning, too; it had none, and counterexamples did not replay.
TEST(CheckCase, QuestionsAboutRegionsAreNumbersToo) {
  const std::string two = map_wc + "program q { v = ioremap(bar, 64K); } ";
  const auto verdict = [&](const std::string& condition) {
    return only_check(with(intel, two + "region rest (bar + 64K, 64K);" + "check finally c (" +
                                      condition + ") expect Holds;"))
        .verdict;
  };
  EXPECT_EQ(verdict("mapped(p.rest) == mapped(q.rest)"), Verdict::holds);
  EXPECT_EQ(verdict("mapped(p.fb) + mapped(p.rest) == 1"), Verdict::holds);
  EXPECT_EQ(verdict("(p.fb == WC) + has(q.fb, WC) == 1"), Verdict::holds);
  EXPECT_EQ(verdict("(p.fb == WC) + has(q.fb, WC) == 2"), Verdict::fails);
}

}  // namespace check_test
}  // namespace memtype::solver::testing
