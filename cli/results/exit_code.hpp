// What the program ends with. docs/ and --help name the same numbers.
#pragma once

namespace memtype::cli {

enum ExitCode : int {
  exit_ok = 0,         // all as expected
  exit_differs = 1,    // a verdict differs, a finding, a file not laid out so
  exit_bad_input = 2,  // bad input or usage, an output that cannot be written
  exit_unknown = 3,    // only Unknowns remain
  exit_internal = 70,  // a defect of the program (EX_SOFTWARE of sysexits.h)
};

// The worse of two, in the order 70, 2, 1, 3, 0.
ExitCode worse(ExitCode a, ExitCode b);

// The code of this number. Throws std::domain_error for a number that is none of them.
ExitCode exit_code_of(int number);

}  // namespace memtype::cli
