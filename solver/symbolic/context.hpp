// The context in which this thread builds formulas.
#pragma once

#include "symbolic/symbolic.hpp"

namespace memtype::solver {

// Of the innermost ContextScope; there has to be one.
z3::context& context();

}  // namespace memtype::solver
