// C's operators: one table for the lexer, the parser, the printers and the readers of documents.
// What they compute stands in arithmetic.hpp and evaluate.hpp.
#pragma once

#include <iterator>
#include <optional>
#include <string_view>

#include "memtype/cases/case.hpp"

namespace memtype::cases {

enum class OperatorKind {
  arithmetic,  // numbers to a number
  comparison,  // two values to a truth value
  logical,     // truth values to a truth value
  choice,      // a ? b : c
};

struct OperatorInfo {
  Operator op;
  std::string_view spelling;
  std::size_t arity;
  int precedence;  // the higher, the tighter
  OperatorKind kind;
};

// In the order of Operator.
inline constexpr OperatorInfo operators[] = {
    {Operator::choice, "?:", 3, 0, OperatorKind::choice},
    {Operator::logical_or, "||", 2, 1, OperatorKind::logical},
    {Operator::logical_and, "&&", 2, 2, OperatorKind::logical},
    {Operator::bit_or, "|", 2, 3, OperatorKind::arithmetic},
    {Operator::bit_xor, "^", 2, 4, OperatorKind::arithmetic},
    {Operator::bit_and, "&", 2, 5, OperatorKind::arithmetic},
    {Operator::equal, "==", 2, 6, OperatorKind::comparison},
    {Operator::not_equal, "!=", 2, 6, OperatorKind::comparison},
    {Operator::less, "<", 2, 7, OperatorKind::comparison},
    {Operator::less_equal, "<=", 2, 7, OperatorKind::comparison},
    {Operator::greater, ">", 2, 7, OperatorKind::comparison},
    {Operator::greater_equal, ">=", 2, 7, OperatorKind::comparison},
    {Operator::shift_left, "<<", 2, 8, OperatorKind::arithmetic},
    {Operator::shift_right, ">>", 2, 8, OperatorKind::arithmetic},
    {Operator::add, "+", 2, 9, OperatorKind::arithmetic},
    {Operator::subtract, "-", 2, 9, OperatorKind::arithmetic},
    {Operator::multiply, "*", 2, 10, OperatorKind::arithmetic},
    {Operator::divide, "/", 2, 10, OperatorKind::arithmetic},
    {Operator::remainder, "%", 2, 10, OperatorKind::arithmetic},
    {Operator::negate, "-", 1, 11, OperatorKind::arithmetic},
    {Operator::complement, "~", 1, 11, OperatorKind::arithmetic},
    {Operator::logical_not, "!", 1, 11, OperatorKind::logical},
};

constexpr const OperatorInfo& info(Operator op) { return operators[static_cast<std::size_t>(op)]; }

constexpr bool operators_in_order() {
  for (std::size_t i = 0; i < std::size(operators); ++i)
    if (operators[i].op != static_cast<Operator>(i)) return false;
  return operators[std::size(operators) - 1].op == Operator::logical_not;
}
static_assert(operators_in_order());

// `expr in {TYPE, ...}` binds as the ordering comparisons do.
inline constexpr int membership_precedence = info(Operator::less).precedence;
inline constexpr int unary_precedence = info(Operator::negate).precedence;

// Nothing where there is no such operator of so many operands: never another operator.
constexpr std::optional<Operator> operator_named(std::string_view spelling, std::size_t arity) {
  for (const OperatorInfo& row : operators)
    if (row.spelling == spelling && row.arity == arity) return row.op;
  return std::nullopt;
}

// "+=" and its like: the operator before the '='; nothing for "=" and all else.
constexpr std::optional<Operator> compound_assignment(std::string_view text) {
  if (!text.ends_with('=')) return std::nullopt;
  const auto op = operator_named(text.substr(0, text.size() - 1), 2);
  return op && info(*op).kind == OperatorKind::arithmetic ? op : std::nullopt;
}

constexpr bool is_assignment(std::string_view text) {
  return text == "=" || compound_assignment(text).has_value();
}

constexpr bool is_comparison(Operator op) { return info(op).kind == OperatorKind::comparison; }
constexpr bool is_logical(Operator op) { return info(op).kind == OperatorKind::logical; }
constexpr bool is_equality(Operator op) {
  return op == Operator::equal || op == Operator::not_equal;
}
constexpr bool is_ordering(Operator op) { return is_comparison(op) && !is_equality(op); }

}  // namespace memtype::cases
