// A machine block as text, for cases and machine files. Private to the front end.
#pragma once

#include <string>

#include "memtype/cases/case.hpp"

namespace memtype::cases {

// One fact a line, in the order of the table; `with_unknown`: those that are not given as `any`.
std::string print_machine_block(const MachineSpec& machine, bool with_unknown);

}  // namespace memtype::cases
