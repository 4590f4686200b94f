// On which further machines a check fails that fails on one.
#pragma once

#include "prove/choice_table.hpp"

namespace memtype::solver {

// `shapes`: the firmware in which a run was looked for on the machine of the witness. Asks about a
// few machines that the table has no answer for, each within a part of what a question may cost;
// which ones does not depend on time or threads.
AlsoOn also_on(const cases::Case& c, std::size_t check, const ChoiceTable& table,
               const std::vector<std::pair<std::string_view, Possible>>& shapes,
               const CheckOptions& options, Budget& budget);

}  // namespace memtype::solver
