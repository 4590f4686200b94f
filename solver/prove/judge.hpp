// From the answers about each machine choice to a verdict.
#pragma once

#include <vector>

#include "prove/prover.hpp"

namespace memtype::solver {

// `column`: what counts for this check, in the order of the choices. `vacuity`: they say what is
// reached and mapped.
CheckResult judge(const cases::Check& check, const std::vector<const ChoiceResult*>& column,
                  bool vacuity);

// The program failed over this check: Unknown, without a run.
void fail_over(const std::string& defect, CheckResult& result);

}  // namespace memtype::solver
