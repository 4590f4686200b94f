// What was learned of a computer, as a machine file.
#pragma once

#include <string>
#include <vector>

#include "memtype/cases/machine_file.hpp"
#include "memtype/inspect/inspect.hpp"

namespace memtype::cli {

struct SeenMachine {
  cases::MachineFile file;
  // Facts that are known and that no case can have: "phys_bits 31: ...". They are `any` in the
  // file.
  std::vector<std::string> left_out;
};
SeenMachine seen_machine(const readers::Observations& seen, const inspect::Inspection& found);

// The file, with a comment on where it comes from.
std::string seen_machine_text(const readers::Observations& seen, const SeenMachine& machine);

}  // namespace memtype::cli
