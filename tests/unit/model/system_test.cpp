// A machine while a program runs: SMRR above the MTRRs, and caches that CR0.CD switches off.
#include "memtype/machine/system.hpp"

#include <gtest/gtest.h>

#include "memtype/linux/mtrr.hpp"
#include "memtype/machine/explain.hpp"

namespace memtype {
namespace system_test {

using enum MemoryType;

constexpr std::uint64_t place = 0x7f800000;

// All of [place - 8M, place + 16M) is mapped with the mode; WC below the MTRRs.
System<Concrete> machine(EffectiveTable table, MemoryType mode) {
  System<Concrete> s;
  s.table = table;
  s.pat = kernel::pat_setup(true, true,
                            kernel::pat_msr_for(kernel::PatMode::full, kernel::newest_version));
  s.mtrr.hardware.default_type = WC;
  s.mtrr.hardware.fixed_enabled = false;
  s.mtrr.hardware.variable.resize(2);
  s.mtrr.start_counting();
  kernel::Mapping<Concrete> m;
  m.live = true;
  m.begin = place - 8_MiB;
  m.end = place + 16_MiB;
  m.asked = m.mode = mode;
  s.mappings.push_back(m);
  return s;
}

RegionState<Concrete> around(const System<Concrete>& s) {
  return region_state<Concrete>(s, place - 4_MiB, place + 12_MiB);
}

TEST(SystemSmrr, IsUcOutsideSmmWhateverItsTypeAndTheMtrrsSay) {
  for (const MemoryType type : mtrr_memory_types) {
    System<Concrete> s = machine(EffectiveTable::intel_pat, UC_minus);
    s.smrr = smrr_over(place, 8_MiB, type);
    EXPECT_EQ(base_type_at<Concrete>(s, place), TypeSet(UC));
    EXPECT_EQ(base_type_at<Concrete>(s, place + 8_MiB - 1), TypeSet(UC));
    EXPECT_EQ(base_type_at<Concrete>(s, place - 1), TypeSet(WC));
    EXPECT_EQ(base_type_at<Concrete>(s, place + 8_MiB), TypeSet(WC));
    s.mtrr.hardware.enabled = false;
    EXPECT_EQ(base_type_at<Concrete>(s, place), TypeSet(UC));
  }
}

TEST(SystemSmrr, ARegionAroundItIsMixed) {
  System<Concrete> s = machine(EffectiveTable::intel_pat, UC_minus);
  EXPECT_EQ(around(s).types, TypeSet(WC));
  s.smrr = smrr_over(place, 8_MiB, WB);
  EXPECT_EQ(around(s).types, TypeSet::of(UC, WC));
  EXPECT_EQ(region_state<Concrete>(s, place, place + 8_MiB).types, TypeSet(UC));
  EXPECT_EQ(region_state<Concrete>(s, place + 8_MiB, place + 9_MiB).types, TypeSet(WC));
  const auto views = explain_region(s, place - 4_MiB, place + 12_MiB);
  ASSERT_EQ(views.size(), 2U);
  EXPECT_EQ(views[1].origin, "SMRR");
  s.environment = kernel::Environment::kvm;
  s.host_type = WC;
  EXPECT_EQ(around(s).types, TypeSet(WC)) << "it is the host's";
}

// Two registers that are undefined together do no harm under SMRR.
TEST(SystemSmrr, StandsAboveAnUndefinedOverlap) {
  System<Concrete> s = machine(EffectiveTable::intel_pat, WB);
  for (const MemoryType type : {WB, WP}) {
    auto& range = s.mtrr.hardware.variable[type == WB ? 0 : 1];
    range.valid = true;
    range.base = place;
    range.mask = block_mask<Concrete>(8_MiB, 36);
    range.type = type;
  }
  EXPECT_TRUE(around(s).undefined);
  s.smrr = smrr_over(place, 8_MiB, WB);
  EXPECT_FALSE(around(s).undefined);
}

TEST(SystemCaches, NothingIsCachedWithCdSet) {
  for (const MemoryType mode : {WB, WT, WP, UC_minus, UC}) {
    System<Concrete> s = machine(EffectiveTable::intel_pat, mode);
    s.mtrr.hardware.default_type = WB;
    s.cache_disable = true;
    EXPECT_EQ(around(s).types, TypeSet(UC)) << name(mode);
    EXPECT_FALSE(around(s).undefined);
    s.table = EffectiveTable::amd_pat;
    EXPECT_EQ(around(s).types, TypeSet(CD)) << name(mode);
    s.environment = kernel::Environment::kvm;
    s.host_type = WB;
    s.cache_disable = false;
    const TypeSet guest = around(s).types;
    s.cache_disable = true;
    EXPECT_EQ(around(s).types, guest) << "a guest's CR0 is the hypervisor's business";
  }
}

TEST(SystemCaches, WcIsOpenOnIntelAndStaysOnAmd) {
  System<Concrete> s = machine(EffectiveTable::intel_pat, WC);
  s.cache_disable = true;
  EXPECT_EQ(around(s).types, TypeSet::of(UC, WC));
  EXPECT_TRUE(around(s).undefined);
  for (const MemoryType answer : {UC, WC}) {
    s.wc_without_caches = answer;
    EXPECT_EQ(around(s).types, TypeSet(answer));
  }
  s.table = EffectiveTable::amd_pat;
  EXPECT_EQ(around(s).types, TypeSet(WC));
  EXPECT_FALSE(around(s).undefined);
}

TEST(SystemCaches, ARegisterUpdateSwitchesThemOn) {
  System<Concrete> s = machine(EffectiveTable::intel_pat, WB);
  s.mtrr.hardware.default_type = WB;
  s.cache_disable = true;
  const auto add = [&](std::uint64_t base) {
    return kernel::mtrr_add<Concrete>(s.mtrr, true, base, 16_MiB, 1, true);
  };
  EXPECT_LT(add(place), 0) << "not at a multiple of its size: nothing is written";
  EXPECT_EQ(around(s).types, TypeSet(UC));
  EXPECT_EQ(add(0xd0000000), 0);
  EXPECT_EQ(around(s).types, TypeSet(WB));
}

TEST(SystemCaches, WhyNamesCr0) {
  System<Concrete> s = machine(EffectiveTable::intel_pat, WB);
  s.cache_disable = true;
  const PageView view = explain_page(s, place);
  EXPECT_EQ(view.mappings.at(0).rule.name, "EFF-WC-WB with CR0.CD");
  EXPECT_NE(view.mappings.at(0).rule.source.find("table 11-5 (now"), std::string::npos);
}

}  // namespace system_test
}  // namespace memtype
