#include "language/resolver.hpp"

namespace memtype::cases {
namespace {

void resolve_checks(const std::vector<Assignment>& assignments, Names& names) {
  std::unordered_map<std::string, Location> seen;
  for (Check& check : names.parsed.checks) {
    const auto [first, fresh] = seen.emplace(check.name, check.at);
    if (!fresh)
      names.report.error("E011", check.at, "there is already a check " + quoted(check.name))
          .notes.push_back({"the first one is here", first->second});
    resolve_check(check, assignments, names);
    check_mapping_uses(check, assignments, names);
  }
}

// What no values can meet, as far as that is seen without any; the rest is for the solver.
void resolve_assumptions(SyntaxTree& tree, Names& names) {
  names.parsed.assumptions = std::move(tree.assumptions);
  for (Assumption& assumption : names.parsed.assumptions) {
    const int errors = names.report.errors();
    resolve_assumption(assumption, names);
    if (names.report.errors() > errors) continue;
    if (names.value(assumption.condition).constant() == std::uint64_t{0})
      names.report.error("E046", assumption.condition.at, "this is true of no machine");
  }
}

}  // namespace

Case resolve(SyntaxTree tree, Report& report) {
  Case parsed;
  parsed.name = tree.name.name;
  parsed.description = std::move(tree.description);
  parsed.calls_may_fail = tree.calls_may_fail;
  Names names{parsed, report, tree.skipped, {}, {}, {}, {}, {}, {}, {}, {}, {}};
  resolve_declarations(tree, names);
  resolve_machine(tree, names);
  check_regions(names);
  resolve_assumptions(tree, names);
  std::vector<Assignment> assignments;
  for (const Program& program : parsed.programs)
    if (program.parts.empty()) check_jumps(program, report);
  for (Program& program : parsed.programs) {
    if (program.only_in_lanes) {
      assignments.emplace_back();
      continue;
    }
    if (!program.parts.empty()) report.read_again();  // lanes come last
    resolve_program(program, names);
    assignments.push_back(check_assignments(program, report));
    assignments.back().mapping = check_mapping_uses(program, names);
  }
  parsed.checks = std::move(tree.checks);
  resolve_checks(assignments, names);
  if (report.errors() == 0) {
    warn_unused(names);
    warn_doubts(names);
  }
  return parsed;
}

}  // namespace memtype::cases
