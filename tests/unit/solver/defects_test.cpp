// The program fails over one check: the verdicts of the others stay.
#include <gtest/gtest.h>

#include <stdexcept>

#include "broken.hpp"
#include "memtype/solver/check.hpp"
#include "parsed.hpp"

namespace memtype::solver::testing {
namespace defects_test {

using cases::Verdict;

const std::string programs =
    "program p { v = ioremap_wc(bar + 8M, 8M); } program q { v = ioremap(bar, 64K); } ";
const std::string checks =
    "check always good (p.fb == WC) when (pat_enabled) expect Holds;"
    "check always middle (p.fb == WC) expect Fails;"
    "check always bad (q.regs == UC) expect Fails;";

cases::Case whole() { return parsed(registers_and_framebuffer + programs + checks); }

class Defects : public ::testing::TestWithParam<unsigned> {
 protected:
  // All but `broken` are as they are without a defect.
  void expect_one_lost(const cases::Case& c, std::size_t broken, const std::string& what) {
    options_.jobs = GetParam();
    options_.keep_going = true;
    const CaseResult now = check_case(c, options_), sound = check_case(whole(), {});
    ASSERT_EQ(now.checks.size(), sound.checks.size());
    for (std::size_t i = 0; i < now.checks.size(); ++i) {
      const CheckResult& r = now.checks[i];
      EXPECT_TRUE(now.asked[i]);
      EXPECT_EQ(r.defect, i == broken ? what : "") << i;
      EXPECT_EQ(r.verdict, i == broken ? Verdict::unknown : sound.checks[i].verdict) << i;
      EXPECT_EQ(r.as_expected, i != broken) << i;
      EXPECT_EQ(r.witness.has_value(), i != broken && sound.checks[i].witness.has_value()) << i;
    }
    EXPECT_EQ(now.checks[broken].unknown_because, "internal error: " + what);
    options_.keep_going = false;
    EXPECT_ANY_THROW(check_case(c, options_));
  }

  CheckOptions options_;
};

// It cannot even be told what is to be proved.
TEST_P(Defects, InACondition) {
  cases::Case c = whole();
  c.checks[1].condition = throwing_expr();
  expect_one_lost(c, 1, thrown);
}

TEST_P(Defects, InAGuard) {
  cases::Case c = whole();
  c.checks[0].when = throwing_expr();
  expect_one_lost(c, 0, thrown);
}

// A program that cannot be run costs the checks that speak of it.
TEST_P(Defects, InAProgram) {
  cases::Case c = whole();
  break_program(c.programs[1]);
  expect_one_lost(c, 2, thrown);
}

TEST_P(Defects, BehindAQuestion) {
  options_.smt2 = [](const Smt2Question& question) {
    if (question.check == "middle") throw std::runtime_error("the disk is full");
  };
  expect_one_lost(whole(), 1, "the disk is full");
}

TEST_P(Defects, WhereTheRunIsLookedForOnceMore) {
  options_.shows = [](const cases::Check& check, const CheckResult&) -> bool {
    if (check.name == "bad") throw 1;
    return true;
  };
  expect_one_lost(whole(), 2, "an exception of no known kind");
}

INSTANTIATE_TEST_SUITE_P(Jobs, Defects, ::testing::Values(1U, 3U));

}  // namespace defects_test
}  // namespace memtype::solver::testing
