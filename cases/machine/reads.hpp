// What one case reads of its machines: which of the kernel's rules its calls go by, which cache
// modes they may ask for, which facts its checks compare. Machines that differ in nothing of that
// are one machine to the case (equivalent_choices()).
#pragma once

#include <string>
#include <vector>

#include "memtype/cases/case.hpp"
#include "memtype/linux/version_rules.hpp"

namespace memtype::cases {

struct CaseReads {
  kernel::VersionRules rules;  // those set here are read by some call
  // May be asked for; what comes of them in the page tables is the PAT's matter. Always UC-, UC and
  // WB, which requests are turned into.
  TypeSet modes;
  bool cpu = false, pat = false;      // a check compares the fact
  std::vector<std::string> versions;  // with which a check compares `kernel`
};

}  // namespace memtype::cases
