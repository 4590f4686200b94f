#include <gtest/gtest.h>

#include "helpers.hpp"

namespace memtype::cases::testing {
namespace lexer_test {

// The value of `const x = TEXT;`, or the id of its first error.
std::string number(const std::string& text) {
  const auto result = parse("const x = " + text + ";");
  if (!result.parsed) return result.diagnostics[0].id;
  return std::to_string(static_cast<std::uint64_t>(result.parsed->constants[0].value.number));
}

TEST(Numbers, DecimalHexAndSuffixes) {
  EXPECT_EQ(number("0"), "0");
  EXPECT_EQ(number("4096"), "4096");
  EXPECT_EQ(number("0x7ff000"), "8384512");
  EXPECT_EQ(number("0XFf"), "255");
  EXPECT_EQ(number("4K"), "4096");
  EXPECT_EQ(number("4k"), "4096");
  EXPECT_EQ(number("16M"), "16777216");
  EXPECT_EQ(number("2G"), "2147483648");
  EXPECT_EQ(number("1T"), "1099511627776");
  EXPECT_EQ(number("0x10K"), "16384");
  for (const char* c : {"7u", "7L", "7UL", "7lu", "7ull", "7LLU"}) EXPECT_EQ(number(c), "7") << c;
}

TEST(Numbers, LimitIs64Bits) {
  EXPECT_EQ(number("0xffffffffffffffff"), "18446744073709551615");
  EXPECT_EQ(number("18446744073709551615"), "18446744073709551615");
  EXPECT_EQ(number("18446744073709551616"), "E006");
  EXPECT_EQ(number("0x10000000000000000"), "E006");
  EXPECT_EQ(number("16777215T"), "18446742974197923840");
  EXPECT_EQ(number("16777216T"), "E006");
}

TEST(Numbers, MistakesAreNamed) {
  EXPECT_EQ(number("017"), "E007");
  EXPECT_EQ(number("00"), "E007");
  EXPECT_EQ(number("16MB"), "E002");
  EXPECT_EQ(number("0x"), "E002");
  EXPECT_EQ(number("0b101"), "E002");
  EXPECT_EQ(number("1.5"), "E002");
}

TEST(Numbers, ABadNumberIsReportedOnce) {
  EXPECT_EQ(ids(parse("const A = 16MB; param x align A; region r (x, A);")), "E002");
  EXPECT_EQ(ids(parse_case("t.case", "case t machine { cpu intel; phys_bits 036; }")), "E007");
}

TEST(Strings, SpanLinesAndConcatenate) {
  const auto result =
      parse_case("t.case", "case t\n\"One\n   two\" \" three\"\nmachine{cpu intel;}");
  ASSERT_TRUE(result.parsed);
  EXPECT_EQ(result.parsed->description, "One\ntwo three");
}

TEST(Strings, NeverClosedIsOneError) {
  EXPECT_EQ(ids(parse_case("t.case", "case t \"abc\nmachine { cpu intel; }")), "E003");
  EXPECT_EQ(ids(parse("before { /* }")), "E003");
}

TEST(Comments, BothKindsAnywhere) {
  EXPECT_TRUE(parse("/* a */ const /* b\n */ x = 1; // c").parsed);
}

TEST(Types, UcMinusOnlyWhereNoOperandFollows) {
  const auto result = parse_check(
      "check always x (has(after.fb, UC-) || after.fb in {WC, UC- , CD}) expect Holds;");
  ASSERT_TRUE(result.parsed);
  EXPECT_EQ(shape(result.parsed->checks[0].condition),
            "(|| (has after.fb UC-) (in after.fb WC|UC-|CD))");
  EXPECT_TRUE(parse("const UC = 5; after { x = UC -1; }").diagnostics.size() >
              0);  // still an operator
}

TEST(Positions, AreOneBasedBytes) {
  const auto result = parse_case("t.case", "case t\nmachine { cpu\tintel; }\n\tbogus;");
  ASSERT_FALSE(result.parsed);
  EXPECT_EQ(result.diagnostics[0].at.line, 3U);
  EXPECT_EQ(result.diagnostics[0].at.column, 2U);
  EXPECT_EQ(result.diagnostics[0].at.length, 5U);
}

}  // namespace lexer_test
}  // namespace memtype::cases::testing
