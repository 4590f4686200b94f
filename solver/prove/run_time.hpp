// The time of the whole run.
#pragma once

#include "memtype/solver/check.hpp"

namespace memtype::solver {

// Is it over? Searches that ask many questions end then.
bool run_is_over(const CheckOptions& options);

}  // namespace memtype::solver
