// `memtype explain` as JSON: docs/schema/memtype-explain-1.schema.json.
#pragma once

#include <vector>

#include "formats/json.hpp"
#include "memtype/inspect/explain.hpp"
#include "results/page_questions.hpp"

namespace memtype::cli {

inline constexpr const char* explain_format = "memtype-explain-1";

Json explain_document(const readers::Observations& seen,
                      const std::vector<inspect::Explanation>& messages);
Json page_document(const PageAnswer& answer);

}  // namespace memtype::cli
