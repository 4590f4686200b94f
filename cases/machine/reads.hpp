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

// Of all checks and programs; of one check that speaks of these subjects. Cost: linear in the file.
CaseReads reads_of(const Case& c);
CaseReads reads_of(const Case& c, const Check& check, const std::vector<int>& subjects);

// The rules of a version that a call by this rule goes by. Undoing ioremap() or a reservation of
// one's own frees just what was reserved, and finds it as long as nobody else freed it: such a call
// goes by `exact_erase` only beside calls that free other ranges, and these name it themselves.
kernel::VersionRules version_rules_of(KernelRule rule);

}  // namespace memtype::cases
