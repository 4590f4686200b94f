// Facts of a machine block that no computer has together.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "machine/machine_choice.hpp"

namespace memtype::cases {

struct FactClash {
  MachineChoice first;            // a machine as it is written
  std::string why;                // what is wrong with it
  std::vector<std::string> pats;  // PAT modes with which the other facts would go together
};

// Nothing where some combination of the alternatives can exist (clash() in semantics/machines.hpp).
// The processor must be given. Cost: the kinds of processors, environments and PAT modes, however
// many alternatives are written.
std::optional<FactClash> clash_of_all(const MachineSpec& machine);

}  // namespace memtype::cases
