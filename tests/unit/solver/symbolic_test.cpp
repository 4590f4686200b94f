// Random expressions over pinned unknowns: formulas and plain numbers must agree.
#include "symbolic/symbolic.hpp"

#include <gtest/gtest.h>

#include "random.hpp"

namespace memtype::solver::testing {
namespace symbolic_test {

// Formulas beside the plain values they stand for.
class Values {
 public:
  Values(z3::solver& pins, Random& random) : pins_(pins), random_(random) {
    for (int i = 0; i < 3; ++i) unknown_word(i);
    for (const std::uint64_t n : {odd_number(), odd_number(), page_bytes})
      words_.push_back({Word(n), n});
    for (const bool value : {true, false}) unknown_bool(value);
    const TypeSet some = types();
    sets_.push_back({Set(some), some});
    sets_.push_back({Set(TypeSet{}), TypeSet{}});
  }

  // One operation on values at hand.
  void grow() {
    switch (random_.below(5)) {
      case 0: return arithmetic();
      case 1: return bit_tricks();
      case 2: return compare();
      case 3: return logic();
      case 4: return sets();
    }
  }

  void expect_bounds() const {
    for (const auto& [formula, plain] : words_) {
      EXPECT_LE(formula.low(), plain);
      EXPECT_GE(formula.high(), plain);
      EXPECT_EQ(known_value(formula).value_or(plain), plain);
    }
    for (const auto& [formula, plain] : bools_)
      EXPECT_TRUE(!formula.decided() || formula.value() == plain);
  }

  void expect_equal(const z3::model& model) const {
    for (const auto& [formula, plain] : words_)
      EXPECT_EQ(model.eval(formula.formula(), true).get_numeral_uint64(), plain);
    for (const auto& [formula, plain] : bools_)
      EXPECT_EQ(model.eval(formula.formula(), true).is_true(), plain);
    for (const auto& [formula, plain] : sets_)
      for (MemoryType t : all_memory_types)
        EXPECT_EQ(model.eval(formula[t].formula(), true).is_true(), plain.contains(t)) << name(t);
  }

 private:
  template <class Formula, class Plain>
  struct Pair {
    Formula formula;
    Plain plain;
  };

  // As an unknown address, size or count: aligned, in a random interval around its value.
  void unknown_word(int i) {
    const unsigned zeros = random_.one_in(3) ? 0 : 12;
    const auto bits = static_cast<unsigned>(1 + random_.below(random_.one_in(3) ? 64 - zeros : 20));
    const std::uint64_t field = ~std::uint64_t{0} >> (64 - bits);
    const std::uint64_t value = (random_.bits() & field) << zeros;
    const std::uint64_t room = (field << zeros) - value;
    const std::uint64_t low = random_.one_in(2) ? 0 : value - (value ? random_.below(value) : 0);
    const std::uint64_t high = value + (room ? random_.below(room) : 0);
    const Word word = Word::unknown(("w" + std::to_string(i)).c_str(), bits, zeros, low, high);
    if (!word.is_constant()) pins_.add(word.formula() == pins_.ctx().bv_val(value, 64));
    words_.push_back({word, word.is_constant() ? low : value});
  }
  void unknown_bool(bool value) {
    const Bool b = Bool::unknown(value ? "yes" : "no");
    pins_.add(b.formula() == pins_.ctx().bool_val(value));
    bools_.push_back({b, value});
  }
  std::uint64_t odd_number() {
    switch (random_.below(4)) {
      case 0: return ~std::uint64_t{0} << random_.below(64);
      case 1: return 0 - random_.below(0x100000);
      case 2: return std::uint64_t{1} << random_.below(64);
    }
    return random_.bits() >> random_.below(64);
  }
  TypeSet types() {
    TypeSet set;
    for (MemoryType t : all_memory_types)
      if (random_.one_in(3)) set |= t;
    return set;
  }
  void add(const Word& formula, std::uint64_t plain) { words_.push_back({formula, plain}); }
  void add(const Int& formula, std::int64_t plain) { add(formula.word(), memtype::to_word(plain)); }
  void add(const Bool& formula, bool plain) { bools_.push_back({formula, plain}); }
  void add(const Set& formula, TypeSet plain) { sets_.push_back({formula, plain}); }

  void arithmetic() {
    const auto a = random_.any(words_), b = random_.any(words_);
    const Int i(a.formula), j(b.formula);
    const std::int64_t x = memtype::to_int(a.plain), y = memtype::to_int(b.plain);
    switch (random_.below(6)) {
      case 0: return add(a.formula + b.formula, a.plain + b.plain);
      case 1: return add(a.formula - b.formula, a.plain - b.plain);
      case 2: return add(a.formula * b.formula, a.plain * b.plain);
      case 3: return add(divide(i, j), memtype::divide(x, y));
      case 4: return add(remainder(i, j), memtype::remainder(x, y));
      case 5: return add(Int(0) - j, memtype::to_int(0 - b.plain));
    }
  }

