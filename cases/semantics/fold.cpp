#include "semantics/fold.hpp"

#include <algorithm>
#include <bit>

#include "semantics/typed.hpp"

namespace memtype::cases {
namespace {

// A number that is the same read as signed and as unsigned.
bool is_plain(std::uint64_t value) { return value <= INT64_MAX; }

std::uint64_t low_mask(unsigned bits) {
  return bits >= 64 ? ~std::uint64_t{0} : (std::uint64_t{1} << bits) - 1;
}

Folded known_low(unsigned bits, std::uint64_t value) {
  Folded f;
  f.bits = bits;
  f.low = value & low_mask(bits);
  if (bits == 64) f = number(value);
  return f;
}

// Trailing zero bits that are certain.
unsigned zeros(const Folded& f) {
  return std::min(f.bits, static_cast<unsigned>(std::countr_zero(f.low)));
}

Folded sum(const Folded& a, const Folded& b, bool subtract) {
  const auto add = [&](std::uint64_t x, std::uint64_t y) { return subtract ? x - y : x + y; };
  Folded f = known_low(std::min(a.bits, b.bits), add(a.low, b.low));
  const bool one_param = a.param < 0 || b.param < 0;
  const bool cancels = subtract && a.param == b.param;
  if (!a.affine || !b.affine || (!one_param && !cancels) ||
      (subtract && a.param < 0 && b.param >= 0))
    return f;
  const std::uint64_t offset = add(a.offset, b.offset);
  const int param = cancels ? -1 : std::max(a.param, b.param);
  if (param < 0) return number(offset);
  f.affine = true;
  f.param = param;
  f.offset = offset;
  return f;
}

Folded product(const Folded& a, const Folded& b) {
  const unsigned bits = std::min({64U, a.bits + zeros(b), b.bits + zeros(a)});
  return known_low(bits, a.low * b.low);
}

// What C says about it hangs on the sign of the operands.
bool is_signed(Operator op) {
  return is_ordering(op) || op == Operator::divide || op == Operator::remainder ||
         op == Operator::shift_right;
}

bool is_undefined(Operator op, CType type, std::uint64_t right) {
  if (op == Operator::divide || op == Operator::remainder) return right == 0;
  if (op == Operator::shift_left || op == Operator::shift_right) return right >= type.bits;
  return false;
}

bool is_undefined(Arithmetic function, std::uint64_t a, std::uint64_t b) {
  switch (function) {
    case Arithmetic::align_up:
    case Arithmetic::align_down: return !std::has_single_bit(b);
    case Arithmetic::roundup_pow_of_two:
    case Arithmetic::rounddown_pow_of_two: return a == 0;
    case Arithmetic::min:
    case Arithmetic::max:
    case Arithmetic::page_align:
    case Arithmetic::is_err:
    case Arithmetic::is_err_or_null:
    case Arithmetic::ptr_err:
    case Arithmetic::ptr_err_or_zero:
    case Arithmetic::err_ptr: break;
  }
  return false;
}

Typed<Concrete> typed(const Folded& a) { return {to_int(a.low), a.kind}; }

Folded constant(const Typed<Concrete>& value) {
  Folded f = number(to_word(value.number));
  f.kind = value.kind;
  return f;
}

Folded truth(bool value) { return constant(Typed<Concrete>{value ? 1 : 0, truth_kind}); }

// Two constants, as a program would compute them.
Folded computed(Operator op, const Folded& a, const Folded& b) {
  const bool declared = std::max(a.kind.origin, b.kind.origin) == Origin::declared;
  if (is_undefined(op, kind_of(op, a.kind, b.kind).type, b.low)) return {};
  if (is_signed(op) && !declared && (!is_plain(a.low) || !is_plain(b.low))) return {};
  switch (info(op).kind) {
    case OperatorKind::arithmetic: return constant(compute<Concrete>(op, typed(a), typed(b)));
    case OperatorKind::comparison: return truth(compare<Concrete>(op, typed(a), typed(b)));
    case OperatorKind::logical:
      return truth(op == Operator::logical_and ? a.low != 0 && b.low != 0
                                               : a.low != 0 || b.low != 0);
    case OperatorKind::choice: break;
  }
  return {};
}

// What stays known where the operands are not: low bits, and a parameter plus a number.
Folded partly_known(Operator op, const Folded& a, const Folded& b) {
  const unsigned both = std::min(a.bits, b.bits);
  switch (op) {
    case Operator::add: return sum(a, b, false);
    case Operator::subtract: return sum(a, b, true);
    case Operator::multiply: return product(a, b);
    case Operator::bit_or: return known_low(both, a.low | b.low);
    case Operator::bit_xor: return known_low(both, a.low ^ b.low);
    case Operator::bit_and:  // zeros of one side are zeros of the result
      return known_low(std::max({both, zeros(a), zeros(b)}), a.low & b.low);
    case Operator::shift_left:
      if (!b.constant() || b.low >= 64) return {};
      return known_low(std::min(64U, a.bits + static_cast<unsigned>(b.low)), a.low << b.low);
    case Operator::choice:
    case Operator::logical_or:
    case Operator::logical_and:
    case Operator::logical_not:
    case Operator::equal:
    case Operator::not_equal:
    case Operator::less:
    case Operator::less_equal:
    case Operator::greater:
    case Operator::greater_equal:
    case Operator::shift_right:
    case Operator::divide:
    case Operator::remainder:
    case Operator::negate:
    case Operator::complement: break;
  }
  return {};
}

// What is known of a value in 64 bits, once it is cut to a type.
Folded in_type(Folded f, NumberKind kind) {
  if (kind.origin != Origin::literal && kind.type.bits < 64) {
    if (f.constant()) {
      f = number(to_word(convert<Concrete>(to_int(f.low), kind.type)));
    } else {
      f = known_low(std::min<unsigned>(f.bits, kind.type == c_bool ? 0 : kind.type.bits), f.low);
    }
  }
  f.kind = kind;
  return f;
}

Folded folded_binary(Operator op, const Folded& a, const Folded& b) {
  if (a.constant() && b.constant()) return computed(op, a, b);
  if (info(op).kind != OperatorKind::arithmetic) return in_type({}, truth_kind);
  const NumberKind kind = kind_of(op, a.kind, b.kind);
  if (kind.origin == Origin::literal)
    return in_type(partly_known(op, a, b), of_literals(std::nullopt, a.kind, b.kind));
  const bool shift = op == Operator::shift_left || op == Operator::shift_right;
  return in_type(partly_known(op, in_type(a, kind), shift ? b : in_type(b, kind)), kind);
}

Folded folded_unary(Operator op, const Folded& a) {
  if (op == Operator::logical_not)
    return a.constant() ? truth(a.low == 0) : in_type({}, truth_kind);
  if (a.constant()) return constant(compute<Concrete>(op, typed(a)));
  const NumberKind kind = left_kind(a.kind, a.kind);
  const Folded x = in_type(a, kind);
  return in_type(op == Operator::negate ? sum(number(0), x, true) : known_low(x.bits, ~x.low),
                 kind);
}

Folded folded_call(Arithmetic function, const std::vector<Folded>& args) {
  const Folded &a = args[0], &b = args[args.size() - 1];
  const NumberKind kind = kind_of(function, a.kind, b.kind);
  // A pointer is no number that could be unsigned.
  if (function == Arithmetic::err_ptr) return in_type(a, kind);
  for (const Folded& x : args)
    if (!x.constant() || !is_plain(x.low)) return in_type({}, kind);
  if (is_undefined(function, a.low, b.low)) return in_type({}, kind);
  return constant(compute<Concrete>(function, typed(a), typed(b)));
}

Folded folded_choice(const Folded& condition, const Folded& yes, const Folded& no) {
  NumberKind kind = common_kind(yes.kind, no.kind);
  if (kind.origin == Origin::literal) kind = of_literals(std::nullopt, yes.kind, no.kind);
  if (!condition.constant()) return in_type({}, kind);
  const Folded& chosen = condition.low != 0 ? yes : no;
  return kind.origin == Origin::literal ? chosen : in_type(chosen, kind);
}

Folded faulty_value() {
  Folded f;
  f.faulty = true;
  return f;
}

Folded folded_name(const Symbol& symbol, const std::vector<Param>& params,
                   const std::vector<Folded>& constants, const Program* program) {
  const auto index = static_cast<std::size_t>(symbol.index);
  if (symbol.kind == Symbol::Kind::local && program != nullptr)
    return in_type({}, kind_of_local(*program, index));
  if (symbol.kind == Symbol::Kind::constant)
    return index < constants.size() ? constants[index] : Folded{};
  if (symbol.kind == Symbol::Kind::none) return faulty_value();
  if (symbol.kind != Symbol::Kind::param) return {};
  Folded f = known_low(static_cast<unsigned>(std::countr_zero(params[index].align)), 0);
  f.affine = true;
  f.param = symbol.index;
  f.offset = 0;
  return f;
}

Folded folded(const Expr& e, const std::vector<Folded>& args, const std::vector<Param>& params,
              const std::vector<Folded>& constants, const Program* program) {
  switch (e.kind) {
    case Expr::Kind::number: return constant(Typed<Concrete>{e.number, kind_of_number(e)});
    case Expr::Kind::name: return folded_name(e.symbol, params, constants, program);
    case Expr::Kind::cast: return in_type(args[0], declared_kind(*e.type));
    case Expr::Kind::unary: return folded_unary(e.op, args[0]);
    case Expr::Kind::binary:
      if (args.size() == 2) return folded_binary(e.op, args[0], args[1]);
      return folded_choice(args[0], args[1], args[2]);
    case Expr::Kind::call: {
      const Arithmetic* function = e.function == nullptr ? nullptr : e.function->arithmetic();
      const bool fits = function != nullptr && args.size() == e.function->arguments.size();
      return fits ? folded_call(*function, args) : Folded{};
    }
    case Expr::Kind::types:
    case Expr::Kind::word:
    case Expr::Kind::in_set: return {};
  }
  return {};
}

}  // namespace

std::optional<std::uint64_t> Folded::modulo(std::uint64_t modulus) const {
  const auto needed = static_cast<unsigned>(std::countr_zero(modulus));
  return bits >= needed ? std::optional(low & (modulus - 1)) : std::nullopt;
}

Folded number(std::uint64_t value) {
  return {64, value, true, -1, value, literal_kind(to_int(value))};
}

Folded fold_sum(const Folded& a, const Folded& b) { return sum(a, b, false); }

Folded fold(const Expr& e, const std::vector<Param>& params, const std::vector<Folded>& constants,
            const Program* program) {
  std::vector<Folded> args;
  bool faulty = e.unreadable;
  for (const Expr& a : e.args) {
    args.push_back(fold(a, params, constants, program));
    faulty = faulty || args.back().faulty;
  }
  Folded result = faulty ? Folded{} : folded(e, args, params, constants, program);
  result.faulty = result.faulty || faulty;
  return result;
}

Folded fold(const Expr& e, const Case& c) {
  std::vector<Folded> constants;
  for (const Constant& constant : c.constants)
    constants.push_back(fold(constant.value, c.params, constants));
  return fold(e, c.params, constants);
}

std::optional<Location> undefined_arithmetic(const Expr& e, const std::vector<Param>& params,
                                             const std::vector<Folded>& constants) {
  for (const Expr& a : e.args)
    if (auto inner = undefined_arithmetic(a, params, constants)) return inner;
  if (e.kind != Expr::Kind::binary || e.args.size() != 2) return std::nullopt;
  const Folded left = fold(e.args[0], params, constants);
  const Folded right = fold(e.args[1], params, constants);
  if (!right.constant()) return std::nullopt;
  const CType type = kind_of(e.op, left.kind, right.kind).type;
  return is_undefined(e.op, type, right.low) ? std::optional(e.at) : std::nullopt;
}

}  // namespace memtype::cases
