// A check on one machine, by running it: quick answers before a proof is tried.
#pragma once

#include "memtype/solver/check.hpp"
#include "semantics/machines.hpp"

namespace memtype::solver {

// False also where the limits of time or memory are reached first. True when some order of calls on
// this machine decides the check against it. `exists` is never decided by one machine.
bool fails_on(const cases::Case& c, const cases::Check& check, const cases::MachineChoice& choice,
              const cases::Inputs<Concrete>& inputs, const CheckOptions& options);

}  // namespace memtype::solver
