// How a region does in a class of machines, from the verdicts of what was asked about it.
#pragma once

#include <string>

#include "memtype/solver/summary.hpp"

namespace memtype::solver {

// What was asked of one region in one class of machines.
struct RegionAnswers {
  CheckResult right;   // right at every moment that counts
  CheckResult never;   // never mapped and right at the end
  CheckResult at_end;  // right at the end, and mapped there as it wants

  // It is right and nothing is seen of it at the end: is there such a machine, and is it mapped?
  bool nothing_seen() const;
  HowRight how() const;
  // Why it is unknown; empty if nothing says so.
  std::string reason() const;
};

// A mix that other facts may take apart.
bool is_mixed(HowRight how);

}  // namespace memtype::solver
