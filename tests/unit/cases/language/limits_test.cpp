// `firmware any` within limits, and BARs whose size is a parameter.
#include <gtest/gtest.h>

#include "helpers.hpp"
#include "memtype/cases/print.hpp"

namespace memtype::cases::testing {
namespace limits_test {

ParseResult with_firmware(const std::string& value) {
  return parse_case("t.case", "case t machine { cpu intel; firmware " + value + "; } ");
}

// The value as it is printed, which reads back as the same tree; or the ids of the errors.
std::string firmware(const std::string& value) {
  const auto result = with_firmware(value);
  if (!result.parsed) return ids(result);
  const std::string text = print_case(*result.parsed);
  const auto again = parse_case("t.case", text);
  EXPECT_TRUE(again.parsed && same_tree(*result.parsed, *again.parsed)) << text;
  const std::string fact = "firmware  ";
  const std::size_t at = text.find(fact) + fact.size();
  return text.substr(at, text.find(';') == std::string::npos ? 0 : text.find('\n', at) - at - 1);
}

TEST(FirmwareLimits, AreReadAndPrinted) {
  EXPECT_EQ(firmware("any"), "any");
  EXPECT_EQ(firmware("any (WB, UC) min 1M"), "any (UC, WB) min 1M");
  EXPECT_EQ(firmware("any(WC)"), "any (WC)");
  EXPECT_EQ(firmware("any max 64K"), "any max 64K");
  EXPECT_EQ(firmware("any (UC, WC, WT, WP, WB) min 4K"), "any") << "no limit";
  EXPECT_EQ(firmware("any of (none, any (WB) min 1M max 1G, WC(0, 1M))"),
            "any of (none, any (WB) min 1M max 1G, WC(0, 1M))");
}

TEST(FirmwareLimits, HaveTypesAndPowersOfTwo) {
  for (const char* value : {"any (UC-)", "any (WB, 4K)", "any (wb)", "any min 3M", "any min 2K",
                            "any max 0", "any min 1M max 64K"})
    EXPECT_EQ(firmware(value), "E028") << value;
  EXPECT_EQ(firmware("any max 1M min 64K"), "E004");
  EXPECT_EQ(firmware("any ()"), "E004");
  EXPECT_EQ(firmware("any min"), "E004");
  EXPECT_EQ(ids(parse_case("t.case", "case t machine { cpu any (intel); }")), "E028");
}

ParseResult bars(const std::string& declared) {
  return parse_case("t.case", "case t machine { cpu intel; } " + declared);
}

TEST(BarSizes, MayBeParameters) {
  const auto result = bars("bar b size n range 0..64M; param n pow2 range 3M..16M;");
  ASSERT_TRUE(result.parsed) << first_message(result);
  const Param& bar = result.parsed->params.at(0);
  EXPECT_EQ(bar.size_param, 1);
  EXPECT_EQ(bar.bar_size, 0x400000U) << "the least power of two";
  EXPECT_EQ(bar.align, 0x400000U);
  EXPECT_EQ(ids(result, true), "") << "it is used";
  const std::string text = print_case(*result.parsed);
  EXPECT_NE(text.find("bar b size n range 0..64M;"), std::string::npos) << text;
  const auto again = parse_case("t.case", text);
  EXPECT_TRUE(again.parsed && same_tree(*result.parsed, *again.parsed)) << text;
}

TEST(BarSizes, AreNoAddresses) {
  EXPECT_EQ(ids(bars("bar a size 64K range 0..1M; bar b size a range 0..1M;")), "E037");
  EXPECT_EQ(ids(bars("bar b size b range 0..1M;")), "E037");
  EXPECT_NE(
      first_message(bars("bar a size b range 0..1M; bar b size 64K range 0..1M;")).find("is a BAR"),
      std::string::npos);
  EXPECT_EQ(ids(bars("param n; bar b size n range 0..1M;")), "E037");
  EXPECT_EQ(ids(bars("param n range 1M..2M; bar b size 2 * n range 0..4M;")), "E038");
}

}  // namespace limits_test
}  // namespace memtype::cases::testing
