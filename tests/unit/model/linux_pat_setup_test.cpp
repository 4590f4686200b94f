#include "memtype/linux/guest.hpp"
#include "memtype/linux/pat_setup.hpp"
#include "types_from_text.hpp"

namespace memtype::kernel {
namespace {

using enum MemoryType;

// PWT 0x08, PCD 0x10, PAT 0x80, as in a 4 KiB entry.
unsigned flags(PageBits bits) {
  return (bits.pat ? 0x80U : 0U) | (bits.pcd ? 0x10U : 0U) | (bits.pwt ? 0x08U : 0U);
}

// Bits of WB, WC, UC-, UC, WT, WP.
void expect_bits(const PatSetup& setup, std::array<unsigned, 6> wanted) {
  constexpr MemoryType modes[] = {WB, WC, UC_minus, UC, WT, WP};
  for (std::size_t i = 0; i < wanted.size(); ++i)
    EXPECT_EQ(flags(setup.bits_of(modes[i])), wanted[i]) << name(modes[i]);
}

TEST(PatSetup, LinuxLayout) {
  EXPECT_EQ(pat_msr_for(PatMode::full, newest_version), 0x0407050600070106U);
  expect_bits(pat_setup(true, true, 0x0407050600070106), {0x00, 0x08, 0x10, 0x18, 0x98, 0x88});
}

TEST(PatSetup, ErrataPartsUseTheLowerHalfTwiceAndHaveNoWtOrWp) {
  EXPECT_EQ(pat_msr_for(PatMode::linux4, newest_version), 0x0007010600070106U);
  expect_bits(pat_setup(true, true, 0x0007010600070106), {0x00, 0x08, 0x10, 0x18, 0x10, 0x10});
}

TEST(PatSetup, NopatHasNoWcAndARealWt) {
  const PatSetup setup = pat_setup(false, true, pat_power_on);
  expect_bits(setup, {0x00, 0x10, 0x10, 0x18, 0x08, 0x10});
  EXPECT_EQ(setup.page_type(WC), UC_minus);
  EXPECT_EQ(setup.page_type(WT), WT);
}

TEST(PatSetup, XenLayoutKeepsWbFirst) {
  EXPECT_EQ(pat_msr_for(PatMode::xen, newest_version), 0x0000050100070406U);
  expect_bits(pat_setup(true, true, 0x0000050100070406), {0x00, 0x80, 0x10, 0x18, 0x08, 0x88});
}

TEST(PatSetup, TheLowestEntryOfAModeWins) {
  const PatSetup setup = pat_setup(true, true, 0x0601060106010006);
  EXPECT_EQ(setup.bits_of(WC).index(), 2U);
  EXPECT_EQ(setup.bits_of(WB).index(), 0U);
  EXPECT_EQ(setup.mode_of(PageBits::from_index(5)), WB);
}

TEST(BootPat, NoPatOrAZeroMsrMeansPowerOnLayoutAndOff) {
  const PatSetup without = boot_pat(pat_power_on, {.pat = false});
  EXPECT_FALSE(without.enabled);
  EXPECT_FALSE(without.in_hardware);
  const PatSetup zero = boot_pat(0, {});
  EXPECT_FALSE(zero.enabled);
  EXPECT_EQ(zero.msr, 0U) << "not written";
  EXPECT_EQ(zero.mode_of(PageBits{.pwt = true}), WT) << "what the kernel thinks";
  EXPECT_EQ(zero.page_type(WB), UC) << "what the processor does";
}

TEST(BootPat, NopatLeavesTheMsrAndDecodesIt) {
  const PatSetup setup = boot_pat(0x0007010600070106, {}, true);
  EXPECT_FALSE(setup.enabled);
  EXPECT_EQ(setup.msr, 0x0007010600070106U);
  EXPECT_EQ(flags(setup.bits_of(WC)), 0x08U);
}

TEST(BootPat, XenPvKeepsItsLayoutAndCountsAsEnabled) {
  const PatSetup setup = boot_pat(0x0000050100070406, {.hypervisor = true, .xen_pv = true});
  EXPECT_TRUE(setup.enabled);
  EXPECT_EQ(setup.msr, 0x0000050100070406U);
}

TEST(BootPat, ErrataPartsGetTheLowerHalf) {
  EXPECT_EQ(boot_pat(pat_power_on, {}, false, PatErrata::low4).msr, 0x0007010600070106U);
  EXPECT_EQ(boot_pat(pat_power_on, {}).msr, 0x0407050600070106U);
}

TEST(BootMtrrs, AForcedStateNeedsAHypervisorAndXenPvOrAConfidentialGuest) {
  MsrFile file = reset_msrs(Vendor::intel, 40);
  file.def_type = 0xc00;
  const ForcedMtrrs forced{{}, WB};
  const BootMtrrs plain = boot_mtrrs(file, {.hypervisor = true}, forced);
  EXPECT_TRUE(plain.present);
  EXPECT_EQ(plain.believed.default_type, UC);
  for (const BootFeatures& features : {BootFeatures{.hypervisor = true, .xen_pv = true},
                                       BootFeatures{.hypervisor = true, .confidential = true}}) {
    const BootMtrrs boot = boot_mtrrs(file, features, forced);
    EXPECT_FALSE(boot.present) << "mtrr_add() is gone";
    EXPECT_TRUE(boot.known);
    EXPECT_EQ(boot.believed.default_type, WB);
    EXPECT_FALSE(boot.believed.fixed_enabled);
  }
}

TEST(BootMtrrs, WithoutTheFeatureNothingIsKnown) {
  const BootMtrrs boot = boot_mtrrs(reset_msrs(Vendor::intel, 40), {.mtrr = false});
  EXPECT_FALSE(boot.known);
  EXPECT_FALSE(boot.present);
  EXPECT_FALSE(boot.believed.enabled);
}

TEST(BootMtrrs, DisabledMtrrsAreKnownButNotPresent) {
  const BootMtrrs boot = boot_mtrrs(reset_msrs(Vendor::intel, 40), {});
  EXPECT_TRUE(boot.known);
  EXPECT_FALSE(boot.present);
}

}  // namespace
}  // namespace memtype::kernel
