// Conditions and guards of checks: which expressions have a meaning.
#include "language/check_scope.hpp"
#include "memtype/cases/print.hpp"
#include "semantics/operators.hpp"

namespace memtype::cases {
namespace {

class CheckResolver {
 public:
  CheckResolver(Check& check, const std::vector<Assignment>& assignments, Names& names)
      : check_(check), s_{check, assignments, names} {}

  void run() {
    if (check_.condition.unreadable) return;
    const int errors = s_.report().errors();
    number(check_.condition);
    if (s_.report().errors() == errors && !s_.doubtful) subject_count();
    if (check_.when) guard("a guard");
  }

  // `what`: what it is called in messages.
  void guard(const std::string& what) {
    s_.in_guard = true;
    s_.guard = what;
    number(*check_.when);
  }

 private:
  void subject_count() {
    if (s_.subjects.empty()) {
      s_.report().error("E025", s_.check.condition.at, "this condition speaks of no program").hint =
          "ask about a region or a result as a program sees it, such as after.fb == WC";
      return;
    }
    if (s_.subjects.size() == 1 || s_.at_end()) return;
    std::vector<std::string> list;
    for (int s : s_.subjects) list.push_back(s_.subject(s).name);
    auto& d =
        s_.report().error("E025", s_.check.at,
                          "'" + std::string(print_quantifier(s_.check.quantifier)) +
                              "' looks at the steps of one program, but this condition speaks of " +
                              quoted_list(list));
    d.hint = "programs are compared after their last steps: use 'finally'";
  }

  // Resolves `e` and reports whatever is not a number or a truth value.
  void number(Expr& e) { report_no_number(e, sort(e), s_.report()); }

  Sort sort(Expr& e) {
    const Sort found = sort_of(e);
    s_.doubtful = s_.doubtful || found == Sort::unknown;
    return found;
  }

  Sort sort_of(Expr& e) {
    switch (e.kind) {
      case Expr::Kind::number: return e.unreadable ? Sort::unknown : Sort::number;
      case Expr::Kind::name: return resolve_check_name(e, s_);
      case Expr::Kind::call: return call(e);
      case Expr::Kind::types: return Sort::type;
      case Expr::Kind::word: return Sort::string;
      case Expr::Kind::cast:
      case Expr::Kind::unary: number(e.args[0]); return Sort::number;
      case Expr::Kind::binary: return binary(e);
      case Expr::Kind::in_set: return membership(e);
    }
    return Sort::unknown;
  }

  Sort membership(Expr& e) {
    const Sort left = sort(e.args[0]);
    if (left != Sort::region && left != Sort::unknown)
      s_.report().error("E023", e.args[0].at, "only a region can be 'in' a set of types").hint =
          "for example after.fb in {UC, WC}";
    return Sort::number;
  }

  Sort binary(Expr& e) {
    if (resolve_fact_comparison(e, s_)) return Sort::number;
    if (is_equality(e.op)) return comparison(e);
    for (Expr& argument : e.args) number(argument);
    return Sort::number;
  }

  Sort comparison(Expr& e) {
    Sort left = sort(e.args[0]), right = sort(e.args[1]);
    if (left == Sort::unknown || right == Sort::unknown) return Sort::number;
    if (right == Sort::region && left == Sort::type) {
      std::swap(e.args[0], e.args[1]);
      std::swap(left, right);
    }
    if (left == Sort::region || right == Sort::region) {
      check_region_comparison(e, left, right, s_.report());
      return Sort::number;
    }
    if (left == Sort::type || right == Sort::type) {
      report_no_number(e.args[left == Sort::type ? 0 : 1], Sort::type, s_.report());
    } else if (left == Sort::string || right == Sort::string) {
      report_no_number(e.args[left == Sort::string ? 0 : 1], Sort::string, s_.report());
    }
    return Sort::number;
  }

  Sort call(Expr& e) {
    const FunctionInfo* f = e.function;
    if (f == nullptr) {
      unknown_function(e, s_.names, true);
      return Sort::unknown;
    }
    if (f->kernel_call() != nullptr) {
      s_.report().error("E035", e.at, e.text + "() is a kernel call; a check only looks").hint =
          "call it in a program and read its result here, as in after.cookie";
      return Sort::unknown;
    }
    const bool guarded =
        s_.in_guard && f->check_function() != nullptr && !row_of(*f->check_function()).in_guards;
    if (guarded) s_.not_in_guard(e.at, e.text + "()");
    if (!check_argument_count(e, s_.names) || guarded) return Sort::unknown;
    for (std::size_t i = 0; i < e.args.size(); ++i) argument(e.args[i], f->arguments[i], e.text);
    return Sort::number;
  }

  void argument(Expr& e, char letter, const std::string& function) {
    if (letter == 'n' || letter == 'a') return number(e);
    if (letter == 'p') return resolve_subject_argument(e, function, s_);
    const Sort found = sort(e);
    const Sort wanted = letter == 'r' ? Sort::region : Sort::type;
    if (found == wanted || found == Sort::unknown) return;
    if (wanted == Sort::region)
      s_.report().error("E017", e.at, function + "() asks about a region").hint =
          "write the region as a program sees it, such as after.fb";
    else
      s_.report().error("E017", e.at, function + "() takes a memory type here").hint =
          "one of UC, UC-, WC, WT, WP, WB, CD";
  }

  Check& check_;
  CheckScope s_;
};

}  // namespace

void resolve_assumption(Assumption& assumption, Names& names) {
  Check check;  // an assumption is a guard of every check
  check.condition = unreadable(assumption.at);
  check.at = assumption.at;
  check.when = std::move(assumption.condition);
  CheckResolver(check, {}, names).guard("an assumption");
  assumption.condition = std::move(*check.when);
}

void resolve_check(Check& check, const std::vector<Assignment>& assignments, Names& names) {
  CheckResolver(check, assignments, names).run();
}

}  // namespace memtype::cases
