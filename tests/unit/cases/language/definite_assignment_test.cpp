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

TEST(DefiniteAssignment, JumpsBringWhatTheyHave) {
  EXPECT_EQ(body("if (a) goto out; x = 1; out: y = x;"), "E015");
  EXPECT_EQ(body("x = 0; if (a) goto out; x = 1; out: y = x;"), "");
  EXPECT_EQ(body("if (a) { x = 1; goto out; } x = 2; if (b) goto out; return; out: y = x;"), "");
  EXPECT_EQ(body("int z; x = 1; goto out; y = z; out: y = x;"), "");
  EXPECT_EQ(body("do { if (a) continue; x = 1; } while (x);"), "E015");
  EXPECT_EQ(body("for (i = 0; i < 3; i += x) { if (a) continue; x = 1; }"), "E015");
  EXPECT_EQ(body("for (i = 0; i < 3; i += x) { if (a) break; x = 1; }"), "");
}

TEST(DefiniteAssignment, OneOfTheCasesMustBeTaken) {
  EXPECT_EQ(body("switch (a) { case 1: x = 1; } y = x;"), "E015");
  EXPECT_EQ(body("switch (a) { case 1: x = 1; break; default: x = 2; } y = x;"), "");
  EXPECT_EQ(body("switch (a) { case 1: x = 1; default: x = 2; } y = x;"), "");
  EXPECT_EQ(body("switch (a) { case 1: x = 1; case 2: y = x; }"), "E015");
  EXPECT_EQ(body("switch (a) { default: if (b) break; x = 1; } y = x;"), "E015");
  EXPECT_EQ(body("int x; switch (x) { }"), "E015");
}

TEST(DefiniteAssignment, JumpsGoForwardToABlockAround) {
  EXPECT_EQ(body("again: a--; if (a) goto again;"), "E051");
  EXPECT_EQ(body("if (a) goto in; if (b) { in: a = 1; }"), "E051");
  EXPECT_EQ(body("switch (a) { case 1: goto in; default: in: a = 1; }"), "");
  EXPECT_EQ(body("goto in; switch (a) { case 1: in: a = 1; }"), "E051");
  EXPECT_EQ(body("goto nowhere;"), "E013");
  EXPECT_EQ(body("out: out: a = 1;"), "E011");
  EXPECT_EQ(body("if (a) goto out; else goto out; out: ;"), "");
  EXPECT_EQ(body("if (a) goto out; else { out: a = 1; }"), "E051");
}

TEST(DefiniteAssignment, CaseNeedsASwitchAndAConstant) {
  EXPECT_EQ(body("case 1: a = 1;"), "E033");
  EXPECT_EQ(body("switch (a) { case b: a = 1; }"), "E038");
  EXPECT_EQ(body("switch (a) { default: default: a = 1; }"), "E011");
  EXPECT_EQ(body("switch (a) { case PAGE_SIZE / 2: a = 1; }"), "");
  EXPECT_EQ(body("if (a) continue;"), "E033");
  EXPECT_EQ(body("switch (a) { case 1: continue; }"), "E033");
}

TEST(DefiniteAssignment, BreakNeedsALoop) {
  EXPECT_EQ(body("if (a) break;"), "E033");
  EXPECT_EQ(body("while (a) { if (b) break; }"), "");
}

}  // namespace definite_assignment_test
}  // namespace memtype::cases::testing
