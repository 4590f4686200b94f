#include <memory>
#include <ostream>

#include "commands/command.hpp"
#include "commands/commands.hpp"
#include "commands/options.hpp"
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
    err << "memtype: error: there are no vectors of kind '" << command.kind << "'; kinds are";
    for (const std::string& name : conform::vector_kind_names()) err << ' ' << name;
    err << '\n';
    return exit_bad_input;
  }
  const conform::GenerateOptions options{*kind, command.seed, command.count};
  const bool to_file = !command.output.empty() && command.output != "-";
  const auto write = [&](std::ostream& to) { return write_lines(options, to); };
  if (!to_file) {
    write(out);  // main() looks at standard output
    return exit_ok;
  }
  if (write_file(command.output, write)) return exit_ok;
  err << command.output << ": error: cannot be written\n";
  return exit_bad_input;
}

Execution declare_vectors(CLI::App& sub) {
  sub.footer(
      "One JSON object a line, the same bytes for the same kind, seed and count on every machine.\n"
      "With your answers in the place of ours, replay the file with 'memtype conform'.\n"
      "The kinds effective, ept and npt are finite tables and do not depend on the seed.\n\n"
      "Example: memtype vectors --kind mtrr --seed 1 --count 10000 -o mtrr.jsonl");
  // CLI11 itself would take -1 for the largest number.
  const auto not_negative = [](const std::string& text) {
    return text.starts_with('-') ? text + " is negative" : std::string();
  };
  const auto command = std::make_shared<VectorsCommand>();
  sub.add_option(
         "--kind", command->kind,
         "mtrr: types of pages and regions; msr: which values WRMSR takes;\n"
         "msr-rest: the same for SMRR, SYSCFG, TOP_MEM, TOM2, IORR, RdMem/WrMem, with RDMSR;\n"
         "effective: MTRR and page type; ept: EPT and guest PAT; npt: guest, host PAT, MTRR")
      ->check(CLI::IsMember(conform::vector_kind_names()))
      ->required();
  sub.add_option("--seed", command->seed, "Start of the random numbers")
      ->check(not_negative)
      ->capture_default_str();
  sub.add_option("--count", command->count, "Records to write")
      ->check(not_negative)
      ->capture_default_str();
  sub.add_option("-o,--output", command->output, output_help);
  return [command](std::ostream& out, std::ostream& err) { return vectors(*command, out, err); };
}

}  // namespace memtype::cli
