// Finding and reading case files.
#pragma once

#include <iosfwd>
#include <optional>
#include <string>
#include <vector>

#include "memtype/cases/diagnostic.hpp"
#include "results/on_machine.hpp"

namespace memtype::cli {

// Files and pipes as given, directories replaced by the *.case files below them in name order. A
// path that is neither is reported on `err` and left out; `bad` is then set.
std::vector<std::string> find_case_files(const std::vector<std::string>& paths, std::ostream& err,
                                         bool& bad);

struct Loaded {
  std::optional<cases::Case> parsed;
  std::vector<cases::Diagnostic> diagnostics;
  std::string messages;           // the same, rendered
  std::optional<MachineUse> use;  // what it has from the machine on which it was put
};

// Reads and parses a file, or standard input for "-"; on the given computer, if there is one. What
// the case assumes must hold there.
Loaded load_case(const std::string& path, const OnMachine* machine = nullptr);

}  // namespace memtype::cli
