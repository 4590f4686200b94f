// Expressions as JSON.
#pragma once

#include "formats/json.hpp"

namespace memtype::cli {

Json expr_json(const cases::Expr& e);

}  // namespace memtype::cli
