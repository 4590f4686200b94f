#include <gtest/gtest.h>

#include "memtype/linux/boot.hpp"

namespace memtype::kernel {
namespace {

using enum MemoryType;

// The report on the step of that function; the first one where a function has two.
StepReport step(const Boot& boot, std::string_view function) {
  for (std::size_t i = 0; i < boot_step_count; ++i)
    if (boot_steps()[i].function == function) return boot.steps[i];
  ADD_FAILURE() << "no step " << function;
  return {};
}

TEST(BootPat, NoPatOrAZeroMsrMeansPowerOnLayoutAndOff) {
  const PatSetup without = boot({.pat_in_hardware = false}).pat;
  EXPECT_FALSE(without.enabled);
  EXPECT_FALSE(without.in_hardware);
  const PatSetup zero = boot({.pat_found = 0}).pat;
  EXPECT_FALSE(zero.enabled);
  EXPECT_EQ(zero.msr, 0U) << "not written";
  EXPECT_EQ(zero.mode_of(PageBits{.pwt = true}), WT) << "what the kernel thinks";
  EXPECT_EQ(zero.page_type(WB), UC) << "what the processor does";
}

TEST(BootPat, NopatLeavesTheMsrAndDecodesIt) {
  const PatSetup setup = boot({.pat_found = 0x0007010600070106, .nopat = true}).pat;
  EXPECT_FALSE(setup.enabled);
  EXPECT_EQ(setup.msr, 0x0007010600070106U);
  EXPECT_EQ(setup.page_type(WC), WC) << "off, and write-combining all the same";
}

TEST(BootPat, XenPvKeepsItsLayoutAndCountsAsEnabled) {
  const Boot guest = boot({.environment = Environment::xen_pv, .pat_found = 0x0000050100070406});
  EXPECT_TRUE(guest.pat.enabled);
  EXPECT_EQ(guest.pat.msr, 0x0000050100070406U);
  EXPECT_EQ(step(guest, "pat_bp_init()").outcome, StepOutcome::dead);
}

TEST(BootPat, ErrataPartsGetTheLowerHalfOrNothing) {
  EXPECT_EQ(boot({.pat_errata = PatErrata::low4}).pat.msr, 0x0007010600070106U);
  EXPECT_EQ(boot({}).pat.msr, 0x0407050600070106U);
  const PatSetup hidden = boot({.pat_errata = PatErrata::hidden}).pat;
  EXPECT_FALSE(hidden.enabled);
  EXPECT_TRUE(hidden.in_hardware);
  EXPECT_EQ(hidden.msr, pat_power_on);
}

// From v4.4 to v6.1 PAT went off with the MTRRs, and the MSR stayed as it was found.
TEST(BootPat, LostWithTheMtrrsItStaysAsFound) {
  for (const auto& [version, enabled] :
       {std::pair{Version{4, 2}, true}, {{4, 4}, false}, {{6, 1}, false}, {{6, 2}, true}}) {
    const BootFacts off{.kernel = version, .mtrr_on = false, .pat_found = 0x0007010600070106};
    const PatSetup setup = boot(off).pat;
    EXPECT_EQ(setup.enabled, enabled) << to_string(version);
    if (!enabled) {
      EXPECT_EQ(setup.msr, 0x0007010600070106U) << to_string(version);
    }
    BootFacts on = off;
    on.mtrr_on = true;
    EXPECT_TRUE(boot(on).pat.enabled) << to_string(version);
  }
}

TEST(BootMtrrs, AGivenStateNeedsXenPvOrAConfidentialGuest) {
  const Boot plain = boot({.environment = Environment::kvm, .mtrr_given = true});
  EXPECT_TRUE(plain.mtrr_present);
  EXPECT_EQ(plain.mtrr_belief, MtrrBelief::registers);
  EXPECT_EQ(step(plain, "guest_force_mtrr_state()").outcome, StepOutcome::dead);
  for (const Environment environment : {Environment::xen_pv, Environment::tdx, Environment::snp}) {
    const Boot guest = boot({.environment = environment, .mtrr_given = true});
    EXPECT_FALSE(guest.mtrr_present) << "mtrr_add() is gone";
    EXPECT_EQ(guest.mtrr_belief, MtrrBelief::given);
    EXPECT_EQ(step(guest, "mtrr_bp_init()").outcome, StepOutcome::skipped);
  }
}

TEST(BootMtrrs, WithoutTheFeatureNothingIsKnown) {
  const Boot without = boot({.mtrr_feature = false});
  EXPECT_EQ(without.mtrr_belief, MtrrBelief::nothing);
  EXPECT_FALSE(without.mtrr_present);
  EXPECT_FALSE(belief_beside_registers<Concrete>(without, {})->enabled);
}

TEST(BootMtrrs, DisabledMtrrsAreKnownButNotPresent) {
  const Boot off = boot({.mtrr_on = false});
  EXPECT_EQ(off.mtrr_belief, MtrrBelief::registers);
  EXPECT_FALSE(off.mtrr_present);
  EXPECT_FALSE(belief_beside_registers<Concrete>(off, {}).has_value());
}

// Every step runs on some machine, is skipped on another with a reason, or is dead with one.
TEST(BootSteps, EachRunsSomewhereAndSaysWhyItDoesNot) {
  std::array<bool, boot_step_count> ran{};
  for (const CpuProfile& cpu : cpu_profiles())
    for (const PatMode mode : {PatMode::absent, PatMode::nopat, PatMode::full, PatMode::xen})
      for (const Environment env : {Environment::bare_metal, Environment::xen_pv, Environment::kvm})
        for (const Version version : {oldest_version, Version{5, 10}, newest_version})
          for (const bool on : {false, true}) {
            if (pat_clash(cpu, mode, env) != PatClash::none) continue;
            const Boot result = boot(boot_facts(cpu, mode, 0, env, version, on));
            for (std::size_t i = 0; i < boot_step_count; ++i) {
              const StepReport& report = result.steps[i];
              EXPECT_EQ(report.why.empty(), report.outcome == StepOutcome::runs);
              ran[i] = ran[i] || report.outcome == StepOutcome::runs;
            }
          }
  for (std::size_t i = 0; i < boot_step_count; ++i) EXPECT_TRUE(ran[i]) << boot_steps()[i].what;
}

TEST(BootSteps, WhatAVersionLacksIsDead) {
  const Boot old = boot({.environment = Environment::tdx,
                         .kernel = {6, 1},
                         .mtrr_feature = false,
                         .mtrr_given = true});
  EXPECT_EQ(step(old, "guest_force_mtrr_state()").outcome, StepOutcome::dead);
  EXPECT_EQ(old.mtrr_belief, MtrrBelief::nothing);
}

TEST(PatPairs, WhyTheyClash) {
  const auto clash = [](std::string_view cpu, PatMode mode, Environment env) {
    return pat_clash(*find_cpu(cpu), mode, env);
  };
  constexpr Environment bare = Environment::bare_metal;
  EXPECT_EQ(clash("intel_p6", PatMode::absent, bare), PatClash::none);
  EXPECT_EQ(clash("intel_p6", PatMode::full, bare), PatClash::no_pat);
  EXPECT_EQ(clash("intel_p3", PatMode::nopat, bare), PatClash::hidden_pat);
  EXPECT_EQ(clash("intel", PatMode::absent, bare), PatClash::has_pat);
  EXPECT_EQ(clash("amd64", PatMode::linux4, bare), PatClash::no_errata);
  EXPECT_EQ(clash("intel_pat_low4", PatMode::linux4, bare), PatClash::none);
  EXPECT_EQ(clash("intel", PatMode::xen, Environment::kvm), PatClash::xen_layout);
  EXPECT_EQ(clash("intel", PatMode::full, Environment::xen_pv), PatClash::layout_found_only);
  EXPECT_EQ(clash("intel", PatMode::nopat, Environment::xen_pv), PatClash::none);
  EXPECT_EQ(reason(PatClash::no_pat), "the processor has no PAT");
}

}  // namespace
}  // namespace memtype::kernel
