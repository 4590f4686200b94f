// A defect to test with: a function that no rule knows, which throws wherever it is computed.
#pragma once

#include "memtype/solver/synthesis.hpp"

namespace memtype::solver::testing {

inline cases::Expr throwing_expr() {
  static const cases::FunctionInfo broken = [] {
    cases::FunctionInfo f = cases::function_of(cases::Arithmetic::min);
    f.meaning = static_cast<cases::Arithmetic>(99);
    return f;
  }();
  return call_expr(broken, {number_expr(1), number_expr(2)});
}
constexpr const char* thrown = "not a function";

// Every call of the program is given such an argument first.
inline void break_program(cases::Program& program) {
  for (cases::Stmt& s : program.body)
    if (is_kernel_call(s)) s.expr.args[0] = throwing_expr();
}

}  // namespace memtype::solver::testing
