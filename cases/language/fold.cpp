#include "language/fold.hpp"

#include <algorithm>
#include <bit>

#include "language/report.hpp"
#include "language/syntax.hpp"
#include "memtype/cases/functions.hpp"
#include "memtype/cases/print.hpp"

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

std::optional<std::uint64_t> division(const std::string& op, std::uint64_t a, std::uint64_t b) {
  if (b == 0 || !is_plain(a) || !is_plain(b)) return std::nullopt;
  return op == "/" ? a / b : a % b;
}

std::optional<std::uint64_t> comparison(const std::string& op, std::uint64_t a, std::uint64_t b) {
  if (op == "==") return a == b;
  if (op == "!=") return a != b;
  if (op == "&&") return a != 0 && b != 0;
  if (op == "||") return a != 0 || b != 0;
  if (!is_plain(a) || !is_plain(b)) return std::nullopt;
  if (op == "<") return a < b;
  if (op == "<=") return a <= b;
  if (op == ">") return a > b;
  if (op == ">=") return a >= b;
  return std::nullopt;
}

std::optional<std::uint64_t> shifted_right(std::uint64_t a, std::uint64_t b) {
  return b < 64 && is_plain(a) ? std::optional(a >> b) : std::nullopt;
}

Folded folded_binary(const std::string& op, const Folded& a, const Folded& b) {
  const unsigned both = std::min(a.bits, b.bits);
  if (op == "+" || op == "-") return sum(a, b, op == "-");
  if (op == "*") return product(a, b);
  if (op == "|") return known_low(both, a.low | b.low);
  if (op == "^") return known_low(both, a.low ^ b.low);
  if (op == "&") {  // zeros of one side are zeros of the result
    const unsigned clear = std::max(zeros(a), zeros(b));
    return known_low(std::max(both, clear), a.low & b.low);
  }
  if (op == "<<" && b.constant() && b.low < 64)
    return known_low(std::min(64U, a.bits + static_cast<unsigned>(b.low)), a.low << b.low);
  if (!a.constant() || !b.constant()) return {};
  std::optional<std::uint64_t> value;
  if (op == "/" || op == "%")
    value = division(op, a.low, b.low);
  else if (op == ">>")
    value = shifted_right(a.low, b.low);
  else
    value = comparison(op, a.low, b.low);
  return value ? number(*value) : Folded{};
}

Folded folded_unary(const std::string& op, const Folded& a) {
  if (op == "-") return sum(number(0), a, true);
  if (op == "~") return known_low(a.bits, ~a.low);
  return a.constant() ? number(a.low == 0) : Folded{};
}

Folded rounded(std::uint64_t x, std::uint64_t to, bool up) {
  if (!std::has_single_bit(to)) return {};
  return number((up ? x + to - 1 : x) & ~(to - 1));
}

Folded folded_call(Function function, const std::vector<Folded>& args) {
  for (const Folded& a : args)
    if (!a.constant() || !is_plain(a.low)) return {};
  const std::uint64_t a = args[0].low, b = args.size() > 1 ? args[1].low : 0;
  if (function == Function::min) return number(std::min(a, b));
  if (function == Function::max) return number(std::max(a, b));
  if (function == Function::align_up) return rounded(a, b, true);
  if (function == Function::align_down) return rounded(a, b, false);
  if (function == Function::page_align) return rounded(a, page_bytes, true);
  if (a == 0) return {};
  if (function == Function::roundup_pow_of_two) return number(std::bit_ceil(a));
  if (function == Function::rounddown_pow_of_two) return number(std::bit_floor(a));
  return {};
}

Folded faulty_value() {
  Folded f;
  f.faulty = true;
  return f;
}

Folded folded_name(const Symbol& symbol, const std::vector<Param>& params,
                   const std::vector<Folded>& constants) {
  const auto index = static_cast<std::size_t>(symbol.index);
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
              const std::vector<Folded>& constants) {
  switch (e.kind) {
    case Expr::Kind::number: return number(static_cast<std::uint64_t>(e.number));
    case Expr::Kind::name: return folded_name(e.symbol, params, constants);
    case Expr::Kind::unary: return folded_unary(e.text, args[0]);
    case Expr::Kind::binary:
      if (args.size() == 2) return folded_binary(e.text, args[0], args[1]);
      return !args[0].constant() ? Folded{} : args[args[0].low != 0 ? 1 : 2];
    case Expr::Kind::call: {
      const FunctionInfo* f = find_function(e.text);
      const bool pure = f != nullptr && f->group == FunctionGroup::arithmetic;
      return pure && args.size() == f->arguments.size() ? folded_call(f->function, args) : Folded{};
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

Folded number(std::uint64_t value) { return {64, value, true, -1, value}; }

Folded fold_sum(const Folded& a, const Folded& b) { return sum(a, b, false); }

Folded fold(const Expr& e, const std::vector<Param>& params, const std::vector<Folded>& constants) {
  std::vector<Folded> args;
  bool faulty = is_unreadable(e);
  for (const Expr& a : e.args) {
    args.push_back(fold(a, params, constants));
    faulty = faulty || args.back().faulty;
  }
  Folded result = faulty ? Folded{} : folded(e, args, params, constants);
  result.faulty = result.faulty || faulty;
  return result;
}

std::optional<Location> undefined_arithmetic(const Expr& e, const std::vector<Param>& params,
                                             const std::vector<Folded>& constants) {
  for (const Expr& a : e.args)
    if (auto inner = undefined_arithmetic(a, params, constants)) return inner;
  if (e.kind != Expr::Kind::binary || e.args.size() != 2) return std::nullopt;
  const auto right = fold(e.args[1], params, constants).constant();
  if (!right) return std::nullopt;
  const bool divides = (e.text == "/" || e.text == "%") && *right == 0;
  const bool shifts = (e.text == "<<" || e.text == ">>") && *right >= 64;
  return divides || shifts ? std::optional(e.at) : std::nullopt;
}

std::string affine_text(const Folded& value, const std::vector<Param>& params) {
  if (value.param < 0) return print_address(value.offset);
  const std::string& name = params[static_cast<std::size_t>(value.param)].name;
  if (value.offset == 0) return name;
  if (value.offset > INT64_MAX) return name + " - " + print_address(-value.offset);
  return name + " + " + print_address(value.offset);
}

}  // namespace memtype::cases
