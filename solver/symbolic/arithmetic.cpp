// Powers of two, quotients and shifts, built of the operations of Word.
#include "symbolic/symbolic.hpp"

namespace memtype::solver {
namespace {

// All bits below the highest set one, and that one.
Word fill_below(Word w) {
  for (unsigned n = 1; n < 64; n *= 2) w = w | (w >> n);
  return w;
}

// Is the formula a choice among numbers that `bits` bits hold, sign included? Looks at no more than
// `budget` parts of it.
bool leaves_fit(const z3::expr& e, unsigned bits, unsigned& budget) {
  if (budget == 0) return false;
  --budget;
  if (e.is_ite()) return leaves_fit(e.arg(1), bits, budget) && leaves_fit(e.arg(2), bits, budget);
  std::uint64_t value = 0;
  if (!e.is_numeral_u64(value)) return false;
  return memtype::sign_extend(memtype::to_int(value), bits) == memtype::to_int(value);
}

}  // namespace

Word fill_from_top_bit(const Word& w) {
  if (w.is_constant()) return Word(memtype::fill_from_top_bit(w.low()));
  return ite(w == Word(0), w, w | ~fill_below(w >> 1));
}

Word round_down_pow2(const Word& w) {
  if (w.is_constant()) return Word(memtype::round_down_pow2(w.low()));
  return w & ~fill_below(w >> 1);
}

Word round_up_pow2(const Word& w) {
  if (w.is_constant()) return Word(memtype::round_up_pow2(w.low()));
  return ite(w <= Word(1), Word(1), fill_below(w - Word(1)) + Word(1));
}

Int divide(const Int& a, const Int& b) {
  const auto x = known_value(a.word()), y = known_value(b.word());
  if (x && y) return Int(memtype::divide(memtype::to_int(*x), memtype::to_int(*y)));
  const z3::expr quotient = a.word().formula() / b.word().formula();  // signed in z3++
  return ite(b == Int(0), Int(0), Int(Word::from_formula(quotient)));
}

Int remainder(const Int& a, const Int& b) {
  const auto x = known_value(a.word()), y = known_value(b.word());
  if (x && y) return Int(memtype::remainder(memtype::to_int(*x), memtype::to_int(*y)));
  const z3::expr rest = z3::srem(a.word().formula(), b.word().formula());
  return ite(b == Int(0), Int(0), Int(Word::from_formula(rest)));
}

Word divide(const Word& a, const Word& b) {
  const auto x = known_value(a), y = known_value(b);
  if (x && y) return Word(memtype::divide(*x, *y));
  return ite(b == Word(0), Word(0), Word::from_formula(z3::udiv(a.formula(), b.formula())));
}

Word remainder(const Word& a, const Word& b) {
  const auto x = known_value(a), y = known_value(b);
  if (x && y) return Word(memtype::remainder(*x, *y));
  return ite(b == Word(0), Word(0), Word::from_formula(z3::urem(a.formula(), b.formula())));
}

Word shift_left(const Word& a, const Word& n) {
  if (const auto count = known_value(n)) return a << static_cast<unsigned>(*count & 63);
  return Word::from_formula(z3::shl(a.formula(), (n & Word(63)).formula()));
}

Word shift_right(const Word& a, const Word& n) {
  if (const auto count = known_value(n)) return a >> static_cast<unsigned>(*count & 63);
  return Word::from_formula(z3::lshr(a.formula(), (n & Word(63)).formula()));
}

Int shift_right(const Int& a, const Int& n) {
  const auto count = known_value(n.word());
  if (count && a.word().high() >> 63 == 0)
    return Int(a.word() >> static_cast<unsigned>(*count & 63));
  const auto value = known_value(a.word());
  if (count && value)
    return Int(memtype::shift_right(memtype::to_int(*value), memtype::to_int(*count)));
  const z3::expr shifted = z3::ashr(a.word().formula(), (n.word() & Word(63)).formula());
  return Int(Word::from_formula(shifted));
}

// What a call returns, a choice among small numbers and errnos, fits and stays as it is.
Int sign_extend(const Int& a, unsigned bits) {
  if (const auto value = known_value(a.word()))
    return Int(memtype::sign_extend(memtype::to_int(*value), bits));
  if (a.word().high() >> (bits - 1) == 0) return a;
  const z3::expr whole = a.word().formula();
  unsigned budget = 256;
  if (leaves_fit(whole, bits, budget)) return a;
  return Int(Word::from_formula(z3::sext(whole.extract(bits - 1, 0), 64 - bits)));
}

}  // namespace memtype::solver
