// Facts that are compared with words: env == kvm, kernel >= "6.1".
#include <algorithm>

#include "language/check_scope.hpp"
#include "language/suggest.hpp"
#include "memtype/linux/releases.hpp"
#include "semantics/guard_facts.hpp"
#include "semantics/operators.hpp"

namespace memtype::cases {
namespace {

// The comparison with its sides exchanged.
Operator mirrored(Operator op) {
  if (op == Operator::less) return Operator::greater;
  if (op == Operator::less_equal) return Operator::greater_equal;
  if (op == Operator::greater) return Operator::less;
  if (op == Operator::greater_equal) return Operator::less_equal;
  return op;
}

// The word fact that `e` names, if it does and nothing else has that name.
const GuardFact* fact_of(const Expr& e, const CheckScope& scope) {
  if (e.kind != Expr::Kind::name || find(scope.names.params, e.text) >= 0 ||
      find(scope.names.constants, e.text) >= 0)
    return nullptr;
  const GuardFact* row = find_guard_fact(e.text);
  return row != nullptr && row->word ? row : nullptr;
}

void compare_version(const Expr& value, const CheckScope& scope) {
  const auto v = value.kind == Expr::Kind::word ? kernel::version_from(value.text) : std::nullopt;
  if (!v)
    scope.report().error("E030", value.at,
                         "a kernel version is written in quotes, such as \"6.1\"");
  else if (!kernel::is_series(*v))
    scope.report().error("E030", value.at, "there is no kernel " + kernel::series_name(*v));
  else if (!kernel::may_exist(*v))
    scope.report().error("E030", value.at, "there is no kernel " + kernel::to_string(*v)).hint =
        "the last release of its series is " + kernel::series_name(*v) + "." +
        std::to_string(*kernel::last_patch(*v));
}

void fact_comparison(Expr& e, const CheckScope& scope) {
  const GuardFact& row = *fact_of(e.args[0], scope);
  e.args[0].symbol.kind = Symbol::Kind::fact;
  e.args[0].symbol.fact = row.fact;
  Expr& value = e.args[1];
  if (value.unreadable) return;
  if (row.fact == Fact::kernel) {
    compare_version(value, scope);
    return;
  }
  if (is_ordering(e.op)) {
    scope.report().error("E030", e.at,
                         quoted(e.args[0].text) + " has no order; compare with == or !=");
    return;
  }
  const auto known = values_of(row.fact);
  const bool word = value.kind == Expr::Kind::name || value.kind == Expr::Kind::word;
  if (!word || std::find(known.begin(), known.end(), value.text) == known.end()) {
    auto& d = scope.report().error("E030", value.at,
                                   quoted(value.text) + " is not a value of " + quoted(row.name) +
                                       did_you_mean(value.text, known));
    d.notes.push_back({"values are " + quoted_list(known, 40), {}});
  }
  value.kind = Expr::Kind::word;
  value.args.clear();
}

}  // namespace

bool resolve_fact_comparison(Expr& e, CheckScope& scope) {
  const bool right = e.args.size() == 2 && fact_of(e.args[1], scope) != nullptr;
  if (right && fact_of(e.args[0], scope) == nullptr) {
    std::swap(e.args[0], e.args[1]);
    e.op = mirrored(e.op);
  }
  if (!is_comparison(e.op) || fact_of(e.args[0], scope) == nullptr) return false;
  fact_comparison(e, scope);
  return true;
}

}  // namespace memtype::cases
