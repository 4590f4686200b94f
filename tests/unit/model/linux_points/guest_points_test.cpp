// What hypervisors tell Linux: generic.c (guest_force_mtrr_state), xen_set_mtrr_data(), kvm.c.
#include "memtype/linux/boot.hpp"
#include "memtype/linux/cache_map.hpp"
#include "points.hpp"

namespace memtype::kernel {
namespace guest_points_test {

using namespace linux_points;

using enum MemoryType;

// Firmware's registers: all WB by default type, fixed ranges on, TOP_MEM2 at 8 GiB.
MsrFile firmware() {
  MsrFile file = reset_msrs(Vendor::amd, width);
  file.def_type = 0xc06;
  file.syscfg = syscfg_tom2_en | syscfg_tom2_force_wb;
  file.top_mem2 = 8_GiB;
  return file;
}

Boot boot_given(Environment environment, Version kernel = newest_version) {
  return boot({.environment = environment, .kernel = kernel, .mtrr_given = true});
}

// What look-ups of such a kernel go by.
MtrrState<Concrete> believed(const Boot& boot, std::vector<MsrPair> registers, MemoryType type) {
  std::vector<VariableRange<Concrete>> variable;
  for (const MsrPair& pair : registers)
    variable.push_back(range_from_msrs(pair.base, pair.mask, width));
  return belief_beside_registers<Concrete>(boot, forced_mtrrs<Concrete>(variable, type, width))
      .value_or(kernel_mtrr_state(firmware()));
}

// Counts on a hypervisor only, and there for Xen PV or a confidential guest; else it is ignored.
TEST(LinuxPoint48, WhoMayForceAState) {
  const auto takes = [&](Environment environment) {
    return believed(boot_given(environment), {}, WT).default_type == WT;
  };
  EXPECT_TRUE(takes(Environment::xen_dom0));
  EXPECT_TRUE(takes(Environment::xen_domu));
  EXPECT_TRUE(takes(Environment::tdx));
  EXPECT_TRUE(takes(Environment::snp));
  EXPECT_TRUE(takes(Environment::hyperv_isolated));
  EXPECT_FALSE(takes(Environment::kvm)) << "a plain guest";
  EXPECT_FALSE(takes(Environment::bare_metal)) << "no hypervisor";
}

// The MTRR feature is gone: no adding, no deleting, nothing for drivers. Look-ups go on.
TEST(LinuxPoint48, AForcedStateTakesTheFeatureAway) {
  const Boot guest = boot_given(Environment::tdx);
  ASSERT_FALSE(guest.mtrr_present);
  Registers kernel;
  kernel.table.present = guest.mtrr_present;
  EXPECT_EQ(kernel.add(bar, 1_MiB, wc), error_nodev);
  EXPECT_EQ(kernel.del(0), error_nodev);
  EXPECT_EQ(arch_phys_wc_add<Concrete>(kernel.table, false, true, bar, 1_MiB), 0);
  EXPECT_EQ(lookup(believed(guest, {}, WB), 0, 64_GiB), (TypeLookup{raw_wb, true}))
      << "neither fixed ranges nor TOP_MEM2";
}

// KVM's confidential guests: WB, and a UC hole below 4 GiB in a register that no processor would
// read that way.
TEST(LinuxPoint48, TheHoleBelowFourGiB) {
  constexpr PhysRange ram[] = {{0, 0xb0000000}};
  const MsrPair hole = uc_hole_register(ram, width);
  EXPECT_EQ(hole, (MsrPair{0xb0000000, 0xfb0000800}));
  const MtrrState<Concrete> mtrr = believed(boot_given(Environment::snp), {hole}, WB);
  EXPECT_EQ(lookup(mtrr, 0xb0000000, 4_GiB), (TypeLookup{raw_uc, true}));
  EXPECT_EQ(lookup(mtrr, 0, 0xb0000000), (TypeLookup{raw_wb, true}));
  EXPECT_EQ(lookup(mtrr, 4_GiB, 64_GiB), (TypeLookup{raw_wb, true}));
  EXPECT_EQ(mtrr_type_at<Concrete>(mtrr, 0xc0000000), TypeSet(WB)) << "by address bits";
}

// Xen's dom0 gets ranges and the default type UC; one over the whole space becomes invalid, whether
// it comes as a register or as the hypervisor's own range.
TEST(LinuxPoint49, ARangeOverEverythingIsLost) {
  EXPECT_EQ(forced_register({0, 2_GiB}, WB, width), msrs(0, 2_GiB, WB));
  EXPECT_EQ(forced_register({0, 64_GiB}, WB, width), (MsrPair{6, 0}));
  const Boot dom0 = boot_given(Environment::xen_dom0);
  const auto type = [&](PhysRange range) {
    return lookup(believed(dom0, {forced_register(range, WB, width)}, UC), 1_GiB, 2_GiB).type;
  };
  EXPECT_EQ(type({0, 2_GiB}), raw_wb);
  EXPECT_EQ(type({0, 64_GiB}), raw_uc);
  MtrrState<Concrete> xen;
  xen.phys_bits = width;
  for (const MsrPair& pair : {MsrPair{6, mtrr_mask_valid}, msrs(0, 2_GiB, WB)})
    xen.variable.push_back(range_from_msrs(pair.base, pair.mask, width));
  const auto given = given_mtrrs<Concrete>(Environment::xen_dom0, false, {}, xen);
  EXPECT_FALSE(given.variable[0].valid);
  EXPECT_TRUE(given.variable[1].valid);
}

}  // namespace guest_points_test
}  // namespace memtype::kernel
