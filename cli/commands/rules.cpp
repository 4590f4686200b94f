// `memtype rules`: the rule tables of the model.

#include "rules/rules.hpp"

#include <ostream>

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

}  // namespace memtype::cli
