// Truth values and sets of types.
#include "symbolic/context.hpp"

namespace memtype::solver {

Bool::Bool(z3::expr formula) {
  if (formula.is_true() || formula.is_false())
    value_ = formula.is_true();
  else
    formula_ = Formula(std::move(formula));
}

Bool Bool::unknown(const char* name) { return Bool(context().bool_const(name)); }

z3::expr Bool::formula() const { return formula_ ? *formula_ : context().bool_val(value_); }

Bool operator!(const Bool& a) {
  if (a.decided()) return Bool(!a.value());
  if (a.formula_->is_not()) return Bool(a.formula_->arg(0));
  return Bool(!*a.formula_);
}

Bool operator&&(const Bool& a, const Bool& b) {
  if (a.decided()) return a.value() ? b : a;
  if (b.decided()) return b.value() ? a : b;
  if (z3::eq(*a.formula_, *b.formula_)) return a;
  return Bool(*a.formula_ && *b.formula_);
}

Bool operator||(const Bool& a, const Bool& b) {
  if (a.decided()) return a.value() ? a : b;
  if (b.decided()) return b.value() ? b : a;
  if (z3::eq(*a.formula_, *b.formula_)) return a;
  return Bool(*a.formula_ || *b.formula_);
}

Bool operator==(const Bool& a, const Bool& b) {
  if (a.decided()) return a.value() ? b : !b;
  if (b.decided()) return b.value() ? a : !a;
  if (z3::eq(*a.formula_, *b.formula_)) return Bool(true);
  return Bool(*a.formula_ == *b.formula_);
}

Bool ite(const Bool& c, const Bool& a, const Bool& b) {
  if (c.decided()) return c.value() ? a : b;
  if (a.decided()) return a.value() ? c || b : !c && b;
  if (b.decided()) return b.value() ? !c || a : c && a;
  if (z3::eq(a.formula(), b.formula())) return a;
  return Bool(z3::ite(c.formula(), a.formula(), b.formula()));
}

namespace {

template <std::size_t... I>
std::array<Bool, sizeof...(I)> members(TypeSet types, std::index_sequence<I...>) {
  return {Bool((types.bits() >> I & 1U) != 0)...};
}

}  // namespace

Set::Set(TypeSet types) : has_(members(types, std::make_index_sequence<10>{})) {}

Set operator|(const Set& a, const Set& b) {
  Set both = a;
  for (MemoryType t : all_memory_types) both[t] = a[t] || b[t];
  return both;
}

Set when(const Bool& c, const Set& set) {
  if (known_true(c)) return set;
  Set result{TypeSet{}};
  if (known_false(c)) return result;
  for (MemoryType t : all_memory_types) result[t] = c && set[t];
  return result;
}

Set ite(const Bool& c, const Set& a, const Set& b) {
  if (c.decided()) return c.value() ? a : b;
  Set result = a;
  for (MemoryType t : all_memory_types) result[t] = ite(c, a[t], b[t]);
  return result;
}

Bool intersects(const Set& set, TypeSet other) {
  Bool any(false);
  for (MemoryType t : all_memory_types)
    if (other.contains(t)) any = any || set[t];
  return any;
}

Bool subset(const Set& set, TypeSet other) {
  Bool outside(false);
  for (MemoryType t : all_memory_types)
    if (!other.contains(t)) outside = outside || set[t];
  return !outside;
}

Bool is_empty(const Set& set) { return subset(set, TypeSet{}); }

Bool equal_sets(const Set& a, const Set& b) {
  Bool equal(true);
  for (MemoryType t : all_memory_types) equal = equal && a[t] == b[t];
  return equal;
}

}  // namespace memtype::solver
