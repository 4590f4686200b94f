// Setting PAT up: arch/x86/mm/pat/memtype.c, arch/x86/mm/init.c.
#include "memtype/linux/boot.hpp"
#include "points.hpp"

namespace memtype::kernel {
namespace pat_points_test {

using namespace linux_points;

using enum MemoryType;

constexpr std::uint64_t linux_msr = 0x0407050600070106;  // WB WC UC- UC WB WP UC- WT
constexpr std::uint64_t low4_msr = 0x0007010600070106;   // WB WC UC- UC, twice
constexpr std::uint64_t xen_msr = 0x0000050100070406;    // WB WT UC- UC WC WP UC UC

// PWT 0x08, PCD 0x10, PAT 0x80.
unsigned bits(const PatSetup& setup, MemoryType mode) {
  const PageBits b = setup.bits_of(mode);
  return (b.pat ? 0x80U : 0U) | (b.pcd ? 0x10U : 0U) | (b.pwt ? 0x08U : 0U);
}

// No PAT, or an MSR that reads 0: off, and the power-on layout is taken for granted.
TEST(LinuxPoint25, NoPatAndAZeroMsrAreOff) {
  for (const PatSetup& setup : {boot({.pat_in_hardware = false}).pat, boot({.pat_found = 0}).pat}) {
    EXPECT_FALSE(setup.enabled);
    EXPECT_EQ(setup.mode_of(PageBits{.pwt = true}), WT);
    EXPECT_EQ(bits(setup, WC), 0x10U);
  }
}

// "nopat" is off with the MSR as it was found, and what was found is decoded.
TEST(LinuxPoint25, NopatLeavesWhatItFinds) {
  const PatSetup setup = boot({.pat_found = xen_msr, .nopat = true}).pat;
  EXPECT_FALSE(setup.enabled);
  EXPECT_EQ(setup.msr, xen_msr);
  EXPECT_EQ(bits(setup, WC), 0x80U);
}

// Xen PV: the MSR is not written either, but PAT counts as enabled.
TEST(LinuxPoint25, XenPvIsEnabledAsFound) {
  const PatSetup setup = boot({.environment = Environment::xen_dom0, .pat_found = xen_msr}).pat;
  EXPECT_TRUE(setup.enabled);
  EXPECT_EQ(setup.msr, xen_msr);
}

// Parts with errata get the lower half twice, all others eight entries.
TEST(LinuxPoint25, ErrataPartsGetFourEntries) {
  EXPECT_EQ(boot({}).pat.msr, linux_msr);
  EXPECT_EQ(boot({.pat_errata = PatErrata::low4}).pat.msr, low4_msr);
  EXPECT_TRUE(boot({.mtrr_feature = false}).pat.enabled) << "whatever the MTRRs are";
}

// The lowest entry of a mode is used; a mode without an entry gets PCD, which is UC-.
TEST(LinuxPoint26, LowestEntryWinsAndAbsentModesAreUcMinus) {
  const PatSetup full = pat_setup(true, true, linux_msr);
  EXPECT_EQ(bits(full, UC_minus), 0x10U) << "entry 2, not 6";
  EXPECT_EQ(bits(full, WB), 0x00U) << "entry 0, not 4";
  const PatSetup low4 = pat_setup(true, true, low4_msr);
  EXPECT_EQ(bits(low4, WT), 0x10U);
  EXPECT_EQ(bits(low4, WP), 0x10U);
  EXPECT_EQ(low4.page_type(WT), UC_minus);
  const PatSetup xen = pat_setup(true, true, xen_msr);
  EXPECT_EQ(bits(xen, WC), 0x80U);
  EXPECT_EQ(bits(xen, WP), 0x88U);
  EXPECT_EQ(bits(xen, WT), 0x08U);
}

// WP exists where its bits read back as WP; the bits of WB are always 0.
TEST(LinuxPoint27, WpIsFoundByARoundTrip) {
  const auto has_wp = [](const PatSetup& setup) { return setup.mode_of(setup.bits_of(WP)) == WP; };
  EXPECT_TRUE(has_wp(pat_setup(true, true, linux_msr)));
  EXPECT_TRUE(has_wp(pat_setup(true, true, xen_msr)));
  EXPECT_FALSE(has_wp(pat_setup(true, true, low4_msr)));
  EXPECT_FALSE(has_wp(boot({.nopat = true}).pat));
  for (std::uint64_t msr : {linux_msr, low4_msr, xen_msr, pat_power_on})
    EXPECT_EQ(bits(pat_setup(true, true, msr), WB), 0U);
}

}  // namespace pat_points_test
}  // namespace memtype::kernel
