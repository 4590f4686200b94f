// What the rules of a case leave out of its machines and of the ranges of its parameters.
#pragma once

#include "prove/session.hpp"
#include "semantics/left_out.hpp"

namespace memtype::solver {

// Of one machine choice: the values that a rule leaves out, "bar=0xd0001000 and others"; empty:
// there is no machine of this choice at all.
struct ChoiceGap {
  std::string values;
  std::string because;
};

// What one choice leaves out, apart from what is_definition(). Asks the solver for each rule that
// is not true of all inputs, and for the lowest value of each parameter: some 50 short questions a
// parameter. Where it gives up, nothing is said.
std::vector<ChoiceGap> gaps_of(Session& session);

// The gaps of all choices of a case, by machines; `first`: as equivalent_choices() has it, and gaps
// stand where an index is its own first.
std::vector<cases::LeftOut> left_out(const cases::Case& c,
                                     const std::vector<cases::MachineChoice>& choices,
                                     const std::vector<std::size_t>& first,
                                     const std::vector<std::vector<ChoiceGap>>& gaps);

}  // namespace memtype::solver
