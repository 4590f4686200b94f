// Outputs that show the run behind one check of one file.
#pragma once

#include <string>

#include "results/result.hpp"

namespace memtype::cli {

// The check of this name, when it was proved and has a run; else null, and `why` says why not.
// The result stays the owner.
struct ShownRun {
  const cases::Check* check = nullptr;
  const solver::CheckResult* result = nullptr;
};
ShownRun find_run(const FileResult& result, const std::string& name, std::string& why);

}  // namespace memtype::cli
