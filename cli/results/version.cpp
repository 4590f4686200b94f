#include "results/version.hpp"

#include "memtype/solver/check.hpp"

namespace memtype::cli {

std::string version_number() { return MEMTYPE_VERSION; }

std::string version_line() {
  return "memtype " + version_number() + " (" + solver::solver_version() + ")";
}

}  // namespace memtype::cli
