// Earlier kernels: arch/x86/kernel/cpu/mtrr/generic.c and arch/x86/mm/pgtable.c up to v6.4.
#include "memtype/linux/mtrr_lookup_old.hpp"
#include "points.hpp"

namespace memtype::kernel {
namespace old_points_test {

using namespace linux_points;

using enum MemoryType;

// MTRRs off: invalid, and the caller's `uniform` is left as it was.
TEST(LinuxPoint57, DisabledIsInvalid) {
  auto mtrr = state({block(0, 64_GiB, WB)});
  mtrr.enabled = false;
  EXPECT_EQ(old_type_lookup(mtrr, 0, 4_KiB).type, invalid_type);
  EXPECT_FALSE(old_type_lookup(mtrr, 0, 4_KiB).uniform_written);
  EXPECT_EQ(lookup(mtrr, 0, 4_KiB).type, raw_uc) << "today";
}

// Below 1 MiB the first byte answers for the whole range, which is never uniform.
TEST(LinuxPoint57, TheFirstByteAnswersBelowOneMiB) {
  const auto mtrr = state({});
  EXPECT_EQ(old_type_lookup(mtrr, 0x9f000, 2_MiB).type, raw_wb);
  EXPECT_FALSE(old_type_lookup(mtrr, 0, 4_KiB).uniform);
  EXPECT_EQ(lookup(mtrr, 0x9f000, 2_MiB).type, raw_uc) << "today";
}

// Not uniform: two registers that match, or the edge of one crossed, even with equal types.
TEST(LinuxPoint57, EqualTypesAreNotUniform) {
  const auto mtrr = state({block(0, 4_GiB, WB), block(1_GiB, 1_GiB, WB)}, WB);
  EXPECT_FALSE(old_type_lookup(mtrr, 1_GiB, 1_GiB + 4_KiB).uniform);
  EXPECT_FALSE(old_type_lookup(mtrr, 2_GiB, 8_GiB).uniform);
  EXPECT_TRUE(old_type_lookup(mtrr, 8_GiB, 9_GiB).uniform);
  EXPECT_TRUE(lookup(mtrr, 1_MiB, 8_GiB).uniform) << "today";
}

// Address bits are compared, so single pages under masks with holes are right.
TEST(LinuxPoint57, HolesAreRightForSinglePages) {
  const auto mtrr = state({raw(1_GiB, ~(1_MiB - 1) & ~1_GiB, UC)}, WB);
  EXPECT_EQ(old_type_lookup(mtrr, 0x60000000, 0x60001000).type, raw_wb);
  EXPECT_EQ(lookup(mtrr, 0x60000000, 0x60001000).type, raw_uc) << "today";
}

// The search stops at UC, an empty range has a type, and odd registers make it crawl.
TEST(LinuxPoint57, ItCanCrawlPageByPage) {
  const auto mtrr = state({block(1_GiB, 1_GiB, WB)}, WT);
  const OldTypeLookup crawl = old_type_lookup(mtrr, 2_GiB, 2_GiB, 5);
  EXPECT_FALSE(crawl.finished);
  EXPECT_EQ(crawl.warnings, 6U);
  EXPECT_EQ(old_type_lookup(state({}, WT), 2_GiB, 2_GiB).type, raw_wt) << "not invalid";
}

// AMD's TOP_MEM2 counts only where the last piece lies inside it, and not after UC.
TEST(LinuxPoint08, TheOldLookUpKnowsTopMem2ForWholeQueriesOnly) {
  auto mtrr = state({block(8_GiB, 1_GiB, UC)});
  mtrr.tom2_wb_end = 16_GiB;
  EXPECT_EQ(old_type_lookup(mtrr, 10_GiB, 11_GiB).type, raw_wb);
  EXPECT_EQ(old_type_lookup(mtrr, 3_GiB, 5_GiB).type, raw_uc);
}

// Large pages: formerly also where the type is WB but not uniform, or where MTRRs are off.
TEST(LinuxPoint58, LargePagesThenAndNow) {
  const auto wb_in_two = state({block(0, 4_GiB, WB), block(1_GiB, 1_GiB, WB)}, WB);
  const OldTypeLookup then = old_type_lookup(wb_in_two, 1_GiB, 1_GiB + 2_MiB);
  EXPECT_FALSE(then.uniform);
  EXPECT_TRUE(may_be_large_page(then));
  const auto wt_in_two = state({block(0, 4_GiB, WT), block(1_GiB, 1_GiB, WT)}, WT);
  EXPECT_FALSE(may_be_large_page(old_type_lookup(wt_in_two, 1_GiB, 1_GiB + 2_MiB)));
  EXPECT_TRUE(may_be_large_page(lookup(wt_in_two, 1_GiB, 1_GiB + 2_MiB)));
  EXPECT_FALSE(may_be_large_page(lookup(state({block(1_GiB, 1_MiB, WB)}), 1_GiB, 1_GiB + 2_MiB)));
}

}  // namespace old_points_test
}  // namespace memtype::kernel
