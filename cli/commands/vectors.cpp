#include <ostream>

#include "commands/commands.hpp"
#include "generate.hpp"
#include "results/write_file.hpp"

namespace memtype::cli {
namespace {

bool write_lines(const conform::GenerateOptions& options, std::ostream& out) {
  conform::generate(options, [&](const std::string& line) { out << line << '\n'; });
  return static_cast<bool>(out.flush());
}

}  // namespace

ExitCode vectors(const VectorsCommand& command, std::ostream& out, std::ostream& err) {
  const auto kind = conform::vector_kind_named(command.kind);
  if (!kind) {
    err << "memtype: error: there are no vectors of kind '" << command.kind
        << "'; kinds are mtrr, msr, effective, ept, npt\n";
    return exit_bad_input;
  }
  const conform::GenerateOptions options{*kind, command.seed, command.count};
  const bool to_file = !command.output.empty() && command.output != "-";
  const auto write = [&](std::ostream& to) { return write_lines(options, to); };
  if (to_file ? write_file(command.output, write) : write(out)) return exit_ok;
  err << (to_file ? command.output : "standard output") << ": error: cannot be written\n";
  return exit_bad_input;
}

}  // namespace memtype::cli
