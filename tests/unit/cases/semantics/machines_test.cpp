#include "semantics/machines.hpp"

#include <set>

#include "machine/facts.hpp"
#include "small_case.hpp"

namespace memtype::cases::testing {
namespace machines_test {

using kernel::Environment;
using kernel::PatMode;
using kernel::Version;

Case with(const std::string& facts) { return parsed("machine { " + facts + " }"); }

// Processor, PAT, and what else the case has several of.
std::string describe(const Case& c, const MachineChoice& choice) {
  std::string text;
  for (const MachineFact* fact : machine_facts()) {
    const bool named = fact->name() == "cpu" || fact->name() == "pat" || fact->count(c.machine) > 1;
    if (named && fact->counts(choice))
      text += (text.empty() ? "" : " ") + std::string(fact->name()) + "=" +
              print_setting(fact->value(choice));
  }
  return text;
}

std::vector<std::string> descriptions(const std::string& facts) {
  const Case c = with(facts);
  std::vector<std::string> list;
  for (const MachineChoice& choice : machine_choices(c)) list.push_back(describe(c, choice));
  return list;
}

TEST(Machines, PairsOfProcessorAndPatThatCannotExistAreLeftOut) {
  const std::string facts =
      "cpu any of (intel_p6, intel_pat_low4, intel); pat any of (absent, nopat, linux);";
  EXPECT_EQ(descriptions(facts),
            (std::vector<std::string>{"cpu=intel_p6 pat=absent", "cpu=intel_pat_low4 pat=absent",
                                      "cpu=intel_pat_low4 pat=nopat",
                                      "cpu=intel_pat_low4 pat=linux", "cpu=intel pat=absent",
                                      "cpu=intel pat=nopat", "cpu=intel pat=linux"}));
  EXPECT_EQ(written_choices(with(facts).machine).size(), 9U);
}

TEST(Machines, LinuxHidesThePatOfThePentiumIII) {
  EXPECT_EQ(descriptions("cpu intel_p3; pat any of (absent, nopat, linux, linux4);"),
            std::vector<std::string>{"cpu=intel_p3 pat=absent"});
  const auto choices = machine_choices(with("cpu intel_p3;"));
  ASSERT_EQ(choices.size(), 1U);
  EXPECT_FALSE(choices[0].boot.pat.enabled);
  EXPECT_TRUE(choices[0].boot.pat.in_hardware);
}

TEST(Machines, XenPvHasXensLayoutAndNobodyElseHas) {
  EXPECT_EQ(descriptions("cpu intel; env any of (bare_metal, xen_dom0); pat any of (linux, xen);"),
            (std::vector<std::string>{"cpu=intel pat=linux env=bare_metal",
                                      "cpu=intel pat=xen env=xen_dom0"}));
}

TEST(Machines, XenPvIsDom0AndDomU) {
  EXPECT_EQ(descriptions("cpu intel; env any of (bare_metal, xen_pv); pat any of (linux, xen);"),
            (std::vector<std::string>{"cpu=intel pat=linux env=bare_metal",
                                      "cpu=intel pat=xen env=xen_dom0",
                                      "cpu=intel pat=xen env=xen_domu"}));
}

TEST(Machines, NopatMayLieOverAnotherLayout) {
  const auto choices = machine_choices(with("cpu intel; pat nopat(0x0007010600070106);"));
  ASSERT_EQ(choices.size(), 1U);
  EXPECT_FALSE(choices[0].boot.pat.enabled);
  EXPECT_EQ(choices[0].boot.pat.page_type(MemoryType::WC), MemoryType::WC);
}

TEST(Machines, AProcessorNeedNotShowItsPat) {
  const auto choices = machine_choices(with("cpu intel; pat absent;"));
  ASSERT_EQ(choices.size(), 1U);
  EXPECT_FALSE(choices[0].boot.pat.enabled);
  EXPECT_TRUE(choices[0].boot.pat.in_hardware);
  EXPECT_EQ(choices[0].boot.pat.msr, pat_power_on);
}

TEST(Machines, NopatUnderXenLeavesXensLayout) {
  const auto choices = machine_choices(with("cpu intel; env xen_dom0; pat nopat;"));
  ASSERT_EQ(choices.size(), 1U);
  EXPECT_FALSE(choices[0].boot.pat.enabled);
  EXPECT_EQ(choices[0].boot.pat.msr, kernel::pat_msr_for(PatMode::xen, kernel::newest_version));
}

TEST(Machines, KvmMultipliesGuestPatAndHostType) {
  const Case c = with(
      "cpu intel; env any of (bare_metal, kvm); pat linux; guest_pat any;"
      " host_type any of (UC, WB, WC);");
  const auto choices = machine_choices(c);
  EXPECT_EQ(choices.size(), 1U + 6U);
  EXPECT_EQ(choices[0].env, Environment::bare_metal);
  EXPECT_EQ(describe(c, choices[6]), "cpu=intel pat=linux env=kvm guest_pat=ignored host_type=WC");
}

// The PAT of confidential guests of KVM always counts.
TEST(Machines, ConfidentialGuestsHaveAHostType) {
  for (const char* env : {"tdx", "snp"}) {
    const auto choices =
        machine_choices(with("cpu any of (intel, amd64); pat linux; guest_pat ignored; host_type"
                             " any of (UC, WB); env " +
                             std::string(env) + ";"));
    ASSERT_EQ(choices.size(), 2U);
    EXPECT_TRUE(choices[0].guest_pat);
  }
}

// The guest's own memory is WB, all else has the host type; the registers have no part.
TEST(Machines, WhatLiesBelowAGuestsPages) {
  for (const char* env : {"kvm", "tdx", "snp", "hyperv", "hyperv_isolated"}) {
    const SmallCase small(
        "machine { cpu any of (intel, amd64); host_type WT; guest_pat honored; env " +
        std::string(env) +
        "; mtrr_default UC; firmware WC(0xd0000000, 16M);"
        " memory ram(0, 1G), acpi(1G, 4K), reserved(2G, 4K); }");
    const auto system = make_system<Concrete>(small.choices[0], small.inputs);
    for (const auto& [address, type] : {std::pair<std::uint64_t, MemoryType>{0, MemoryType::WB},
                                        {1_GiB, MemoryType::WB},
                                        {1_GiB + 4_KiB, MemoryType::WT},
                                        {2_GiB, MemoryType::WT},
                                        {0xd0000000, MemoryType::WT}})
      EXPECT_EQ(base_type_at<Concrete>(system, address), TypeSet(type)) << env << " " << address;
    bool complete = true;
    std::size_t edges = 0;
    for (const auto& point : region_points<Concrete>(system, 512_MiB, 2_GiB, complete))
      edges += point.address == 1_GiB || point.address == 1_GiB + 4_KiB ? 1U : 0U;
    EXPECT_GE(edges, 2U);
  }
}

TEST(Machines, WhatTheKernelHoldsAtTheStart) {
  for (const std::string pat : {"linux", "nopat"}) {
    const SmallCase small("machine { cpu intel; pat " + pat +
                          "; reserved WB(0xffe0000, 12K), UC-(0xfed00000, 4K); }");
    const auto system = make_system<Concrete>(small.choices[0], small.inputs);
    const auto& entries = system.memtype.entries;
    ASSERT_EQ(entries.size(), pat == "linux" ? 2U : 0U) << "nothing is tracked with PAT off";
    if (entries.empty()) continue;
    EXPECT_EQ(entries[0].begin, 0xffe0000U);
    EXPECT_EQ(entries[0].end, 0xffe3000U);
    EXPECT_EQ(entries[1].mode, TypeSet(MemoryType::UC_minus));
  }
}

TEST(Machines, RamAboveFourGiBOfAnAmdIsNotKnown) {
  const std::string ram = "memory ram(0, 2G), ram(4G, 1001M);";
  const auto choices = machine_choices(with("cpu any of (intel, amd64);" + ram));
  ASSERT_EQ(choices.size(), 3U);
  EXPECT_EQ(choices[0].tom2, 0U);
  EXPECT_EQ(choices[1].tom2, 5101_MiB + 3_MiB);
  EXPECT_EQ(choices[2].tom2, 0U);
  for (const char* rest : {"memory ram(0, 4G);", "tom2 off; memory ram(4G, 1G);"})
    EXPECT_EQ(machine_choices(with("cpu amd64;" + std::string(rest))).size(), 1U) << rest;
}

// TOP_MEM2 makes memory WB where both bits of SYSCFG are set, and only there.
TEST(Machines, SyscfgDecidesWhetherTopMem2IsInForce) {
  const auto wb_end = [](const std::string& facts) {
    const auto choices = machine_choices(with("cpu amd64; " + facts));
    EXPECT_EQ(choices.size(), 1U) << facts;
    return make_system<Concrete>(choices.at(0), {}).mtrr.hardware.tom2_wb_end;
  };
  EXPECT_EQ(wb_end("tom2 6G;"), 6_GiB);
  EXPECT_EQ(wb_end("tom2 6G; syscfg 0x740000;"), 6_GiB);
  EXPECT_EQ(wb_end("tom2 6G; syscfg 0x200000;"), 0U);
  EXPECT_EQ(wb_end("tom2 6G; syscfg 0x400000;"), 0U);
  EXPECT_EQ(wb_end("syscfg 0;"), 0U);
  EXPECT_EQ(wb_end("syscfg 0x200000; memory ram(4G, 1G);"), 0U) << "SYSCFG is known";
}

TEST(Machines, TheCommandLineDecidesPat) {
  const auto pat = [](const std::string& facts) {
    return machine_choices(with(facts)).at(0).pat.mode;
  };
  EXPECT_EQ(pat("cpu intel; cmdline \"quiet nopat\";"), PatMode::nopat);
  EXPECT_EQ(pat("cpu intel; cmdline \"quiet\";"), PatMode::full);
  EXPECT_EQ(pat("cpu intel; cmdline unknown;"), PatMode::full);
  EXPECT_EQ(pat("cpu intel_p6; cmdline \"nopat\";"), PatMode::absent);
  EXPECT_EQ(pat("cpu intel; pat absent; cmdline \"nopat\";"), PatMode::absent);
  EXPECT_EQ(pat("cpu intel; env xen_dom0; cmdline \"nopat\";"), PatMode::nopat);
  const auto both = machine_choices(
      with("cpu intel; pat any of (linux, nopat); cmdline any of (\"\", \"nopat\");"));
  ASSERT_EQ(both.size(), 2U) << "each with its own";
  EXPECT_EQ(both[0].cmdline.options.empty(), both[0].pat.mode == PatMode::full);
}

// Where Linux copies what the first processor has, a difference changes nothing.
TEST(Machines, DifferencesThatStayMakeNoMachine) {
  const auto exist = [](const std::string& facts) {
    return parse_case("", "case t machine { " + facts + " }").parsed.has_value();
  };
  EXPECT_TRUE(exist("cpu intel; cpus differ(variable, fixed, def_type, pat);"));
  EXPECT_FALSE(exist("cpu intel; cpus differ(variable); mtrr_enabled off;"));
  EXPECT_FALSE(exist("cpu intel; cpus differ(pat); pat nopat;"));
  EXPECT_FALSE(exist("cpu intel; cpus differ(pat); pat msr(0x0007040600070406);"));
  EXPECT_FALSE(exist("cpu intel; cpus differ(pat); mtrr_enabled off; kernel \"6.1\";"));
  EXPECT_TRUE(exist("cpu intel; cpus differ(pat); mtrr_enabled off; kernel \"6.2\";"));
  EXPECT_TRUE(exist("cpu intel_p6; cpus differ(pat, variable);"));
  EXPECT_FALSE(exist("cpu intel; env xen_domu; pat xen; cpus differ(def_type);"));
  const std::string guest = "cpu intel; env kvm; host_type UC; pat nopat; cpus differ(pat);";
  EXPECT_FALSE(exist(guest + "guest_pat honored;"));
  EXPECT_TRUE(exist(guest + "guest_pat ignored;"));
}

TEST(Machines, AlternativesMultiply) {
  const auto choices = machine_choices(
      with("cpu any of (intel, amd64); phys_bits any of (36, 40); mtrr_default any of (UC, WB);"
           " mtrr_fixed any; kernel any of (\"4.2\", \"6.12\"); pat any of (nopat, linux);"
           " firmware any of (none, WB(0, 4G), any);"));
  EXPECT_EQ(choices.size(), 2U * 2 * 2 * 2 * 2 * 2 * 3);
}

TEST(Machines, MissingFactsComeFromTheProfileAndAreNamed) {
  const Case c = with("cpu amd64;");
  const auto choices = machine_choices(c);
  ASSERT_EQ(choices.size(), 1U);
  EXPECT_EQ(choices[0].phys_bits, 48U);
  EXPECT_EQ(choices[0].pat.mode, PatMode::full);
  EXPECT_EQ(choices[0].kernel, kernel::newest_version);
  EXPECT_EQ(choices[0].mtrr_default, MemoryType::UC);
  EXPECT_TRUE(choices[0].mtrr_fixed);
  EXPECT_TRUE(choices[0].mtrr_enabled);
  EXPECT_EQ(choices[0].mtrr_variable, 8U);
  EXPECT_EQ(defaulted_facts(c.machine).size(), 15U);
  const auto rest = defaulted_facts(with("cpu intel; pat nopat; firmware any;").machine);
  EXPECT_EQ(std::set<std::string>(rest.begin(), rest.end()),
            (std::set<std::string>{"phys_bits", "mtrr_variable", "mtrr_free", "mtrr_default",
                                   "mtrr_fixed", "fixed", "mtrr_enabled", "mtrr_wc", "tom2",
                                   "memory", "reserved", "env", "kernel"}));
}

// Machine lines show it: a free slot of a list is as free as one behind its end.
TEST(Machines, WhatAListLeavesFreeIsCountedByItsValidBits) {
  for (const auto& [list, low, high] :
       {std::tuple{"none", 8U, 8U},
        {"any", 0U, 8U},
        {"WB(0, 2G)", 7U, 7U},
        {"WB(0, 2G) + free + free + UC(2G, 1G)", 6U, 6U},
        {"raw(0xd0000001, 0xffff00000) + raw(0, 0xfff000800)", 7U, 7U},
        {"raw(0xd0000001, bar)", 7U, 8U}}) {
    const auto choices = machine_choices(
        parsed("param bar align 2K; machine { cpu intel; firmware " + std::string(list) + "; }"));
    ASSERT_EQ(choices.size(), 1U) << list;
    EXPECT_EQ(choices[0].mtrr_free.low, low) << list;
    EXPECT_EQ(choices[0].mtrr_free.high, high) << list;
  }
}

TEST(Machines, AProcessorWithoutPatHasNone) {
  const auto choices = machine_choices(with("cpu intel_p6;"));
  ASSERT_EQ(choices.size(), 1U);
  EXPECT_EQ(choices[0].pat.mode, PatMode::absent);
  EXPECT_FALSE(choices[0].boot.pat.in_hardware);
}

// Before 4.6 such a machine has processors that differ, and is none.
TEST(Machines, FromFourDotSixToSixDotOnePatWentOffWithTheMtrrs) {
  const std::string facts = "cpu intel; pat linux; mtrr_enabled off; kernel ";
  for (const auto& [version, enabled] :
       {std::pair{"\"4.4\"", false}, {"\"4.6\"", false}, {"\"6.1\"", false}, {"\"6.2\"", true}}) {
    const auto choices = machine_choices(with(facts + version + ";"));
    ASSERT_EQ(choices.size(), 1U);
    EXPECT_EQ(choices[0].boot.pat.enabled, enabled) << version;
  }
}

TEST(Machines, WhoOwnsTheMtrrs) {
  for (const auto& [facts, present] : {std::pair{"", true},
                                       {"mtrr_enabled off;", false},
                                       {"env xen_dom0; pat xen;", false},
                                       {"env tdx; host_type UC;", false},
                                       {"env snp; host_type UC;", false},
                                       {"env kvm; guest_pat honored; host_type UC;", true}}) {
    const SmallCase small("machine { cpu any of (intel, amd64); " + std::string(facts) + " }");
    const auto system = make_system<Concrete>(small.choices[0], small.inputs);
    EXPECT_EQ(system.mtrr.present, present) << facts;
  }
}

TEST(Machines, AKernelWithoutMtrrsIsToldWhatToBelieve) {
  const std::string range = "firmware WC(0xd0000000, 16M); mtrr_default WB; ";
  const SmallCase xen("machine { cpu intel; env xen_dom0; pat xen; " + range + "}");
  const auto dom0 = make_system<Concrete>(xen.choices[0], xen.inputs);
  EXPECT_EQ(dom0.belief().default_type, MemoryType::UC);
  EXPECT_TRUE(dom0.belief().variable[0].valid);
  const SmallCase guest("machine { cpu intel; env tdx; host_type UC; kernel \"6.12.53\"; " + range +
                        "}");
  const auto tdx = make_system<Concrete>(guest.choices[0], guest.inputs);
  EXPECT_EQ(tdx.belief().default_type, MemoryType::WB);
  EXPECT_TRUE(tdx.belief().variable.empty());
  // From 6.12.54 on with the UC range below 4 GiB.
  const SmallCase newer("machine { cpu intel; env tdx; host_type UC; kernel \"6.12.54\"; " + range +
                        "}");
  const auto hole = make_system<Concrete>(newer.choices[0], newer.inputs);
  ASSERT_EQ(hole.belief().variable.size(), 1U);
  EXPECT_EQ(hole.belief().variable[0].type, TypeSet(MemoryType::UC));
  const SmallCase old("machine { cpu intel; env tdx; host_type UC; kernel \"6.5\"; " + range + "}");
  EXPECT_FALSE(make_system<Concrete>(old.choices[0], old.inputs).belief().enabled);
}

TEST(Machines, RamAndFixedRangesReachTheMachine) {
  const SmallCase small(
      "machine { cpu intel; fixed WT; memory ram(0, 1G), reserved(1G, 1M),"
      " ram(4G, 1G); }");
  const auto system = make_system<Concrete>(small.choices[0], small.inputs);
  EXPECT_EQ(system.memtype.ram, (std::vector<PhysRange>{{0, 1_GiB}, {4_GiB, 5_GiB}}));
  ASSERT_EQ(system.mtrr.hardware.fixed.size(), 1U);
  EXPECT_EQ(system.mtrr.hardware.fixed[0].type, MemoryType::WT);
}

}  // namespace machines_test
}  // namespace memtype::cases::testing
