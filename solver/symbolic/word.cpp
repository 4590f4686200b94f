// Addresses and numbers: sums, masks, comparisons, with the bounds that they keep.
#include <bit>

#include "symbolic/context.hpp"

namespace memtype::solver {
namespace {

constexpr std::uint64_t all_ones = ~std::uint64_t{0};

// The lowest mask of the form 2^k - 1 that covers x.
std::uint64_t smear(std::uint64_t x) { return x == 0 ? 0 : all_ones >> std::countl_zero(x); }

bool add_wraps(std::uint64_t a, std::uint64_t b) { return a + b < a; }

}  // namespace

Word Word::from_formula(const z3::expr& formula, std::uint64_t low, std::uint64_t high,
                        std::uint64_t ones) {
  Word w;
  w.low_ = low;
  w.high_ = std::min(high, ones);
  if (w.low_ == w.high_) return Word(w.low_);  // or a model could choose what folding took as known
  w.ones_ = ones & smear(w.high_);
  w.formula_ = Formula(formula);
  return w;
}

Word Word::unknown(const char* name, unsigned bits, unsigned zeros, std::uint64_t low,
                   std::uint64_t high) {
  if (low == high) return Word(low);
  z3::context& c = context();
  const z3::expr field_bits = c.bv_const(name, bits);
  const z3::expr aligned = zeros > 0 ? z3::concat(field_bits, c.bv_val(0, zeros)) : field_bits;
  const z3::expr formula = bits + zeros < 64 ? z3::zext(aligned, 64 - bits - zeros) : aligned;
  const std::uint64_t field = bits >= 64 ? all_ones : (std::uint64_t{1} << bits) - 1;
  Word w = from_formula(formula, low, high, field << zeros);
  if (w.is_constant()) return w;
  static thread_local unsigned next_base = 0;
  w.base_ = ++next_base;
  return w;
}

z3::expr Word::formula() const { return formula_ ? *formula_ : context().bv_val(low_, 64); }

std::optional<std::uint64_t> known_value(const Word& w) {
  if (!w.is_constant()) return std::nullopt;
  return w.low();
}

Word& Word::on_base(const Word& from, std::int64_t low, std::int64_t high) {
  constexpr std::int64_t limit = std::int64_t{1} << 61;  // far from where offsets would wrap
  if (from.base_ == 0 || low < -limit || high > limit) return *this;
  base_ = from.base_;
  offset_low_ = from.offset_low_ + low;
  offset_high_ = from.offset_high_ + high;
  if (offset_low_ < -limit || offset_high_ > limit) base_ = 0;
  return *this;
}

Word operator+(const Word& a, const Word& b) {
  if (b.is_constant() && !a.is_constant()) return b + a;
  if (a.is_constant() && b.is_constant()) return Word(a.low_ + b.low_);
  if (a.is_constant() && a.low_ == 0) return b;
  const bool disjoint = (a.ones_ & b.ones_) == 0;  // then adding is or-ing
  const z3::expr sum = disjoint ? a.formula() | b.formula() : a.formula() + b.formula();
  const std::uint64_t ones =
      disjoint ? a.ones_ | b.ones_ : all_ones << std::countr_zero(a.ones_ | b.ones_);
  // A "negative" constant wraps; the bounds survive when the sum cannot go below zero.
  const bool subtracts = a.is_constant() && a.low_ >> 63 == 1 && b.low_ >= 0 - a.low_;
  if (!subtracts && add_wraps(a.high_, b.high_)) return Word::from_formula(sum, 0, all_ones, ones);
  Word w = Word::from_formula(sum, a.low_ + b.low_, a.high_ + b.high_, ones);
  // Of two unknowns the one that varies more is the base, the other the offset.
  const bool b_is_base = b.base_ != 0 && (a.base_ == 0 || b.high_ - b.low_ > a.high_ - a.low_);
  const Word& from = b_is_base ? b : a;
  const Word& by = b_is_base ? a : b;
  if (subtracts || by.high_ >> 62 == 0)
    w.on_base(from, memtype::to_int(by.low_), memtype::to_int(by.high_));
  return w;
}

Word operator-(const Word& a, const Word& b) {
  if (b.is_constant()) return a + Word(0 - b.low_);
  if (a.same_base(b) && a.exact() && b.exact())
    return Word(memtype::to_word(a.offset_low_ - b.offset_low_));
  const z3::expr difference = a.formula() - b.formula();
  if (a.same_base(b) && a.offset_low_ >= b.offset_high_)
    return Word::from_formula(difference, memtype::to_word(a.offset_low_ - b.offset_high_),
                              memtype::to_word(a.offset_high_ - b.offset_low_));
  if (a.low_ >= b.high_) return Word::from_formula(difference, a.low_ - b.high_, a.high_ - b.low_);
  return Word::from_formula(difference);
}

Word operator*(const Word& a, const Word& b) {
  if (a.is_constant() && b.is_constant()) return Word(a.low_ * b.low_);
  return Word::from_formula(a.formula() * b.formula());
}

Word operator&(const Word& a, const Word& b) {
  if (b.is_constant() && !a.is_constant()) return b & a;
  const std::uint64_t ones = a.ones_ & b.ones_;
  if (ones == 0) return Word(0);
  if (a.is_constant() && b.is_constant()) return Word(a.low_ & b.low_);
  if (a.is_constant() && (b.ones_ & ~a.low_) == 0) return b;
  return Word::from_formula(a.formula() & b.formula(), 0, std::min(a.high_, b.high_), ones);
}

Word operator|(const Word& a, const Word& b) {
  if (b.is_constant() && !a.is_constant()) return b | a;
  if (a.is_constant() && b.is_constant()) return Word(a.low_ | b.low_);
  if (a.is_constant() && a.low_ == 0) return b;
  const std::uint64_t ones = a.ones_ | b.ones_;
  return Word::from_formula(a.formula() | b.formula(), std::max(a.low_, b.low_), smear(ones), ones);
}

Word operator^(const Word& a, const Word& b) {
  if (b.is_constant() && !a.is_constant()) return b ^ a;
  if (a.is_constant() && b.is_constant()) return Word(a.low_ ^ b.low_);
  if (a.is_constant() && a.low_ == 0) return b;
  if (a.same_base(b) && a.exact() && b.exact() && a.offset_low_ == b.offset_low_) return Word(0);
  const std::uint64_t ones = a.ones_ | b.ones_;
  return Word::from_formula(a.formula() ^ b.formula(), 0, smear(ones), ones);
}

Word operator~(const Word& a) {
  if (a.is_constant()) return Word(~a.low_);
  return Word::from_formula(~a.formula(), ~a.high_, ~a.low_);
}

Word operator<<(const Word& a, unsigned n) {
  if (a.is_constant()) return Word(a.low_ << n);
  return Word::from_formula(z3::shl(a.formula(), static_cast<int>(n)), 0, all_ones, a.ones_ << n);
}

Word operator>>(const Word& a, unsigned n) {
  if (n == 0) return a;
  if (a.is_constant()) return Word(a.low_ >> n);
  if (a.high_ >> n == a.low_ >> n) return Word(a.low_ >> n);
  return Word::from_formula(z3::lshr(a.formula(), static_cast<int>(n)), a.low_ >> n, a.high_ >> n,
                            a.ones_ >> n);
}

Bool operator==(const Word& a, const Word& b) {
  if (a.is_constant() && b.is_constant()) return Bool(a.low_ == b.low_);
  if (a.same_base(b)) {
    if (a.offset_high_ < b.offset_low_ || b.offset_high_ < a.offset_low_) return Bool(false);
    if (a.exact() && b.exact()) return Bool(true);
  }
  if (a.high_ < b.low_ || b.high_ < a.low_) return Bool(false);
  if (a.is_constant() && (a.low_ & ~b.ones_) != 0) return Bool(false);
  if (b.is_constant() && (b.low_ & ~a.ones_) != 0) return Bool(false);
  if (z3::eq(a.formula(), b.formula())) return Bool(true);
  return Bool((a.formula() == b.formula()).simplify());
}

Bool operator<(const Word& a, const Word& b) {
  if (a.high_ < b.low_) return Bool(true);
  if (a.low_ >= b.high_) return Bool(false);
  if (a.same_base(b)) {
    if (a.offset_high_ < b.offset_low_) return Bool(true);
    if (a.offset_low_ >= b.offset_high_) return Bool(false);
  }
  return Bool(z3::ult(a.formula(), b.formula()));
}

Bool operator<=(const Word& a, const Word& b) { return !(b < a); }

Bool signed_less(const Word& a, const Word& b) {
  const std::uint64_t sign = std::uint64_t{1} << 63;
  if (a.high_ < sign && b.high_ < sign) return a < b;
  if (a.is_constant() && b.is_constant())
    return Bool(memtype::to_int(a.low_) < memtype::to_int(b.low_));
  if (a.low_ >= sign && b.high_ < sign) return Bool(true);
  if (a.high_ < sign && b.low_ >= sign) return Bool(false);
  return Bool(z3::slt(a.formula(), b.formula()).simplify());
}

Word ite(const Bool& c, const Word& a, const Word& b) {
  if (c.decided()) return c.value() ? a : b;
  if (a.is_constant() && b.is_constant() && a.low_ == b.low_) return a;
  const bool same_base = a.same_base(b);
  if (same_base && a.exact() && b.exact() && a.offset_low_ == b.offset_low_) return a;
  if (z3::eq(a.formula(), b.formula())) return a;
  Word w =
      Word::from_formula(z3::ite(c.formula(), a.formula(), b.formula()), std::min(a.low_, b.low_),
                         std::max(a.high_, b.high_), a.ones_ | b.ones_);
  if (same_base) {
    w.base_ = a.base_;
    w.offset_low_ = std::min(a.offset_low_, b.offset_low_);
    w.offset_high_ = std::max(a.offset_high_, b.offset_high_);
  }
  return w;
}

Int ite(const Bool& c, const Int& a, const Int& b) { return Int(ite(c, a.word(), b.word())); }

}  // namespace memtype::solver
