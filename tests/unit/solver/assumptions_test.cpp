#include "memtype/solver/assumptions.hpp"

#include <gtest/gtest.h>

#include "memtype/solver/check.hpp"
#include "parsed.hpp"

namespace memtype::solver::testing {
namespace assumptions_test {

using cases::Verdict;

const std::string machine = "machine { cpu any of (intel, amd64); pat linux; } ";
const std::string device =
    "region regs (a, 1M) wants UC; region vram (b, 1M) wants WC; "
    "after { r = ioremap(a, 1M); v = ioremap_wc(b, 1M); } ";
const std::string question = "check finally c (after.vram == WC) expect Holds; ";
const std::string params =
    "param a align 1M range 0xc0000000..0xc03fffff; param b align 1M range "
    "0xc0000000..0xc03fffff; ";

Verdict verdict(const std::string& declared, const std::string& asked = question) {
  return check_case(parsed(machine + declared + device + asked), {}).checks.at(0).verdict;
}

TEST(Assumptions, RelateParameters) {
  EXPECT_EQ(verdict(params), Verdict::fails) << "the same BAR";
  EXPECT_EQ(verdict(params + "assume (a + 1M <= b || b + 1M <= a);"), Verdict::holds);
  EXPECT_EQ(verdict(params + "assume (a < b);"), Verdict::holds);
  EXPECT_EQ(verdict(params + "assume (a <= b);"), Verdict::fails);
}

TEST(Assumptions, MayReadFactsAndTheFirmware) {
  const auto fails = [](const std::string& assumed) {
    return check_case(
               parsed("machine { cpu any of (intel, amd64); pat any of (nopat, linux); "
                      "firmware any of (none, WC(0xc0000000, 1M)); } region r (0xc0000000, 1M);"
                      " after { v = ioremap(0xc0000000, 1M); } " +
                      assumed + " check always c (after.r == UC) expect Holds;"),
               {})
               .checks.at(0)
               .verdict == Verdict::fails;
  };
  EXPECT_TRUE(fails(""));
  EXPECT_FALSE(fails("assume (!firmware_covers(0xc0000000, 1M));"));
  EXPECT_TRUE(fails("assume (cpu == amd64 && pat_enabled);"));
}

TEST(Bars, AreAlignedApartAndOutsideRam) {
  const std::string bars =
      "bar a size 1M range 0xc0000000..0xc03fffff; bar b size 1M range 0xc0000000..0xc03fffff";
  EXPECT_EQ(verdict(bars + ";"), Verdict::holds);
  EXPECT_EQ(verdict(bars + " may overlap;"), Verdict::fails);
  const auto some = [&](const std::string& condition) {
    const std::string ram =
        "machine { cpu intel; pat linux; memory ram(0, 3G), ram(4G, 1G); } "
        "bar a size 16M; after { x = 0; } ";
    return check_case(
               parsed(ram + "check finally c (after.x == 0 && !(" + condition + ")) expect Holds;"),
               {})
               .checks.at(0)
               .verdict == Verdict::fails;
  };
  EXPECT_TRUE(some("a == 3G"));
  EXPECT_FALSE(some("a == 3G + 8M")) << "not aligned";
  EXPECT_FALSE(some("a == 3G - 16M || a == 4G")) << "RAM";
  EXPECT_TRUE(some("a == 4G - 16M"));
  EXPECT_TRUE(some("a == 64G - 16M"));
  EXPECT_FALSE(some("a >= 64G")) << "above the address width";
}

TEST(Bars, AreAsLongAsAParameterSays) {
  const auto some = [&](const std::string& condition) {
    return check_case(parsed("machine { cpu intel; pat linux; } param n range 3M..64M; "
                             "bar a size n range 0x40000000..0x43ffffff; after { x = 0; } "
                             "check finally c (after.x == 0 && !(" +
                             condition + ")) expect Holds;"),
                      {})
               .checks.at(0)
               .verdict == Verdict::fails;
  };
  EXPECT_TRUE(some("a == 1G && n == 64M"));
  EXPECT_TRUE(some("a == 1G + 32M && n == 32M"));
  EXPECT_FALSE(some("a == 1G + 16M && n == 32M"));
  EXPECT_FALSE(some("a > 1G && n == 64M"));
  EXPECT_FALSE(some("n < 4M || n == 12M")) << "no power of two";
  EXPECT_FALSE(some("a == 1G + 64M")) << "beyond the range";
}

// The values of a parameter n, each proved to be one or not.
std::string values_of(const std::string& declared, std::vector<std::uint64_t> tried) {
  std::string found;
  for (const std::uint64_t value : tried) {
    const std::string n = std::to_string(value);
    const auto r = check_case(
        parsed(machine + "param n " + declared +
               "; after { x = 0; } check finally c (after.x == 0 && n != " + n + ") expect Holds;"),
        {});
    if (r.checks.at(0).verdict == Verdict::fails) found += n + " ";
  }
  return found;
}

TEST(Values, OfAListAPowerAndAStep) {
  EXPECT_EQ(values_of("any of (7, 12, 9)", {6, 7, 8, 9, 10, 11, 12, 13}), "7 9 12 ");
  EXPECT_EQ(values_of("any of (12)", {8, 12, 16}), "12 ");
  EXPECT_EQ(values_of("any of (0, 1 << 3)", {0, 1, 4, 8}), "0 8 ");
  EXPECT_EQ(values_of("pow2 range 3..33", {0, 2, 3, 4, 8, 12, 16, 32, 33, 64}), "4 8 16 32 ");
  EXPECT_EQ(values_of("pow2 range 0..2", {0, 1, 2, 4}), "1 2 ");
  EXPECT_EQ(values_of("range 2..11 step 3", {2, 3, 5, 8, 9, 11, 14}), "2 5 8 11 ");
  EXPECT_EQ(values_of("range 8..33 step 8", {8, 12, 16, 32, 33, 40}), "8 16 32 ");
  EXPECT_EQ(values_of("range 5..6 step 4", {5, 6, 9}), "5 ");
  EXPECT_EQ(values_of("align 4 range 4..30 step 6", {4, 8, 10, 16, 22, 28}), "4 16 28 ");
}

TEST(Assumptions, ThatNoMachineMeetsAreNamed) {
  EXPECT_FALSE(no_machine(parsed(machine + params + device)));
  EXPECT_FALSE(no_machine(parsed(machine + params + "assume (a < b);" + device)));
  EXPECT_FALSE(no_machine(parsed(machine + params + "assume (cpu == intel);" + device)));
  const auto none =
      no_machine(parsed(machine + params + "assume (a < b);\nassume (b < a);" + device));
  ASSERT_TRUE(none);
  EXPECT_EQ(none->because, "assume (b < a) does not hold");
  EXPECT_EQ(none->at.line, 2U);
  const auto full = no_machine(parsed(machine +
                                      "bar a size 1M range 0xc0000000..0xc00fffff; "
                                      "bar b size 1M range 0xc0000000..0xc00fffff; " +
                                      device));
  ASSERT_TRUE(full);
  EXPECT_EQ(full->because, "BARs 'a' and 'b' overlap");
}

TEST(Assumptions, TheLowestParametersThatTogetherMeetThem) {
  const auto lowest = [](const std::string& declared,
                         std::vector<std::optional<std::uint64_t>> given) {
    const cases::Case c = parsed("machine { cpu intel; } " + declared + device);
    return lowest_params(c, machine_choices(c).at(0), given);
  };
  using Values = std::vector<std::uint64_t>;
  const std::string bars =
      "bar a size 1M range 0xc0000000..0xc03fffff; bar b size 1M range 0xc0000000..0xc03fffff; ";
  EXPECT_EQ(lowest(bars, {{}, {}}), (Values{0xc0000000, 0xc0100000}));
  EXPECT_EQ(lowest(bars, {{}, 0xc0000000}), (Values{0xc0100000, 0xc0000000}));
  EXPECT_EQ(lowest(params + "assume (a == b + 2M);", {{}, {}}), (Values{0xc0200000, 0xc0000000}));
  EXPECT_FALSE(lowest(bars, {0xc0000000, 0xc0000000}));
  EXPECT_FALSE(lowest(bars, {0xc0080000, {}})) << "not aligned";
}

}  // namespace assumptions_test
}  // namespace memtype::solver::testing
