#include "semantics/machines.hpp"

#include <set>

#include "machine/facts.hpp"
#include "small_case.hpp"

namespace memtype::cases::testing {
namespace {

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
            (std::vector<std::string>{"cpu=intel_p6 pat=absent", "cpu=intel_pat_low4 pat=nopat",
                                      "cpu=intel_pat_low4 pat=linux", "cpu=intel pat=nopat",
                                      "cpu=intel pat=linux"}));
  const PairCount pairs = cpu_pat_pairs(with(facts));
  EXPECT_EQ(pairs.exist, 5U);
  EXPECT_EQ(pairs.written, 9U);
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
  EXPECT_EQ(descriptions("cpu intel; env any of (bare_metal, xen_pv); pat any of (linux, xen);"),
            (std::vector<std::string>{"cpu=intel pat=linux env=bare_metal",
                                      "cpu=intel pat=xen env=xen_pv"}));
  EXPECT_TRUE(machine_choices(with("cpu intel; pat xen;")).empty());
  EXPECT_TRUE(machine_choices(with("cpu intel; env xen_pv; pat linux;")).empty());
}

TEST(Machines, NopatUnderXenLeavesXensLayout) {
  const auto choices = machine_choices(with("cpu intel; env xen_pv; pat nopat;"));
  ASSERT_EQ(choices.size(), 1U);
  EXPECT_FALSE(choices[0].boot.pat.enabled);
  EXPECT_EQ(choices[0].boot.pat.msr, kernel::pat_msr_for(PatMode::xen, kernel::newest_version));
}

TEST(Machines, KvmAloneMultipliesGuestPatAndHostType) {
  const Case c = with(
      "cpu intel; env any of (bare_metal, kvm); pat linux; guest_pat any;"
      " host_type any of (UC, WB, WC);");
  const auto choices = machine_choices(c);
  EXPECT_EQ(choices.size(), 1U + 6U);
  EXPECT_EQ(choices[0].env, Environment::bare_metal);
  EXPECT_EQ(describe(c, choices[6]), "cpu=intel pat=linux env=kvm guest_pat=ignored host_type=WC");
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
  EXPECT_EQ(defaulted_facts(c.machine).size(), 14U);
  const auto rest = defaulted_facts(with("cpu intel; pat nopat; firmware any;").machine);
  EXPECT_EQ(std::set<std::string>(rest.begin(), rest.end()),
            (std::set<std::string>{"phys_bits", "mtrr_variable", "mtrr_free", "mtrr_default",
                                   "mtrr_fixed", "fixed", "mtrr_enabled", "mtrr_wc", "tom2",
                                   "memory", "env", "kernel"}));
}

TEST(Machines, AProcessorWithoutPatHasNone) {
  const auto choices = machine_choices(with("cpu intel_p6;"));
  ASSERT_EQ(choices.size(), 1U);
  EXPECT_EQ(choices[0].pat.mode, PatMode::absent);
  EXPECT_FALSE(choices[0].boot.pat.in_hardware);
}

TEST(Machines, FromFourDotFourToSixDotOnePatWentOffWithTheMtrrs) {
  const std::string facts = "cpu intel; pat linux; mtrr_enabled off; kernel ";
  for (const auto& [version, enabled] :
       {std::pair{"\"4.2\"", true}, {"\"4.4\"", false}, {"\"6.1\"", false}, {"\"6.2\"", true}}) {
    const auto choices = machine_choices(with(facts + version + ";"));
    ASSERT_EQ(choices.size(), 1U);
    EXPECT_EQ(choices[0].boot.pat.enabled, enabled) << version;
  }
}

TEST(Machines, WhoOwnsTheMtrrs) {
  for (const auto& [facts, present] : {std::pair{"", true},
                                       {"mtrr_enabled off;", false},
                                       {"env xen_pv; pat xen;", false},
                                       {"env tdx;", false},
                                       {"env snp;", false},
                                       {"env kvm; guest_pat honored; host_type UC;", true}}) {
    const SmallCase small("machine { cpu intel; " + std::string(facts) + " }");
    const auto system = make_system<Concrete>(small.choices[0], small.inputs);
    EXPECT_EQ(system.mtrr.present, present) << facts;
  }
}

TEST(Machines, AKernelWithoutMtrrsIsToldWhatToBelieve) {
  const std::string range = "firmware WC(0xd0000000, 16M); mtrr_default WB; ";
  const SmallCase xen("machine { cpu intel; env xen_pv; pat xen; " + range + "}");
  const auto dom0 = make_system<Concrete>(xen.choices[0], xen.inputs);
  EXPECT_EQ(dom0.belief().default_type, MemoryType::UC);
  EXPECT_TRUE(dom0.belief().variable[0].valid);
  const SmallCase guest("machine { cpu intel; env tdx; kernel \"6.12.53\"; " + range + "}");
  const auto tdx = make_system<Concrete>(guest.choices[0], guest.inputs);
  EXPECT_EQ(tdx.belief().default_type, MemoryType::WB);
  EXPECT_TRUE(tdx.belief().variable.empty());
  // From 6.12.54 on with the UC range below 4 GiB.
  const SmallCase newer("machine { cpu intel; env tdx; kernel \"6.12.54\"; " + range + "}");
  const auto hole = make_system<Concrete>(newer.choices[0], newer.inputs);
  ASSERT_EQ(hole.belief().variable.size(), 1U);
  EXPECT_EQ(hole.belief().variable[0].type, TypeSet(MemoryType::UC));
  const SmallCase old("machine { cpu intel; env tdx; kernel \"6.5\"; " + range + "}");
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

}  // namespace
}  // namespace memtype::cases::testing
