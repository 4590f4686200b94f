// What a case allows and leaves out: nothing of it in silence.
#include <gtest/gtest.h>

#include "memtype/solver/check.hpp"
#include "parsed.hpp"

namespace memtype::solver::testing {
namespace left_out_test {

using cases::Verdict;
using Lines = std::vector<std::string>;

Lines left_out(const CaseResult& result) {
  Lines list;
  for (const cases::LeftOut& left : result.left_out)
    list.push_back(left.what + ": " + left.because);
  return list;
}

Lines left_out(const std::string& text) { return left_out(check_case(parsed(text), {})); }

const std::string one_check =
    " program p { a = ioremap(0xd0000000, 64K); } region s (0xd0000000, 64K);"
    " check finally c (p.s == UC) expect Holds;";

TEST(LeftOut, UnalignedBarsUnderAFirmwareRange) {
  EXPECT_EQ(left_out("machine { cpu intel; pat nopat; firmware WC(bar, 64K); }"
                     " param bar align 4K range 0xd0000000..0xd0020000;" +
                     one_check),
            Lines{"bar=0xd0001000 and others: no single MTRR can hold WC(bar, 64K)"});
  EXPECT_EQ(left_out("machine { cpu intel; pat nopat; firmware WC(bar, 64K); }"
                     " param bar align 32K range 0xd0000000..0xd0008000;" +
                     one_check),
            Lines{"bar=0xd0008000: no single MTRR can hold WC(bar, 64K)"});
  EXPECT_EQ(left_out("machine { cpu intel; pat nopat; firmware any of (none, WC(bar, 64K)); }"
                     " param bar align 64K range 0xd0000000..0xd0020000;" +
                     one_check),
            Lines{});
}

TEST(LeftOut, FirmwareThatContradictsMtrrFree) {
  EXPECT_EQ(left_out("machine { cpu intel; pat nopat; mtrr_variable 2; mtrr_free 2;"
                     " firmware any of (none, WC(0xd0000000, 64K)); }" +
                     one_check),
            Lines{"firmware=WC(0xd0000000,64K): not 2 of 2 registers can be free with firmware "
                  "WC(0xd0000000, 64K)"});
}

TEST(LeftOut, FirmwareWithMoreRangesThanRegisters) {
  std::string list = "WB(0, 4K)";
  for (int n = 1; n < 9; ++n) list += " + WB(" + std::to_string(n * 4) + "K, 4K)";
  EXPECT_EQ(left_out("machine { cpu any of (intel, intel_core); pat nopat; firmware " + list +
                     "; }" + one_check),
            Lines{"cpu=intel: 9 firmware ranges do not fit into 8 registers"});
}

TEST(LeftOut, RegionsBeyondTheAddressWidth) {
  const std::string bar =
      " param bar align 16M range 0xf00000000..0x1f00000000;"
      " region fb (bar, 16M);";
  EXPECT_EQ(left_out("machine { cpu any of (intel, amd64); pat linux; }" + bar + one_check),
            Lines{"cpu=intel bar=0x1000000000 and others: region 'fb' is not within 36 address "
                  "bits"});
  EXPECT_EQ(left_out("machine { cpu any of (intel, amd64); pat any of (linux, nopat); }"
                     " param bar align 16M range 0xfffff0000000..0xfffff8000000;"
                     " region fb (bar, 16M);" +
                     one_check),
            Lines{"cpu=intel: region 'fb' is not within 36 address bits"});
}

TEST(LeftOut, ARegionThatEndsBeforeItBegins) {
  EXPECT_EQ(left_out("machine { cpu intel; } param vram align 1M range 0..16M;"
                     " region fb (0xd0000000, vram - 1M);" +
                     one_check),
            Lines{"vram=0: region 'fb' is not within 36 address bits"});
}

// A parameter without a range is what the machine has room for.
TEST(LeftOut, NothingOfAParameterWithoutARange) {
  EXPECT_EQ(left_out("machine { cpu intel; memory ram(0, 2G); } param bar align 4K;"
                     " region fb (bar, 64K);" +
                     one_check),
            Lines{});
}

TEST(LeftOut, AVacuousCheckSaysWhatIsMissing) {
  const auto c = parsed(
      "machine { cpu intel; pat nopat; firmware WC(bar, 64K); }"
      " param bar align 4K range 0xd0000000..0xd0020000; region s (0xd0000000, 64K);"
      " program p { a = ioremap(0xd0000000, 64K); }"
      " check finally c (p.s == WC) when (bar == 0xd0001000) expect Holds;");
  const CheckResult r = check_case(c, {}).checks.at(0);
  EXPECT_TRUE(r.vacuous);
  EXPECT_NE(r.vacuous_because.find("left out is bar=0xd0001000 and others"), std::string::npos)
      << r.vacuous_because;
}

Verdict verdict(const std::string& check) {
  return check_case(parsed("machine { cpu intel; pat linux; }"
                           " param len align 4K range 0..8K; region r (0xd0000000, len) wants WC;"
                           " region s (0xd0000000, 4K) wants WC;"
                           " program p { a = ioremap_wc(0xd0000000, 16K); x = 0;"
                           "             if (len == 0) x = 1; }"
                           " check " +
                           check + ";"),
                    {})
      .checks.at(0)
      .verdict;
}

TEST(EmptyRegion, HasNoPagesAndLeavesNothingOut) {
  EXPECT_EQ(verdict("finally f (p.r == WC && p.x == 0) expect Fails"), Verdict::fails);
  EXPECT_EQ(verdict("finally f (p.x == 0) expect Fails"), Verdict::fails);
  EXPECT_EQ(verdict("finally f (p.x == 0 || has(p.r, WB)) expect Fails"), Verdict::fails);
  EXPECT_EQ(verdict("finally f (mapped(p.r)) expect Fails"), Verdict::fails);
  EXPECT_EQ(verdict("exists f (!mapped(p.r)) expect Holds"), Verdict::holds);
  EXPECT_EQ(verdict("finally f (mapped(p.r) || len == 0) expect Holds"), Verdict::holds);
  EXPECT_EQ(verdict("never f (has(p.r, WB)) expect Holds"), Verdict::holds);
  EXPECT_EQ(verdict("exists f (has(p.r, WC) && len == 0) expect Fails"), Verdict::fails);
  EXPECT_EQ(verdict("always f (p.s == WC && len != 0) expect Fails"), Verdict::fails);
}

TEST(EmptyRegion, AProgramWithoutItIsLookedAt) {
  const auto c = parsed(
      "machine { cpu intel; pat nopat; } param vram align 1M range 0..16M;"
      " region fb (0xd0000000, vram) wants WC; region regs (0xe0000000, 64K) wants UC;"
      " program probe { va = ioremap(0xe0000000, 64K);"
      "   if (vram == 0) mtrr_add(0xe0000000, 64K, MTRR_TYPE_WRCOMB, 1); }"
      " check always regs_stay_uc (probe.regs == UC) expect Fails;");
  const CaseResult result = check_case(c, {});
  EXPECT_EQ(result.checks.at(0).verdict, Verdict::fails);
  EXPECT_EQ(left_out(result), Lines{});
}

// Between the two pieces of a mask with a hole nothing is covered.
TEST(FirmwareCovers, MasksWithHolesPieceByPiece) {
  const auto answer = [](const std::string& check) {
    return check_case(parsed("machine { cpu intel; pat nopat; mtrr_variable 1; mtrr_default WB;"
                             " firmware raw(0xd0000001, 0xfffef0800); }"
                             " param o align 64K range 0..0x130000; param n range 0..1;"
                             " region r (0xd0000000 + o, 64K);"
                             " program p { a = ioremap_cache(0xd0000000 + o, 64K); }"
                             " check finally c " +
                             check + " expect Holds;"),
                      {})
        .checks.at(0)
        .verdict;
  };
  EXPECT_EQ(answer("(p.r == WC) when (firmware_covers(0xd0000000 + o, 64K))"), Verdict::holds);
  EXPECT_EQ(answer("(p.r == WB) when (!firmware_covers(0xd0000000 + o, 64K))"), Verdict::holds);
  EXPECT_EQ(answer("(p.r == WC && (o == 0 || o == 0x100000))"
                   " when (firmware_covers(0xd0000000 + o, 64K))"),
            Verdict::holds);
  EXPECT_EQ(answer("(p.r == WC && n == 1) when (firmware_covers(0xd0000000 + o, n))"),
            Verdict::holds);
  EXPECT_EQ(answer("(p.r == WB) when (firmware_covers(0xd0000000 + o - 1, 2))"), Verdict::fails);
}

// Machines that are the same to one rule and not to another are two machines.
TEST(EquivalentMachines, StaleModesAreReadFromTheLayout) {
  const auto c = parsed(
      "machine { cpu intel; pat any of (linux, msr(0x0407050601070006)); kernel \"6.12\"; }"
      " region r (0xd0000000, 4K);"
      " program p { a = ioremap_wc(0xd0000000, 4K); set_memory_uc(a, 1); }"
      " check finally c (!has(p.r, WC)) expect Fails;");
  const CheckResult r = check_case(c, {}).checks.at(0);
  EXPECT_EQ(r.verdict, Verdict::fails);
}

}  // namespace left_out_test
}  // namespace memtype::solver::testing
