// From the syntax tree to the Case: what every name means, and all that can be said about a case
// without running it. Private to the front end.
#pragma once

#include <vector>

#include "language/names.hpp"
#include "language/syntax.hpp"

namespace memtype::cases {

// Everything below, in the right order.
Case resolve(SyntaxTree tree, Report& report);

// declarations.cpp: params, constants, regions; their names and values.
void resolve_declarations(SyntaxTree& tree, Names& names);
// groups.cpp: programs and groups; the lanes of a group become programs.
void declare_programs(SyntaxTree& tree, Names& names);
void check_regions(Names& names);
// externals.cpp: once constants are resolved.
void declare_externals(SyntaxTree& tree, Names& names);
// A value that must be known here and now; `what` begins the message if it is not.
std::optional<std::uint64_t> known_value(Expr& e, const std::string& what, Names& names);
void warn_unused(Names& names);
// Of a case without errors: what is allowed and hardly meant.
void warn_doubts(Names& names);

// machine_facts.cpp: the machine block.
void resolve_machine(SyntaxTree& tree, Names& names);
// That of a machine file: each fact by itself, `any` as not known.
void resolve_open_machine(MachineSyntax& syntax, Names& names);

// jumps.cpp: where `goto`, `break`, `continue` and `case` of a program stand.
void check_jumps(const Program& program, Report& report);
// programs.cpp: the statements of one program.
void resolve_program(Program& program, Names& names);

// call_arguments.cpp: of calls whose names are resolved.
void warn_arguments(const Expr& call, const FunctionInfo& f, Names& names);
void check_may_fail(Stmt& s, Names& names);

// definite_assignment.cpp: what each program has certainly, and what it has ever assigned.
struct Assignment {
  std::vector<bool> at_end;        // per local: assigned on every way to the end
  std::vector<bool> ever;          // per local: assigned somewhere
  std::vector<bool> mapping = {};  // per local: holds what ioremap() and its like return
};
Assignment check_assignments(const Program& program, Report& report);

// mapping_values.cpp: mappings are not calculated with. Which locals hold one.
std::vector<bool> check_mapping_uses(Program& program, Names& names);
void check_mapping_uses(Check& check, const std::vector<Assignment>& assignments, Names& names);

// checks.cpp: conditions and guards. `assignments` has one element per program.
void resolve_check(Check& check, const std::vector<Assignment>& assignments, Names& names);
void resolve_assumption(Assumption& assumption, Names& names);

// param_values.cpp: `any of`, `pow2` and `step` of a parameter whose range is resolved. Sets the
// range and alignment that hold all of its values; what is left to say is the assumption.
std::optional<Assumption> values_of(ParamSyntax& syntax, Param& param, Names& names);

}  // namespace memtype::cases
