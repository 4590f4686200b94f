#include "memtype/linux/ioremap.hpp"
#include "types_from_text.hpp"

namespace memtype::kernel {
namespace linux_ioremap_test {

using enum MemoryType;

struct Kernel {
  MtrrState<Concrete> mtrr;
  MemtypeTable<Concrete> table;
  bool pat = true;

  Kernel() {
    mtrr.phys_bits = 40;
    mtrr.fixed = FixedRanges::usual().runs();
    mtrr.variable = {range_from_msrs(0x6, 0xff80000800, 40)};
    table.ram = {{0, 640_KiB}, {1_MiB, 1_GiB}};
  }
  Mapping<Concrete> map(std::uint64_t start, std::uint64_t size, MemoryType mode) {
    return ioremap<Concrete>(table, mtrr, pat, true, start, size, mode);
  }
};

constexpr std::uint64_t bar = 0xe0000000;

TEST(Ioremap, SizeZeroAndWrapAroundFail) {
  Kernel kernel;
  EXPECT_FALSE(kernel.map(bar, 0, WC).live);
  EXPECT_FALSE(kernel.map(~std::uint64_t{0} - 10, 100, WC).live);
}

TEST(Ioremap, TheStartMustLieInTheAddressWidthAndTheEndNeedNot) {
  Kernel kernel;
  const std::uint64_t top = std::uint64_t{1} << 40;
  EXPECT_FALSE(kernel.map(top, 4_KiB, UC_minus).live);
  EXPECT_TRUE(kernel.map(top - 4_KiB, 8_KiB, UC_minus).live);
}

TEST(Ioremap, RamIsRefused) {
  Kernel kernel;
  EXPECT_FALSE(kernel.map(16_MiB, 4_KiB, WB).live);
  EXPECT_FALSE(kernel.map(1_GiB - 4_KiB, 8_KiB, WB).live);
  EXPECT_FALSE(kernel.map(0, 2_MiB, WB).live);
}

TEST(Ioremap, RamBelowOneMiBIsReservedAndPasses) {
  Kernel kernel;
  EXPECT_TRUE(kernel.map(0x1000, 4_KiB, UC_minus).live);
}

TEST(Ioremap, ARequestWithoutAWholeRamPagePassesTheRamTest) {
  Kernel kernel;
  EXPECT_FALSE(maps_ram<Concrete>(kernel.table.ram, 16_MiB + 0x800, 0x800));
  EXPECT_FALSE(maps_ram<Concrete>(kernel.table.ram, 16_MiB, 1)) << "one byte is never looked at";
  EXPECT_TRUE(maps_ram<Concrete>(kernel.table.ram, 16_MiB, 4_KiB));
  EXPECT_TRUE(kernel.map(16_MiB + 0x800, 0x100, WC).live);
  EXPECT_FALSE(kernel.map(16_MiB + 0x800, 0x100, WC).live) << "that page is WC now";
}

TEST(Ioremap, MapsWholePages) {
  Kernel kernel;
  const Mapping<Concrete> mapping = kernel.map(bar + 0x123, 0x1000, WC);
  EXPECT_EQ(mapping.begin, bar);
  EXPECT_EQ(mapping.end, bar + 8_KiB);
  EXPECT_EQ(mapping.mode, TypeSet(WC));
}

TEST(Ioremap, AnAliasGetsTheModeOfTheFirstMapping) {
  Kernel kernel;
  EXPECT_TRUE(kernel.map(bar, 4_KiB, WC).live);
  const Mapping<Concrete> alias = kernel.map(bar, 4_KiB, UC_minus);
  EXPECT_TRUE(alias.live);
  EXPECT_EQ(alias.asked, TypeSet(UC_minus));
  EXPECT_EQ(alias.mode, TypeSet(WC));
}

TEST(Ioremap, AnAliasThatWouldBeCachedFailsAndLeavesNothingReserved) {
  Kernel kernel;
  Mapping<Concrete> cached = kernel.map(1_GiB, 4_KiB, WB);
  EXPECT_TRUE(cached.live);
  EXPECT_EQ(cached.mode, TypeSet(WB));
  EXPECT_FALSE(kernel.map(1_GiB, 4_KiB, WC).live);
  iounmap<Concrete>(kernel.table, true, true, cached);
  EXPECT_FALSE(cached.live);
  EXPECT_EQ(kernel.map(1_GiB, 4_KiB, WC).mode, TypeSet(WC));
}

TEST(Ioremap, IoremapUcOfACachedRangeMapsItCached) {
  Kernel kernel;
  EXPECT_TRUE(kernel.map(1_GiB, 4_KiB, WB).live);
  EXPECT_EQ(kernel.map(1_GiB, 4_KiB, UC).mode, TypeSet(WB));
}

TEST(Ioremap, IoremapCacheObeysTheMtrrs) {
  Kernel kernel;
  EXPECT_EQ(kernel.map(bar, 4_KiB, WB).mode, TypeSet(UC_minus));
}

TEST(Ioremap, WpIsTrackedButMappedUc) {
  Kernel kernel;
  const Mapping<Concrete> mapping = kernel.map(bar, 4_KiB, WP);
  EXPECT_EQ(mapping.tracked, TypeSet(WP));
  EXPECT_EQ(mapping.mode, TypeSet(UC));
}

TEST(Ioremap, TheIsaHoleIsWbWithPatAndAsAskedWithout) {
  Kernel kernel;
  EXPECT_EQ(kernel.map(0xb8000, 4_KiB, UC_minus).mode, TypeSet(WB));
  kernel.pat = false;
  EXPECT_EQ(kernel.map(0xb8000, 4_KiB, UC_minus).mode, TypeSet(UC_minus));
}

TEST(Ioremap, WithoutPatConflictingAliasesAreTaken) {
  Kernel kernel;
  kernel.pat = false;
  EXPECT_EQ(kernel.map(bar, 4_KiB, WB).mode, TypeSet(WB));
  EXPECT_EQ(kernel.map(bar, 4_KiB, UC).mode, TypeSet(UC));
}

TEST(Ioremap, TheVmallocAreaIsTheLimitAndAFailureFreesTheReservation) {
  Kernel kernel;
  kernel.mtrr.phys_bits = 52;
  EXPECT_FALSE(kernel.map(std::uint64_t{1} << 46, vmalloc_bytes, UC_minus).live);
  for (const MemtypeEntry<Concrete>& entry : kernel.table.entries) EXPECT_FALSE(entry.live);
}

TEST(Iounmap, ASecondCallDoesNothing) {
  Kernel kernel;
  Mapping<Concrete> first = kernel.map(bar, 4_KiB, WC);
  EXPECT_TRUE(kernel.map(bar, 4_KiB, WC).live);
  iounmap<Concrete>(kernel.table, true, true, first);
  iounmap<Concrete>(kernel.table, true, true, first);
  EXPECT_EQ(lookup_memtype<Concrete>(kernel.table, bar), TypeSet(WC));
}

}  // namespace linux_ioremap_test
}  // namespace memtype::kernel
