// What people expect the firmware to have left in the variable MTRRs. A run on such a machine says
// more than one on some other machine, so it is looked for first; no verdict hangs on it.
#pragma once

#include <string_view>
#include <vector>

#include "prove/session.hpp"

namespace memtype::solver {

struct Shape {
  std::string_view name;         // "no ranges"
  Bool holds{true};              // the registers are like this
  std::vector<z3::expr> wishes;  // and rather so
};

// In the order of preference; without those that no machine of this choice has. Nothing where the
// case lists what the firmware left.
std::vector<Shape> likely_shapes(Session& session);

}  // namespace memtype::solver
