// The arithmetic of cases: C's operators and the kernel's helpers on 64-bit two's complement, over
// a domain. Programs and checks run it, and the folding of constants (fold.hpp) computes with it.
#pragma once

#include <stdexcept>

#include "memtype/cases/case.hpp"
#include "memtype/domain.hpp"
#include "memtype/linux/memtype.hpp"
#include "semantics/operators.hpp"

namespace memtype::cases {

// Numbers are compared signed. Throws std::logic_error for what is no comparison.
template <Domain D>
typename D::Bool compare_numbers(Operator op, const typename D::Int& x, const typename D::Int& y) {
  switch (op) {
    case Operator::equal: return x == y;
    case Operator::not_equal: return !(x == y);
    case Operator::less: return x < y;
    case Operator::less_equal: return x <= y;
    case Operator::greater: return y < x;
    case Operator::greater_equal: return y <= x;
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

// A division by zero gives 0, and a shift takes its count modulo 64 (domain.hpp): C leaves both
// undefined, and where they can be seen they are errors of the case (fold.hpp). Unary operators
// take `y` alone. Throws std::logic_error for what gives a truth value or chooses.
template <Domain D>
typename D::Int compute(Operator op, const typename D::Int& x, const typename D::Int& y) {
  using Int = typename D::Int;
  switch (op) {
    case Operator::add: return x + y;
    case Operator::subtract: return x - y;
    case Operator::multiply: return x * y;
    case Operator::divide: return divide(x, y);
    case Operator::remainder: return remainder(x, y);
    case Operator::bit_and: return to_int(to_word(x) & to_word(y));
    case Operator::bit_or: return to_int(to_word(x) | to_word(y));
    case Operator::bit_xor: return to_int(to_word(x) ^ to_word(y));
    case Operator::shift_left: return to_int(shift_left(to_word(x), to_word(y)));
    case Operator::shift_right: return shift_right(x, y);
    case Operator::negate: return Int(0) - y;
    case Operator::complement: return Int(-1) - y;
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

// include/linux/{minmax,align,mm,log2}.h. Functions of one argument take `x`. Alignments have to be
// powers of two; no power of two that fits is 0.
template <Domain D>
typename D::Int compute(Arithmetic function, const typename D::Int& x, const typename D::Int& y) {
  using Word = typename D::Word;
  const Word a = to_word(x), low = to_word(y) - Word(1);
  switch (function) {
    case Arithmetic::min: return ite(y < x, y, x);
    case Arithmetic::max: return ite(x < y, y, x);
    case Arithmetic::align_up: return to_int((a + low) & ~low);
    case Arithmetic::align_down: return to_int(a & ~low);
    case Arithmetic::page_align: return to_int(kernel::page_up<D>(a));
    case Arithmetic::roundup_pow_of_two: return to_int(round_up_pow2(a));
    case Arithmetic::rounddown_pow_of_two: return to_int(round_down_pow2(a));
  }
  throw std::logic_error("not a function");
}

}  // namespace memtype::cases
