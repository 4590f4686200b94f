#include <gtest/gtest.h>

#include "memtype/linux/boot.hpp"

namespace memtype::kernel {
namespace linux_boot_test {

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

// The processor goes by IA32_PAT all the same, which nobody wrote.
TEST(BootPat, NotShownIsOff) {
  const Boot guest = boot({.environment = Environment::kvm, .pat_shown = false});
  EXPECT_FALSE(guest.pat.enabled);
  EXPECT_TRUE(guest.pat.in_hardware);
  EXPECT_EQ(guest.pat.msr, pat_power_on);
  EXPECT_EQ(guest.pat.page_type(WC), UC_minus);
  const Boot old = boot(
      {.environment = Environment::kvm, .kernel = {6, 1}, .mtrr_on = false, .pat_shown = false});
  EXPECT_FALSE(old.pat.enabled);
}

// mtrr_state_warn(): "your CPUs had inconsistent ... settings", "corrected configuration".
TEST(BootCpus, TakeTheFirstOnesRegistersWhereTheKernelHasThem) {
  constexpr CpuDifferences all{true, true, true, true};
  constexpr CpuDifferences mtrrs{true, true, true, false}, pat{false, false, false, true};
  for (const Version kernel : {Version{4, 2}, Version{6, 1}, newest_version}) {
    EXPECT_EQ(kept_differences(all, boot({.kernel = kernel})), CpuDifferences{});
    EXPECT_EQ(kept_differences(all, boot({.kernel = kernel, .nopat = true})), pat);
    EXPECT_EQ(kept_differences(all, boot({.kernel = kernel, .pat_kept = true})), pat);
    if (kernel != Version{4, 2}) {
      EXPECT_EQ(kept_differences(mtrrs, boot({.kernel = kernel, .mtrr_on = false})), mtrrs);
    }
    const BootFacts xen{
        .environment = Environment::xen_dom0, .kernel = kernel, .mtrr_feature = false};
    EXPECT_EQ(kept_differences(all, boot(xen)), all);
  }
  EXPECT_EQ(kept_differences(all, boot({.kernel = {6, 1}, .mtrr_on = false})), all);
  EXPECT_EQ(kept_differences(all, boot({.kernel = {6, 2}, .mtrr_on = false})), mtrrs);
  EXPECT_EQ(kept_differences({}, boot({.mtrr_on = false})), CpuDifferences{});
  // Up to 4.5 the first processor alone got Linux's PAT then.
  for (const Version kernel : {Version{4, 2}, {4, 4, 15}, {4, 5}})
    EXPECT_EQ(kept_differences({}, boot({.kernel = kernel, .mtrr_on = false})), pat);
  EXPECT_EQ(kept_differences({}, boot({.kernel = {4, 4, 16}, .mtrr_on = false})), CpuDifferences{});
}

TEST(BootPat, NopatLeavesTheMsrAndDecodesIt) {
  const PatSetup setup = boot({.pat_found = 0x0007010600070106, .nopat = true}).pat;
  EXPECT_FALSE(setup.enabled);
  EXPECT_EQ(setup.msr, 0x0007010600070106U);
  EXPECT_EQ(setup.page_type(WC), WC) << "off, and write-combining all the same";
}

TEST(BootPat, XenPvKeepsItsLayoutAndCountsAsEnabled) {
  const Boot guest = boot({.environment = Environment::xen_dom0, .pat_found = 0x0000050100070406});
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

constexpr std::uint64_t left_behind = 0x0007010600070106;

// In v4.4.16 and from v4.6 to v6.1 PAT went off with the MTRRs, and the MSR stayed as it was found.
TEST(BootPat, LostWithTheMtrrsItStaysAsFound) {
  for (const auto& [version, enabled] : {std::pair{Version{4, 2}, true},
                                         {{4, 4, 15}, true},
                                         {{4, 4, 16}, false},
                                         {{4, 4, newest_patch}, false},
                                         {{4, 5, newest_patch}, true},
                                         {{4, 6}, false},
                                         {{6, 1}, false},
                                         {{6, 2}, true}}) {
    const BootFacts off{.kernel = version, .mtrr_on = false, .pat_found = left_behind};
    const PatSetup setup = boot(off).pat;
    EXPECT_EQ(setup.enabled, enabled) << to_string(version);
    if (!enabled) {
      EXPECT_EQ(setup.msr, left_behind) << to_string(version);
    }
    BootFacts on = off;
    on.mtrr_on = true;
    EXPECT_TRUE(boot(on).pat.enabled) << to_string(version);
  }
}

// In a guest likewise; since v5.19.6 it counts as on, and is still what was found. A running 6.1
// with its MTRRs off, or without any, said "WB WT UC- UC" twice and pat_enabled().
TEST(BootPat, LostInAGuestToo) {
  struct Row {
    Version kernel;
    bool enabled, written;
  };
  constexpr Row table[] = {{{4, 6}, false, false},     {{5, 17, newest_patch}, false, false},
                           {{5, 19, 5}, false, false}, {{5, 19, 6}, true, false},
                           {{6, 0}, true, false},      {{6, 1, newest_patch}, true, false},
                           {{6, 2}, true, true}};
  for (const Environment environment :
       {Environment::kvm, Environment::tdx, Environment::snp, Environment::hyperv_isolated})
    for (const bool shown : {false, true})
      for (const std::uint64_t found : {pat_power_on, left_behind})
        for (const Row& row : table) {
          if (environment == Environment::tdx && row.written) continue;  // below
          const PatSetup pat = boot({.environment = environment,
                                     .kernel = row.kernel,
                                     .mtrr_feature = shown,
                                     .mtrr_on = false,
                                     .pat_found = found})
                                   .pat;
          const std::string where = std::string(name(environment)) + " " + to_string(row.kernel);
          EXPECT_EQ(pat.enabled, row.enabled) << where;
          EXPECT_EQ(pat.msr, row.written ? pat_msr_for(PatMode::full, row.kernel) : found) << where;
          EXPECT_EQ(pat.page_type(WC), row.written || found == left_behind ? WC : UC_minus)
              << where;
        }
}

// c11ca45441d5, ffc92cf3db62: the layout found stays, and counts as on.
TEST(BootPat, ATdxGuestKeepsWhatItFinds) {
  for (const auto& [version, kept] : {std::pair{Version{6, 2}, true},
                                      {{6, 8, newest_patch}, true},
                                      {{6, 9}, false},
                                      {{6, 12}, false}}) {
    const Boot tdx =
        boot({.environment = Environment::tdx, .kernel = version, .mtrr_feature = false});
    EXPECT_TRUE(tdx.pat.enabled);
    EXPECT_EQ(tdx.pat_written, !kept);
    EXPECT_EQ(tdx.pat.page_type(WC), kept ? UC_minus : WC);
    EXPECT_EQ(step(tdx, "pat_bp_init()").outcome, kept ? StepOutcome::dead : StepOutcome::runs);
    EXPECT_EQ(boot({.environment = Environment::snp, .kernel = version, .mtrr_feature = false})
                  .pat.page_type(WC),
              WC);
  }
}

// ad025a73f0e9: without MTRRs nobody called pat_init(); PAT counted as on, and WC, WT and WP had
// the bits of UC-.
TEST(BootPat, UpTo45NobodySetItUpWithoutMtrrs) {
  for (const Version version : {Version{4, 2}, {4, 4, 15}, {4, 5}}) {
    const Boot without = boot({.environment = Environment::kvm,
                               .kernel = version,
                               .mtrr_feature = false,
                               .pat_found = left_behind});
    EXPECT_TRUE(without.pat.enabled);
    EXPECT_FALSE(without.pat_written);
    EXPECT_EQ(without.pat.msr, left_behind);
    for (const MemoryType mode : {WC, WT, UC_minus})
      EXPECT_EQ(without.pat.bits_of(mode), PageBits{.pcd = true});
    EXPECT_EQ(without.pat.mode_of({.pwt = true}), UC_minus);
    EXPECT_EQ(without.pat.page_type(WB), WB);
  }
}

TEST(Environments, NeedTheirProcessorsAndKernels) {
  const CpuProfile &intel = *find_cpu("intel"), &amd = *find_cpu("amd64");
  EXPECT_EQ(environment_clash(intel, Environment::tdx, {5, 19}), "");
  EXPECT_NE(environment_clash(intel, Environment::tdx, {5, 18, newest_patch}), "");
  EXPECT_NE(environment_clash(amd, Environment::tdx, {6, 12}), "");
  EXPECT_EQ(environment_clash(amd, Environment::snp, {5, 19}), "");
  EXPECT_NE(environment_clash(intel, Environment::snp, {6, 12}), "");
  EXPECT_NE(environment_clash(intel, Environment::hyperv_isolated, {5, 11}), "");
  for (const CpuProfile& cpu : cpu_profiles())
    for (const Environment other :
         {Environment::bare_metal, Environment::xen_domu, Environment::kvm})
      EXPECT_EQ(environment_clash(cpu, other, {4, 2}), "");
}

// Xen's layout stays in every version; from v4.6 to v5.19.5 a PV kernel takes PAT as off.
TEST(BootPat, LostInXenPvAsWell) {
  for (const Environment environment : {Environment::xen_dom0, Environment::xen_domu})
    for (const auto& [version, enabled] : {std::pair{Version{4, 2}, true},
                                           {{4, 5}, true},
                                           {{4, 6}, false},
                                           {{5, 17, newest_patch}, false},
                                           {{5, 19, 6}, true},
                                           {{6, 1}, true},
                                           {{6, 2}, true}})
      for (const bool nopat : {false, true}) {
        const PatMode mode = nopat ? PatMode::nopat : PatMode::xen;
        const PatSetup pat =
            boot(boot_facts(cpu_profiles()[0], mode, pat_power_on, environment, version, true)).pat;
        EXPECT_EQ(pat.enabled, enabled && !nopat) << to_string(version);
        EXPECT_EQ(pat.msr, pat_msr_for(PatMode::xen, version)) << to_string(version);
        EXPECT_EQ(pat.page_type(WC), WC);
      }
}

TEST(BootMtrrs, AGivenStateNeedsXenPvOrAConfidentialGuest) {
  const Boot plain = boot({.environment = Environment::kvm, .mtrr_given = true});
  EXPECT_TRUE(plain.mtrr_present);
  EXPECT_EQ(plain.mtrr_belief, MtrrBelief::registers);
  EXPECT_EQ(step(plain, "guest_force_mtrr_state()").outcome, StepOutcome::dead);
  for (const Environment environment :
       {Environment::xen_dom0, Environment::tdx, Environment::snp}) {
    const Boot guest = boot({.environment = environment, .mtrr_given = true});
    EXPECT_FALSE(guest.mtrr_present) << "mtrr_add() is gone";
    EXPECT_EQ(guest.mtrr_belief, MtrrBelief::given);
    EXPECT_EQ(step(guest, "mtrr_bp_init()").outcome, StepOutcome::dead);
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
      for (const Environment env :
           {Environment::bare_metal, Environment::xen_dom0, Environment::kvm})
        for (const Version version :
             {oldest_version, Version{5, 10}, Version{6, 1}, newest_version})
          for (const bool on : {false, true}) {
            if (pat_clash(cpu, mode, env) != PatClash::none) continue;
            const Boot result = boot(boot_facts(cpu, mode, pat_power_on, env, version, on));
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
  EXPECT_EQ(clash("intel", PatMode::absent, bare), PatClash::none) << "CPUID need not show it";
  EXPECT_EQ(pat_clash(*find_cpu("intel"), PatMode::nopat, Environment::xen_dom0, left_behind),
            PatClash::layout_found_only);
  EXPECT_EQ(clash("amd64", PatMode::linux4, bare), PatClash::no_errata);
  EXPECT_EQ(clash("intel_pat_low4", PatMode::linux4, bare), PatClash::none);
  EXPECT_EQ(clash("intel", PatMode::xen, Environment::kvm), PatClash::xen_layout);
  EXPECT_EQ(clash("intel", PatMode::full, Environment::xen_dom0), PatClash::layout_found_only);
  EXPECT_EQ(clash("intel", PatMode::nopat, Environment::xen_dom0), PatClash::none);
  EXPECT_EQ(reason(PatClash::no_pat), "the processor has no PAT");
}

}  // namespace linux_boot_test
}  // namespace memtype::kernel
