// Limits of time and memory: what is over is Unknown and says so, the rest stands.

#include <gtest/gtest.h>

#include "memtype/solver/check.hpp"
#include "memtype/solver/diff.hpp"
#include "parsed.hpp"

namespace memtype::solver::testing {
namespace limits_test {

using cases::Stop;
using cases::Verdict;

const std::string intel = "cpu intel; pat linux;";

cases::Case with(const std::string& facts, const std::string& rest) {
  return parsed("machine { " + facts +
                " } param bar align 64K range 0xd0000000..0xdfffffff; region fb (bar, 64K);" +
                rest);
}

const std::string two_checks =
    "program p { v = ioremap_wc(bar, 64K); } "
    "check finally a (p.fb == WC) expect Holds; check finally b (p.fb == UC) expect Fails;";

TEST(Limits, OfACheck) {
  CheckOptions options;
  options.timeout_seconds = 1e-9;
  const CaseResult result = check_case(with(intel, two_checks), options);
  for (const CheckResult& r : result.checks) {
    EXPECT_EQ(r.verdict, Verdict::unknown);
    EXPECT_EQ(r.stopped, Stop::check_time);
    EXPECT_NE(r.unknown_because.find("the time for one check"), std::string::npos);
    EXPECT_FALSE(r.as_expected);
  }
}

TEST(Limits, OfTheRun) {
  CheckOptions options;
  options.run_until = std::chrono::steady_clock::now();
  const auto c = with(intel, two_checks);
  for (const CheckResult& r : check_case(c, options).checks) EXPECT_EQ(r.stopped, Stop::run_time);
  EXPECT_FALSE(find_outcomes(c, 0, options).complete);
}

// Some hundred thousand machines: to list them takes time, which is the check's.
TEST(Limits, OfACheckWithManyMachines) {
  std::string versions;
  for (int minor = 2; minor <= 20; ++minor)
    versions += std::string(minor == 2 ? "" : ", ") + "\"4." + std::to_string(minor) + "\"";
  CheckOptions options;
  options.timeout_seconds = 0.02;
  const CheckResult r =
      check_case(with("cpu any; env any; pat any; guest_pat any; host_type any; mtrr_fixed any; "
                      "kernel any of (" +
                          versions + ");",
                      two_checks),
                 options)
          .checks[0];
  EXPECT_EQ(r.verdict, Verdict::unknown);
  EXPECT_EQ(r.stopped, Stop::check_time);
}

TEST(Limits, OfMemory) {
  CheckOptions options;
  options.memory = 1;
  const CheckResult r = check_case(with(intel, two_checks), options).checks[0];
  EXPECT_EQ(r.verdict, Verdict::unknown);
  EXPECT_EQ(r.stopped, Stop::memory);
  EXPECT_NE(r.unknown_because.find("memory"), std::string::npos);
}

TEST(Limits, AKnownNumberOfRoundsIsSaidWithoutRunningThem) {
  CheckOptions options;
  options.timeout_seconds = 1000;
  const auto c = with("cpu intel; pat linux; firmware any;",
                      "program p { for (i = 0; i < 1000; i++) { v = ioremap_wc(bar, 64K); "
                      "iounmap(v); } } check finally a (p.fb == WC) expect Holds;");
  const CheckResult r = check_case(c, options).checks[0];
  EXPECT_EQ(r.stopped, Stop::none);
  EXPECT_EQ(r.verdict, Verdict::unknown);
  EXPECT_NE(r.unknown_because.find("of 'p' runs more than 64 times"), std::string::npos)
      << r.unknown_because;
}

// Each verdict is told when it stands, in the order of the file, and is the final one.
TEST(Limits, VerdictsAreToldInOrder) {
  const auto c = with("cpu intel; pat any of (linux, nopat); firmware any;",
                      "program p { v = ioremap_wc(bar, 64K); } "
                      "check finally a (p.fb == WC) when (pat_enabled) expect Holds; "
                      "check finally b (p.fb == UC) expect Fails; "
                      "check always d (p.fb == WC) expect Holds;");
  for (const unsigned jobs : {1U, 4U}) {
    std::vector<std::pair<std::size_t, Verdict>> told;
    bool begun = false;
    std::size_t done = 0, all = 0;
    CheckOptions options;
    options.jobs = jobs;
    options.begins = [&](const std::vector<cases::LeftOut>&) { begun = told.empty(); };
    options.tells = [&](std::size_t check, const CheckResult& r) {
      told.emplace_back(check, r.verdict);
    };
    options.works = [&](std::size_t now, std::size_t of) { done = now, all = of; };
    const CaseResult result = check_case(c, options);
    EXPECT_TRUE(begun);
    ASSERT_EQ(told.size(), 3U);
    for (std::size_t i = 0; i < 3; ++i) EXPECT_EQ(told[i], std::pair(i, result.checks[i].verdict));
    EXPECT_EQ(done, all);
  }
}

TEST(Limits, HoldForQuestions) {
  CheckOptions options;
  options.run_until = std::chrono::steady_clock::now();
  const auto c = with(intel,
                      "program a { v = ioremap_wc(bar, 64K); } "
                      "program b { v = ioremap_wc(bar, 64K); }");
  const Diff d = diff_subjects(c, 0, 1, options);
  for (const RegionDiff& region : d.regions) EXPECT_EQ(region.end.change, Change::open);
}

}  // namespace limits_test
}  // namespace memtype::solver::testing
