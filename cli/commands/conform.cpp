#include "conform.hpp"

#include <CLI/CLI.hpp>
#include <memory>
#include <ostream>

#include "commands/command.hpp"
#include "commands/commands.hpp"

namespace memtype::cli {
namespace {

ExitCode exit_of(memtype::conform::Conclusion conclusion) {
  switch (conclusion) {
    case memtype::conform::Conclusion::nothing_new: return exit_ok;
    case memtype::conform::Conclusion::new_difference: return exit_differs;
    case memtype::conform::Conclusion::malformed_input: return exit_bad_input;
  }
  return exit_internal;
}

}  // namespace

ExitCode conform(const ConformCommand& command, std::ostream& out, std::ostream& err) {
  std::vector<memtype::conform::ReplayReport> reports;
  for (const std::string& path : command.paths) {
    reports.push_back(memtype::conform::replay_file(path));
    if (!reports.back().opened) err << path << ": error: cannot be read\n";
    out << (command.json ? memtype::conform::render_json(reports.back()) + "\n"
                         : memtype::conform::render_text(reports.back()))
        << std::flush;
  }
  return exit_of(memtype::conform::conclude(reports));
}

Execution declare_conform(CLI::App& sub) {
  sub.footer(
      "Exit: 0 nothing new differs, 1 a new difference, 2 malformed input.\n\n"
      "Example: memtype conform tests/vectors/xen_mtrr.jsonl.gz");
  const auto command = std::make_shared<ConformCommand>();
  sub.add_option("FILE", command->paths, "Recordings (.jsonl, .jsonl.gz)")->required();
  sub.add_flag("--json", command->json, "One JSON object a file");
  return [command](std::ostream& out, std::ostream& err) { return conform(*command, out, err); };
}

}  // namespace memtype::cli
