// Small inputs that once got a wrong verdict, or none: each with its right one, and its kind.
#include <gtest/gtest.h>

#include "memtype/solver/check.hpp"
#include "parsed.hpp"

namespace memtype::solver::testing {
namespace {

// Each check's verdict, "!" behind it where that is vacuous: "Holds Fails Holds!".
std::string verdicts(const std::string& text) {
  std::string all;
  for (const CheckResult& r : check_case(parsed(text), {}).checks) {
    all += (all.empty() ? "" : " ") + std::string(print_verdict(r.verdict));
    if (r.vacuous) all += "!";
  }
  return all;
}

const std::string intel = "machine { cpu intel; pat linux; } ";

// A parameter that its alignment leaves one value is that value, in folding and in formulas.
TEST(Soundness, AParameterWithOneValue) {
  EXPECT_EQ(verdicts("machine { cpu intel; pat nopat; }"
                     "param rom align 16M range 0xff000000..0xffffffff; param rev range 0..3;"
                     "region r (0xff000000, 4K) wants UC;"
                     "program p { base = 0x1000; if (rev > 1) base = rom; top = base & 0xf000000;"
                     "            va = ioremap(0xff000000, 4K); }"
                     "check finally c (p.top == 0 || p.top == 0xf000000) expect Holds;"
                     "check finally d (p.r == UC) when (rev < 2) expect Holds;"),
            "Holds Holds");
  EXPECT_EQ(
      verdicts(intel + "param a align 4096 range 0x7000..0x7fff; param b range 0x0..0x3;"
                       "region r (0xd0000000, 4K);"
                       "program p { va = ioremap(0xd0000000, 4K); x0 = PAGE_ALIGN((b ? a : 64)); }"
                       "check finally mx0 (p.x0 >= 4096) expect Holds;"
                       "check finally mx1 (p.x0 == 0x7000) when (b > 0) expect Holds;"),
      "Holds Holds");
}

TEST(Soundness, AnErrnoInAnUnsignedVariableIsNotSeen) {
  const std::string full =
      "machine { cpu intel; pat nopat; mtrr_free 0; } region r (0xd0000000, 64K);";
  const auto program = [&](const std::string& type) {
    return full + "program p { " + type + " reg = mtrr_add(0xd0000000, 64K, MTRR_TYPE_WRCOMB, 1);" +
           " bad = 1; if (reg < 0) bad = 0; a = ioremap(0xd0000000, 64K); }"
           "check finally handled (p.bad == 0) expect Holds;"
           "check finally negative (p.reg < 0) expect Holds;";
  };
  EXPECT_EQ(verdicts(program("int")), "Holds Holds");
  EXPECT_EQ(verdicts(program("unsigned int")), "Fails Fails");
  EXPECT_EQ(verdicts(program("size_t")), "Fails Fails");
  EXPECT_EQ(verdicts(program("long")), "Holds Holds");
}

TEST(Soundness, DeclarationsAndCastsCut) {
  EXPECT_EQ(verdicts(intel + "region r (0xd0000000, 64K);"
                             "program q { u8 x = 300; unsigned long n = 0; n = n - 1; big = 0;"
                             "            if (n > 5) big = 1; a = ioremap(0xd0000000, 64K); }"
                             "check finally trunc (q.x == 300) expect Holds;"
                             "check finally cut (q.x == 44) expect Holds;"
                             "check finally wrapped (q.big == 0) expect Holds;"),
            "Fails Holds Fails");
  EXPECT_EQ(verdicts("machine { cpu intel; phys_bits 40; pat nopat; }"
                     "const aper = 0x4000000000; region fb (aper, 64M) wants WC;"
                     "after { va = ioremap_wc(aper, 64M); c = arch_phys_wc_add((u32)aper, 64M); }"
                     "check finally fb_wc (after.fb == WC) expect Fails;"),
            "Fails");
}

// A comparison of a region without a mapped page has no answer, whatever is asked.
TEST(Soundness, ARegionThatIsNotMapped) {
  const std::string programs =
      intel +
      "region r (0xd0000000, 8K) wants WC;"
      "program p { x = mtrr_add(0xd0000000, 64K, MTRR_TYPE_UNCACHABLE, 1); }"
      "program q { x = mtrr_add(0xd0000000, 64K, MTRR_TYPE_UNCACHABLE, 1);"
      "            va = ioremap_uc(0xd0000000, 64K); }";
  const auto verdict = [&](const std::string& check) {
    return verdicts(programs + "check " + check + " expect Holds;");
  };
  EXPECT_EQ(verdict("exists e1 (p.r == WB)"), "Fails");
  EXPECT_EQ(verdict("exists e2 (q.r == WB)"), "Fails");
  EXPECT_EQ(verdict("exists e (q.r == UC)"), "Holds");
  EXPECT_EQ(verdict("never e3 (q.r == WB)"), "Holds");
  EXPECT_EQ(verdict("never e (q.r == UC)"), "Fails");
  EXPECT_EQ(verdict("never e (p.r == UC)"), "Holds!");
  EXPECT_EQ(verdict("finally e4 (p.r == WB)"), "Holds!");
  EXPECT_EQ(verdict("exists e5 (p.r in {WB}) when (pat_enabled)"), "Fails");
  EXPECT_EQ(verdict("always e (q.r == UC)"), "Holds");
  EXPECT_EQ(verdict("always e (p.r == WB)"), "Holds!");
}

// The negation has no answer either, and what it is combined with decides.
TEST(Soundness, WhatStandsAroundAnUnmappedRegion) {
  const std::string programs =
      intel +
      "region r (0xd0000000, 4K) wants WC; region s (0xe0000000, 4K) wants UC;"
      "program p { a = ioremap_wc(0xd0000000, 4K); b = ioremap(0xe0000000, 4K); }";
  const auto verdict = [&](const std::string& check) {
    return verdicts(programs + "check " + check + " expect Holds;");
  };
  EXPECT_EQ(verdict("always e (!(p.s == WC))"), "Holds");
  EXPECT_EQ(verdict("exists e (!(p.s == UC))"), "Fails");
  EXPECT_EQ(verdict("never e (!(p.s == UC))"), "Holds");
  EXPECT_EQ(verdict("always e (p.r == WC && p.s == UC)"), "Holds");
  EXPECT_EQ(verdict("always e (p.r == UC && p.s == UC)"), "Fails") << "r is, before s is mapped";
  EXPECT_EQ(verdict("exists e (p.r == WC && !mapped(p.s))"), "Holds");
  EXPECT_EQ(verdict("exists e (p.s == UC && !mapped(p.s))"), "Fails");
  EXPECT_EQ(verdict("always e (p.s == UC || p.r == WC)"), "Holds");
  EXPECT_EQ(verdict("always e ((p.s == UC) == (p.r == WC))"), "Holds");
  EXPECT_EQ(verdict("exists e ((p.s == WB) == (p.r == WB))"), "Holds") << "when both are mapped";
  EXPECT_EQ(verdict("exists e ((p.s == UC) + (p.r == WC) == 1)"), "Fails");
}

}  // namespace
}  // namespace memtype::solver::testing
