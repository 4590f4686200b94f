// The run behind a verdict as a picture: address axis by layers, a strip for each step that changed
// something.
#pragma once

#include <string>

#include "memtype/solver/check.hpp"

namespace memtype::cli {

// An SVG 1.1 document, complete in itself: no script, no style sheet, no font of its own. `result`
// must have a witness. Columns are not to scale: one for each piece between two addresses at which
// anything changes in the whole run, at most 24. Red is what the check does not allow, and nothing
// else.
std::string run_svg(const cases::Case& c, const std::string& file, const cases::Check& check,
                    const solver::CheckResult& result, int unroll);

}  // namespace memtype::cli
