// `memtype fmt`: the canonical layout.

#include <CLI/CLI.hpp>
#include <memory>
#include <ostream>

#include "commands/command.hpp"
#include "commands/commands.hpp"
#include "memtype/cases/format.hpp"
#include "memtype/cases/parse.hpp"
#include "memtype/cases/print.hpp"
#include "results/load.hpp"
#include "results/read_file.hpp"
#include "results/write_file.hpp"

namespace memtype::cli {
namespace {

std::string errors_of(const std::string& file, const std::string& text,
                      const std::vector<cases::Diagnostic>& diagnostics) {
  std::string errors;
  for (const cases::Diagnostic& d : diagnostics)
    if (d.severity == cases::Severity::error) errors += cases::render(d, file, text);
  return errors;
}

// Lays out one file and does with it what the command says.
ExitCode format_file(const std::string& file, const FmtCommand& command, std::ostream& out,
                     std::ostream& err) {
  const FileText read = read_file(file);
  err << read.error;
  if (!read.text) return exit_bad_input;
  const std::string& text = *read.text;
  const cases::ParseResult before = cases::parse_case(read.name, text);
  if (!before.parsed) {
    err << errors_of(file, text, before.diagnostics);
    return exit_bad_input;
  }
  const std::string laid_out = cases::format_case(text);
  const cases::ParseResult after = cases::parse_case(read.name, laid_out);
  if (!after.parsed || !cases::same_tree(*before.parsed, *after.parsed)) {
    err << file << ": internal error: the layout would change what the case says\n";
    return exit_internal;
  }
  if (file == "-" && !command.check) out << laid_out;
  if (laid_out == text) return exit_ok;
  if (command.check || file != "-") out << file << '\n';
  if (command.check) return exit_differs;
  if (file == "-" || write_file(file, laid_out)) return exit_ok;
  err << file << ": error: cannot be written\n";
  return exit_bad_input;
}

}  // namespace

ExitCode fmt(const FmtCommand& command, std::ostream& out, std::ostream& err) {
  bool bad = false;
  ExitCode exit = exit_ok;
  for (const std::string& file : find_case_files(command.paths, err, bad))
    exit = worse(exit, format_file(file, command, out, err));
  return worse(exit, bad ? exit_bad_input : exit_ok);
}

Execution declare_fmt(CLI::App& sub) {
  sub.footer(
      "Changes layout alone, keeps comments and line breaks, names the files it changed. Exit: 0,\n"
      "1 with --check if a file would change, 2 if one has an error and was left alone.\n\n"
      "Example: memtype fmt --check cases");
  const auto command = std::make_shared<FmtCommand>();
  sub.add_option("PATH", command->paths, "Case files, directories, or - for standard input")
      ->required();
  sub.add_flag("--check", command->check, "Change nothing, name the files that would change");
  return [command](std::ostream& out, std::ostream& err) { return fmt(*command, out, err); };
}

}  // namespace memtype::cli
