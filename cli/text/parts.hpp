// Which parts of the condition of a check made it fail, and what each of them came to.
#pragma once

#include <string>
#include <vector>

#include "memtype/solver/check.hpp"
#include "semantics/concrete_moment.hpp"
#include "semantics/trace.hpp"

namespace memtype::cli {

// One part, as it is written: "mtrr_used(after) == 0", and what there is to say of it: "it is 1:
// reg 0 [0xd0000000-0xdfffffff] WC of step 3"; empty where there is nothing.
struct PartText {
  std::string text;
  bool value = false;
  std::string why;
  std::vector<cases::Complaint> demands;  // what the part asks of regions
};

// The run of each subject that the check speaks of, in their order.
std::vector<cases::Trace> traces_of(const cases::Case& c, const cases::Check& check,
                                    const solver::Witness& witness, int unroll);

// Of the run behind a verdict; nothing of an `exists`, whose run is an example. `traces`: as
// traces_of() has them.
std::vector<PartText> decisive_parts(const cases::Case& c, const cases::Check& check,
                                     const solver::Witness& witness,
                                     const std::vector<cases::Trace>& traces, int unroll);

// What the parts ask of regions.
std::vector<cases::Complaint> demands_of(const std::vector<PartText>& parts);

}  // namespace memtype::cli
