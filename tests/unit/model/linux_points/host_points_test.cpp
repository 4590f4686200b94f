// Guests and their hosts since 6.5: arch/x86/kernel/kvm.c, arch/x86/xen/enlighten_pv.c, kvm.
#include "memtype/linux/boot.hpp"
#include "memtype/linux/io_calls.hpp"
#include "memtype/linux/kvm_host.hpp"
#include "user_space.hpp"

namespace memtype::kernel {
namespace host_points_test {

using namespace linux_points;

using enum MemoryType;

constexpr PhysRange low_ram[] = {{0, 640_KiB}, {1_MiB, 3_GiB}};

Boot boot_in(Environment environment, Version kernel, PatMode mode = PatMode::full) {
  return boot(boot_facts(cpu_profiles()[0], mode, pat_power_on, environment, kernel, true));
}

// What a guest with RAM up to 3 GiB believes; nothing known: UC.
MtrrState<Concrete> belief_in(Environment environment, Version kernel,
                              MtrrState<Concrete> hardware = state({})) {
  const PatMode mode = is_xen_pv(environment) ? PatMode::xen : PatMode::full;
  const Boot boot = boot_in(environment, kernel, mode);
  return belief_beside_registers<Concrete>(
             boot, given_mtrrs<Concrete>(environment, boot.uc_hole, low_ram, hardware))
      .value_or(hardware);
}
MemoryType type_at(const MtrrState<Concrete>& mtrr, std::uint64_t address) {
  return believed_type<Concrete>(mtrr, address, address + 4_KiB).single().value();
}

// cache_bp_init() comes to the MTRRs before PAT, and neither asks for the other since 6.2.
TEST(LinuxPoint62, MtrrsFirstPatSecond) {
  std::vector<std::string_view> order;
  for (const BootStep& step : boot_steps())
    if (newest_version < step.end) order.push_back(step.function);
  EXPECT_EQ(order, (std::vector<std::string_view>{"early_init_intel()", "nopat()",
                                                  "guest_force_mtrr_state()", "mtrr_bp_init()",
                                                  "pat_bp_init()", "init_cache_modes()"}));
  for (Version kernel : {Version{6, 2}, Version{6, 12}, newest_version})
    EXPECT_TRUE(boot({.kernel = kernel, .mtrr_on = false}).pat.enabled);
}

// The forced state came with the look-up of 6.5.
TEST(LinuxPoint89, SinceSixFive) {
  for (Environment environment :
       {Environment::xen_dom0, Environment::xen_domu, Environment::hyperv_isolated}) {
    const PatMode mode = is_xen_pv(environment) ? PatMode::xen : PatMode::full;
    EXPECT_EQ(boot_in(environment, {6, 4, newest_patch}, mode).mtrr_belief, MtrrBelief::nothing);
    EXPECT_EQ(boot_in(environment, {6, 5}, mode).mtrr_belief, MtrrBelief::given);
  }
  EXPECT_EQ(type_at(belief_in(Environment::hyperv_isolated, {6, 4, newest_patch}), 2_GiB), UC);
  EXPECT_EQ(type_at(belief_in(Environment::hyperv_isolated, {6, 5}), 2_GiB), WB);
}

// KVM's own confidential guests call it since 6.12.
TEST(LinuxPoint91, KvmSinceSixTwelve) {
  for (Environment environment : {Environment::tdx, Environment::snp}) {
    EXPECT_NE(boot_in(environment, {6, 11, newest_patch}).mtrr_belief, MtrrBelief::given);
    EXPECT_EQ(boot_in(environment, {6, 12}).mtrr_belief, MtrrBelief::given);
    EXPECT_FALSE(boot_in(environment, {6, 12}).mtrr_present);
  }
}

// [end of RAM, 4 GiB) is UC since 6.12.54, 6.17.4 and 6.18, for KVM's guests alone.
TEST(LinuxPoint92, TheHoleByVersion) {
  const auto hole = [](Environment environment, const char* kernel) {
    const auto mtrr = belief_in(environment, *version_from(kernel));
    EXPECT_EQ(type_at(mtrr, 3_GiB - 4_KiB), WB) << kernel;
    EXPECT_EQ(type_at(mtrr, 4_GiB), WB) << kernel;
    EXPECT_EQ(type_at(mtrr, 3_GiB), type_at(mtrr, 4_GiB - 4_KiB)) << kernel;
    return type_at(mtrr, 3_GiB) == UC;
  };
  for (const char* kernel : {"6.12.54", "6.12", "6.17.4", "6.17", "6.18.0", "6.18", "7.3"}) {
    EXPECT_TRUE(hole(Environment::tdx, kernel)) << kernel;
    EXPECT_TRUE(hole(Environment::snp, kernel)) << kernel;
    EXPECT_FALSE(hole(Environment::hyperv_isolated, kernel)) << kernel;
    EXPECT_FALSE(hole(Environment::xen_domu, kernel)) << kernel;
  }
  for (const char* kernel : {"6.12.0", "6.12.53", "6.13", "6.14", "6.16", "6.17.0", "6.17.3"})
    EXPECT_FALSE(hole(Environment::tdx, kernel)) << kernel;
}

// ACPI maps the TPM's page cached; the driver's ioremap() after that fails without the hole.
TEST(LinuxPoint92, TheTpmBehindIt) {
  for (const char* kernel : {"6.12.53", "6.12.54"}) {
    const Version version = *version_from(kernel);
    UserSpace user(version);
    user.books.mtrr = belief_in(Environment::snp, version);
    const auto map = [&](MemoryType mode) {
      return map_io<Concrete>(user.space, true, 0xfed40000, 4_KiB, mode);
    };
    EXPECT_NE(map(WB), 0);
    EXPECT_EQ(map(UC_minus) != 0, std::string(kernel) == "6.12.54");
    EXPECT_EQ(user.at(0xfed40000), TypeSet(std::string(kernel) == "6.12.54" ? UC_minus : WB));
  }
}

MtrrState<Concrete> given_to_a_td(std::span<const PhysRange> ram, unsigned phys_bits = width) {
  MtrrState<Concrete> hardware = state({});
  hardware.phys_bits = phys_bits;
  return given_mtrrs<Concrete>(Environment::tdx, true, ram, hardware);
}

// A page that is only partly RAM belongs to the hole; ACPI tables do not, which the list holds,
// too.
TEST(LinuxPoint92, WhereTheHoleBegins) {
  const PhysRange above[] = {{0, 2_GiB + 0x800}, {4_GiB, 5_GiB}};
  const MtrrState<Concrete> mtrr = given_to_a_td(above);
  EXPECT_EQ(type_at(mtrr, 2_GiB), UC);
  EXPECT_EQ(type_at(mtrr, 2_GiB - 4_KiB), WB);
  EXPECT_EQ(type_at(mtrr, 4_GiB), WB);
  const PhysRange with_tables[] = {{0, 2_GiB}, {4_GiB, 5_GiB}, {2_GiB, 2_GiB + 64_KiB}};
  EXPECT_EQ(type_at(given_to_a_td(with_tables), 2_GiB), WB);
  EXPECT_EQ(type_at(given_to_a_td(with_tables), 2_GiB + 64_KiB), UC);
}

// kvm_init_platform() keeps the lower half of the base and sets the valid bit in any case: RAM that
// ends at 4 GiB does not close the hole, it makes all below UC.
TEST(LinuxPoint92, RamUpToFourGiBMakesAllOfItUc) {
  const PhysRange full[] = {{0, 4_GiB}};
  EXPECT_EQ(uc_hole_register(full, 36), (MsrPair{0, 0xf00000800}));
  EXPECT_EQ(uc_hole_register({}, 36), (MsrPair{0, 0xf00000800}));
  EXPECT_EQ(uc_hole_register(full, 32), (MsrPair{0, 0x800}));
  for (const unsigned bits : {32U, 36U, 52U}) {
    const MtrrState<Concrete> mtrr = given_to_a_td(full, bits);
    EXPECT_EQ(type_at(mtrr, 0), UC) << bits;
    EXPECT_EQ(type_at(mtrr, 4_GiB - 4_KiB), UC) << bits;
    if (bits > 32) {
      EXPECT_EQ(type_at(mtrr, 4_GiB), WB) << bits;
    }
  }
}

// dom0 has the hypervisor's ranges over UC, another PV guest WB everywhere.
TEST(LinuxPoint93, Dom0AndDomU) {
  const auto hardware = state({block(2_GiB, 1_GiB, WB)});
  for (Version kernel : {Version{6, 5}, newest_version}) {
    EXPECT_EQ(type_at(belief_in(Environment::xen_dom0, kernel, hardware), 2_GiB), WB);
    EXPECT_EQ(type_at(belief_in(Environment::xen_dom0, kernel, hardware), bar), UC);
    EXPECT_EQ(type_at(belief_in(Environment::xen_domu, kernel, hardware), bar), WB);
  }
  EXPECT_EQ(pat_clash(cpu_profiles()[0], PatMode::full, Environment::xen_domu),
            PatClash::layout_found_only);
}

// The host's MMIO is UC, and there the guest's PAT counts; all else is WB.
TEST(LinuxPoint94, MmioIsUcAndAllElseWb) {
  for (const bool dma : {false, true}) {
    const KvmHost host{.noncoherent_dma = dma};
    EXPECT_EQ(ept_type(host, true), (EptType{UC, false}));
    EXPECT_EQ(ept_type(host, false), (EptType{WB, !dma}));
  }
}

// Ignored with coherent DMA alone, unless the VMM switched the quirk off.
TEST(LinuxPoint95, WhenTheGuestPatCounts) {
  EXPECT_FALSE(honors_guest_pat({}));
  EXPECT_TRUE(honors_guest_pat({.noncoherent_dma = true}));
  EXPECT_TRUE(honors_guest_pat({.ignore_pat_quirk = false}));
}

TEST(LinuxPoint96, TdxAndAmdAlways) {
  EXPECT_TRUE(honors_guest_pat({.tdx = true}));
  EXPECT_TRUE(honors_guest_pat({.intel = false}));
}

// Reserved pages that the host itself has uncached, and whatever is not listed as RAM.
TEST(LinuxPoint97, WhatIsMmio) {
  EXPECT_FALSE(is_host_mmio({}));
  EXPECT_FALSE(is_host_mmio({.reserved = true})) << "WB in the host's books";
  for (MemoryType type : {UC, UC_minus, WC})
    EXPECT_TRUE(is_host_mmio({.reserved = true, .tracked = type}));
  EXPECT_TRUE(is_host_mmio({.reserved = true, .pat_enabled = false}));
  EXPECT_FALSE(is_host_mmio({.has_struct_page = false}));
  EXPECT_TRUE(is_host_mmio({.has_struct_page = false, .listed_as_ram = false}));
}

}  // namespace host_points_test
}  // namespace memtype::kernel
