// The arithmetic of cases: C's operators and the kernel's helpers in C's integer types, over a
// domain. Which type an operation is made in stands in typed.hpp. Programs and checks run it, and
// the folding of constants (fold.hpp) computes with it.
#pragma once

#include <stdexcept>

#include "memtype/cases/c_type.hpp"
#include "memtype/cases/case.hpp"
#include "memtype/domain.hpp"
#include "memtype/linux/memtype.hpp"
#include "semantics/operators.hpp"

namespace memtype::cases {

// The number in the type, as a conversion in C leaves it: the value of a narrower type is extended
// to 64 bits again, one of an unsigned 64-bit type is kept as its two's complement.
template <Domain D>
constexpr typename D::Int convert(const typename D::Int& value, CType type) {
  using Int = typename D::Int;
  using Word = typename D::Word;
  if (type == c_bool) return ite(value == Int(0), Int(0), Int(1));
  if (type.bits >= 64) return value;
  if (type.is_signed) return sign_extend(value, type.bits);
  return to_int(to_word(value) & Word((std::uint64_t{1} << type.bits) - 1));
}

// `x < y` of two numbers in one type; below 64 bits the two orders are the same.
template <Domain D>
constexpr typename D::Bool is_less(CType type, const typename D::Int& x, const typename D::Int& y) {
  if (type == c_unsigned_long) return to_word(x) < to_word(y);
  return x < y;
}

// Of two numbers in `type`. Throws std::logic_error for what is no comparison.
template <Domain D>
constexpr typename D::Bool compare_numbers(Operator op, CType type, const typename D::Int& x,
                                           const typename D::Int& y) {
  switch (op) {
    case Operator::equal: return x == y;
    case Operator::not_equal: return !(x == y);
    case Operator::less: return is_less<D>(type, x, y);
    case Operator::less_equal: return !is_less<D>(type, y, x);
    case Operator::greater: return is_less<D>(type, y, x);
    case Operator::greater_equal: return !is_less<D>(type, x, y);
    case Operator::choice:
    case Operator::logical_or:
    case Operator::logical_and:
    case Operator::logical_not:
    case Operator::bit_or:
    case Operator::bit_xor:
    case Operator::bit_and:
    case Operator::shift_left:
    case Operator::shift_right:
    case Operator::add:
    case Operator::subtract:
    case Operator::multiply:
    case Operator::divide:
    case Operator::remainder:
    case Operator::negate:
    case Operator::complement: break;
  }
  throw std::logic_error("not a comparison");
}

// Of two numbers in `type`, which is at least int; of shifts, `y` is any number. Sums and products
// wrap. A division by zero gives 0, and a shift takes its count modulo the width, as x86 does: C
// leaves both undefined, and where they can be seen they are errors of the case (fold.hpp). Unary
// operators take `y` alone. Throws std::logic_error for what gives a truth value or chooses.
template <Domain D>
constexpr typename D::Int compute(Operator op, CType type, const typename D::Int& x,
                                  const typename D::Int& y) {
  using Int = typename D::Int;
  using Word = typename D::Word;
  const Word a = to_word(x), b = to_word(y);
  const bool no_sign = type == c_unsigned_long;
  const auto fitted = [&](const Word& w) { return convert<D>(to_int(w), type); };
  const auto count = [&] { return b & Word(type.bits - 1U); };
  switch (op) {
    case Operator::add: return fitted(a + b);
    case Operator::subtract: return fitted(a - b);
    case Operator::multiply: return fitted(a * b);
    case Operator::divide: return no_sign ? to_int(divide(a, b)) : fitted(to_word(divide(x, y)));
    case Operator::remainder: return no_sign ? to_int(remainder(a, b)) : Int(remainder(x, y));
    case Operator::bit_and: return to_int(a & b);
    case Operator::bit_or: return to_int(a | b);
    case Operator::bit_xor: return to_int(a ^ b);
    case Operator::shift_left: return fitted(shift_left(a, count()));
    case Operator::shift_right:
      return no_sign ? to_int(shift_right(a, count())) : Int(shift_right(x, to_int(count())));
    case Operator::negate: return fitted(Word(0) - b);
    case Operator::complement: return fitted(~b);
    case Operator::choice:
    case Operator::logical_or:
    case Operator::logical_and:
    case Operator::logical_not:
    case Operator::equal:
    case Operator::not_equal:
    case Operator::less:
    case Operator::less_equal:
    case Operator::greater:
    case Operator::greater_equal: break;
  }
  throw std::logic_error("not an arithmetic operator");
}

// include/linux/err.h: is it one of the last 4095 addresses?
template <Domain D>
constexpr typename D::Bool is_error(const typename D::Int& x) {
  using Int = typename D::Int;
  return x < Int(0) && Int(-4096) < x;
}

// include/linux/{minmax,align,mm,log2,err}.h, of numbers in `type`. Functions of one argument take
// `x`. Alignments have to be powers of two; no power of two that fits is 0.
template <Domain D>
constexpr typename D::Int compute(Arithmetic function, CType type, const typename D::Int& x,
                                  const typename D::Int& y) {
  using Word = typename D::Word;
  using Int = typename D::Int;
  const auto truth = [](const typename D::Bool& b) { return ite(b, Int(1), Int(0)); };
  const Word a = to_word(x), low = to_word(y) - Word(1);
  const auto fitted = [&](const Word& w) { return convert<D>(to_int(w), type); };
  switch (function) {
    case Arithmetic::min: return ite(is_less<D>(type, y, x), y, x);
    case Arithmetic::max: return ite(is_less<D>(type, x, y), y, x);
    case Arithmetic::align_up: return fitted((a + low) & ~low);
    case Arithmetic::align_down: return fitted(a & ~low);
    case Arithmetic::page_align: return fitted(kernel::page_up<D>(a));
    case Arithmetic::roundup_pow_of_two: return fitted(round_up_pow2(a));
    case Arithmetic::rounddown_pow_of_two: return fitted(round_down_pow2(a));
    case Arithmetic::is_err: return truth(is_error<D>(x));
    case Arithmetic::is_err_or_null: return truth(is_error<D>(x) || x == Int(0));
    case Arithmetic::ptr_err_or_zero: return ite(is_error<D>(x), x, Int(0));
    case Arithmetic::ptr_err:
    case Arithmetic::err_ptr: return x;
  }
  throw std::logic_error("not a function");
}

}  // namespace memtype::cases
