#include "results/exit_code.hpp"

#include <stdexcept>
#include <string>

namespace memtype::cli {

ExitCode worse(ExitCode a, ExitCode b) {
  for (ExitCode code : {exit_internal, exit_bad_input, exit_differs, exit_unknown})
    if (a == code || b == code) return code;
  return exit_ok;
}

ExitCode exit_code_of(int number) {
  for (ExitCode code : {exit_ok, exit_differs, exit_bad_input, exit_unknown, exit_internal})
    if (number == code) return code;
  throw std::domain_error(std::to_string(number) + " is no exit code of memtype check");
}

}  // namespace memtype::cli
