// C's binary operators, for reading and for printing. Private to the front end.
#pragma once

#include <string_view>

namespace memtype::cases {

struct BinaryOperator {
  std::string_view text;
  int precedence;
};
inline constexpr BinaryOperator binary_operators[] = {
    {"||", 1}, {"&&", 2}, {"|", 3},  {"^", 4},  {"&", 5},  {"==", 6}, {"!=", 6},
    {"<", 7},  {"<=", 7}, {">", 7},  {">=", 7}, {"in", 7}, {"<<", 8}, {">>", 8},
    {"+", 9},  {"-", 9},  {"*", 10}, {"/", 10}, {"%", 10}};

// 0 for anything that is not a binary operator.
constexpr int precedence(std::string_view text) {
  for (const BinaryOperator& op : binary_operators)
    if (op.text == text) return op.precedence;
  return 0;
}

}  // namespace memtype::cases
