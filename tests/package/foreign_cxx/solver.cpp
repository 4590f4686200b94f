#include <cstdio>
#include <memtype/cases/parse.hpp>
#include <memtype/solver/check.hpp>

int main() {
  const auto [parsed, diagnostics] = memtype::cases::parse_case("-", R"(case hole
"A small UC range inside a WC range."
machine { cpu intel; pat nopat; }
const bar = 0xd0000000;
region regs (bar + 4M, 4K) wants UC;
program probe {
    va   = ioremap(bar, 16M);
    wide = mtrr_add(bar, 16M, MTRR_TYPE_WRCOMB, 1);
    hole = mtrr_add(bar + 4M, 4K, MTRR_TYPE_UNCACHABLE, 1);
}
check finally settled (probe.regs == UC) expect Holds;
check always  at_once (probe.regs == UC) expect Fails;
)");
  if (!parsed) return 1;
  const auto result = memtype::solver::check_case(*parsed, {});
  if (result.checks.size() != 2) return 2;
  for (const auto& check : result.checks)
    if (!check.as_expected) return 3;
  const auto& run = result.checks[1].witness;  // between the two calls
  if (!run || run->step != 2 || run->machine().cpu.size() != 1) return 4;
  std::puts("foreign solver: ok");
  return 0;
}
