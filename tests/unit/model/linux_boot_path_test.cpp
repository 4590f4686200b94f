// The whole way of a kernel: against boot(), and against recorded guests.
#include <gtest/gtest.h>

#include <set>

#include "line_reader.hpp"
#include "memtype/linux/boot_path.hpp"
#include "recordings.hpp"

namespace memtype::kernel {
namespace linux_boot_path_test {

std::vector<PathStep> path_of(const BootFacts& facts) { return boot_path(facts, boot(facts)); }

// Of the steps in that function the one that this version has.
StepReport step(const std::vector<PathStep>& path, std::string_view function) {
  StepReport found;
  std::size_t count = 0;
  for (const PathStep& s : path)
    if (s.function == function && s.report.why != "this version does not have it") {
      found = s.report;
      ++count;
    }
  EXPECT_EQ(count, 1U) << function;
  return found;
}

BootFacts facts_of(Environment env, Version version, PatMode mode) {
  return boot_facts(*find_cpu("intel"), mode, 0, env, version, true);
}

const std::vector<Version> versions = {
    *version_from("4.2"), *version_from("4.4"), *version_from("4.10"), *version_from("6.1"),
    *version_from("6.2"), *version_from("6.5"), *version_from("6.12"), *version_from("7.3")};

template <class Visit>
void each_machine(Visit visit) {
  for (const Environment env : all_environments)
    for (const Version version : versions)
      for (const PatMode mode : {is_xen_pv(env) ? PatMode::xen : PatMode::full, PatMode::nopat})
        visit(env, facts_of(env, version, mode));
}

TEST(BootPath, IsEnteredInOneFunctionAndHasOneZeroPage) {
  each_machine([](Environment env, const BootFacts& facts) {
    const auto path = path_of(facts);
    std::size_t entries = 0, zero_pages = 0, maps = 0;
    for (const PathStep& s : path) {
      if (s.report.outcome != StepOutcome::runs) continue;
      entries += s.phase == BootPhase::entry ? 1 : 0;
      const bool page = s.what.starts_with("boot_params");
      zero_pages += s.phase == BootPhase::zero_page && page ? 1 : 0;
      maps += s.phase == BootPhase::zero_page && !page ? 1 : 0;
    }
    EXPECT_EQ(entries, 1U) << name(env);
    EXPECT_EQ(zero_pages, 1U) << name(env);
    EXPECT_EQ(maps, 1U) << name(env);
    EXPECT_EQ(entry_of(path), is_xen_pv(env) ? "xen_start_kernel()" : "startup_64()");
  });
}

// All that boot can be told of a machine is finite: every profile, PAT mode, and MTRRs on and off.
// Calls visit(facts) for each machine of an environment and version.
template <class Visit>
void each_machine_of(Environment env, Version version, Visit visit) {
  constexpr std::uint64_t found[] = {pat_power_on, 0x0407050600070106, 0};
  for (const CpuProfile& cpu : cpu_profiles())
    for (const PatMode mode : {PatMode::absent, PatMode::nopat, PatMode::linux4, PatMode::full,
                               PatMode::xen, PatMode::msr})
      for (const std::uint64_t msr : found)
        for (const bool mtrr_on : {true, false})
          if (pat_clash(cpu, mode, env, msr) == PatClash::none)
            visit(boot_facts(cpu, mode, msr, env, version, mtrr_on));
}

std::vector<Version> all_versions() {
  std::vector<Version> all = {{5, 19, 5}, {5, 19, 6}, {6, 12, 53}, {6, 12, 54}, {6, 17, 3}};
  for (int major = 4; major <= 7; ++major)
    for (int minor = 0; minor < 30; ++minor)
      for (const Version v : {Version{major, minor, 0}, Version{major, minor, newest_patch}})
        if (is_known(v)) all.push_back(v);
  return all;
}

// What a machine of the environment is asked for beside the facts: options, and who loads it. And
// no profile with a hidden PAT goes with Xen's layout.
bool hangs_on_more(Environment env, const PathStep& s) {
  if (is_xen_pv(env) && s.function == "early_init_intel()") return true;
  return s.function == "mtrr_cleanup()" || s.function == "pvh_start_xen()" ||
         s.function == "init_pvh_bootparams()";
}

// A step is dead just where no machine of this version and environment runs it: proved by walking
// all of them.
TEST(BootPath, WhatIsDeadIsWhatNoMachineRuns) {
  for (const Environment env : all_environments)
    for (const Version version : all_versions()) {
      std::vector<std::set<StepOutcome>> outcomes;
      std::vector<PathStep> path;
      each_machine_of(env, version, [&](const BootFacts& facts) {
        path = path_of(facts);
        outcomes.resize(path.size());
        for (std::size_t i = 0; i < path.size(); ++i) {
          outcomes[i].insert(path[i].report.outcome);
          EXPECT_EQ(path[i].report.outcome == StepOutcome::runs, path[i].report.why.empty());
        }
      });
      ASSERT_FALSE(path.empty());
      for (std::size_t i = 0; i < path.size(); ++i) {
        const std::string where = std::string(name(env)) + " " + to_string(version) + " " +
                                  std::string(path[i].function) + ": " + std::string(path[i].what);
        const bool dead = outcomes[i].contains(StepOutcome::dead);
        if (dead) {
          EXPECT_EQ(outcomes[i].size(), 1U) << where;
        }
        if (!hangs_on_more(env, path[i])) {
          EXPECT_EQ(dead, !outcomes[i].contains(StepOutcome::runs)) << where;
        }
      }
    }
}

// What the kernel comes to there, on all these machines: with no MTRRs to work with where
// mtrr_add() is dead, and so on.
TEST(BootPath, WhatIsDeadLeavesNoTrace) {
  for (const Environment env : all_environments)
    for (const Version version : all_versions())
      each_machine_of(env, version, [&](const BootFacts& facts) {
        const Boot booted = boot(facts);
        const auto is_dead = [&, path = boot_path(facts, booted)](std::string_view what) {
          for (const PathStep& s : path)
            if (s.what == what) return s.report.outcome == StepOutcome::dead;
          ADD_FAILURE() << what;
          return false;
        };
        const std::string where = std::string(name(env)) + " " + to_string(version);
        if (is_dead("put a range into a variable MTRR")) {
          EXPECT_FALSE(booted.mtrr_present) << where;
        }
        if (is_dead("put a WC range into a variable MTRR")) {
          EXPECT_FALSE(booted.mtrr_present) << where;
        }
        if (is_dead("take an MTRR state that the platform gives")) {
          EXPECT_NE(booted.mtrr_belief, MtrrBelief::given) << where;
        }
        if (is_dead("read the MTRRs")) {
          EXPECT_NE(booted.mtrr_belief, MtrrBelief::registers) << where;
        }
        if (is_dead("write Linux's layout into IA32_PAT")) {
          EXPECT_EQ(booted.pat.msr, facts.pat_found) << where;
        }
      });
}

TEST(BootPath, HasTheStepsOfBootInTheirOrder) {
  each_machine([](Environment, const BootFacts& facts) {
    const Boot booted = boot(facts);
    std::size_t i = 0;
    for (const PathStep& s : boot_path(facts, booted)) {
      if (s.phase != BootPhase::mtrr_pat) continue;
      EXPECT_EQ(s.function, boot_steps()[i].function);
      EXPECT_EQ(s.report.outcome, booted.steps[i].outcome);
      ++i;
    }
    EXPECT_EQ(i, boot_step_count);
  });
}

TEST(BootPath, CallsWorkWhereTheKernelHasMtrrs) {
  each_machine([](Environment env, const BootFacts& facts) {
    const Boot booted = boot(facts);
    const auto path = boot_path(facts, booted);
    const auto runs = [&](std::string_view f) {
      return step(path, f).outcome == StepOutcome::runs;
    };
    EXPECT_EQ(runs("mtrr_add()"), booted.mtrr_present) << name(env);
    EXPECT_EQ(runs("arch_phys_wc_add()"), booted.mtrr_present && !booted.pat.enabled) << name(env);
    EXPECT_EQ(runs("memtype_reserve()"), booted.pat.enabled) << name(env);
  });
}

TEST(BootPath, EachStepHasItsVersions) {
  for (const PathStep& s : path_of({.kernel = *version_from("6.1")}))
    if (s.function == "cache_ap_init()") {
      EXPECT_EQ(s.report.outcome, StepOutcome::dead);
    }
  EXPECT_EQ(step(path_of({.kernel = *version_from("6.1")}), "mtrr_ap_init()").outcome,
            StepOutcome::runs);
  EXPECT_EQ(step(path_of({.kernel = *version_from("6.2")}), "cache_ap_init()").outcome,
            StepOutcome::runs);
}

// What each recorded guest did is what the steps say.
TEST(BootPath, AgreesWithEveryRecordedGuest) {
  const std::string file = MEMTYPE_SOURCE_DIR "/tests/vectors/linux_guest_state.jsonl.gz";
  conform::LineReader reader(file);
  ASSERT_TRUE(reader.is_open());
  std::size_t records = 0;
  std::set<std::string> kinds;
  for (std::string line; reader.next(line);) {
    const auto record = conform::Json::parse(line);
    if (!record.contains("features")) continue;
    ++records;
    kinds.insert(record["env"]);
    const BootFacts facts = conform::guest_boot_facts(record);
    const auto path = path_of(facts);
    const auto runs = [&](std::string_view f) {
      return step(path, f).outcome == StepOutcome::runs;
    };
    constexpr std::int64_t no_device = -19;
    EXPECT_EQ(runs("mtrr_add()"), record["mtrr_add_0xd0000000_16M_WC"] != no_device) << line;
    EXPECT_EQ(runs("arch_phys_wc_add()"), record["arch_phys_wc_add_0xe0000000_16M"] != 0) << line;
    EXPECT_EQ(runs("memtype_reserve()"), record["pat_enabled"] != 0) << line;
    const std::uint64_t after = conform::word(record["pat_msr_after"]);
    EXPECT_EQ(after,
              runs("pat_bp_init()") ? pat_msr_for(PatMode::full, facts.kernel) : facts.pat_found)
        << line;
    bool pv = false;
    for (const auto& feature : record["features"]) pv = pv || feature == "XENPV";
    EXPECT_EQ(entry_of(path), pv ? "xen_start_kernel()" : "startup_64()") << line;
    if (record["force"].is_null()) {
      EXPECT_FALSE(runs("guest_force_mtrr_state()")) << line;
    }
  }
  EXPECT_GE(records, 50U);
  EXPECT_GE(kinds.size(), 5U);
}

}  // namespace linux_boot_path_test
}  // namespace memtype::kernel
