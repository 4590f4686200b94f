// What hypervisors tell Linux: generic.c (guest_force_mtrr_state), xen_set_mtrr_data(), kvm.c.
#include "memtype/linux/guest.hpp"
#include "points.hpp"

namespace memtype::kernel {
namespace {

using enum MemoryType;

constexpr BootFeatures xen_guest{.hypervisor = true, .xen_pv = true};
constexpr BootFeatures secret_guest{.hypervisor = true, .confidential = true};

// Firmware's registers: all WB by default type, fixed ranges on, TOP_MEM2 at 8 GiB.
MsrFile firmware() {
  MsrFile file = reset_msrs(Vendor::amd, width);
  file.def_type = 0xc06;
  file.syscfg = syscfg_tom2_en | syscfg_tom2_force_wb;
  file.top_mem2 = 8_GiB;
  return file;
}

// Counts on a hypervisor only, and there for Xen PV or a confidential guest; else it is ignored.
TEST(LinuxPoint48, WhoMayForceAState) {
  const ForcedMtrrs forced{{}, WT};
  const auto takes = [&](const BootFeatures& features) {
    return boot_mtrrs(firmware(), features, forced).believed.default_type == WT;
  };
  EXPECT_TRUE(takes(xen_guest));
  EXPECT_TRUE(takes(secret_guest));
  EXPECT_FALSE(takes({.hypervisor = true})) << "a plain guest";
  EXPECT_FALSE(takes({.xen_pv = true})) << "no hypervisor";
}

// The MTRR feature is gone: no adding, no deleting, nothing for drivers. Look-ups go on.
TEST(LinuxPoint48, AForcedStateTakesTheFeatureAway) {
  const BootMtrrs boot = boot_mtrrs(firmware(), secret_guest, ForcedMtrrs{{}, WB});
  ASSERT_FALSE(boot.present);
  Registers kernel;
  kernel.table.present = boot.present;
  EXPECT_EQ(kernel.add(bar, 1_MiB, wc), error_nodev);
  EXPECT_EQ(kernel.del(0), error_nodev);
  EXPECT_EQ(arch_phys_wc_add<Concrete>(kernel.table, false, true, bar, 1_MiB), 0);
  EXPECT_EQ(lookup(boot.believed, 0, 64_GiB), (TypeLookup{raw_wb, true}))
      << "neither fixed ranges nor TOP_MEM2";
}

// KVM's confidential guests: WB, and a UC hole below 4 GiB in a register that no processor would
// read that way.
TEST(LinuxPoint48, TheHoleBelowFourGiB) {
  const MsrPair hole = forced_register({0xb0000000, 4_GiB}, UC, width);
  EXPECT_EQ(hole, (MsrPair{0xb0000000, 0xfb0000800}));
  const BootMtrrs boot = boot_mtrrs(firmware(), secret_guest, ForcedMtrrs{{hole}, WB});
  EXPECT_EQ(lookup(boot.believed, 0xb0000000, 4_GiB), (TypeLookup{raw_uc, true}));
  EXPECT_EQ(lookup(boot.believed, 0, 0xb0000000), (TypeLookup{raw_wb, true}));
  EXPECT_EQ(lookup(boot.believed, 4_GiB, 64_GiB), (TypeLookup{raw_wb, true}));
  EXPECT_EQ(mtrr_type_at<Concrete>(boot.believed, 0xc0000000), TypeSet(WB)) << "by address bits";
}

// Xen's dom0 gets ranges and the default type UC; one over the whole space becomes invalid.
TEST(LinuxPoint49, ARangeOverEverythingIsLost) {
  EXPECT_EQ(forced_register({0, 2_GiB}, WB, width), msrs(0, 2_GiB, WB));
  EXPECT_EQ(forced_register({0, 64_GiB}, WB, width), (MsrPair{6, 0}));
  const auto dom0 = [](PhysRange range) {
    const ForcedMtrrs forced{{forced_register(range, WB, width)}, UC};
    return lookup(boot_mtrrs(firmware(), xen_guest, forced).believed, 1_GiB, 2_GiB).type;
  };
  EXPECT_EQ(dom0({0, 2_GiB}), raw_wb);
  EXPECT_EQ(dom0({0, 64_GiB}), raw_uc);
}

}  // namespace
}  // namespace memtype::kernel
