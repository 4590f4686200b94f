#include <gtest/gtest.h>

#include "helpers.hpp"

namespace memtype::cases::testing {
namespace definite_assignment_test {

std::string body(const std::string& text) { return ids(parse_body("int a = 1, b = 2; " + text)); }

TEST(DefiniteAssignment, StraightLine) {
  EXPECT_EQ(body("x = 1; y = x;"), "");
  EXPECT_EQ(body("y = x; x = 1;"), "E015");
  EXPECT_EQ(body("int x; y = x;"), "E015");
  EXPECT_EQ(body("x += 1;"), "E015");
  EXPECT_EQ(body("x++;"), "E015");
}

TEST(DefiniteAssignment, BothBranchesMustAssign) {
  EXPECT_EQ(body("if (a) x = 1; y = x;"), "E015");
  EXPECT_EQ(body("if (a) x = 1; else x = 2; y = x;"), "");
  EXPECT_EQ(body("if (a) x = 1; else if (b) x = 2; y = x;"), "E015");
  EXPECT_EQ(body("if (a) { x = 1; y = x; }"), "");
}

TEST(DefiniteAssignment, AReturnNeedsNothing) {
  EXPECT_EQ(body("if (a) x = 1; else return; y = x;"), "");
  EXPECT_EQ(body("int x; return; y = x;"), "");
}

TEST(DefiniteAssignment, LoopsMayNotRun) {
  EXPECT_EQ(body("while (a) { x = 1; a--; } y = x;"), "E015");
  EXPECT_EQ(body("do { x = 1; } while (x < 1); y = x;"), "");
  EXPECT_EQ(body("for (i = 0; i < 3; i++) x = i; y = x;"), "E015");
  EXPECT_EQ(body("for (i = 0; i < 3; i++) x = i; y = i;"), "");
}

TEST(DefiniteAssignment, BreaksBringWhatTheyHave) {
  EXPECT_EQ(body("while (1) { x = 1; break; } y = x;"), "");
  EXPECT_EQ(body("while (1) { if (a) break; x = 1; } y = x;"), "E015");
  EXPECT_EQ(body("do { if (a) break; x = 1; } while (b); y = x;"), "E015");
  EXPECT_EQ(body("for (;;) { if (a) { x = 1; break; } a = 1; } y = x;"), "");
}

TEST(DefiniteAssignment, ReportsEachVariableOnce) {
  EXPECT_EQ(body("int x, v; y = x; z = x; w = v;"), "E015 E015");
}

TEST(DefiniteAssignment, WritesToFixedNamesAreErrors) {
  EXPECT_EQ(body("bar = 1;"), "E020");
  EXPECT_EQ(body("PAGE_SIZE = 1;"), "E020");
  EXPECT_EQ(ids(parse("const N = 1; after { N++; }")), "E020");
}

TEST(DefiniteAssignment, BreakNeedsALoop) {
  EXPECT_EQ(body("if (a) break;"), "E033");
  EXPECT_EQ(body("while (a) { if (b) break; }"), "");
}

}  // namespace definite_assignment_test
}  // namespace memtype::cases::testing
