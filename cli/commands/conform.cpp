#include "conform.hpp"

#include <ostream>

#include "commands/commands.hpp"

namespace memtype::cli {

ExitCode conform(const ConformCommand& command, std::ostream& out, std::ostream& err) {
  std::vector<memtype::conform::Report> reports;
  for (const std::string& path : command.paths) {
    reports.push_back(memtype::conform::replay_file(path));
    if (!reports.back().opened) err << path << ": error: cannot be read\n";
    out << (command.json ? memtype::conform::render_json(reports.back()) + "\n"
                         : memtype::conform::render_text(reports.back()))
        << std::flush;
  }
  return exit_code_of(memtype::conform::exit_code(reports));
}

}  // namespace memtype::cli
