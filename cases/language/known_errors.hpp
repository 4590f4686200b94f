// Which variables hold an errno for certain at a place of a program: it is inside an `if` that asks
// IS_ERR() of them, and they were not assigned since. Only there PTR_ERR() gives a number that
// somebody knows. Private to the front end.
#pragma once

#include <set>

#include "memtype/cases/case.hpp"

namespace memtype::cases {

class KnownErrors {
 public:
  bool holds(const Expr& e) const {
    return e.kind == Expr::Kind::name && e.symbol.kind == Symbol::Kind::local &&
           locals_.contains(e.symbol.index);
  }

  // Where the condition came out as `truth`.
  void learn(const Expr& condition, bool truth);
  void assigned(int local) { locals_.erase(local); }
  // Everything that is assigned in the statements, or behind a label of theirs, is forgotten.
  void forget(const std::vector<Stmt>& list);
  void forget_all() { locals_.clear(); }

 private:
  std::set<int> locals_;
};

}  // namespace memtype::cases
