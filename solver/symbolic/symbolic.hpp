// The second value domain: values are Z3 formulas.
//
// Each value also carries what is known of it without asking the solver - constants, bounds, bits
// that cannot be set, "parameter plus offset" - so that most of a case folds away before Z3 sees
// it. Comparisons are those of the rule, never Z3's default: Word is unsigned, Int is signed.
#pragma once

#include <z3++.h>

#include <array>
#include <cstdint>
#include <optional>
#include <utility>

#include "memtype/cases/stop.hpp"
#include "memtype/domain.hpp"
#include "memtype/types.hpp"

namespace memtype::solver {

// Makes `context` the one in which this thread builds formulas, until destroyed.
class ContextScope {
 public:
  explicit ContextScope(z3::context& context);
  ~ContextScope();
  ContextScope(const ContextScope&) = delete;
  ContextScope& operator=(const ContextScope&) = delete;

  // From now on prune() asks this solver, which holds the assumptions.
  void prune_with(z3::solver solver);

 private:
  z3::context* previous_;
  std::optional<z3::solver> pruner_;
  std::optional<z3::solver>* previous_pruner_;
};

// A formula, or none. It stands between the values and z3::expr because the move assignment of
// z3::expr (Z3 4.8.12) forgets what it overwrites: such formulas stay until the context goes, which
// then takes a pass over all of them for each level of the deepest. A new one is a moment at which
// work that takes too long is stopped.
class Formula {
 public:
  Formula() = default;
  explicit Formula(z3::expr formula) : expr_(std::move(formula)) { cases::stop_if_asked(); }
  Formula(const Formula&) = default;
  Formula(Formula&&) = default;
  ~Formula() = default;
  Formula& operator=(const Formula&) = default;
  Formula& operator=(Formula&& other) noexcept {
    expr_.swap(other.expr_);  // which assigns to empty ones alone
    return *this;
  }

  explicit operator bool() const { return expr_.has_value(); }
  const z3::expr& operator*() const { return *expr_; }
  const z3::expr* operator->() const { return &*expr_; }

 private:
  std::optional<z3::expr> expr_;
};

class Bool {
 public:
  explicit Bool(bool value) : value_(value) {}
  explicit Bool(z3::expr formula);
  static Bool unknown(const char* name);

  bool decided() const { return !formula_; }
  bool value() const { return value_; }
  z3::expr formula() const;

  friend Bool operator!(const Bool& a);
  friend Bool operator&&(const Bool& a, const Bool& b);
  friend Bool operator||(const Bool& a, const Bool& b);
  friend Bool operator==(const Bool& a, const Bool& b);

 private:
  bool value_ = false;
  Formula formula_;
};

// 64 bits. Invariants: low <= value <= high (unsigned), value & ~ones == 0. A constant has no
// formula: where bounds leave one value, no unknown is left either.
class Word {
 public:
  explicit Word(std::uint64_t value) : low_(value), high_(value), ones_(value) {}
  // A fresh unknown: value = low_bits-aligned number in [low, high], multiple of 2^zeros.
  static Word unknown(const char* name, unsigned bits, unsigned zeros, std::uint64_t low,
                      std::uint64_t high);

  bool is_constant() const { return low_ == high_; }
  std::uint64_t low() const { return low_; }
  std::uint64_t high() const { return high_; }
  z3::expr formula() const;

  friend Word operator+(const Word& a, const Word& b);
  friend Word operator-(const Word& a, const Word& b);
  friend Word operator*(const Word& a, const Word& b);
  friend Word operator&(const Word& a, const Word& b);
  friend Word operator|(const Word& a, const Word& b);
  friend Word operator^(const Word& a, const Word& b);
  friend Word operator~(const Word& a);
  friend Word operator<<(const Word& a, unsigned n);
  friend Word operator>>(const Word& a, unsigned n);
  friend Bool operator==(const Word& a, const Word& b);
  friend Bool operator<(const Word& a, const Word& b);
  friend Bool operator<=(const Word& a, const Word& b);
  friend Word ite(const Bool& c, const Word& a, const Word& b);
  friend Bool signed_less(const Word& a, const Word& b);
  static Word from_formula(const z3::expr& formula, std::uint64_t low = 0,
                           std::uint64_t high = ~std::uint64_t{0},
                           std::uint64_t ones = ~std::uint64_t{0});

