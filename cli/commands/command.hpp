// The subcommands of the program, as rows of a table. A new one is a file of its own and a row of
// table.cpp.
#pragma once

#include <functional>
#include <iosfwd>
#include <vector>

#include "results/exit_code.hpp"

namespace CLI {
class App;
}

namespace memtype::cli {

// Carries out a command with the options that were read.
using Execution = std::function<ExitCode(std::ostream& out, std::ostream& err)>;

struct Command {
  const char* name;
  const char* summary;                  // what --help says of it
  Execution (*declare)(CLI::App& sub);  // declares options and footer
};

// In the order of --help.
const std::vector<Command>& commands();

}  // namespace memtype::cli
