#include "semantics/left_out.hpp"

#include <gtest/gtest.h>

#include "../parsed.hpp"
#include "memtype/cases/stop.hpp"

namespace memtype::cases::testing {
namespace left_out_test {

std::vector<std::string> left_out(const std::string& facts) {
  std::vector<std::string> list;
  for (const LeftOut& left : impossible_machines(parsed("machine { " + facts + " }")))
    list.push_back(left.what + ": " + left.because);
  return list;
}

using Lines = std::vector<std::string>;

TEST(LeftOut, NothingOfAMachineThatExists) {
  EXPECT_EQ(left_out("cpu intel;"), Lines{});
  EXPECT_EQ(left_out("cpu any of (intel, amd64); pat any of (linux, nopat); mtrr_free 0..8;"),
            Lines{});
}

TEST(LeftOut, ProcessorsAndPatModesThatDoNotGoTogether) {
  EXPECT_EQ(left_out("cpu any of (intel, intel_p6); pat any of (linux, nopat, absent);"),
            Lines{"cpu=intel_p6 pat=linux|nopat: the processor has no PAT"});
  // An alternative that no machine has.
  EXPECT_EQ(left_out("cpu any of (intel, amd64); pat any of (linux, xen);"),
            Lines{"pat=xen: only a Xen PV kernel finds Xen's layout"});
  EXPECT_EQ(left_out("cpu any of (intel, intel_p6); pat linux;"),
            Lines{"cpu=intel_p6: the processor has no PAT"});
}

TEST(LeftOut, ProcessorsWithoutATopMem2) {
  EXPECT_EQ(left_out("cpu any of (intel, amd64); tom2 6G;"),
            Lines{"cpu=intel: the processor has no TOP_MEM2"});
  EXPECT_EQ(left_out("cpu any of (intel, amd64); tom2 any of (off, 6G);"),
            Lines{"cpu=intel tom2=6G: the processor has no TOP_MEM2"});
  EXPECT_EQ(left_out("cpu amd64; phys_bits any of (32, 40); tom2 6G;"),
            Lines{"phys_bits=32: TOP_MEM2 is above the address width"});
}

TEST(LeftOut, CommandLinesTopMem2AndProcessorsThatDiffer) {
  EXPECT_EQ(left_out("cpu intel; pat any of (linux, nopat); cmdline \"quiet\";"),
            Lines{"pat=nopat: 'nopat' is not on the command line"});
  EXPECT_EQ(
      left_out("cpu intel; pat any of (linux, nopat); cmdline any of (unknown, \"a nopat\");"),
      Lines{"cmdline=\"a nopat\" pat=linux: 'nopat' is on the command line"});
  EXPECT_EQ(left_out("cpu amd64; tom2 any of (off, 6G); syscfg 0x740000;"),
            Lines{"tom2=off: SYSCFG makes memory up to TOP_MEM2 WB, and 'tom2' is off"});
  EXPECT_EQ(left_out("cpu intel; cpus any of (same, differ(fixed)); mtrr_enabled any;"),
            Lines{"mtrr_enabled=off cpus=differ(fixed): the processors keep different registers, "
                  "and a machine of a case has one set"});
}

TEST(LeftOut, FactsThatNoMachineReads) {
  EXPECT_EQ(
      left_out("cpu intel; smrr WB(0x7f800000, 8M); top_mem 2G; syscfg 0; iorr dram(1M, 1M);"),
      (Lines{"smrr=WB(0x7f800000,8M): no machine of this case reads it",
             "syscfg=0: no machine of this case reads it",
             "top_mem=2G: no machine of this case reads it",
             "iorr=dram(0x100000,1M): no machine of this case reads it"}));
  EXPECT_EQ(left_out("cpu intel_core; smrr WB(0x7f800000, 8M); cr0_cd on; env kvm; guest_pat "
                     "honored; host_type UC;"),
            (Lines{"cr0_cd=on: no machine of this case reads it",
                   "smrr=WB(0x7f800000,8M): no machine of this case reads it"}));
  EXPECT_EQ(left_out("cpu intel; guest_pat ignored;"),
            Lines{"guest_pat=ignored: no machine of this case reads it"});
  EXPECT_EQ(left_out("cpu intel; env any of (bare_metal, kvm); guest_pat any; host_type UC;"),
            Lines{});
}

// A fact that means nothing on some machines does not describe them.
TEST(LeftOut, FactsThatDoNotCountAreNotNamed) {
  EXPECT_EQ(
      left_out("cpu any of (intel, amd64); syscfg any of (0, 0x140000); tom2 any of (off, 6G);"),
      Lines{"cpu=intel tom2=6G: the processor has no TOP_MEM2"});
  EXPECT_EQ(left_out("cpu any of (intel_core, amd64); smrr any of (none, WB(1G, 4K)); pat any of "
                     "(linux, nopat); cmdline any of (\"\", \"nopat\");"),
            (Lines{"cmdline=\"\" pat=nopat: 'nopat' is not on the command line",
                   "cmdline=\"nopat\" pat=linux: 'nopat' is on the command line"}));
  const Case c =
      parsed("machine { cpu any of (intel_core, amd64); smrr any of (none, WB(1G, 4K)); }");
  const auto all = machine_choices(c);
  ASSERT_EQ(all.size(), 3U);
  EXPECT_EQ(describe(c.machine, all, {true, false, true}),
            (Lines{"cpu=intel_core smrr=none", "cpu=amd64"}));
  EXPECT_EQ(describe(c.machine, all, {false, false, true}), Lines{"cpu=amd64"});
}

TEST(LeftOut, MoreFreeRegistersThanThereCanBe) {
  EXPECT_EQ(left_out("cpu any of (intel, intel_core); mtrr_free 0..10;"),
            Lines{"cpu=intel mtrr_free=9..10: at most 8 of 8 registers can be free"});
  EXPECT_EQ(left_out("cpu intel; firmware any of (none, WB(0, 2G)); mtrr_free 0..8;"),
            Lines{"firmware=WB(0,2G) mtrr_free=8: at most 7 of 8 registers can be free"});
}

TEST(LeftOut, ADescriptionIsExact) {
  const Case c = parsed(
      "machine { cpu any of (intel, amd64); mtrr_default any of (UC, WB); mtrr_fixed any; }");
  const auto all = machine_choices(c);
  ASSERT_EQ(all.size(), 8U);
  const auto described = [&](std::vector<bool> chosen) { return describe(c.machine, all, chosen); };
  EXPECT_EQ(described(std::vector<bool>(8, true)), Lines{"every machine"});
  EXPECT_EQ(described(std::vector<bool>(8, false)), Lines{});
  EXPECT_EQ(described({true, true, true, true, false, false, false, false}), Lines{"cpu=intel"});
  EXPECT_EQ(described({true, false, false, false, true, false, false, false}),
            Lines{"mtrr_default=UC mtrr_fixed=on"});
  EXPECT_EQ(described({true, false, false, false, false, false, false, true}),
            (Lines{"cpu=intel mtrr_default=UC mtrr_fixed=on",
                   "cpu=amd64 mtrr_default=WB mtrr_fixed=off"}));
}

TEST(LeftOut, FactsThatNoMachineHasTogetherAreAnError) {
  for (const auto& [facts, message] :
       {std::pair{"cpu intel_p6; pat linux;",
                  "no machine has 'cpu intel_p6', 'pat linux': the processor has no PAT"},
        {"cpu intel_p6; pat any of (linux, nopat);",
         "no machine has 'cpu intel_p6', 'pat linux': the processor has no PAT"},
        {"cpu amd64; pat linux4;",
         "no machine has 'cpu amd64', 'pat linux4': only processors with PAT errata get the lower "
         "four entries"},
        {"cpu intel; pat xen;",
         "no machine has 'cpu intel', 'pat xen': only a Xen PV kernel finds Xen's layout"},
        {"cpu intel; env xen_dom0;",
         "no machine has 'cpu intel', 'env xen_dom0', 'pat linux': a Xen PV kernel keeps Xen's "
         "layout"},
        {"cpu intel; env xen_domu; pat any of (nopat(0x0007010600070106), linux);",
         "no machine has 'cpu intel', 'env xen_domu', 'pat nopat(0x0007010600070106)': a Xen PV "
         "kernel keeps Xen's layout"},
        {"cpu intel; cmdline \"nopat\"; pat linux;",
         "no machine has 'cpu intel', 'cmdline \"nopat\"', 'pat linux': 'nopat' is on the command "
         "line"},
        {"cpu amd64; syscfg 0x740000;",
         "no machine has 'cpu amd64', 'pat linux', 'syscfg 0x740000': SYSCFG makes memory up to "
         "TOP_MEM2 WB, and 'tom2' is off"},
        {"cpu amd64; phys_bits 32; tom2 6G;",
         "no machine has 'cpu amd64', 'pat linux', 'tom2 6G': TOP_MEM2 is above the address "
         "width"}}) {
    const ParseResult result = parse_case("", "case t machine { " + std::string(facts) + " }");
    EXPECT_FALSE(result.parsed) << facts;
    ASSERT_FALSE(result.diagnostics.empty()) << facts;
    EXPECT_EQ(result.diagnostics[0].id, "E032");
    EXPECT_EQ(result.diagnostics[0].message, message);
  }
}

// Whatever goes over all machines of a case ends when its thread is to end.
TEST(LeftOut, WorkOverMachinesEndsWhenItIsAsked) {
  const Case c = parsed(
      "machine { cpu any of (intel, amd64, intel_p6); env any of (bare_metal, "
      "xen_domu); pat any of (linux, nopat); }");
  const auto choices = machine_choices(c);
  const std::atomic<Stop> over{Stop::run_time};
  const StopScope scope(over);
  EXPECT_THROW(written_choices(c.machine), Stopped);
  EXPECT_THROW(machine_choices(c), Stopped);
  EXPECT_THROW(equivalent_choices(c, choices), Stopped);
  EXPECT_THROW(describe(c.machine, choices, std::vector<bool>(choices.size(), true)), Stopped);
  EXPECT_THROW(impossible_machines(c), Stopped);
}

}  // namespace left_out_test
}  // namespace memtype::cases::testing
