// What a case assumes of its parameters (`assume`, `bar`), where only the solver can tell.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "memtype/cases/case.hpp"
#include "semantics/machines.hpp"

namespace memtype::solver {

// Does the case assume anything, beyond the range of each parameter by itself?
bool assumes(const cases::Case& c);

// Why no machine of the case meets what it assumes, and the place of what is in the way.
struct NoMachine {
  std::string because;
  cases::Location at;
};
// Nothing where a machine does, where the case assumes nothing, and where the solver gave up.
// `always`: look also where it assumes nothing, at what it says of its parameters and regions.
// Cost: a short question for each machine choice up to the first that has one.
std::optional<NoMachine> no_machine(const cases::Case& c, bool always = false);

// The lowest values of all parameters on this choice, those in front first, with which it is
// allowed; `given` has an element for each parameter. Nothing if there are none, or the solver gave
// up.
std::optional<std::vector<std::uint64_t>> lowest_params(
    const cases::Case& c, const cases::MachineChoice& choice,
    const std::vector<std::optional<std::uint64_t>>& given);

// Why there are none, whatever the parameters are that are not given: the first rule of the case
// with which nothing is left. Empty where something is, or the solver gave up.
std::string in_the_way(const cases::Case& c, const cases::MachineChoice& choice,
                       const std::vector<std::optional<std::uint64_t>>& given);

}  // namespace memtype::solver
