// The whole way of a kernel: against boot(), and against recorded guests.
#include <gtest/gtest.h>

#include <filesystem>
#include <set>

#include "line_reader.hpp"
#include "memtype/linux/boot_path.hpp"
#include "recordings.hpp"

namespace memtype::kernel {
namespace {

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

// A dead step does not run on any machine of this version and environment.
TEST(BootPath, WhatIsDeadIsDeadForAllPatModes) {
  for (const Environment env : all_environments)
    for (const Version version : versions) {
      const PatMode on = is_xen_pv(env) ? PatMode::xen : PatMode::full;
      const auto a = path_of(facts_of(env, version, on));
      const auto b = path_of(facts_of(env, version, PatMode::nopat));
      ASSERT_EQ(a.size(), b.size());
      for (std::size_t i = 0; i < a.size(); ++i) {
        EXPECT_EQ(a[i].report.outcome == StepOutcome::dead,
                  b[i].report.outcome == StepOutcome::dead)
            << name(env) << ' ' << to_string(version) << ' ' << a[i].function;
        EXPECT_EQ(a[i].report.outcome == StepOutcome::runs, a[i].report.why.empty());
      }
    }
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
  if (!std::filesystem::exists(file)) GTEST_SKIP() << "no recordings here";
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

}  // namespace
}  // namespace memtype::kernel