  void bit_tricks() {
    const auto a = random_.any(words_), b = random_.any(words_);
    const auto n = static_cast<unsigned>(random_.below(64));
    switch (random_.below(11)) {
      case 0: return add(a.formula & b.formula, a.plain & b.plain);
      case 1: return add(a.formula | b.formula, a.plain | b.plain);
      case 2: return add(a.formula ^ b.formula, a.plain ^ b.plain);
      case 3: return add(~a.formula, ~a.plain);
      case 4: return add(a.formula << n, a.plain << n);
      case 5: return add(a.formula >> n, a.plain >> n);
      case 6: return add(fill_from_top_bit(a.formula), memtype::fill_from_top_bit(a.plain));
      case 7: return add(round_up_pow2(a.formula), memtype::round_up_pow2(a.plain));
      case 8: return add(round_down_pow2(a.formula), memtype::round_down_pow2(a.plain));
      case 9: return add(shift_left(a.formula, b.formula), memtype::shift_left(a.plain, b.plain));
      case 10:
        return add(shift_right(Int(a.formula), Int(b.formula)),
                   memtype::shift_right(memtype::to_int(a.plain), memtype::to_int(b.plain)));
    }
  }

  void compare() {
    const auto a = random_.any(words_), b = random_.any(words_);
    const Int i(a.formula), j(b.formula);
    const std::int64_t x = memtype::to_int(a.plain), y = memtype::to_int(b.plain);
    add(a.formula == b.formula, a.plain == b.plain);
    add(a.formula < b.formula, a.plain < b.plain);
    add(a.formula <= b.formula, a.plain <= b.plain);
    add(i == j, x == y);
    add(i < j, x < y);
    add(prune(i <= j), x <= y);
  }

  void logic() {
    const auto c = random_.any(bools_), d = random_.any(bools_), e = random_.any(bools_);
    add(!c.formula, !c.plain);
    add(c.formula && d.formula, c.plain && d.plain);
    add(c.formula || d.formula, c.plain || d.plain);
    add(c.formula == d.formula, c.plain == d.plain);
    add(ite(c.formula, d.formula, e.formula), c.plain ? d.plain : e.plain);
    const auto a = random_.any(words_), b = random_.any(words_);
    add(ite(c.formula, a.formula, b.formula), c.plain ? a.plain : b.plain);
    add(ite(c.formula, Int(a.formula), Int(b.formula)),
        memtype::to_int(c.plain ? a.plain : b.plain));
  }

  void sets() {
    const auto a = random_.any(sets_), b = random_.any(sets_);
    const auto c = random_.any(bools_);
    const TypeSet other = types();
    const MemoryType type = all_memory_types[random_.below(std::size(all_memory_types))];
    add(when(c.formula, Set(other)), memtype::when(c.plain, other));
    add(when(c.formula, a.formula), memtype::when(c.plain, a.plain));
    add(a.formula | b.formula, a.plain | b.plain);
    add(ite(c.formula, a.formula, b.formula), c.plain ? a.plain : b.plain);
    add(has(a.formula, type), a.plain.contains(type));
    add(intersects(a.formula, other), a.plain.intersects(other));
    add(subset(a.formula, other), a.plain.subset_of(other));
    add(is_empty(a.formula), a.plain.empty());
    add(equal_sets(a.formula, b.formula), a.plain == b.plain);
  }

  z3::solver& pins_;
  Random& random_;
  std::vector<Pair<Word, std::uint64_t>> words_;
  std::vector<Pair<Bool, bool>> bools_;
  std::vector<Pair<Set, TypeSet>> sets_;
};

TEST(Symbolic, RandomExpressionsAgreeWithPlainNumbers) {
  const std::uint64_t seed = base_seed();
  for (std::uint64_t k = 0; k < 250 * rounds(); ++k) {
    SCOPED_TRACE("MEMTYPE_SEED " + std::to_string(seed) + ", expression set " + std::to_string(k));
    Random random(seed * 1'000'003 + k);
    z3::context context;
    ContextScope scope(context);
    z3::solver pins(context);
    Values values(pins, random);
    for (int i = 0; i < 24; ++i) values.grow();
    values.expect_bounds();
    ASSERT_EQ(pins.check(), z3::sat);
    values.expect_equal(pins.get_model());
    if (HasFailure()) return;
  }
}

// What an assignment overwrites has to go, or the context keeps every formula there ever was.
TEST(Formulas, AreFreedWhenOverwritten) {
  z3::context context;
  const ContextScope scope(context);
  const Word x = Word::unknown("x", 64, 0, 0, ~std::uint64_t{0});
  Word sum = x;
  const auto overwrite = [&](std::uint64_t from) {
    for (std::uint64_t n = 1; n <= 20000; ++n) sum = x + Word(from + n * 3);
  };
  overwrite(0);
  const auto before = Z3_get_estimated_alloc_size();
  overwrite(std::uint64_t{1} << 40);
  EXPECT_LT(Z3_get_estimated_alloc_size(), before + 500'000);
}

}  // namespace symbolic_test
}  // namespace memtype::solver::testing
