// The calls around ioremap(): the direct map, user mappings, memremap(), WC reservations, devm_*().
// Expected values were derived from the kernel's sources by hand.

#include <gtest/gtest.h>

#include "memtype/linux/devres.hpp"
#include "memtype/linux/user_map.hpp"

namespace memtype::kernel {
namespace linux_calls_test {

using enum MemoryType;
constexpr std::uint64_t bar = 0xe0000000;

// 1 GiB of RAM under a WB register, device memory at `bar`, PAT by choice.
class Calls : public ::testing::Test {
 protected:
  Calls() {
    mtrr.hardware.phys_bits = 40;
    mtrr.hardware.fixed = FixedRanges::usual().runs();
    mtrr.hardware.variable = {range_from_msrs(0x6, 0xff80000800, 40)};
    mtrr.hardware.variable.resize(4);
    mtrr.start_counting();
    table.ram = {{0, 640_KiB}, {1_MiB, 1_GiB}};
    add_direct_map<Concrete>(mappings, table.ram);
    use_pat(true);
  }
  void use_pat(bool on) {
    pat = pat_setup(on, true, on ? pat_msr_for(PatMode::full, newest_version) : pat_power_on);
  }
  // The modes in which the page at `address` is mapped.
  TypeSet modes(std::uint64_t address) const {
    TypeSet set;
    for (const Mapping<Concrete>& m : mappings)
      if (m.live && m.begin <= address && address < m.end) set |= m.mode;
    return set;
  }
  std::size_t entries() const {
    std::size_t count = 0;
    for (const auto& entry : table.entries) count += entry.live ? 1U : 0U;
    return count;
  }
  std::int64_t map(std::uint64_t start, std::uint64_t size, MemoryType mode) {
    return map_io<Concrete>(space, true, start, size, mode);
  }
  std::int64_t set(std::uint64_t address, std::uint64_t pages, MemoryType mode) {
    return set_memory<Concrete>(space, true, address, pages, mode);
  }

