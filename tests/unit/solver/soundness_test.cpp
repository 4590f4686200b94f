// Small inputs that once got a wrong verdict, or none: each with its right one, and its kind.
#include <gtest/gtest.h>

#include "memtype/cases/print.hpp"
#include "memtype/solver/check.hpp"
#include "parsed.hpp"

namespace memtype::solver::testing {
namespace soundness_test {

// Each check's verdict, "!" behind it where that is vacuous: "Holds Fails Holds!".
std::string verdicts(const std::string& text) {
  std::string all;
  for (const CheckResult& r : check_case(parsed(text), {}).checks) {
    all += (all.empty() ? "" : " ") + std::string(cases::print_verdict(r.verdict));
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

// A TYPE given to a call is a protection: its bits, in which the kernel reads a mode. The right
// values were recorded from Linux 6.12 on such machines (for 4.9 they follow from its tables).
TEST(Soundness, AProtectionIsReadAsBits) {
  const auto prot = [&](const std::string& pat, const std::string& kernel, const std::string& add) {
    return verdicts("machine { cpu intel; phys_bits 40; pat " + pat + "; kernel \"" + kernel +
                    "\"; } region r (0xd0000000, 4K); program p { m = " + add +
                    "; va = ioremap_prot(0xd0000000, 4K, WP); }"
                    "check finally uncached (p.r == UC) expect Fails;"
                    "check finally combines (p.r == WC) expect Holds;");
  };
  EXPECT_EQ(prot("nopat", "6.12", "arch_phys_wc_add(0xd0000000, 64K)"), "Fails Holds");
  EXPECT_EQ(prot("linux", "4.9", "mtrr_add(0xd0000000, 64K, MTRR_TYPE_WRCOMB, 1)"), "Fails Holds");
  EXPECT_EQ(verdicts("machine { cpu intel_pat_low4; pat linux; kernel \"6.12\"; }"
                     "region r (0xd0000000, 4K); program p { a = ioremap_wc(0xd0000000, 4K);"
                     " b = remap_pfn_range(0xd0000000, 4K, WT); }"
                     "check finally refused (p.b == -EINVAL) expect Fails;"
                     "check finally combines (p.r == WC && p.b == 0) expect Holds;"),
            "Fails Holds");
}

TEST(Soundness, ProtectionsOnAnErrataPart) {
  const auto second = [&](const std::string& calls, const std::string& check) {
    return verdicts(
        "machine { cpu intel_pat_low4; phys_bits 40; pat linux; mtrr_default WB;"
        " firmware raw(0x80000000, 0xff80000800); memory ram(0x100000, 255M);"
        " kernel \"6.12\"; } region io (0xd0000000, 4K); region ram (0x50000000, 4K);"
        "program p { " +
        calls + " } check finally c (" + check + ") expect Holds;");
  };
  const std::string wc = " = ioremap_wc(0xd0000000, 4K);",
                    wt = " = ioremap_prot(0xd0000000, 4K, WT);",
                    wb = " = ioremap_cache(0x50000000, 4K);",
                    wp = " = ioremap_prot(0x50000000, 4K, WP);";
  EXPECT_EQ(second("a" + wc + "b" + wt, "p.b != NULL && p.io == WC"), "Holds");
  EXPECT_EQ(second("a" + wt + "b" + wc, "p.b != NULL && p.io == UC"), "Holds");
  EXPECT_EQ(second("a" + wc + "b = remap_pfn_range(0xd0000000, 4K, WT);", "p.b == 0 && p.io == WC"),
            "Holds");
  EXPECT_EQ(second("a" + wb + "b" + wp, "p.b == NULL && p.ram == WB"), "Holds");
  EXPECT_EQ(second("a" + wp + "b" + wb, "p.b != NULL && p.ram == UC"), "Holds");
}

// An address that was given back may be given again, or not.
TEST(Soundness, APointerThatIsKeptMayHitTheNextMapping) {
  const auto verdict = [&](const std::string& body, const std::string& check) {
    return verdicts(intel + "region r (0xd0000000, 64K) wants UC; program p { " + body +
                    " } check " + check + " expect Holds;");
  };
  const std::string twice =
      "a = ioremap(0xd0000000, 64K); iounmap(a); b = ioremap(0xd0000000, 64K);"
      "same_va = (a == b); iounmap(a);";
  EXPECT_EQ(verdict(twice, "finally differ (p.same_va == 0)"), "Fails");
  EXPECT_EQ(verdict(twice, "finally equal (p.same_va == 1)"), "Fails");
  EXPECT_EQ(verdict(twice, "finally differ (p.a != p.b)"), "Fails");
  EXPECT_EQ(verdict(twice, "finally equal (p.a == p.b)"), "Fails");
  EXPECT_EQ(verdict(twice, "finally still (mapped(p.r))"), "Fails");
  EXPECT_EQ(verdict(twice, "finally gone (!mapped(p.r))"), "Fails");
  EXPECT_EQ(verdict(twice, "finally as_said (mapped(p.r) == !p.same_va)"), "Holds");
  EXPECT_EQ(verdict(twice, "finally later (p.same_va == (p.a == p.b))"), "Holds");
}

TEST(Soundness, LiveMappingsHaveDifferentAddresses) {
  const auto verdict = [&](const std::string& body, const std::string& check) {
    return verdicts(intel + "region r (0xd0000000, 64K) wants UC; program p { " + body +
                    " } check " + check + " expect Holds;");
  };
  const std::string live = "a = ioremap(0xd0000000, 64K); b = ioremap(0xd0000000, 64K);";
  EXPECT_EQ(verdict(live, "finally differ (p.a != p.b)"), "Holds");
  EXPECT_EQ(verdict(live + "iounmap(a);", "finally differ (p.a != p.b)"), "Holds");
  const std::string three =
      "a = ioremap(0xd0000000, 4K); iounmap(a);" +
      std::string("b = ioremap(0xd0000000, 4K); c = ioremap(0xd0000000, 4K);");
  EXPECT_EQ(verdict(three, "finally differ (p.b != p.c)"), "Holds");
  EXPECT_EQ(verdict(three, "finally one (!(p.a == p.b && p.a == p.c))"), "Holds");
  EXPECT_EQ(verdict(three, "finally first (p.a != p.b)"), "Fails");
  EXPECT_EQ(verdict(three, "finally second (p.a != p.c)"), "Fails");
  EXPECT_EQ(verdict("a = mmap(4K); munmap(a); b = ioremap(0xd0000000, 4K);",
                    "finally differ (p.a != p.b)"),
            "Holds")
      << "user space and the kernel share no address";
  const std::string chain =
      "a = ioremap(0xd0000000, 4K); iounmap(a); b = ioremap(0xd0000000, 4K);" +
      std::string("iounmap(b); c = ioremap(0xd0000000, 4K);");
  EXPECT_EQ(verdict(chain, "finally transitive (!(p.a == p.b && p.b == p.c) || p.a == p.c)"),
            "Holds");
  EXPECT_EQ(verdict(chain, "finally all (!(p.a == p.b && p.b == p.c))"), "Fails");
  EXPECT_EQ(verdict(chain, "finally third (p.a == p.b || p.a != p.c)"), "Fails");
}

}  // namespace soundness_test
}  // namespace memtype::solver::testing
