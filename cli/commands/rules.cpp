// `memtype rules`: the rule tables of the model.

#include "rules/rules.hpp"

#include <CLI/CLI.hpp>
#include <memory>
#include <ostream>

#include "commands/command.hpp"
#include "commands/commands.hpp"

namespace memtype::cli {

ExitCode rules(const RulesCommand& command, std::ostream& out, std::ostream& err) {
  std::vector<RuleTable> tables;
  std::string known;
  for (RuleTable& table : rule_tables()) {
    known += (known.empty() ? "" : ", ") + table.name;
    if (command.table.empty() || command.table == table.name) tables.push_back(std::move(table));
  }
  if (tables.empty()) {
    err << "memtype: error: there is no rule table '" << command.table << "' (there are " << known
        << ")\n";
    return exit_bad_input;
  }
  out << (command.format == "json"       ? render_json(tables)
          : command.format == "markdown" ? render_markdown(tables)
                                         : render_text(tables));
  return exit_ok;
}

Execution declare_rules(CLI::App& sub) {
  sub.footer(
      "Tables: intel_pat, no_pat, amd_pat, intel_amd, overlap, pat, ept, npt_pat, npt, cpus, msr, "
      "entry_bits,\n"
      "new_memtype, types_compatible, mtrr_add, functions, guards.\n\n"
      "Example: memtype rules overlap");
  const auto command = std::make_shared<RulesCommand>();
  sub.add_option("TABLE", command->table, "One table; by default all of them");
  sub.add_option("--format", command->format, "text, markdown or json")
      ->check(CLI::IsMember({"text", "markdown", "json"}))
      ->capture_default_str();
  return [command](std::ostream& out, std::ostream& err) { return rules(*command, out, err); };
}

}  // namespace memtype::cli
