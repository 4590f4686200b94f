// A case on a given computer. Private to the front end.
#pragma once

#include "language/syntax.hpp"

namespace memtype::cases {

// The facts that the machine gives take the place of those of the tree (parse.hpp).
void put_on_machine(const MachineSpec& machine, SyntaxTree& tree);

}  // namespace memtype::cases