 private:
  Word() = default;
  bool same_base(const Word& other) const { return base_ != 0 && base_ == other.base_; }
  bool exact() const { return offset_low_ == offset_high_; }
  Word& on_base(const Word& from, std::int64_t low, std::int64_t high);

  std::uint64_t low_ = 0, high_ = 0, ones_ = 0;
  // Not 0: the value is unknown number base_ plus something in [offset_low_, offset_high_], without
  // wrapping.
  unsigned base_ = 0;
  std::int64_t offset_low_ = 0, offset_high_ = 0;
  Formula formula_;
};

class Int {
 public:
  explicit Int(std::int64_t value) : word_(static_cast<std::uint64_t>(value)) {}
  explicit Int(Word word) : word_(std::move(word)) {}
  const Word& word() const { return word_; }

  friend Int operator+(const Int& a, const Int& b) { return Int(a.word_ + b.word_); }
  friend Int operator-(const Int& a, const Int& b) { return Int(a.word_ - b.word_); }
  friend Int operator*(const Int& a, const Int& b) { return Int(a.word_ * b.word_); }
  friend Bool operator==(const Int& a, const Int& b) { return a.word_ == b.word_; }
  friend Bool operator<(const Int& a, const Int& b) { return signed_less(a.word_, b.word_); }
  friend Bool operator<=(const Int& a, const Int& b) { return !signed_less(b.word_, a.word_); }

 private:
  Word word_;
};

// One truth value a type: may the set hold it?
class Set {
 public:
  Set() : Set(TypeSet{}) {}
  explicit Set(TypeSet types);

  const Bool& operator[](MemoryType type) const { return has_[static_cast<std::size_t>(type)]; }
  Bool& operator[](MemoryType type) { return has_[static_cast<std::size_t>(type)]; }

  friend Set operator|(const Set& a, const Set& b);

 private:
  std::array<Bool, 10> has_;
};

struct Symbolic {
  using Bool = solver::Bool;
  using Word = solver::Word;
  using Int = solver::Int;
  using Set = solver::Set;
};

Bool ite(const Bool& c, const Bool& a, const Bool& b);
Int ite(const Bool& c, const Int& a, const Int& b);
Set ite(const Bool& c, const Set& a, const Set& b);
inline bool known_true(const Bool& b) { return b.decided() && b.value(); }
inline bool known_false(const Bool& b) { return b.decided() && !b.value(); }
std::optional<std::uint64_t> known_value(const Word& w);
Bool prune(const Bool& b);
inline Word to_word(const Int& i) { return i.word(); }
inline Int to_int(const Word& w) { return Int(w); }

Set when(const Bool& c, const Set& set);
inline Bool has(const Set& set, MemoryType type) { return set[type]; }
Bool intersects(const Set& set, TypeSet other);
Bool subset(const Set& set, TypeSet other);
Bool is_empty(const Set& set);
Bool equal_sets(const Set& a, const Set& b);

Word fill_from_top_bit(const Word& w);
Word round_up_pow2(const Word& w);
Word round_down_pow2(const Word& w);
Int divide(const Int& a, const Int& b);
Int remainder(const Int& a, const Int& b);
Word divide(const Word& a, const Word& b);
Word remainder(const Word& a, const Word& b);
Word shift_left(const Word& a, const Word& n);
Word shift_right(const Word& a, const Word& n);
Int shift_right(const Int& a, const Int& n);
Int sign_extend(const Int& a, unsigned bits);

}  // namespace memtype::solver
