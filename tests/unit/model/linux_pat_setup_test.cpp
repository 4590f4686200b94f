#include "memtype/linux/pat_setup.hpp"
#include "types_from_text.hpp"

namespace memtype::kernel {
namespace linux_pat_setup_test {

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

}  // namespace linux_pat_setup_test
}  // namespace memtype::kernel
