// Concrete states as formulas over pinned unknowns, and formulas read back in the model.
#pragma once

#include <bit>
#include <string>
#include <vector>

#include "memtype/machine/system.hpp"
#include "random.hpp"
#include "symbolic/symbolic.hpp"

namespace memtype::solver::testing {

// Turns plain values into formulas: some stay constants, some become unknowns that can only have
// that value, so that every rule sees a mixture of both.
class Lift {
 public:
  Lift(z3::solver& pins, Random& random) : pins_(pins), random_(random) {}

  Bool operator()(bool value) {
    if (random_.one_in(2)) return Bool(value);
    const Bool b = Bool::unknown(fresh().c_str());
    pins_.add(value ? b.formula() : !b.formula());
    return b;
  }
  // Page-aligned numbers become addresses, others arbitrary words.
  Word operator()(std::uint64_t value) {
    if (random_.one_in(2)) return Word(value);
    const unsigned zeros = value % page_bytes == 0 ? 12 : 0;
    const auto bits = static_cast<unsigned>(std::bit_width(value | (std::uint64_t{1} << 40)));
    const std::uint64_t top = ~std::uint64_t{0} >> (64 - bits) & ~std::uint64_t{0} << zeros;
    const bool tight = random_.one_in(2);
    const std::uint64_t low = tight ? value - (value == 0 ? 0 : random_.below(value)) : 0;
    const std::uint64_t high =
        tight ? value + (top == value ? 0 : random_.below(top - value)) : top;
    const Word w = Word::unknown(fresh().c_str(), bits - zeros, zeros, low, high);
    if (!w.is_constant()) pins_.add(w.formula() == pins_.ctx().bv_val(value, 64));
    return w.is_constant() ? Word(value) : w;
  }
  Int operator()(std::int64_t value) {
    if (random_.one_in(2)) return Int(value);
    const Bool other = (*this)(true);
    return ite(other, Int((*this)(memtype::to_word(value))), Int(value + 1));
  }
  Set operator()(TypeSet value) {
    if (random_.one_in(2)) return Set(value);
    Set set{TypeSet{}};
    for (MemoryType t : all_memory_types) set[t] = (*this)(value.contains(t));
    return set;
  }

  VariableRange<Symbolic> operator()(const VariableRange<Concrete>& r) {
    VariableRange<Symbolic> range;
    range.valid = (*this)(r.valid);
    range.base = (*this)(r.base);
    range.mask = (*this)(r.mask);
    range.type = (*this)(r.type);
    range.elsewhere = (*this)(r.elsewhere);
    range.natural = r.natural && !random_.one_in(8);
    return range;
  }
  UndefinedChoice<Symbolic> operator()(const UndefinedChoice<Concrete>& c) {
    UndefinedChoice<Symbolic> choice;
    for (TypeSet set : UndefinedChoice<Concrete>::undefined_sets()) choice[set] = (*this)(c[set]);
    return choice;
  }
  MtrrState<Symbolic> operator()(const MtrrState<Concrete>& m) {
    MtrrState<Symbolic> mtrr;
    mtrr.phys_bits = m.phys_bits;
    mtrr.enabled = m.enabled;
    mtrr.fixed_enabled = m.fixed_enabled;
    mtrr.default_type = m.default_type;
    mtrr.fixed = m.fixed;
    mtrr.tom2_wb_end = m.tom2_wb_end;
    for (const auto& range : m.variable) mtrr.variable.push_back((*this)(range));
    mtrr.choice = (*this)(m.choice);
    return mtrr;
  }
  System<Symbolic> operator()(const System<Concrete>& s) {
    System<Symbolic> system;
    system.environment = s.environment;
    system.memtype.rules = s.memtype.rules;
    system.table = s.table;
    system.pat = s.pat;
    system.guest_pat_honored = s.guest_pat_honored;
    system.host_type = s.host_type;
    system.mtrr.hardware = (*this)(s.mtrr.hardware);
    system.mtrr.start_counting();
    system.mtrr.present = s.mtrr.present;
    system.mtrr.write_combining = s.mtrr.write_combining;
    system.mtrr.ppro_erratum = s.mtrr.ppro_erratum;
    system.memtype.ram = s.memtype.ram;
    system.smrr = s.smrr;
    system.cache_disable = s.cache_disable;
    system.wc_without_caches = (*this)(s.wc_without_caches);
    if (s.forced_belief) system.forced_belief = (*this)(*s.forced_belief);
    return system;
  }

 private:
  std::string fresh() { return "v" + std::to_string(next_++); }

  z3::solver& pins_;
  Random& random_;
  int next_ = 0;
};

// The value of a formula in a model.
class Lower {
 public:
  explicit Lower(z3::model model) : model_(std::move(model)) {}

  bool operator()(const Bool& b) const {
    return b.decided() ? b.value() : model_.eval(b.formula(), true).is_true();
  }
  std::uint64_t operator()(const Word& w) const {
    return w.is_constant() ? w.low() : model_.eval(w.formula(), true).get_numeral_uint64();
  }
  std::int64_t operator()(const Int& i) const { return memtype::to_int((*this)(i.word())); }
  TypeSet operator()(const Set& set) const {
    TypeSet types;
    for (MemoryType t : all_memory_types)
      if ((*this)(set[t])) types |= t;
    return types;
  }

 private:
  z3::model model_;
};

}  // namespace memtype::solver::testing