  MtrrTable<Concrete> mtrr;
  MemtypeTable<Concrete> table;
  std::vector<Mapping<Concrete>> mappings;
  PatSetup pat;
  Devres<Concrete> devres;
  UserAreas<Concrete> users;
  AddressSpace<Concrete> space{table, mtrr.hardware, pat, mappings, users};
};

using DirectMap = Calls;

TEST_F(DirectMap, HoldsAllRamAsWbAndNothingElse) {
  EXPECT_EQ(modes(0x1000), WB);
  EXPECT_EQ(modes(512_MiB), WB);
  EXPECT_TRUE(modes(640_KiB).empty());
  EXPECT_TRUE(modes(1_GiB).empty());
}

TEST_F(DirectMap, SetMemoryChangesThesePagesAlone) {
  EXPECT_EQ(set(16_MiB, 2, WC), 0);
  EXPECT_EQ(modes(16_MiB - 1), WB);
  EXPECT_EQ(modes(16_MiB), WC);
  EXPECT_EQ(modes(16_MiB + 8_KiB - 1), WC);
  EXPECT_EQ(modes(16_MiB + 8_KiB), WB);
  EXPECT_EQ(set_memory_wb<Concrete>(space, true, 16_MiB, 1), 0);
  EXPECT_EQ(modes(16_MiB), WB);
  EXPECT_EQ(modes(16_MiB + 4_KiB), WC);
}

TEST_F(DirectMap, MarkedPagesAreBusyAndNothingIsDone) {
  EXPECT_EQ(set(16_MiB, 2, WC), 0);
  EXPECT_EQ(set(16_MiB - 4_KiB, 2, WC), error_busy) << "even in the same mode";
  EXPECT_EQ(modes(16_MiB - 4_KiB), WB);
  EXPECT_EQ(set_pages_array<Concrete>(space, true, 16_MiB, 1, UC_minus), error_inval);
  EXPECT_EQ(set_memory_wb<Concrete>(space, true, 16_MiB, 2), 0);
  EXPECT_EQ(set(16_MiB, 2, UC_minus), 0);
}

TEST_F(DirectMap, WithoutPatNothingIsMarkedAndBitsAddUp) {
  use_pat(false);
  EXPECT_EQ(set(16_MiB, 1, WT), 0);
  EXPECT_EQ(modes(16_MiB), WT);
  EXPECT_EQ(set(16_MiB, 1, UC_minus), 0);
  EXPECT_EQ(modes(16_MiB), UC) << "PWT of WT and PCD of UC-";
  EXPECT_EQ(set(16_MiB, 1, WC), 0);
  EXPECT_EQ(modes(16_MiB), WC) << "WC clears what was there";
}

TEST_F(DirectMap, BeyondItsEndThePagesBeforeAreChangedAllTheSame) {
  use_pat(false);
  EXPECT_EQ(set(1_GiB - 4_KiB, 2, UC_minus), error_fault);
  EXPECT_EQ(modes(1_GiB - 4_KiB), UC_minus);
}

TEST_F(DirectMap, RamMixedWithDevicesIsRefusedWhereTheTrackerSeesIt) {
  EXPECT_EQ(set(640_KiB - 4_KiB, 400, WC), error_inval);
  EXPECT_EQ(modes(0x9f000), WB);
}

TEST_F(DirectMap, DeviceMemoryBelowTheEndOfRamSucceedsAndChangesNoMapping) {
  table.ram.push_back({4_GiB, 5_GiB});
  EXPECT_EQ(set(bar, 1, WC), 0);
  EXPECT_TRUE(modes(bar).empty());
  EXPECT_EQ(entries(), 1U);
  EXPECT_EQ(set(bar, 1, UC_minus), error_busy);
  EXPECT_EQ(set(6_GiB, 1, WC), error_fault);
  EXPECT_EQ(entries(), 1U) << "given back";
}

TEST_F(DirectMap, FollowsAnIoremapOfLowRam) {
  EXPECT_NE(map(0x10000, 4_KiB, UC_minus), 0);
  EXPECT_EQ(modes(0x10000), UC_minus) << "both mappings";
}

TEST_F(DirectMap, SetMemoryOnAMappingLeavesTheBooksAsTheyWere) {
  const std::int64_t va = map(bar, 12_KiB, UC_minus);
  const auto index = static_cast<std::size_t>(va) - 1;
  EXPECT_EQ(set_memory_of_mapping<Concrete>(space, true, index, 2, WC), 0);
  EXPECT_EQ(modes(bar), WC);
  EXPECT_EQ(modes(bar + 4_KiB), WC);
  EXPECT_EQ(modes(bar + 8_KiB), UC_minus);
  EXPECT_EQ(lookup_memtype<Concrete>(table, bar), UC_minus);
  EXPECT_EQ(set_memory_of_mapping<Concrete>(space, true, index, 4, WB), error_fault);
  EXPECT_EQ(modes(bar + 8_KiB), WB);
  unmap<Concrete>(space, true, index);
  for (std::uint64_t page = 0; page < 3; ++page)
    EXPECT_TRUE(modes(bar + page * 4_KiB).empty()) << page;
  EXPECT_EQ(entries(), 0U) << "the whole range is freed";
}

using UserMap = Calls;

TEST_F(UserMap, GetsTheModeThatIsReserved) {
  map(bar, 8_KiB, WC);
  EXPECT_GT(fb_mmap<Concrete>(space, true, bar, 4_KiB), 0);
  EXPECT_EQ(modes(bar), WC);
}

TEST_F(UserMap, OnlyMunmapTakesItAwayAndGivesItsReservationBack) {
  const std::int64_t user = mmap_resource<Concrete>(space, true, bar, 4_KiB, true);
  ASSERT_GT(user, 0);
  unmap<Concrete>(space, true, static_cast<std::size_t>(user) - 1);
  EXPECT_EQ(modes(bar), WC);
  unmap_area<Concrete>(space, true, static_cast<int>(user) - 1);
  EXPECT_TRUE(modes(bar).empty());
  EXPECT_EQ(entries(), 0U);
}

TEST_F(UserMap, UncachedCannotLiveWithWb) {
  mtrr.hardware.variable[1] = range_from_msrs(bar | 6, 0xffff000800, 40);
  EXPECT_NE(map(bar, 4_KiB, WB), 0);
  EXPECT_EQ(modes(bar), WB);
  EXPECT_EQ(mmap_resource<Concrete>(space, true, bar, 4_KiB, false), error_inval);
  table.rules = rules_of({4, 11});
  EXPECT_EQ(mmap_resource<Concrete>(space, true, bar, 4_KiB, false), error_again);
  EXPECT_EQ(remap_pfn_range<Concrete>(space, true, bar, 4_KiB, WC).error, error_inval);
  EXPECT_EQ(remap_pfn_range<Concrete>(space, true, bar, 4_KiB, UC).error, 0) << "strong UC can";
}

TEST_F(UserMap, TheWcFileNeedsPat) {
  use_pat(false);
  EXPECT_EQ(mmap_resource<Concrete>(space, true, bar, 4_KiB, true), error_noent);
  table.rules = rules_of({4, 11});
  EXPECT_EQ(mmap_resource<Concrete>(space, true, bar, 4_KiB, true), error_inval);
}

TEST_F(UserMap, RamHasTheModeOfItsFirstPage) {
  set(16_MiB + 4_KiB, 1, WC);
  EXPECT_EQ(remap_pfn_range<Concrete>(space, true, 16_MiB, 8_KiB, WC).error, 0);
  EXPECT_EQ(mappings.back().mode, WB);
  EXPECT_EQ(remap_pfn_range<Concrete>(space, true, 16_MiB + 4_KiB, 4_KiB, UC_minus).error, 0);
  EXPECT_EQ(mappings.back().mode, WC);
}

TEST_F(UserMap, FaultsLookUpAndReserveNothing) {
  insert_pfn<Concrete>(space, true, bar + 0x123, WC);
  EXPECT_EQ(modes(bar), UC_minus);
  EXPECT_EQ(entries(), 0U);
  use_pat(false);
  insert_pfn<Concrete>(space, true, bar + 4_KiB, WT);
  EXPECT_EQ(modes(bar + 4_KiB), WT);
}

TEST_F(UserMap, DevMem) {
  const auto open = [&](std::uint64_t address, std::uint64_t size, std::uint64_t flags) {
    return mmap_dev_mem<Concrete>(space, true, address, size, to_int(flags));
  };
  const std::uint64_t top = std::uint64_t{1} << 40;
  EXPECT_EQ(open(bar, 0, 0), error_inval);
  EXPECT_EQ(open(top - 4_KiB, 8_KiB, 0), error_inval);
  EXPECT_EQ(open(1_GiB - 4_KiB, 4_KiB, 0), error_perm);
  EXPECT_EQ(open(1_GiB - 4_KiB, 8_KiB, 0), error_perm);
  EXPECT_GT(open(1_GiB, 4_KiB, 0), 0);
  EXPECT_EQ(modes(1_GiB), WB) << "the WB register reaches there, and nobody has reserved it";
  EXPECT_GT(open(bar, 4_KiB, 0), 0);
  EXPECT_EQ(modes(bar), UC_minus) << "asked WB, the MTRRs say UC";
  EXPECT_GT(open(0x10000, 4_KiB, o_sync), 0);
  EXPECT_EQ(modes(0x10000), UC_minus) << "the direct map follows";
}

TEST_F(UserMap, DevMemIsBusyWhereModesDiffer) {
  map(bar, 4_KiB, UC_minus);
  map(bar + 4_KiB, 4_KiB, WC);
  EXPECT_EQ(mmap_dev_mem<Concrete>(space, true, bar, 8_KiB, 0), error_again);
}

using Memremap = Calls;

TEST_F(Memremap, RamIsTheDirectMapOrNothing) {
  const auto ask = [&](std::uint64_t at, std::uint64_t size, std::uint64_t flags) {
    return memremap<Concrete>(space, true, at, size, to_int(flags));
  };
  EXPECT_NE(ask(16_MiB, 4_KiB, memremap_wb), 0);
  EXPECT_NE(ask(16_MiB, 4_KiB, memremap_wb | memremap_wt), 0);
  EXPECT_EQ(ask(16_MiB, 4_KiB, memremap_wt | memremap_wc), 0);
  EXPECT_EQ(ask(1_GiB - 4_KiB, 8_KiB, memremap_wb), 0);
  EXPECT_EQ(ask(16_MiB, 4_KiB, 0), 0);
  EXPECT_EQ(modes(16_MiB), WB);
}

TEST_F(Memremap, OnDevicesWbComesFirstAndSucceedsAsUcMinus) {
  const std::uint64_t both = memremap_wb | memremap_wc;
  EXPECT_NE(memremap<Concrete>(space, true, bar, 4_KiB, to_int(both)), 0);
  EXPECT_EQ(modes(bar), UC_minus);
  EXPECT_NE(memremap<Concrete>(space, true, bar + 4_KiB, 4_KiB, to_int(memremap_wc)), 0);
  EXPECT_EQ(modes(bar + 4_KiB), WC);
}

TEST_F(Memremap, WhereWtIsRefusedWcIsTried) {
  map(bar, 4_KiB, WC);
  const std::uint64_t both = memremap_wt | memremap_wc;
  EXPECT_EQ(memremap<Concrete>(space, true, bar, 4_KiB, to_int(memremap_wt)), 0);
  EXPECT_NE(memremap<Concrete>(space, true, bar, 4_KiB, to_int(both)), 0);
}

using WcReservation = Calls;

TEST_F(WcReservation, IsGrantedOverUcMinusAndRefusedOverWb) {
  map(bar, 4_KiB, UC_minus);
  EXPECT_EQ(reserve_memtype_wc<Concrete>(space, true, bar, 16_KiB), 0);
  insert_pfn<Concrete>(space, true, bar + 8_KiB, WC);
  EXPECT_EQ(modes(bar + 8_KiB), UC_minus);
  mtrr.hardware.variable[1] = range_from_msrs(0xf0000006, 0xffff000800, 40);
  map(0xf0000000, 4_KiB, WB);
  EXPECT_EQ(reserve_memtype_wc<Concrete>(space, true, 0xf0000000, 16_KiB), error_busy);
  EXPECT_EQ(entries(), 3U);
}

TEST_F(WcReservation, OnRamTheDirectMapBecomesWcAndStaysSo) {
  EXPECT_EQ(reserve_memtype_wc<Concrete>(space, true, 16_MiB, 8_KiB), 0);
  EXPECT_EQ(modes(16_MiB), WC);
  free_memtype_wc<Concrete>(space, true, 16_MiB, 8_KiB);
  EXPECT_EQ(lookup_memtype<Concrete>(table, 16_MiB), WB);
  EXPECT_EQ(modes(16_MiB), WC);
}

using PciIomap = Calls;

TEST_F(PciIomap, OffsetAndLengthAreCutToTheBar) {
  const auto part = [&](std::uint64_t start, std::uint64_t offset, std::uint64_t most) {
    return pci_iomap_range<Concrete>(space, true, start, 16_KiB, offset, most, WC);
  };
  EXPECT_NE(part(bar, 4_KiB, 0), 0);
  EXPECT_TRUE(modes(bar).empty());
  EXPECT_EQ(modes(bar + 12_KiB), WC);
  EXPECT_TRUE(modes(bar + 16_KiB).empty());
  EXPECT_NE(part(bar + 1_MiB, 4_KiB, 4_KiB), 0);
  EXPECT_TRUE(modes(bar + 1_MiB + 8_KiB).empty());
  EXPECT_NE(part(bar + 2_MiB, 12_KiB, 1_MiB), 0);
  EXPECT_TRUE(modes(bar + 2_MiB + 16_KiB).empty());
  EXPECT_EQ(part(bar, 16_KiB, 0), 0);
  EXPECT_EQ(part(0, 0, 4_KiB), 0);
}

using Managed = Calls;

TEST_F(Managed, ReleasesWhatItsDeviceHoldsAndNoOther) {
  use_pat(false);
  const std::int64_t va = devm_ioremap<Concrete>(space, devres, 0, true, bar, 4_KiB, UC_minus);
  devm_ioremap<Concrete>(space, devres, 1, true, bar + 1_MiB, 4_KiB, UC_minus);
  EXPECT_EQ(devm_arch_phys_wc_add<Concrete>(mtrr, false, devres, 0, true, bar, 1_MiB), 1001);
  devres_release_all<Concrete>(space, mtrr, devres, 0, true);
  EXPECT_TRUE(modes(bar).empty());
  EXPECT_EQ(modes(bar + 1_MiB), UC_minus);
  EXPECT_FALSE(mtrr.hardware.variable[1].valid);
  EXPECT_NE(va, 0);
}

TEST_F(Managed, RegionsAreClaimedByAllDevices) {
  const auto claim = [&](int owner, std::uint64_t at, std::uint64_t size) {
    return devm_ioremap_resource<Concrete>(space, devres, owner, true, at, size, UC_minus);
  };
  const std::int64_t first = claim(0, bar, 8_KiB);
  EXPECT_GT(first, 0);
  EXPECT_EQ(claim(1, bar + 4_KiB, 8_KiB), error_busy);
  EXPECT_GT(claim(1, bar + 8_KiB, 4_KiB), 0);
  EXPECT_EQ(claim(0, 16_MiB, 4_KiB), error_busy) << "RAM";
  EXPECT_EQ(claim(0, std::uint64_t{1} << 40, 4_KiB), error_nomem);
  devm_iounmap<Concrete>(space, devres, 0, true, first);
  EXPECT_TRUE(modes(bar).empty());
  EXPECT_EQ(claim(0, bar, 4_KiB), error_busy) << "still requested";
  devres_release_all<Concrete>(space, mtrr, devres, 0, true);
  EXPECT_GT(claim(0, bar, 4_KiB), 0);
}

TEST_F(Managed, AFailedResourceIsNotClaimed) {
  const std::uint64_t beyond = std::uint64_t{1} << 40;
  const auto claim = [&] {
    return devm_ioremap_resource<Concrete>(space, devres, 0, true, beyond, 4_KiB, UC_minus);
  };
  EXPECT_EQ(claim(), error_nomem);
  EXPECT_EQ(claim(), error_nomem);
}

}  // namespace linux_calls_test
}  // namespace memtype::kernel
