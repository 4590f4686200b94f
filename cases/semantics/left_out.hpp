// What a case writes down and no machine of it has, so that nothing is left out in silence.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "memtype/cases/left_out.hpp"
#include "semantics/machines.hpp"

namespace memtype::cases {

// A choice of some larger list in words, by the facts of which the case has several values: those
// values that the chosen have and others have not, "cpu=intel|amd64 pat=nopat". Several
// descriptions where one does not do; together they are exactly the chosen. "every machine" for all
// of them. `chosen` has a flag for each of `all`. Cost: facts times choices, times descriptions.
std::vector<std::string> describe(const MachineSpec& machine, std::span<const MachineChoice> all,
                                  const std::vector<bool>& chosen);

// The same for several choices of one list, for which the list is gone through once.
std::vector<std::vector<std::string>> describe_each(const MachineSpec& machine,
                                                    std::span<const MachineChoice> all,
                                                    const std::vector<std::vector<bool>>& chosen);

// What describe() said, and values of the inputs of these machines: "cpu=intel bar=0xd0001000".
std::string with_values(const std::string& machines, const std::string& values);

// What machine_choices() leaves out: combinations of alternatives that cannot exist; alternatives
// of facts that no machine of the case reads; and counts of free registers that its lists or its
// processors do not have.
std::vector<LeftOut> impossible_machines(const Case& c);

}  // namespace memtype::cases
