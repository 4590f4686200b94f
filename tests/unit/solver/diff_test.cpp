#include "memtype/solver/diff.hpp"

#include <gtest/gtest.h>

#include "memtype/solver/synthesis.hpp"
#include "parsed.hpp"

namespace memtype::solver::testing {
namespace diff_test {

using cases::Case;

const std::string& head = registers_and_framebuffer;

Diff diff_of(const std::string& before, const std::string& after, const std::string& more = "") {
  const Case c = parsed(head + more + "before {" + before + "} after {" + after + "}");
  return diff_subjects(c, find_subject(c, "before"), find_subject(c, "after"), {});
}

const std::string plain = "r = ioremap(bar, 64K); f = ioremap(bar + 8M, 8M);";
const std::string strong = "r = ioremap_uc(bar, 64K); f = ioremap(bar + 8M, 8M);";
const std::string whole_wc = "m = arch_phys_wc_add(bar, 16M);";

TEST(Diff, TheSameProgramIsTheSame) {
  const Diff d = diff_of(plain, plain);
  for (const RegionDiff& r : d.regions) {
    EXPECT_EQ(r.end.change, Change::same);
    EXPECT_EQ(r.aliased.change, Change::same);
  }
  ASSERT_TRUE(d.regions[0].moments);
  EXPECT_EQ(d.regions[0].moments->change, Change::same);
  EXPECT_FALSE(d.regions[1].moments) << "a region that wants WC";
  for (const CountDiff& c : d.counts) EXPECT_EQ(c.at_end.change, Change::same);
}

TEST(Diff, BetterAndWorseComeWithAMachine) {
  const Diff better = diff_of(plain, strong), worse = diff_of(strong, plain);
  EXPECT_EQ(better.regions[0].end.change, Change::better);
  EXPECT_EQ(better.regions[1].end.change, Change::same);
  EXPECT_EQ(worse.regions[0].end.change, Change::worse);
  EXPECT_EQ(worse.regions[0].moments->change, Change::worse);
  EXPECT_TRUE(better.regions[0].end.result.witness);
  EXPECT_TRUE(worse.regions[0].end.result.witness);
}

TEST(Diff, ARegionThatIsNoLongerMappedIsWorse) {
  const Diff d = diff_of(strong, "f = ioremap(bar + 8M, 8M);");
  EXPECT_EQ(d.regions[0].end.change, Change::worse);
}

TEST(Diff, WhatMapsLessIsNeverBetter) {
  const std::string regs = "r = ioremap_uc(bar, 64K); ";
  const Diff worse =
      diff_of(regs + "f = ioremap_wc(bar + 8M, 8M);", regs + "f = ioremap_wc(bar + 8M, 4K);");
  EXPECT_EQ(worse.regions[0].mapped.change, Change::same);
  EXPECT_EQ(worse.regions[1].mapped.change, Change::worse);
  EXPECT_EQ(worse.regions[1].end.change, Change::worse);
  EXPECT_TRUE(worse.regions[1].mapped.result.witness);

  const std::string loose = "region l (bar + 8M, 8M) wants WC where mapped; region x (bar, 16M); ";
  const Diff less =
      diff_of("f = ioremap_uc(bar + 8M, 8M);", "f = ioremap_wc(bar + 8M, 4K);", loose);
  EXPECT_EQ(less.regions[1].end.change, Change::changed) << "all of it was UC, 4K of it are WC";
  EXPECT_EQ(less.regions[1].mapped.change, Change::worse);
  EXPECT_EQ(less.regions[2].end.change, Change::changed)
      << "right on more machines, but less of it";
  EXPECT_EQ(less.regions[2].mapped.change, Change::changed);
  EXPECT_EQ(less.regions[3].mapped.change, Change::changed) << "it wants nothing";
}

TEST(Diff, CountsAreToldBothWays) {
  const Diff d = diff_of(plain, plain + whole_wc);
  EXPECT_EQ(d.counts[0].name, "mtrr_writes");
  EXPECT_EQ(d.counts[0].at_end.change, Change::worse);
  const Diff e = diff_of(plain + whole_wc, plain);
  EXPECT_EQ(e.counts[0].at_end.change, Change::better);
}

// Both programs have wrong moments on some machine: only machine by machine does it show.
TEST(Diff, MomentsAreComparedOnTheSameMachine) {
  const std::string hole =
      "a = mtrr_add(bar, 16M, MTRR_TYPE_WRCOMB, 1);"
      "if (a >= 0) h = mtrr_add(bar, 64K, MTRR_TYPE_UNCACHABLE, 1);";
  const std::string spare = "u = mtrr_add(bar, 64K, MTRR_TYPE_UNCACHABLE, 1);";
  const std::string map = "r = ioremap(bar, 64K); f = ioremap(bar + 8M, 8M);";
  // Wrong with firmware's WC range alone; wrong always for a moment.
  const Diff worse = diff_of(map, map + hole);
  ASSERT_TRUE(worse.regions[0].moments);
  EXPECT_EQ(worse.regions[0].moments->change, Change::worse);
  ASSERT_TRUE(worse.regions[0].moments->result.witness);
  EXPECT_GT(worse.regions[0].moments->result.witness->step, 0);
  // The other way round there is no such machine.
  const Diff fine = diff_of(map + hole, map);
  EXPECT_EQ(fine.regions[0].moments->change, Change::same);
  EXPECT_NE(fine.regions[0].moments->result.verdict, cases::Verdict::holds) << "wrong by itself";
}

TEST(Diff, LoopsLeaveMomentsOpenWhereBothAreWrong) {
  const std::string loop = plain + "n = 0; while (n < 1) { m = arch_phys_wc_add(bar, 16M); ++n; }";
  EXPECT_EQ(diff_of(loop, loop).regions[0].moments->change, Change::open);
}

TEST(Diff, RegionsThatWantNothingChangeOnly) {
  const Diff d = diff_of(plain + "x = ioremap(bar + 1M, 4K);",
                         plain + "x = ioremap_wc(bar + 1M, 4K);", "region rom (bar + 1M, 4K);");
  EXPECT_EQ(d.regions[2].end.change, Change::changed);
}

// The claim that a page is mapped stood inside a number and was left without a meaning.
TEST(Diff, ARegionNobodyMapsIsTheSame) {
  const Diff d = diff_of(plain, plain, "region rom (bar + 1M, 4K);");
  EXPECT_EQ(d.regions[2].end.change, Change::same);
}

const std::string old_head =
    "const A = 1M; const B = 8M; machine { cpu intel; pat any of (nopat, linux); firmware any of "
    "(none, WC(bar, B * 2)); } param spare range 0..1; "
    "param bar align 16M range 0xc0000000..0xcf000000; ";
const std::string old_regions =
    "region regs (bar, 64K) wants UC; region fb (bar + B, B) wants WC; ";

std::variant<Joined, JoinError> join(const std::string& old_text, const std::string& new_text) {
  const Case a = parsed(old_text), b = parsed(new_text);
  return join_cases(a, find_subject(a, "after"), b, find_subject(b, "after"), "old", "new");
}

TEST(JoinCases, NamesAreMatchedAndConstantsKept) {
  const auto joined = join(old_head +
                               "region regs (bar, 64K) wants UC; "
                               "region fb (bar + 8M, 8M) wants WC; region rom (bar + A, A); "
                               "after { r = ioremap(bar, 64K); if (spare < 2)"
                               " f = ioremap(bar + B, B); }",
                           head + "after {" + plain + "}");
  const auto* j = std::get_if<Joined>(&joined);
  ASSERT_NE(j, nullptr) << std::get<JoinError>(joined);
  EXPECT_EQ(j->left_out, std::vector<std::string>{"rom"});
  const Diff d = diff_subjects(j->c, j->old_subject, j->new_subject, {});
  EXPECT_EQ(d.regions[0].end.change, Change::same);
  EXPECT_EQ(d.regions[1].end.change, Change::same);
}

TEST(JoinCases, WhatCannotBeComparedIsRefused) {
  const std::string after = "after { r = ioremap(bar, 64K); }";
  const auto refused = [&](const std::string& old_text) {
    const auto joined = join(old_text, head + after);
    const auto* error = std::get_if<JoinError>(&joined);
    return error == nullptr ? std::string() : *error;
  };
  const std::string machine = "machine { cpu intel; } ";
  EXPECT_NE(refused(machine + "param bar align 4K range 0xc0000000..0xcf000000;" + after)
                .find("parameter 'bar'"),
            std::string::npos);
  const std::string bar = "param bar align 16M range 0xc0000000..0xcf000000;";
  EXPECT_NE(refused(machine + bar + "region fb (bar, 8M) wants WC;" + after).find("region 'fb'"),
            std::string::npos);
  EXPECT_NE(refused(machine + bar + "region fb (bar + 8M, 8M) wants UC;" + after).find("wants"),
            std::string::npos);
  EXPECT_NE(refused("machine { cpu intel; kernel \"4.2\"; } " + bar +
                    "after { r = ioremap_nocache(bar, 64K); }")
                .find("ioremap_nocache"),
            std::string::npos);
}

TEST(JoinCases, OtherMachinesAreTold) {
  const std::string after = "after { r = ioremap(bar, 64K); }";
  const auto same = join(head + after, head + after);
  EXPECT_FALSE(std::get<Joined>(same).other_machines);
  const auto other = join(old_head + old_regions + after, head + after);
  EXPECT_TRUE(std::get<Joined>(other).other_machines) << "B * 2 is not written 16M";
}

}  // namespace diff_test
}  // namespace memtype::solver::testing
