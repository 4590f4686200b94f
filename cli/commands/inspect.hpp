// The parts of `memtype inspect` that are about many machines.
#pragma once

#include <iosfwd>

#include "commands/commands.hpp"

namespace memtype::cli {

// A line of JSON for each machine of a folder or list.
ExitCode inspect_batch(const InspectCommand& command, std::ostream& out, std::ostream& err);
// What such lines come to.
ExitCode inspect_summarise(const InspectCommand& command, std::ostream& out, std::ostream& err);

}  // namespace memtype::cli
