// Looking MTRRs up: arch/x86/kernel/cpu/mtrr/generic.c.
#include <random>

#include "memtype/linux/boot.hpp"
#include "memtype/linux/mtrr_lookup.hpp"
#include "points.hpp"

namespace memtype::kernel {
namespace lookup_points_test {

using namespace linux_points;

using enum MemoryType;

// `uniform` is lost only where the type merged so far changes, so the order of pieces decides.
TEST(LinuxPoint01, UniformDependsOnOrder) {
  const auto wb_above_uc = state({block(1_GiB, 1_GiB, WB)});
  EXPECT_EQ(lookup(wb_above_uc, 512_MiB, 2_GiB), (TypeLookup{raw_uc, true})) << "UC, then WB";
  EXPECT_EQ(lookup(wb_above_uc, 1_GiB, 3_GiB), (TypeLookup{raw_uc, false})) << "WB, then UC";
  const auto wb_above_wt = state({block(1_GiB, 1_GiB, WB)}, WT);
  EXPECT_EQ(lookup(wb_above_wt, 512_MiB, 2_GiB), (TypeLookup{raw_wt, true})) << "WT, then WB";
  EXPECT_EQ(lookup(wb_above_wt, 1_GiB, 3_GiB), (TypeLookup{raw_wt, false})) << "WB, then WT";
}

// Huge mappings ask for `uniform` alone: one that is half UC and half WB passes.
TEST(LinuxPoint01, AHugePageMayCoverTwoTypes) {
  const auto mtrr = state({block(1_GiB + 1_MiB, 1_MiB, WB)});
  EXPECT_TRUE(may_be_large_page(lookup(mtrr, 1_GiB, 1_GiB + 2_MiB)));
  EXPECT_EQ(mtrr_type_at<Concrete>(mtrr, 1_GiB), TypeSet(UC));
  EXPECT_EQ(mtrr_type_at<Concrete>(mtrr, 1_GiB + 1_MiB), TypeSet(WB));
}

// Pieces that lie side by side are merged as if they overlapped.
TEST(LinuxPoint02, NeighboursAreMergedByTheOverlapRule) {
  const auto next_to_wb = [](MemoryType type) {
    return lookup(state({block(1_GiB, 1_GiB, type)}, WB), 512_MiB, 3_GiB).type;
  };
  EXPECT_EQ(next_to_wb(WB), raw_wb);
  EXPECT_EQ(next_to_wb(UC), raw_uc);
  EXPECT_EQ(next_to_wb(WT), raw_wt);
  EXPECT_EQ(next_to_wb(WC), raw_uc) << "WC beside WB is neither";
  EXPECT_EQ(next_to_wb(WP), raw_uc);
}

// After UC the loop goes on; neither the type nor `uniform` changes any more.
TEST(LinuxPoint03, NothingChangesAfterUc) {
  const auto mtrr = state({block(1_GiB, 1_GiB, WB), block(2_GiB, 1_GiB, WC)});
  EXPECT_EQ(lookup(mtrr, 512_MiB, 8_GiB), (TypeLookup{raw_uc, true})) << "UC, WB, WC, UC";
  EXPECT_EQ(lookup(mtrr, 1_GiB, 8_GiB), (TypeLookup{raw_uc, false})) << "WB, WC, UC";
}

// Three answers that say nothing about registers: empty, off, never read.
TEST(LinuxPoint04, EmptyDisabledAndUnknown) {
  EXPECT_EQ(lookup(state({}), 1_GiB, 1_GiB), (TypeLookup{invalid_type, true}));
  auto off = state({block(0, 64_GiB, WB)}, WB);
  off.enabled = false;
  EXPECT_EQ(lookup(off, 0, 64_GiB), (TypeLookup{raw_uc, true})) << "default type ignored";
  EXPECT_EQ(believed_type<Concrete>(off, 0, 64_GiB), TypeSet(UC));
  EXPECT_EQ(boot({.mtrr_feature = false}).mtrr_belief, MtrrBelief::nothing);
}

// FE counts even where the processor has no fixed ranges; these were then never read.
TEST(LinuxPoint05, FixedRangesThatDoNotExistAreUc) {
  MsrFile file = reset_msrs(Vendor::intel, width, 0x408);
  file.def_type = 0xc06;
  EXPECT_EQ(lookup(kernel_mtrr_state(file), 0, 1_MiB), (TypeLookup{raw_uc, true}));
  EXPECT_EQ(mtrr_type_at<Concrete>(mtrr_state(file), 0), TypeSet(WB)) << "the processor's answer";
  file.def_type = 0x406;
  EXPECT_TRUE(CacheMap(kernel_mtrr_state(file)).entries().empty()) << "E=0: no map at all";
}

// Below 1 MiB the fixed ranges win, equal neighbours are one entry, and variable ranges are cut.
TEST(LinuxPoint06, FixedRangesWinBelowOneMiB) {
  const CacheMap map(state({block(0, 2_MiB, WT)}));
  const std::vector<CacheEntry> entries = {{{0, 0xa0000}, raw_wb, true},
                                           {{0xa0000, 1_MiB}, raw_uc, true},
                                           {{1_MiB, 2_MiB}, raw_wt, false}};
  EXPECT_EQ(map.entries(), entries);
}

// Ranges are folded two by two in register order; the order makes no difference.
TEST(LinuxPoint07, ThreeRangesFoldTheSameInAnyOrder) {
  std::vector<MemoryType> types = {UC, WC, WT, WP, WB};
  for (MemoryType a : types)
    for (MemoryType b : types)
      for (MemoryType c : types) {
        const auto at = [](MemoryType x, MemoryType y, MemoryType z) {
          return lookup(
              state({block(1_GiB, 1_GiB, x), block(1_GiB, 1_MiB, y), block(1_GiB, 1_GiB, z)}),
              1_GiB, 1_GiB + 1_MiB);
        };
        EXPECT_EQ(at(a, b, c), at(c, b, a));
        EXPECT_EQ(at(a, b, c), at(b, a, c));
        EXPECT_EQ(at(a, b, c).type,
                  merge_types(merge_types(raw_type(a), raw_type(b)), raw_type(c)));
      }
}

MsrFile amd_with_top_mem2(std::uint64_t top_mem2, std::uint64_t def_type = 0xc00) {
  MsrFile file = reset_msrs(Vendor::amd, 40);
  file.def_type = def_type;
  file.syscfg = syscfg_tom2_en | syscfg_tom2_force_wb;
  file.top_mem2 = top_mem2;
  return file;
}

// AMD's memory above 4 GiB is WB to Linux even under UC ranges, in steps of 8 MiB.
TEST(LinuxPoint08, TopMem2BeatsUcRanges) {
  MsrFile file = amd_with_top_mem2(16_GiB + 8_MiB + 4_KiB);
  file.variable[0] = {8_GiB, (~(1_GiB - 1) & mtrr_address_bits(40)) | mtrr_mask_valid};
  const auto linux_state = kernel_mtrr_state(file);
  EXPECT_EQ(linux_state.tom2_wb_end, 16_GiB + 8_MiB);
  EXPECT_EQ(lookup(linux_state, 8_GiB, 9_GiB), (TypeLookup{raw_wb, true}));
  EXPECT_EQ(mtrr_type_at<Concrete>(mtrr_state(file), 8_GiB), TypeSet(UC)) << "the processor";
}

// Vendor, family and both bits of SYSCFG decide.
TEST(LinuxPoint08, TopMem2NeedsVendorFamilyAndBothBits) {
  const auto end = [](MsrFile file) { return kernel_mtrr_state(file).tom2_wb_end; };
  MsrFile file = amd_with_top_mem2(16_GiB);
  file.vendor = Vendor::hygon;
  EXPECT_EQ(end(file), 16_GiB);
  file.vendor = Vendor::intel;
  EXPECT_EQ(end(file), 0U);
  file.vendor = Vendor::amd;
  file.family = 14;
  EXPECT_EQ(end(file), 0U);
  file.family = 15;
  file.syscfg = syscfg_tom2_en;
  EXPECT_EQ(end(file), 0U);
}

// The kernel writes outside its array for such a register; the model ignores it.
TEST(LinuxPoint09, ATopMem2OfFourGiBIsIgnored) {
  const CacheMap map(kernel_mtrr_state(amd_with_top_mem2(4_GiB, 0x800)));
  EXPECT_TRUE(map.entries().empty());
  EXPECT_EQ(map.lookup(4_GiB, 5_GiB), (TypeLookup{raw_uc, true}));
}

// A mask is read as one length: a hole makes one longer block, an unaligned base moves it.
TEST(LinuxPoint10, AMaskIsReadAsOneLength) {
  const auto hole = state({raw(1_GiB, ~(1_MiB - 1) & ~1_GiB, UC)}, WB);
  EXPECT_EQ(lookup(hole, 1_GiB + 512_MiB, 1_GiB + 513_MiB).type, raw_uc);
  EXPECT_EQ(mtrr_type_at<Concrete>(hole, 1_GiB + 512_MiB), TypeSet(WB)) << "the processor";
  const auto moved = state({raw(0x81000000, ~(256_MiB - 1), UC)}, WB);
  EXPECT_EQ(lookup(moved, 0x80000000, 0x80001000).type, raw_wb);
  EXPECT_EQ(lookup(moved, 0x90fff000, 0x91000000).type, raw_uc);
  EXPECT_EQ(mtrr_type_at<Concrete>(moved, 0x80000000), TypeSet(UC));
  EXPECT_EQ(mtrr_type_at<Concrete>(moved, 0x90fff000), TypeSet(WB));
}

// A mask that is too narrow is enormous to a look-up and repaired by mtrr_add().
TEST(LinuxPoint10, LookUpAndAddDisagreeOnNarrowMasks) {
  Registers kernel({raw(2_GiB, 0x780000000, WC)});
  EXPECT_GT(lookup_size<Concrete>(kernel.reg(0), width), 16_GiB);
  EXPECT_EQ(register_view<Concrete>(kernel.reg(0), width).size, 2_GiB);
  EXPECT_EQ(kernel.add(2_GiB, 2_GiB, wc), 0);
  EXPECT_EQ(lookup(kernel.table.hardware, 8_GiB, 9_GiB).type, static_cast<RawType>(WC));
}

// Linux takes a range between the blocks of a mask with holes as covered; the processor does not.
TEST(LinuxPoint10, ARangeInAHoleIsSharedAndNotInForce) {
  Registers kernel({raw(0x80000000, ~(1_MiB - 1) & ~1_GiB, WC)});
  EXPECT_EQ(kernel.add(0x90000000, 1_MiB, wc), 0) << "register 0 covers it already, it says";
  EXPECT_EQ(mtrr_type_at<Concrete>(kernel.table.hardware, 0x90000000), TypeSet(UC));
}

// Types that do not exist are kept as they are; bits 11:8 of the base do not matter.
TEST(LinuxPoint11, TheTypeFieldIsNotChecked) {
  Registers kernel;
  EXPECT_EQ(kernel.add(bar, 1_MiB, 3), 0);
  EXPECT_EQ(lookup(kernel_copy(kernel.table), bar, bar + 1_MiB), (TypeLookup{3, true}));
  MsrFile file = reset_msrs(Vendor::intel, width);
  file.def_type = 0x800;
  file.variable[0] = msrs(bar, 1_MiB, WT);
  file.variable[0].base |= 0xf00;
  EXPECT_EQ(lookup(kernel_mtrr_state(file), bar, bar + 1_MiB), (TypeLookup{raw_wt, true}));
}

// The kernel's array would drop all variable ranges when full; ranges cannot fill it.
TEST(LinuxPoint12, TheMapAlwaysFits) {
  std::mt19937_64 random(12);
  std::size_t most = 0;
  for (int round = 0; round < 3000; ++round) {
    auto mtrr = state({});
    for (std::uint64_t n = random() % 10; n > 0; --n) {
      const std::uint64_t mask = ~((1_MiB << random() % 14) - 1);
      mtrr.variable.push_back(raw(random() & mask, mask, mtrr_memory_types[random() % 5]));
    }
    if (random() % 2 == 0) mtrr.tom2_wb_end = 4_GiB + (random() % 8 << 30);
    const std::size_t tom2 = mtrr.tom2_wb_end > 4_GiB ? 1 : 0;
    const std::size_t fixed = mtrr.fixed.size() + tom2;
    const std::size_t entries = CacheMap(mtrr).entries().size();
    ASSERT_LE(entries, fixed + 2 * mtrr.variable.size() + tom2);
    most = std::max(most, entries - fixed);
  }
  EXPECT_GE(most, 10U);
}

}  // namespace lookup_points_test
}  // namespace memtype::kernel
