// `memtype boot`: how a kernel comes to its memory types, environment by environment.

#include "commands/boot.hpp"

#include <CLI/CLI.hpp>
#include <memory>
#include <ostream>

#include "commands/command.hpp"
#include "commands/questions.hpp"
#include "formats/boot_json.hpp"
#include "text/boot_text.hpp"

namespace memtype::cli {
namespace {

// One for each environment that is asked for; else what is wrong.
std::variant<std::vector<BootRow>, std::string> paths_of(const BootCommand& command) {
  std::vector<BootRow> rows;
  std::vector<std::string> environments = command.diff;
  if (environments.empty()) environments.push_back(command.request.env);
  for (const std::string& env : environments) {
    BootRequest request = command.request;
    request.env = env;
    auto made = boot_path(request);
    if (auto* trouble = std::get_if<std::string>(&made)) return std::move(*trouble);
    BootPath& path = std::get<BootPath>(made);
    const kernel::Version version = path.machine.kernel;
    rows.push_back({version, version, std::move(path)});
  }
  return rows;
}

ExitCode print_matrix(const BootCommand& command, std::ostream& out, std::ostream& err) {
  if (!command.request.env.empty() || !command.request.kernel.empty() ||
      !command.request.pat.empty() || !command.diff.empty())
    return refuse(
        err, "memtype",
        "--matrix is of every environment, kernel and PAT mode; it takes --cpu and --mtrr");
  const auto made = boot_matrix(command.request.cpu, command.request.mtrr);
  if (const auto* trouble = std::get_if<std::string>(&made))
    return refuse(err, "memtype", *trouble);
  const auto& rows = std::get<std::vector<BootRow>>(made);
  out << (command.json ? dump(boot_document(rows)) : boot_matrix_text(rows));
  return exit_ok;
}

}  // namespace

ExitCode boot(const BootCommand& command, std::ostream& out, std::ostream& err) {
  if (command.matrix) return print_matrix(command, out, err);
  if (!command.diff.empty() && !command.request.env.empty())
    return refuse(err, "memtype", "--diff names both environments; --env has no place in it");
  const auto made = paths_of(command);
  if (const auto* trouble = std::get_if<std::string>(&made))
    return refuse(err, "memtype", *trouble);
  const auto& rows = std::get<std::vector<BootRow>>(made);
  if (command.json)
    out << dump(boot_document(rows));
  else
    out << (rows.size() == 1 ? boot_text(rows[0].path)
                             : boot_diff_text(rows[0].path, rows[1].path));
  return exit_ok;
}

Execution declare_boot(CLI::App& sub) {
  sub.footer(
      "The steps are those of the model's own boot, from which every case starts. A step runs, is\n"
      "skipped on this machine, or is dead: no machine of this version and environment runs it.\n"
      "docs/printouts/boot.md is made by --matrix.\n\n"
      "Example: memtype boot --env xen_domu --kernel 6.12\n"
      "         memtype boot --diff bare_metal xen_domu");
  const auto command = std::make_shared<BootCommand>();
  sub.add_option("--env", command->request.env, "Environment, as in a case; by default bare_metal");
  sub.add_option("--kernel", command->request.kernel,
                 "Version; by default the newest that is known");
  sub.add_option("--cpu", command->request.cpu,
                 "Processor; without it intel, and amd64 in env snp");
  sub.add_option("--pat", command->request.pat,
                 "PAT mode, as in a case: nopat on the command line ...; by default PAT is on, or\n"
                 "absent where the kernel sees none");
  sub.add_option("--mtrr", command->request.mtrr,
                 "MTRRs as the firmware left them: on, which is the default, or off");
  sub.add_option("--diff", command->diff, "Two environments: what is not the same on both")
      ->expected(2);
  sub.add_flag("--matrix", command->matrix,
               "Every environment, kernel and PAT mode, as a table in Markdown");
  sub.add_flag("--json", command->json, "One JSON document instead of the text");
  return [command](std::ostream& out, std::ostream& err) { return boot(*command, out, err); };
}

}  // namespace memtype::cli
