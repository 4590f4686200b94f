// Which of the runs that decide a check is shown, and what is said beside it. No verdict hangs on
// either.
#include <gtest/gtest.h>

#include "memtype/solver/check.hpp"
#include "parsed.hpp"
#include "settings/start.hpp"

namespace memtype::solver::testing {
namespace plausible_test {

using cases::Verdict;

const std::string one_bar =
    "param bar align 16M range 0xc0000000..0xef000000; region regs (bar, 64K) wants UC;"
    "region fb (bar + 8M, 8M) wants WC; ";

std::string firmware_of(const CheckResult& result) {
  std::string text;
  const auto& start = *result.witness->start;
  for (const VariableRange<Concrete>& range : start.inputs.registers)
    if (range.valid)
      text += to_string(range.type) + " " + std::to_string(range.base >> 20) + "M+" +
              std::to_string(block_size<Concrete>(range.mask, start.choice.phys_bits) >> 20) + "M ";
  return text;
}

TEST(PlausibleRun, HasNoFirmwareRangesWhereNoneAreNeeded) {
  const auto result = check_case(
      parsed("machine { cpu intel; phys_bits 40; pat linux; firmware any; } " + one_bar +
             "after { v = ioremap(bar, 64K); } check always c (after.regs == WC) expect Fails;"),
      {});
  EXPECT_EQ(firmware_of(result.checks.at(0)), "");
}

TEST(PlausibleRun, HasWriteBackWithAHoleBeforeASingleRange) {
  const auto result = check_case(
      parsed("machine { cpu intel; phys_bits 40; pat linux; firmware any; mtrr_default UC; } " +
             one_bar +
             "after { v = ioremap_cache(16M, 4K); f = ioremap_wc(bar, 64K); } region low (16M, 4K);"
             "check finally c (!has(after.low, WB)) expect Fails;"),
      {});
  EXPECT_EQ(firmware_of(result.checks.at(0)), "WB 0M+4096M UC 3072M+1024M ");
}

TEST(PlausibleRun, HasOneRangeOverTheBar) {
  const auto result = check_case(
      parsed("machine { cpu intel; phys_bits 40; pat linux; firmware any; } " + one_bar +
             "after { v = ioremap(bar, 64K); } check always c (after.regs == UC) expect Fails;"),
      {});
  EXPECT_EQ(firmware_of(result.checks.at(0)), "WC 3072M+16M ");
}

TEST(PlausibleRun, IsStillFoundWhereOnlyAnOddOneExists) {
  const auto result =
      check_case(parsed("machine { cpu intel; phys_bits 40; pat linux; firmware any; } " + one_bar +
                        "after { v = ioremap_wc(bar + 8M, 8M); } "
                        "check never c (mtrr_type(after, bar, WP)) expect Fails;"),
                 {});
  EXPECT_EQ(result.checks.at(0).verdict, Verdict::fails);
  EXPECT_NE(firmware_of(result.checks.at(0)).find("WP"), std::string::npos);
}

TEST(PlausibleRun, EndsAtTheFirstMomentThatDecides) {
  const auto result = check_case(
      parsed("machine { cpu intel; pat linux; firmware WC(bar, 16M); } " + one_bar +
             "after { f = ioremap_wc(bar + 8M, 8M); v = ioremap(bar, 64K); a = ioremap(bar, 4K); "
             "b = ioremap(bar, 8K); c = ioremap_wc(bar + 8M, 4K); }"
             "check always c (after.regs == UC) expect Fails;"),
      {});
  EXPECT_EQ(result.checks.at(0).witness->step, 2);
}

TEST(AlsoOn, SaysWhereACheckFailsAndWhereNot) {
  CheckOptions options;
  options.also = [](const cases::Check&, const CheckResult&) { return true; };
  const auto result = check_case(
      parsed("machine { cpu any of (intel, amd64); pat any of (linux, nopat); firmware any; } " +
             one_bar +
             "after { f = ioremap_wc(bar + 8M, 8M); } "
             "check finally c (after.fb == WC) expect Holds;"),
      options);
  const auto& also = result.checks.at(0).also;
  ASSERT_TRUE(also);
  EXPECT_EQ(also->fails, std::vector<std::string>{"pat=nopat"});
  EXPECT_EQ(also->holds, std::vector<std::string>{"pat=linux"});
  EXPECT_TRUE(also->open.empty());
  ASSERT_EQ(also->firmware.size(), 1u);
  EXPECT_EQ(also->firmware[0].first, "no ranges");
  EXPECT_TRUE(also->firmware[0].second);
}

TEST(AlsoOn, SaysWhatWasNotAsked) {
  CheckOptions options;
  options.also = [](const cases::Check&, const CheckResult&) { return true; };
  const auto result = check_case(
      parsed("machine { cpu intel; phys_bits 36; pat any of (nopat, linux); mtrr_default any; "
             "mtrr_enabled any; firmware any of (none, WC(bar, 16M)); } " +
             one_bar +
             "after { f = ioremap_cache(bar + 8M, 8M); } "
             "check finally c (after.fb == WC) expect Holds;"),
      options);
  ASSERT_TRUE(result.checks.at(0).also);
  EXPECT_FALSE(result.checks.at(0).also->open.empty());
}

TEST(AlsoOn, IsNotThereUnlessAskedFor) {
  const auto result =
      check_case(parsed("machine { cpu any of (intel, amd64); pat nopat; } " + one_bar +
                        "after { f = ioremap_wc(bar + 8M, 8M); } check finally c (after.fb == WC) "
                        "expect Holds;"),
                 {});
  EXPECT_EQ(result.checks.at(0).verdict, Verdict::fails);
  EXPECT_FALSE(result.checks.at(0).also);
}

TEST(Unreached, NamesTheMachinesWhoseGuardIsNeverTrue) {
  const auto result = check_case(
      parsed("machine { cpu any of (intel, amd64); pat any of (linux, nopat); firmware any; } " +
             one_bar +
             "after { f = ioremap_wc(bar + 8M, 8M); } "
             "check finally c (after.fb == WC) when (pat_enabled) expect Holds;"
             "check finally d (after.fb == WC || !pat_enabled) expect Holds;"),
      {});
  EXPECT_EQ(result.checks.at(0).unreached, std::vector<std::string>{"pat=nopat"});
  EXPECT_TRUE(result.checks.at(1).unreached.empty());
}

}  // namespace plausible_test
}  // namespace memtype::solver::testing
