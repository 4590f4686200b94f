// Why a run ends without the write-combining that its regions want.
#pragma once

#include <string>

#include "memtype/cases/case.hpp"
#include "memtype/solver/check.hpp"

namespace memtype::solver {

// The counterexample of wc_without_pat, run once more: which call of arch_phys_wc_add() was
// refused, or given back, or never made, or which page did not follow its range. A few words, true
// of this run alone. `c` is the case of the result, with its one subject in the check. Empty if the
// run has every region right.
std::string why_not_combined(const cases::Case& c, const CheckResult& result, int subject,
                             int unroll);

}  // namespace memtype::solver
