// Checks and expressions made by the program instead of read from a file. They are resolved as the
// language's resolver would leave them, so everything that takes a parsed case takes these too.
#pragma once

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "memtype/cases/case.hpp"

namespace memtype::solver {

cases::Expr number_expr(std::int64_t value);
cases::Expr call_expr(const cases::FunctionInfo& function, std::vector<cases::Expr> args);
cases::Expr call_expr(cases::CheckFunction function, std::vector<cases::Expr> args);
cases::Expr binary_expr(cases::Operator op, cases::Expr a, cases::Expr b);
cases::Expr not_expr(cases::Expr e);
// All of them, any of them. An empty list is true, false.
cases::Expr all_of(std::vector<cases::Expr> terms);
cases::Expr any_of(std::vector<cases::Expr> terms);

// A region as a subject sees it; the subject itself, as mtrr_writes() takes it.
cases::Expr region_expr(const cases::Case& c, int subject, int region);
cases::Expr subject_expr(const cases::Case& c, int subject);
cases::Expr param_expr(const cases::Case& c, int param);
// subject.region == type: every mapped page has this type.
cases::Expr region_is(const cases::Case& c, int subject, int region, MemoryType type);

// subject.region has the type that it wants. Throws std::bad_optional_access if it wants none.
cases::Expr right_expr(const cases::Case& c, int subject, int region);

// Where it is mapped at all, it is mapped as the region wants: in whole, or in any part of a region
// that does not wants_all(). For moments at which a driver is done.
cases::Expr mapped_as_wanted(const cases::Case& c, int subject, int region);
// Both.
cases::Expr right_at_end(const cases::Case& c, int subject, int region);

// A fact that is a number, such as pat_enabled; one compared with a word, such as env == kvm.
cases::Expr fact_expr(cases::Fact fact);
cases::Expr fact_is(cases::Fact fact, const std::string& word);

// A check as it would stand after the program that it speaks of; expects Holds.
cases::Check make_check(cases::Quantifier quantifier, std::string name, cases::Location at,
                        cases::Expr condition, std::optional<cases::Expr> when = std::nullopt);

// Is this statement a kernel call, with or without its result stored?
bool is_kernel_call(const cases::Stmt& s);
// The kernel calls of a program in the order of the text.
std::vector<const cases::Stmt*> kernel_calls(const cases::Program& program);
// The program that returns right after its n-th kernel call in the text (from 0) was made.
cases::Program stopped_after(const cases::Program& program, std::size_t n);
// A kernel of the case that does not have this function; nothing if all have it.
std::optional<kernel::Version> missing_in(const cases::Case& c,
                                          const cases::FunctionInfo& function);
bool has_loop(const std::vector<cases::Stmt>& body);

// The subject that runs exactly this program, appended to the case if there is none.
int subject_of_program(cases::Case& c, int program);
// The index of the subject of that name, or -1.
int find_subject(const cases::Case& c, const std::string& name);

}  // namespace memtype::solver
