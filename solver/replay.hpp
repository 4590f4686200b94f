// Running a witness on the concrete model.
#pragma once

#include "memtype/solver/check.hpp"

namespace memtype::solver {

// Does the check come out false (for `exists`: true) at the witness' moment?
bool replays(const cases::Case& c, const cases::Check& check, const Witness& witness, int unroll);

}  // namespace memtype::solver
