// Parameters that have some values of a range: they are written out as an assumption.
#include <algorithm>
#include <bit>
#include <numeric>

#include "language/resolver.hpp"
#include "memtype/cases/print.hpp"

namespace memtype::cases {
namespace {

Expr number(std::uint64_t value, Location at) {
  Expr e;
  e.at = at;
  e.number = static_cast<std::int64_t>(value);
  e.text = print_number(value);
  return e;
}

Expr binary(Operator op, Expr a, Expr b) {
  Expr e;
  e.kind = Expr::Kind::binary;
  e.at = a.at;
  e.op = op;
  e.args.push_back(std::move(a));
  e.args.push_back(std::move(b));
  return e;
}

Expr name_of(const ParamSyntax& syntax) {
  Expr e;
  e.kind = Expr::Kind::name;
  e.at = syntax.name.at;
  e.text = syntax.name.name;
  return e;
}

// The largest power of two of which all of these are multiples, at most 2^63.
std::uint64_t common_alignment(std::uint64_t bits) {
  return bits == 0 ? 1 : std::uint64_t{1} << std::countr_zero(bits);
}

void no_value(const Param& param, Location at, const std::string& why, Names& names) {
  names.report.error("E037", at, "parameter " + quoted(param.name) + " can have no value")
      .notes.push_back({why, {}});
}

// name == A || name == B
std::optional<Assumption> listed(ParamSyntax& syntax, Param& param, Names& names) {
  std::vector<std::uint64_t> values;
  for (Expr& e : syntax.values) {
    const auto value = known_value(e, "a value of a parameter", names);
    if (!value) return std::nullopt;
    if (std::find(values.begin(), values.end(), *value) != values.end())
      names.report.error(
          "E037", e.at,
          print_number(*value) + " is listed twice as a value of " + quoted(param.name));
    values.push_back(*value);
  }
  if (values.empty()) return std::nullopt;
  param.has_range = true;
  param.low = *std::min_element(values.begin(), values.end());
  param.high = *std::max_element(values.begin(), values.end());
  param.align = common_alignment(
      std::accumulate(values.begin(), values.end(), std::uint64_t{0}, std::bit_or<>()));
  if (values.size() == 1) return std::nullopt;
  std::optional<Expr> any;
  for (std::size_t i = 0; i < values.size(); ++i) {
    Expr is = binary(Operator::equal, name_of(syntax), number(values[i], syntax.values[i].at));
    any = any ? binary(Operator::logical_or, std::move(*any), std::move(is)) : std::move(is);
  }
  return Assumption{param.at, std::move(*any)};
}

// (name & name - 1) == 0
std::optional<Assumption> powers(const ParamSyntax& syntax, Param& param, Names& names) {
  if (!param.has_range) return std::nullopt;
  const std::uint64_t most = std::bit_floor(param.high);
  const std::uint64_t low = std::max<std::uint64_t>(param.low, 1);
  if (most < low) {
    no_value(param, *syntax.pow2, "no power of two lies in the range", names);
    return std::nullopt;
  }
  param.low = param.align = std::bit_ceil(low);
  param.high = most;
  if (param.low == param.high) return std::nullopt;
  Expr bits = binary(Operator::bit_and, name_of(syntax),
                     binary(Operator::subtract, name_of(syntax), number(1, param.at)));
  return Assumption{param.at, binary(Operator::equal, std::move(bits), number(0, param.at))};
}

// (name - LOW) % STEP == 0
std::optional<Assumption> steps(ParamSyntax& syntax, Param& param, Names& names) {
  const auto step = known_value(*syntax.step, "a step", names);
  if (!step || !param.has_range || param.low > param.high) return std::nullopt;
  if (*step == 0) {
    names.report.error("E037", syntax.step->at, "a step of 0 gets nowhere");
    return std::nullopt;
  }
  param.high -= (param.high - param.low) % *step;
  if (param.align == 1 || (param.low | *step) % param.align == 0)
    param.align = std::max(param.align, common_alignment(param.low | *step));
  if (param.align == *step) return std::nullopt;  // each multiple in the range is a value
  Expr way = binary(Operator::subtract, name_of(syntax), number(param.low, param.at));
  Expr rest = binary(Operator::remainder, std::move(way), number(*step, syntax.step->at));
  return Assumption{param.at, binary(Operator::equal, std::move(rest), number(0, param.at))};
}

}  // namespace

std::optional<Assumption> values_of(ParamSyntax& syntax, Param& param, Names& names) {
  if (!syntax.values.empty()) return listed(syntax, param, names);
  if (syntax.pow2) return powers(syntax, param, names);
  if (syntax.step) return steps(syntax, param, names);
  return std::nullopt;
}

}  // namespace memtype::cases
