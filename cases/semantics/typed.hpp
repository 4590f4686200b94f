// Which C type an operation is made in: a number together with its type.
//
// A number that nobody gave a C type is one of two things. A *literal* (a number without suffix, a
// constant, or what is computed of them alone) is computed with others of its kind in 64 bits, and
// takes the type that C gives its value where it meets a number with a type: int, where it fits.
// What has no declaration (a parameter, a fact, an undeclared variable) is a long.
#pragma once

#include <algorithm>
#include <string_view>

#include "semantics/arithmetic.hpp"

namespace memtype::cases {

enum class Origin {
  literal,   // `type` is the one it takes where it meets a type
  own,       // no declaration: long
  declared,  // a variable with a declaration, a cast, a number with a suffix
};

struct NumberKind {
  CType type = c_long;
  Origin origin = Origin::own;

  friend constexpr bool operator==(NumberKind, NumberKind) = default;
};

inline constexpr NumberKind own_kind{c_long, Origin::own};
inline constexpr NumberKind truth_kind{c_int, Origin::literal};  // what a comparison gives

constexpr bool is_hexadecimal(std::string_view text) {
  return text.starts_with("0x") || text.starts_with("0X");
}

constexpr NumberKind declared_kind(CType type) { return {type, Origin::declared}; }

// C11 6.4.4.1: a hexadecimal literal may be unsigned where a decimal one is not.
constexpr NumberKind literal_kind(std::int64_t value, bool hexadecimal = false) {
  const bool fits = INT32_MIN <= value && value <= INT32_MAX;
  if (hexadecimal && !fits && value >= 0 && value <= UINT32_MAX)
    return {c_unsigned, Origin::literal};
  if (hexadecimal && value < 0) return {c_unsigned_long, Origin::literal};
  return {fits ? c_int : c_long, Origin::literal};
}

inline NumberKind kind_of_number(const Expr& e) {
  if (e.type) return declared_kind(*e.type);
  return literal_kind(e.number, is_hexadecimal(e.text));
}

inline NumberKind kind_of_local(const Program& program, std::size_t local) {
  const auto type = program.type_of(local);
  return type ? declared_kind(*type) : own_kind;
}

// The type in which two operands of an operation are computed, and what the result is. Literals
// among themselves are computed as long.
constexpr NumberKind common_kind(NumberKind a, NumberKind b) {
  const Origin origin = std::max(a.origin, b.origin);
  if (origin == Origin::literal) return {c_long, origin};
  return {common_type(a.type, b.type), origin};
}

// Of a shift, and of what else keeps the type of its left operand.
constexpr NumberKind left_kind(NumberKind a, NumberKind b) {
  if (a.origin != Origin::literal) return {promoted(a.type), a.origin};
  if (b.origin == Origin::declared) return {promoted(a.type), b.origin};
  return {c_long, std::max(a.origin, b.origin)};
}

constexpr NumberKind kind_of(Operator op, NumberKind a, NumberKind b) {
  const bool shift = op == Operator::shift_left || op == Operator::shift_right;
  return shift ? left_kind(a, b) : common_kind(a, b);
}

constexpr NumberKind kind_of(Arithmetic function, NumberKind a, NumberKind b) {
  switch (function) {
    case Arithmetic::min:
    case Arithmetic::max: return common_kind(a, b);
    case Arithmetic::align_up:
    case Arithmetic::align_down: return left_kind(a, b);
    case Arithmetic::page_align: return left_kind(a, a);
    case Arithmetic::roundup_pow_of_two:
    case Arithmetic::rounddown_pow_of_two:
      return a.origin == Origin::declared ? declared_kind(c_unsigned_long) : left_kind(a, a);
    case Arithmetic::is_err:
    case Arithmetic::is_err_or_null: return truth_kind;
    case Arithmetic::ptr_err: return declared_kind(c_long);
    case Arithmetic::ptr_err_or_zero: return declared_kind(c_int);
    case Arithmetic::err_ptr: return own_kind;
  }
  return own_kind;
}

// The result of an operation on literals alone: its type goes by its value where that is known,
// else by the operands.
constexpr NumberKind of_literals(std::optional<std::uint64_t> value, NumberKind a, NumberKind b) {
  if (value) return literal_kind(to_int(*value));
  return {common_type(a.type, b.type), Origin::literal};
}

template <class D>
struct Typed {
  typename D::Int number;
  NumberKind kind;
};

// Brings an operand into the type of the operation.
template <Domain D>
constexpr typename D::Int operand(const Typed<D>& x, NumberKind kind) {
  if (kind.origin == Origin::literal) return x.number;
  return convert<D>(x.number, kind.type);
}

template <Domain D>
constexpr Typed<D> as_result(typename D::Int number, NumberKind kind, NumberKind a, NumberKind b) {
  if (kind.origin == Origin::literal) kind = of_literals(known_value(to_word(number)), a, b);
  return {std::move(number), kind};
}

template <Domain D>
constexpr Typed<D> compute(Operator op, const Typed<D>& x, const Typed<D>& y) {
  const NumberKind kind = kind_of(op, x.kind, y.kind);
  const bool shift = op == Operator::shift_left || op == Operator::shift_right;
  const typename D::Int right = shift ? y.number : operand<D>(y, kind);
  return as_result<D>(compute<D>(op, kind.type, operand<D>(x, kind), right), kind, x.kind,
                      shift ? x.kind : y.kind);
}

// A unary operator.
template <Domain D>
constexpr Typed<D> compute(Operator op, const Typed<D>& y) {
  const NumberKind kind = left_kind(y.kind, y.kind);
  return as_result<D>(compute<D>(op, kind.type, typename D::Int(0), operand<D>(y, kind)), kind,
                      y.kind, y.kind);
}

// A function of one argument gets it twice.
template <Domain D>
constexpr Typed<D> compute(Arithmetic function, const Typed<D>& x, const Typed<D>& y) {
  const NumberKind kind = kind_of(function, x.kind, y.kind);
  return as_result<D>(compute<D>(function, kind.type, operand<D>(x, kind), operand<D>(y, kind)),
                      kind, x.kind, y.kind);
}

template <Domain D>
constexpr typename D::Bool compare(Operator op, const Typed<D>& x, const Typed<D>& y) {
  const NumberKind kind = common_kind(x.kind, y.kind);
  return compare_numbers<D>(op, kind.type, operand<D>(x, kind), operand<D>(y, kind));
}

// condition ? x : y
template <Domain D>
constexpr Typed<D> choose(const typename D::Bool& condition, const Typed<D>& x, const Typed<D>& y) {
  const NumberKind kind = common_kind(x.kind, y.kind);
  return as_result<D>(ite(condition, operand<D>(x, kind), operand<D>(y, kind)), kind, x.kind,
                      y.kind);
}

}  // namespace memtype::cases
