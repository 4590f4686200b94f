// A counterexample as a case of its own: one machine, one check, nothing left open.
#pragma once

#include <string>

#include "memtype/solver/check.hpp"

namespace memtype::cli {

// The text of a case called `name` in which every fact, parameter and register has the value of
// the witness, with the one check and what it speaks of; `expect` is the verdict. It can be run
// without the solver (the order of calls stands in a comment), edited and checked again.
// `result` must have a witness. Throws solver::InternalError if what is written could not be read.
std::string freeze(const cases::Case& c, const std::string& file, const cases::Check& check,
                   const solver::CheckResult& result, const std::string& name);

}  // namespace memtype::cli
