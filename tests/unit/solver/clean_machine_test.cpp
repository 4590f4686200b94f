// The two ways to say "clean": as a guard of a case, and as a machine block.

#include "questions/clean_machine.hpp"

#include <gtest/gtest.h>

#include "memtype/solver/check.hpp"
#include "memtype/solver/synthesis.hpp"
#include "parsed.hpp"

namespace memtype::solver {
namespace clean_machine_test {

cases::Case case_with(const std::string& machine) {
  return testing::parsed("machine { cpu intel; pat nopat; " + machine +
                         " } param bar align 16M range 0x80000000..0xf0000000;"
                         "region fb (bar, 8M) wants WC;"
                         "program p { v = ioremap_wc(bar, 8M); }");
}

// Is every machine of the case clean?
cases::Verdict all_clean(cases::Case c) {
  c.checks = {
      make_check(cases::Quantifier::finally_, "clean", {}, all_of(is_clean(c, c.regions[0])))};
  return check_case(c, {}).checks[0].verdict;
}

TEST(CleanMachine, TheBlockMeetsTheGuard) {
  for (const char* machine : {"", "firmware any;", "firmware UC(bar, 16M);", "firmware WB(0, 4G);",
                              "mtrr_free 0; firmware any;", "mtrr_wc any of (on, off);"}) {
    cases::Case c = case_with(machine);
    make_clean(c.machine);
    EXPECT_EQ(all_clean(c), cases::Verdict::holds) << machine;
  }
}

TEST(CleanMachine, TheGuardSeesTheWholeBarAndTheRegisters) {
  EXPECT_EQ(all_clean(case_with("firmware UC(0, 1M);")), cases::Verdict::holds);
  EXPECT_EQ(all_clean(case_with("firmware UC(bar, 16M);")), cases::Verdict::fails);
  // Beside the region, and in its BAR: 16M is what the parameter's alignment spans.
  EXPECT_EQ(all_clean(case_with("firmware UC(bar + 8M, 8M);")), cases::Verdict::fails);
  EXPECT_EQ(all_clean(case_with("firmware any; mtrr_free 0;")), cases::Verdict::fails);
}

// The same machine, put the other way round: on a clean one the kernel can make a range WC.
TEST(CleanMachine, RegistersCanHoldWc) {
  EXPECT_EQ(all_clean(case_with("mtrr_wc off;")), cases::Verdict::fails);
  cases::Case c = case_with("mtrr_wc any of (on, off);");
  const auto right = [&](std::vector<cases::Expr> when) {
    cases::Case asked = c;
    asked.programs[0].body.push_back(asked.programs[0].body[0]);
    cases::Stmt& range = asked.programs[0].body.back();
    range.expr.function = cases::find_function("arch_phys_wc_add");
    range.target = -1;
    asked.checks = {make_check(cases::Quantifier::finally_, "right", {}, right_expr(asked, 0, 0),
                               all_of(std::move(when)))};
    return check_case(asked, {}).checks[0].verdict;
  };
  EXPECT_EQ(right({}), cases::Verdict::fails);
  EXPECT_EQ(right(is_clean(c, c.regions[0])), cases::Verdict::holds);
}

}  // namespace clean_machine_test
}  // namespace memtype::solver
