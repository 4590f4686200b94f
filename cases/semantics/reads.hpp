// Finds out what a case, or one of its checks, reads of its machines.
#pragma once

#include "machine/reads.hpp"
#include "memtype/cases/functions.hpp"

namespace memtype::cases {

// Of all checks and programs; of one check that speaks of these subjects. Cost: linear in the file.
CaseReads reads_of(const Case& c);
CaseReads reads_of(const Case& c, const Check& check, const std::vector<int>& subjects);

// The rules of a version that a call by this rule goes by. Undoing ioremap() or a reservation of
// one's own frees just what was reserved, and finds it as long as nobody else freed it: such a call
// goes by `exact_erase` only beside calls that free other ranges, and these name it themselves.
kernel::VersionRules version_rules_of(KernelRule rule);

}  // namespace memtype::cases
