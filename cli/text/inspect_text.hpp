// What `memtype inspect` prints.
#pragma once

#include <string>

#include "memtype/inspect/inspect.hpp"

namespace memtype::cli {

// The machine in a few lines, the verdict, the map, the findings, what is open, what was not read.
// `full`: no line is left out.
std::string inspect_text(const readers::Observations& seen, const inspect::Inspection& found,
                         bool full);

}  // namespace memtype::cli
