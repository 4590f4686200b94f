#include "language/known_errors.hpp"

#include "semantics/operators.hpp"

namespace memtype::cases {

void KnownErrors::learn(const Expr& condition, bool truth) {
  const bool operation =
      condition.kind == Expr::Kind::unary || condition.kind == Expr::Kind::binary;
  if (operation && condition.op == Operator::logical_not) return learn(condition.args[0], !truth);
  // Both sides of a true `&&` are true, both of a false `||` false.
  if (operation && condition.op == (truth ? Operator::logical_and : Operator::logical_or)) {
    learn(condition.args[0], truth);
    return learn(condition.args[1], truth);
  }
  if (!truth || condition.kind != Expr::Kind::call || condition.function == nullptr) return;
  const Arithmetic* function = condition.function->arithmetic();
  const bool asks = function != nullptr &&
                    (*function == Arithmetic::is_err || *function == Arithmetic::is_err_or_null);
  if (asks && condition.args.size() == 1 && condition.args[0].symbol.kind == Symbol::Kind::local)
    locals_.insert(condition.args[0].symbol.index);
}

void KnownErrors::forget(const std::vector<Stmt>& list) {
  for (const Stmt& s : list) {
    if (s.target >= 0) assigned(s.target);
    forget(s.body);
    forget(s.otherwise);
  }
}

}  // namespace memtype::cases
