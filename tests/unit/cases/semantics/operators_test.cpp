#include "semantics/operators.hpp"

#include <gtest/gtest.h>

namespace memtype::cases::testing {
namespace operators_test {

TEST(Operators, ANameAndAnArityMeanOneOperator) {
  for (const OperatorInfo& row : operators) {
    EXPECT_EQ(operator_named(row.spelling, row.arity), row.op) << row.spelling;
    EXPECT_EQ(&info(row.op), &row) << row.spelling;
  }
}

TEST(Operators, WhatIsNoneIsNothing) {
  for (const std::string_view text : {"", "**", "=", "+=", "and", "in", "<>", ">>>", "?", ":"})
    for (const std::size_t arity : {1U, 2U, 3U}) EXPECT_FALSE(operator_named(text, arity)) << text;
  EXPECT_FALSE(operator_named("!", 2));
  EXPECT_FALSE(operator_named("*", 1));
  EXPECT_FALSE(operator_named("?:", 2));
}

TEST(Operators, OnlyArithmeticHasAnAssignment) {
  for (const std::string_view text : {"+=", "-=", "*=", "/=", "%=", "&=", "|=", "^=", "<<=", ">>="})
    EXPECT_EQ(compound_assignment(text), operator_named(text.substr(0, text.size() - 1), 2));
  for (const std::string_view text : {"=", "==", "!=", "<=", ">=", "&&=", "||=", "~=", "?:="})
    EXPECT_FALSE(compound_assignment(text)) << text;
  EXPECT_TRUE(is_assignment("="));
  EXPECT_FALSE(is_assignment("=="));
}

}  // namespace operators_test
}  // namespace memtype::cases::testing
