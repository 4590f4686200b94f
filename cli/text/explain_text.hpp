// What `memtype explain` prints.
#pragma once

#include <string>
#include <vector>

#include "memtype/inspect/explain.hpp"
#include "results/page_questions.hpp"

namespace memtype::cli {

// `full`: every line of a list, not the first of each kind alone.
std::string explain_text(const readers::Observations& seen,
                         const std::vector<inspect::Explanation>& messages, bool full);
std::string page_text(const PageAnswer& answer);

}  // namespace memtype::cli
