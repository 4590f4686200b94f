// What the rules and the checks of a case read of facts whose values say more than that: two
// machines with the same answers for each fact are one machine to the case.
#pragma once

#include <string>

#include "machine/machine_choice.hpp"
#include "machine/reads.hpp"

namespace memtype::cases {

// The table of effective types and the erratum; the profile, where a check compares it.
std::string rules_of_cpu(const MachineChoice& choice, const CaseReads& reads);

// What boot made of it, as far as the modes that the case may ask for go: the page bits of each,
// and for all bits that can come of them, those of two added included, what the processor and the
// kernel read there. The PAT mode, where a check compares it.
std::string rules_of_pat(const MachineChoice& choice, const CaseReads& reads);

// What boot made of the MTRRs, the rules of that version by which the case's calls go, and what
// comes of comparing it with each version that a check names.
std::string rules_of_kernel(const MachineChoice& choice, const CaseReads& reads);

// For facts that no rule reads.
std::string rules_of_nothing(const MachineChoice& choice, const CaseReads& reads);

}  // namespace memtype::cases
