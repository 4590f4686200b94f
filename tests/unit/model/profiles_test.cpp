#include <set>

#include "memtype/cpu/amd.hpp"
#include "memtype/cpu/smrr.hpp"
#include "types_from_text.hpp"

namespace memtype {
namespace profiles_test {

const CpuProfile& cpu(const char* name) { return *find_cpu(name); }

TEST(CpuProfiles, NamesAreUniqueAndEveryRecordHasASource) {
  std::set<std::string_view> names;
  for (const CpuProfile& profile : cpu_profiles()) {
    EXPECT_TRUE(names.insert(profile.name).second) << profile.name;
    EXPECT_FALSE(profile.what.empty());
    EXPECT_FALSE(profile.source.empty());
    EXPECT_EQ(find_cpu(profile.name), &profile);
  }
  EXPECT_EQ(names.size(), profile_names().size());
  EXPECT_EQ(find_cpu("cyrix"), nullptr);
}

TEST(CpuProfiles, NamesThatCasesUseStay) {
  for (const char* name : {"intel", "intel_pat_low4", "intel_p3", "intel_p6", "intel_ppro", "amd64",
                           "amd_k7", "hygon", "zhaoxin"})
    EXPECT_NE(find_cpu(name), nullptr) << name;
}

TEST(CpuProfiles, TheTableFollowsVendorAndPat) {
  for (const CpuProfile& profile : cpu_profiles()) {
    const bool amd = profile.vendor == Vendor::amd || profile.vendor == Vendor::hygon;
    const auto with_pat = amd ? EffectiveTable::amd_pat : EffectiveTable::intel_pat;
    EXPECT_EQ(profile.table, profile.has_pat ? with_pat : EffectiveTable::no_pat) << profile.name;
    EXPECT_EQ(profile.has_amd_routing, amd) << profile.name;
    EXPECT_FALSE(profile.has_smrr && profile.vendor != Vendor::intel) << profile.name;
  }
}

TEST(CpuProfiles, ResetGivesTheRegistersOfTheProfileWithMtrrsOff) {
  for (const CpuProfile& profile : cpu_profiles()) {
    const MsrFile file = reset_msrs(profile);
    const MtrrState<Concrete> state = mtrr_state(file);
    EXPECT_FALSE(state.enabled) << profile.name;
    EXPECT_EQ(state.phys_bits, profile.phys_bits) << profile.name;
    EXPECT_EQ(state.variable.size(), profile.variable_mtrrs) << profile.name;
    EXPECT_EQ(mtrr_type_at<Concrete>(state, 0), TypeSet(MemoryType::UC));
    const auto exists = [&](std::uint32_t msr) { return read_msr(file, msr).fault; };
    EXPECT_EQ(exists(msr::pat) == MsrFault::none, profile.has_pat) << profile.name;
    EXPECT_EQ(exists(msr::smrr_base) == MsrFault::none, profile.has_smrr) << profile.name;
    EXPECT_EQ(exists(msr::syscfg) == MsrFault::none, profile.has_amd_routing) << profile.name;
  }
}

TEST(CpuProfiles, ASavedStateMeansTheSameOnEveryProfileThatTakesIt) {
  for (const CpuProfile& profile : cpu_profiles()) {
    MsrFile saved = reset_msrs(profile);
    saved.def_type = mtrr_def_enable | mtrr_def_fixed_enable;
    saved.fixed.fill(0x0505050505050505);
    saved.variable[0] = {0x80000006, mtrr_address_bits(profile.phys_bits - 1) << 1 | 0x800};
    saved.variable[0].mask &= ~std::uint64_t{0x7fffffff} | 0x800;
    saved.variable[0].mask &= mtrr_address_bits(profile.phys_bits) | 0x800;
    MsrFile file = reset_msrs(profile);
    ASSERT_EQ(restore_msrs(file, saved).fault, MsrFault::none) << profile.name;
    const MtrrState<Concrete> state = mtrr_state(file);
    EXPECT_EQ(mtrr_type_at<Concrete>(state, 0xa0000), TypeSet(MemoryType::WP)) << profile.name;
    EXPECT_EQ(mtrr_type_at<Concrete>(state, 0xfffff000), TypeSet(MemoryType::WB)) << profile.name;
    EXPECT_EQ(mtrr_type_at<Concrete>(state, 0x7ffff000), TypeSet(MemoryType::UC)) << profile.name;
  }
}

TEST(CpuProfiles, Tom2ForcesWbWhereTheProfileSaysSo) {
  for (const CpuProfile& profile : cpu_profiles()) {
    MsrFile file = reset_msrs(profile);
    file.def_type = mtrr_def_enable;
    file.syscfg = syscfg_tom2_en | syscfg_tom2_force_wb;
    file.top_mem2 = 16_GiB;
    const TypeSet type = mtrr_type_at<Concrete>(mtrr_state(file), 8_GiB);
    EXPECT_EQ(type == TypeSet(MemoryType::WB), profile.has_tom2_force_wb) << profile.name;
  }
}

TEST(CpuProfiles, VariableRangesOverrideTheForcedWb) {
  MsrFile file = reset_msrs(cpu("amd64"));
  file.def_type = mtrr_def_enable;
  file.syscfg = syscfg_tom2_en | syscfg_tom2_force_wb;
  file.top_mem2 = 16_GiB;
  file.variable[0] = {8_GiB | 0, mtrr_address_bits(48) & ~(1_GiB - 1)};
  file.variable[0].mask |= mtrr_mask_valid;
  const MtrrState<Concrete> state = mtrr_state(file);
  EXPECT_EQ(mtrr_type_at<Concrete>(state, 8_GiB), TypeSet(MemoryType::UC));
  EXPECT_EQ(mtrr_type_at<Concrete>(state, 9_GiB), TypeSet(MemoryType::WB));
  EXPECT_EQ(mtrr_type_at<Concrete>(state, 16_GiB), TypeSet(MemoryType::UC));
}

}  // namespace profiles_test
}  // namespace memtype
