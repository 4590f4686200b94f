// Equality of cases, with everything left out that only says where or how something was written.
#include <algorithm>
#include <tuple>

#include "machine/facts.hpp"
#include "memtype/cases/print.hpp"

namespace memtype::cases {
namespace {

bool same(const Expr& a, const Expr& b);

template <class T>
bool same(const std::vector<T>& a, const std::vector<T>& b);

bool same(const Symbol& a, const Symbol& b) {
  return std::tie(a.kind, a.index, a.subject, a.program, a.fact) ==
         std::tie(b.kind, b.index, b.subject, b.program, b.fact);
}

bool same(const Expr& a, const Expr& b) {
  return a.kind == b.kind && a.number == b.number && a.types == b.types && a.op == b.op &&
         a.type == b.type && (a.kind == Expr::Kind::number || a.text == b.text) &&
         same(a.symbol, b.symbol) && same(a.args, b.args);
}

bool same(const std::optional<Expr>& a, const std::optional<Expr>& b) {
  return a.has_value() == b.has_value() && (!a || same(*a, *b));
}

bool same(const Stmt& a, const Stmt& b) {
  const bool valued = a.kind != Stmt::Kind::leave_program;  // else the value goes nowhere
  return a.kind == b.kind && a.target == b.target && a.do_while == b.do_while &&
         a.may_fail == b.may_fail && a.is_default == b.is_default && a.label == b.label &&
         (!valued || same(a.expr, b.expr)) && same(a.body, b.body) &&
         same(a.otherwise, b.otherwise);
}

bool same(const Param& a, const Param& b) {
  return std::tie(a.name, a.align, a.low, a.high, a.has_range, a.bar_size, a.size_param,
                  a.may_overlap) == std::tie(b.name, b.align, b.low, b.high, b.has_range,
                                             b.bar_size, b.size_param, b.may_overlap);
}

bool same(const Assumption& a, const Assumption& b) { return same(a.condition, b.condition); }

bool same(const Constant& a, const Constant& b) {
  return a.name == b.name && same(a.value, b.value);
}

bool same(const External& a, const External& b) {
  return a.name == b.name && same(a.values, b.values);
}

bool same(const Region& a, const Region& b) {
  return std::tie(a.name, a.wants, a.where_mapped) == std::tie(b.name, b.wants, b.where_mapped) &&
         same(a.start, b.start) && same(a.length, b.length);
}

bool same(const Program& a, const Program& b) {
  bool types = true;
  for (std::size_t i = 0; i < a.locals.size(); ++i) types = types && a.type_of(i) == b.type_of(i);
  return types &&
         std::tie(a.name, a.locals, a.parts, a.only_in_lanes) ==
             std::tie(b.name, b.locals, b.parts, b.only_in_lanes) &&
         same(a.body, b.body);
}

bool same(const Subject& a, const Subject& b) {
  return std::tie(a.name, a.programs, a.async) == std::tie(b.name, b.programs, b.async);
}

bool same(const Check& a, const Check& b) {
  return std::tie(a.quantifier, a.name, a.expect) == std::tie(b.quantifier, b.name, b.expect) &&
         same(a.condition, b.condition) && same(a.when, b.when);
}

bool same(const FactValue& a, const FactValue& b) {
  return same(a.items, b.items) && same(a.up_to, b.up_to);
}

bool same(const MachineSpec& a, const MachineSpec& b) {
  const auto facts = machine_facts();
  return std::all_of(facts.begin(), facts.end(), [&](const MachineFact* fact) {
    return same(fact->values(a), fact->values(b));
  });
}

template <class T>
bool same(const std::vector<T>& a, const std::vector<T>& b) {
  return a.size() == b.size() && std::equal(a.begin(), a.end(), b.begin(),
                                            [](const T& x, const T& y) { return same(x, y); });
}

}  // namespace

bool same_tree(const Case& a, const Case& b) {
  return a.name == b.name && a.description == b.description &&
         a.calls_may_fail == b.calls_may_fail && same(a.machine, b.machine) &&
         same(a.params, b.params) && same(a.assumptions, b.assumptions) &&
         same(a.constants, b.constants) && same(a.externals, b.externals) &&
         same(a.regions, b.regions) && same(a.programs, b.programs) &&
         same(a.subjects, b.subjects) && same(a.checks, b.checks);
}

}  // namespace memtype::cases
