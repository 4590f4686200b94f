#include "semantics/evaluate.hpp"

#include "small_case.hpp"

namespace memtype::cases::testing {
namespace evaluate_test {

// The value of an expression in a program, where a is -7 and b is 0x1234.
std::int64_t value(const std::string& expression) {
  const SmallCase small(program("a = -7; b = 0x1234; zero = 0; x = " + expression + ";"));
  auto run = small.start();
  SmallCase::finish(run);
  return small.local(run, "x");
}

TEST(Evaluate, ArithmeticIsCs) {
  EXPECT_EQ(value("1 + 2 * 3 - 4"), 3);
  EXPECT_EQ(value("a / 2"), -3);
  EXPECT_EQ(value("a % 2"), -1);
  EXPECT_EQ(value("a >> 1"), -4);
  EXPECT_EQ(value("1 << 12 | 1"), 4097);
  EXPECT_EQ(value("b & ~0xff"), 0x1200);
  EXPECT_EQ(value("b ^ 0x1230"), 4);
  EXPECT_EQ(value("-a + ~0"), 6);
  EXPECT_EQ(value("9223372036854775807 + -a - 6"), INT64_MIN) << "two's complement, no trap";
  EXPECT_EQ(value("b / zero"), 0) << "undefined in C";
}

TEST(Evaluate, TruthIsOneOrZero) {
  EXPECT_EQ(value("a < 0"), 1);
  EXPECT_EQ(value("!a"), 0);
  EXPECT_EQ(value("!!a + (a == -7) + (a != -7)"), 2);
  EXPECT_EQ(value("a && b || zero"), 1);
  EXPECT_EQ(value("a > 0 ? 10 : 20"), 20);
  EXPECT_EQ(value("a <= -7 && a >= -7 && !(a > -7)"), 1) << "comparisons are signed";
}

TEST(Evaluate, TheKernelsHelpers) {
  EXPECT_EQ(value("min(a, b)"), -7);
  EXPECT_EQ(value("max(a, b)"), 0x1234);
  EXPECT_EQ(value("ALIGN(b, 0x100)"), 0x1300);
  EXPECT_EQ(value("ALIGN_DOWN(b, 0x100)"), 0x1200);
  EXPECT_EQ(value("PAGE_ALIGN(b)"), 0x2000);
  EXPECT_EQ(value("PAGE_ALIGN(4096)"), 4096);
  EXPECT_EQ(value("roundup_pow_of_two(b)"), 0x2000);
  EXPECT_EQ(value("roundup_pow_of_two(-22)"), 0) << "no power of two fits into 64 bits";
  EXPECT_EQ(value("rounddown_pow_of_two(b)"), 0x1000);
}

// The condition of one check after program p (and q, if given) ran.
bool holds(const std::string& condition, const std::string& body,
           const std::string& facts = "cpu intel; pat linux;", const std::string& other = "") {
  const SmallCase small("machine { " + facts +
                        " } const bar = 0xd0000000;"
                        " region fb (bar, 8K) wants WC; region regs (bar + 8K, 4K) wants UC;"
                        " program p {" +
                        body + "} program q {" + other +
                        "}"
                        " check finally c (" +
                        condition + ") expect Holds;");
  return small.truth_at_end(0);
}

const std::string wc = "v = ioremap_wc(bar, 8K);";
const std::string half = "v = ioremap_wc(bar, 4K); w = ioremap_uc(bar + 4K, 4K);";

TEST(Evaluate, ARegionHasATypeWhenAllItsPagesHave) {
  EXPECT_TRUE(holds("p.fb == WC", wc));
  EXPECT_FALSE(holds("p.fb == UC", wc));
  EXPECT_FALSE(holds("p.fb == WC", half));
  EXPECT_FALSE(holds("p.fb == UC", half));
  EXPECT_TRUE(holds("p.fb in {UC, WC}", half));
  EXPECT_TRUE(holds("has(p.fb, UC) && has(p.fb, WC) && !has(p.fb, WB)", half));
}

TEST(Evaluate, ARegionThatIsNotMappedContradictsNothing) {
  EXPECT_TRUE(holds("p.regs == UC && p.regs == WB", wc));
  EXPECT_TRUE(holds("!(p.regs == UC) && !(p.regs in {UC, WB})", wc));
  EXPECT_FALSE(holds("p.fb == UC || !(p.fb == WC)", wc));
  EXPECT_FALSE(holds("p.fb == UC && p.regs == UC", wc)) << "one of them is false";
  EXPECT_FALSE(holds("has(p.regs, UC)", wc));
  EXPECT_FALSE(holds("mapped(p.regs)", wc));
  EXPECT_TRUE(holds("mapped(p.fb)", "v = ioremap(bar + 4K, 4K);")) << "a part is enough";
}

TEST(Evaluate, ARegionIsCoveredWhenEveryPageIsMapped) {
  EXPECT_TRUE(holds("covered(p.fb)", wc));
  EXPECT_TRUE(holds("covered(p.fb)", half)) << "by two mappings";
  EXPECT_TRUE(holds("covered(p.fb)", "v = ioremap(bar - 4K, 64K);"));
  for (const char* part : {"v = ioremap(bar, 4K);", "v = ioremap(bar + 4K, 8K);", "x = 1;",
                           "v = ioremap(bar, 8K); iounmap(v);"})
    EXPECT_FALSE(holds("covered(p.fb)", part)) << part;
}

TEST(Evaluate, PagesThatLoseTheirMapping) {
  const std::string intel = "cpu intel; pat linux;", first = "v = ioremap(bar, 4K);";
  const std::string last = "v = ioremap_wc(bar + 4K, 4K);", keeps = "keeps_mapped(p.fb, q.fb)";
  EXPECT_TRUE(holds(keeps, half, intel, wc)) << "whatever its type";
  EXPECT_TRUE(holds(keeps, wc, intel, first));
  EXPECT_TRUE(holds(keeps, "x = 1;", intel, "x = 1;"));
  EXPECT_FALSE(holds(keeps, first, intel, wc));
  EXPECT_FALSE(holds(keeps, last, intel, wc));
  EXPECT_FALSE(holds(keeps, last, intel, first)) << "as many pages, but others";
  EXPECT_FALSE(holds(keeps, "x = 1;", intel, first));
  EXPECT_FALSE(holds("keeps_mapped(p.regs, q.fb)", "v = ioremap(bar, 64K);", intel, wc))
      << "no page of it";
}

TEST(Evaluate, WhatWantsATypeWantsItOnEveryPage) {
  const std::string intel = "cpu intel; pat linux;";
  EXPECT_FALSE(holds("no_worse(p.fb, q.fb)", "v = ioremap_wc(bar, 4K);", intel, wc));
  EXPECT_TRUE(holds("no_worse(p.fb, q.fb)", "x = 1;", intel, "v = ioremap_wc(bar, 4K);"))
      << "there was nothing to lose";
  const auto loose = [&](const std::string& p, const std::string& q) {
    return SmallCase("machine { " + intel +
                     " } const bar = 0xd0000000; region fb (bar, 8K) wants WC where mapped;"
                     " program p {" +
                     p + "} program q {" + q +
                     "} check finally c (no_worse(p.fb, q.fb)) expect Holds;")
        .truth_at_end(0);
  };
  EXPECT_TRUE(loose("v = ioremap_wc(bar, 4K);", wc));
  EXPECT_FALSE(loose("x = 1;", "v = ioremap_wc(bar, 4K);"));
  EXPECT_FALSE(loose(half, wc));
}

TEST(Evaluate, AnAliasIsTwoTypesOfOnePage) {
  const std::string nopat = "cpu intel; pat nopat;";
  const std::string two = "v = ioremap(bar, 4K); w = ioremap_cache(bar, 8K);";
  EXPECT_TRUE(holds("aliased(p.fb)", two, nopat + " mtrr_default WB;"));
  EXPECT_FALSE(holds("aliased(p.fb)", two, nopat)) << "the MTRRs make both UC";
  EXPECT_FALSE(holds("aliased(p.fb)", half));
}

TEST(Evaluate, AmdsCdCountsAsUncached) {
  const std::string amd = "cpu amd64; pat linux; mtrr_default WB;";
  const std::string uc = "v = ioremap_uc(bar, 8K);";
  EXPECT_TRUE(holds("p.fb == UC && has(p.fb, CD) && !has(p.fb, UC)", uc, amd));
  EXPECT_TRUE(holds("p.fb in {UC} && p.fb in {CD}", uc, amd));
  EXPECT_FALSE(holds("p.fb in {WB, WC}", uc, amd));
}

TEST(Evaluate, ProgramsAreComparedRegionByRegion) {
  const std::string intel = "cpu intel; pat linux;";
  EXPECT_TRUE(holds("same(p.fb, q.fb)", wc, intel, wc));
  EXPECT_FALSE(holds("same(p.fb, q.fb)", wc, intel, half));
  EXPECT_TRUE(holds("no_worse(p.fb, q.fb)", wc, intel, half)) << "q.fb is not what it wants";
  EXPECT_FALSE(holds("no_worse(p.fb, q.fb)", half, intel, wc));
  EXPECT_FALSE(holds("no_worse(p.fb, q.fb)", "x = 1;", intel, wc)) << "unmapped is worse";
  EXPECT_TRUE(holds("no_worse(p.fb, q.fb)", half, intel, "x = 1;"));
}

TEST(Evaluate, CountersOfMtrrs) {
  const std::string nopat = "cpu intel; pat nopat;";
  const std::string add = "a = mtrr_add(bar, 8K, 1, 1); b = mtrr_add(bar + 1M, 1M, 1, 1);";
  EXPECT_TRUE(holds("mtrr_writes(p) == 2 && mtrr_used(p) == 2", add, nopat));
  EXPECT_TRUE(holds("mtrr_writes(p) == 3 && mtrr_used(p) == 1", add + "mtrr_del(a, 0, 0);", nopat));
  EXPECT_TRUE(holds("p.a == 0 && p.b == 1", add, nopat));
}

TEST(Evaluate, TheTypeBelowMappings) {
  const std::string nopat = "cpu intel; pat nopat; firmware WB(0, 1G);";
  const std::string add = "a = mtrr_add(bar, 64K, 1, 1);";
  EXPECT_TRUE(holds("mtrr_type(p, bar, WC) && mtrr_type(p, bar + 64K, UC)", add, nopat));
  EXPECT_TRUE(holds("mtrr_type(p, 1M, WB) && !mtrr_type(p, 1M, UC)", add, nopat));
  EXPECT_TRUE(holds("mtrr_type(p, 0xa0000, UC) && mtrr_type(p, 0, WB)", add, nopat)) << "fixed";
  EXPECT_TRUE(holds("mtrr_type(p, bar, WT) && !mtrr_type(p, bar, WC)", add,
                    "cpu intel; env kvm; guest_pat honored; host_type WT; pat nopat;"));
}

TEST(Evaluate, WhatTheFirmwareLeft) {
  const std::string nopat = "cpu intel; pat nopat; firmware WB(0, 1G) + UC(0xd0000000, 64K);";
  EXPECT_TRUE(holds("register_kept(p, 0) && register_kept(p, 1) && !register_kept(p, 2)",
                    "a = mtrr_add(bar + 1M, 64K, 1, 1);", nopat));
  EXPECT_TRUE(holds("register_kept(p, 0) && !register_kept(p, 1) && register_kept(p, 7)",
                    "mtrr_del(-1, bar, 64K);", nopat));
  EXPECT_TRUE(
      holds("register_kept(p, 2)", "a = mtrr_add(bar + 1M, 64K, 1, 1); mtrr_del(a, 0, 0);", nopat));
  EXPECT_FALSE(holds("register_kept(p, 8) || register_kept(p, -1)", "x = 0;", nopat));
}

TEST(Evaluate, FactsOfTheMachine) {
  const auto fact = [](const std::string& condition, const std::string& facts) {
    return holds("p.x == 1 && (" + condition + ")", "x = 1;", facts);
  };
  EXPECT_TRUE(fact("pat_enabled && mtrr_enabled", "cpu intel; pat linux;"));
  EXPECT_FALSE(fact("pat_enabled", "cpu intel; pat nopat;"));
  EXPECT_FALSE(fact("mtrr_enabled", "cpu intel; env xen_pv; pat xen;"));
  EXPECT_TRUE(fact("cpu == intel && pat == linux && env == bare_metal", "cpu intel;"));
  EXPECT_TRUE(fact("env != kvm && phys_bits == 36", "cpu intel;"));
  for (const std::string pv : {"xen_dom0", "xen_domu"})
    EXPECT_TRUE(fact("env == xen_pv && env == " + pv, "cpu intel; pat xen; env " + pv + ";"));
  EXPECT_TRUE(fact("env != xen_pv", "cpu intel;"));
  EXPECT_TRUE(fact("kernel >= \"6.1\" && kernel < \"6.10\"", "cpu intel; kernel \"6.9\";"));
  EXPECT_TRUE(fact("start.mtrr_used == 1 && start.mtrr_free == 3 && mtrr_variable == 4",
                   "cpu intel; mtrr_variable 4; firmware WC(0xd0000000, 1M);"));
}

TEST(Evaluate, FirmwareCoversLooksAtTheStart) {
  const std::string range = "cpu intel; pat nopat; firmware WC(0xd0100000, 1M);";
  EXPECT_FALSE(holds("p.x == 1 && firmware_covers(bar, 1M)", "x = 1;", range));
  EXPECT_TRUE(holds("p.x == 1 && firmware_covers(bar, 1M + 1)", "x = 1;", range));
  EXPECT_TRUE(
      holds("p.x == 0 && firmware_covers(bar + 1M, 4K)", "x = 0; mtrr_del(0, 0, 0);", range));
}

}  // namespace evaluate_test
}  // namespace memtype::cases::testing
