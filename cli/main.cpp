// The program `memtype`: reads the command line and carries out a row of the table of commands.

#include <CLI/CLI.hpp>
#include <algorithm>
#include <iostream>
#include <string>
#include <utility>
#include <vector>

#include "commands/command.hpp"
#include "commands/empty_values.hpp"
#include "results/version.hpp"

namespace {

using namespace memtype;

// What the command line asks for; also whether all of standard output could be written.
cli::ExitCode run(int argc, char** argv) {
  CLI::App app{"memtype: the memory types that a driver gets on x86, proved for every machine"};
  app.set_version_flag("--version", [] { return cli::version_line(); });
  app.require_subcommand(1);
  std::vector<std::pair<const CLI::App*, cli::Execution>> executions;
  for (const cli::Command& command : cli::commands()) {
    CLI::App* sub = app.add_subcommand(command.name, command.summary);
    executions.emplace_back(sub, command.declare(*sub));
  }
  cli::refuse_empty_values(app);
  const std::string empty = cli::empty_value({argv + 1, argv + std::max(argc, 1)});
  if (!empty.empty()) {
    std::cerr << "memtype: error: " << empty << '\n';
    return cli::exit_bad_input;
  }
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    return app.exit(error) == 0 ? cli::exit_ok : cli::exit_bad_input;
  }
  try {
    for (const auto& [sub, execute] : executions)
      if (sub->parsed()) return execute(std::cout, std::cerr);
    throw std::logic_error("no subcommand was read");
  } catch (const std::exception& error) {
    std::cerr << "memtype: internal error: " << error.what() << '\n';
    return cli::exit_internal;
  }
}

}  // namespace

int main(int argc, char** argv) {
  const cli::ExitCode exit = run(argc, argv);
  if (std::cout.flush()) return exit;
  std::cerr << "standard output: error: cannot be written\n";
  return cli::worse(exit, cli::exit_bad_input);
}
