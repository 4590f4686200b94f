// The pcim_*() calls before and since 6.11, struct io_mapping, devm_memremap(), pages put in by
// faults in earlier versions. Expected values were derived from the kernel's sources by hand.

#include <gtest/gtest.h>

#include "memtype/linux/pcim_devres.hpp"
#include "memtype/linux/user_map.hpp"

namespace memtype::kernel {
namespace linux_pcim_test {

using enum MemoryType;
constexpr std::uint64_t bar0 = 0xe0000000, bar0_size = 16_MiB, bar2 = 0xf0000000,
                        bar2_size = 64_KiB;

// Device memory, PAT in use; driver 0 and its neighbour 1.
class Pcim : public ::testing::Test {
 protected:
  Pcim() {
    mtrr.hardware.phys_bits = 40;
    mtrr.hardware.variable.resize(4);
    mtrr.start_counting();
    table.ram = {{1_MiB, 1_GiB}};
  }
  TypeSet modes(std::uint64_t address) const {
    TypeSet set;
    for (const Mapping<Concrete>& m : mappings)
      if (m.live && m.begin <= address && address < m.end) set |= m.mode;
    return set;
  }
  void use(Version kernel) { table.rules = rules_of(kernel); }

  std::int64_t iomap(int owner = 0) {
    return pcim_iomap<Concrete>(space, devres, owner, true, bar0, bar0_size);
  }
  std::int64_t region(std::uint64_t start, std::uint64_t size, int owner = 0) {
    return pcim_iomap_region<Concrete>(space, devres, owner, true, start, size);
  }
  std::int64_t regions(std::uint64_t start, std::uint64_t size, int owner = 0) {
    return pcim_iomap_regions<Concrete>(space, devres, owner, true, start, size);
  }
  std::int64_t all(std::uint64_t start, std::uint64_t size) {
    return pcim_iomap_all<Concrete>(space, devres, 0, true, start, size);
  }
  void iounmap(std::int64_t pointer, int owner = 0) {
    pcim_iounmap<Concrete>(space, devres, owner, true, pointer);
  }
  void iounmap_region(std::uint64_t start, std::uint64_t size, int owner = 0) {
    pcim_iounmap_region<Concrete>(space, devres, owner, true, start, size);
  }
  void release(int owner = 0) { devres_release_all<Concrete>(space, mtrr, devres, owner, true); }
  std::int64_t last() const { return static_cast<std::int64_t>(mappings.size()); }

  MtrrTable<Concrete> mtrr;
  MemtypeTable<Concrete> table;
  std::vector<Mapping<Concrete>> mappings;
  PatSetup pat = pat_setup(true, true, pat_msr_for(PatMode::full, newest_version));
  Devres<Concrete> devres;
  UserAreas<Concrete> users;
  AddressSpace<Concrete> space{table, mtrr.hardware, pat, mappings, users};
};

TEST_F(Pcim, ASecondMappingOfABarIsRefusedUntil610) {
  use({6, 10});
  EXPECT_GT(iomap(), 0);
  EXPECT_EQ(iomap(), 0);
  EXPECT_GT(iomap(1), 0) << "the table is the device's own";
  iounmap(1);
  EXPECT_GT(iomap(), 0) << "its place is free again";
  use({6, 11});
  EXPECT_GT(iomap(), 0);
}

TEST_F(Pcim, GoesWithTheDevice) {
  for (const Version kernel : {Version{6, 10}, newest_version}) {
    use(kernel);
    EXPECT_GT(iomap(), 0);
    EXPECT_EQ(regions(bar2, bar2_size), 0);
    EXPECT_EQ(modes(bar0), UC_minus);
    release(1);
    EXPECT_EQ(modes(bar0), UC_minus) << "another device's";
    release();
    EXPECT_TRUE(modes(bar0).empty());
    EXPECT_TRUE(modes(bar2).empty());
    EXPECT_EQ(regions(bar2, bar2_size), 0) << "no longer requested";
    release();
  }
}

TEST_F(Pcim, RegionsAreBusy) {
  EXPECT_GT(region(bar0, bar0_size), 0);
  EXPECT_EQ(region(bar0, bar0_size), error_busy);
  EXPECT_EQ(regions(bar0, bar0_size, 1), error_busy) << "another driver's";
  EXPECT_EQ(devm_ioremap_resource<Concrete>(space, devres, 1, true, bar0 + 4_KiB, 4_KiB, UC_minus),
            error_busy);
  EXPECT_GT(iomap(), 0) << "which requests nothing";
  EXPECT_EQ(region(16_MiB, 4_KiB), error_busy) << "RAM";
}

TEST_F(Pcim, WhatAFailingMappingGives) {
  const std::uint64_t beyond = std::uint64_t{1} << 41;
  EXPECT_EQ(region(0, bar0_size), error_inval);
  EXPECT_EQ(region(beyond, bar0_size), error_inval);
  EXPECT_EQ(regions(beyond, bar0_size), error_inval);
  use({6, 12});
  EXPECT_EQ(all(beyond, bar0_size), error_inval);
  use({6, 10});
  EXPECT_EQ(regions(beyond, bar0_size), error_nomem);
  EXPECT_EQ(regions(bar0, 0), error_inval);
  EXPECT_EQ(all(beyond, bar0_size), error_nomem);
  for (const auto& entry : devres) EXPECT_FALSE(entry.live);
}

TEST_F(Pcim, PartsOfABar) {
  const auto part = [&](std::uint64_t offset, std::uint64_t length) {
    return pcim_iomap_range<Concrete>(space, devres, 0, true, bar0, bar0_size, offset, length);
  };
  EXPECT_GT(part(8_MiB, 4_KiB), 0);
  EXPECT_EQ(modes(bar0 + 8_MiB), UC_minus);
  EXPECT_TRUE(modes(bar0 + 8_MiB + 4_KiB).empty());
  EXPECT_EQ(part(bar0_size, 0), error_inval);
  iounmap(1);
  EXPECT_TRUE(modes(bar0 + 8_MiB).empty());
}

// Since 6.11 the entries of mappings with a region are of another kind.
TEST_F(Pcim, UnmappingFindsItsOwnKindAlone) {
  const std::int64_t kept = region(bar0, bar0_size);
  iounmap(kept);
  EXPECT_EQ(modes(bar0), UC_minus);
  iounmap_region(bar0, bar0_size, 1);
  EXPECT_EQ(modes(bar0), UC_minus) << "another device's";
  iounmap_region(bar0, bar0_size);
  EXPECT_TRUE(modes(bar0).empty());
  EXPECT_GT(region(bar0, bar0_size), 0) << "the region is given back";
  release();
  EXPECT_GT(iomap(), 0);
  iounmap_region(bar0, bar0_size);
  EXPECT_EQ(modes(bar0), UC_minus) << "pcim_iomap() requested no region";
}

TEST_F(Pcim, UnmappingFoundAllUntil610) {
  use({6, 10});
  EXPECT_EQ(regions(bar0, bar0_size), 0);
  iounmap(last());
  EXPECT_TRUE(modes(bar0).empty());
  EXPECT_EQ(regions(bar0, bar0_size), error_busy) << "the region stays";
  iounmap_region(bar0, bar0_size);
  EXPECT_EQ(regions(bar0, bar0_size), 0);
  iounmap_region(bar0, bar0_size);
  EXPECT_TRUE(modes(bar0).empty());
}

TEST_F(Pcim, RequestingAllKeepsTwoEntriesInBetween) {
  use({6, 12});
  EXPECT_EQ(all(bar0, bar0_size), 0);
  iounmap_region(bar0, bar0_size);
  EXPECT_EQ(modes(bar0), UC_minus);
  iounmap(last());
  EXPECT_TRUE(modes(bar0).empty());
  EXPECT_EQ(all(bar0, bar0_size), error_busy);
  release();
  EXPECT_EQ(all(bar0, bar0_size), 0);
}

using IoMapping = Pcim;

TEST_F(IoMapping, IsOneMappingWithPointersIntoIt) {
  const std::int64_t whole = io_mapping_wc<Concrete>(space, true, bar0, bar0_size);
  EXPECT_EQ(modes(bar0 + 8_MiB), WC);
  const std::int64_t part = io_mapping_part<Concrete>(space, true, whole, 8_MiB);
  EXPECT_NE(part, 0);
  EXPECT_EQ(mappings.size(), 1U);
  EXPECT_EQ(io_mapping_part<Concrete>(space, false, whole, 0), 0);
  unmap_at<Concrete>(space, true, whole);
  EXPECT_TRUE(modes(bar0).empty());
}

TEST_F(IoMapping, FailsUnseenFrom49To57) {
  mtrr.hardware.variable[0] = range_from_msrs(bar0 | 6, 0xffff000800, 40);
  EXPECT_NE(map_io<Concrete>(space, true, bar0, 4_KiB, TypeSet(WB)), 0);
  ASSERT_EQ(modes(bar0), WB);
  for (const Version kernel : {Version{4, 8, newest_patch}, Version{4, 9, 232}, Version{5, 4, 54},
                               Version{5, 7, 11}, Version{5, 8}, newest_version}) {
    use(kernel);
    EXPECT_EQ(io_mapping_wc<Concrete>(space, true, bar0, bar0_size), 0) << to_string(kernel);
  }
  for (const Version kernel : {Version{4, 9}, Version{4, 10, newest_patch}, Version{4, 9, 231},
                               Version{5, 4, 53}, Version{5, 6, newest_patch}, Version{5, 7, 10}}) {
    use(kernel);
    const std::int64_t empty = io_mapping_wc<Concrete>(space, true, bar0, bar0_size);
    EXPECT_NE(empty, 0) << to_string(kernel);
    EXPECT_EQ(io_mapping_part<Concrete>(space, true, empty, 0), 0);
    EXPECT_NE(io_mapping_part<Concrete>(space, true, empty, 4_KiB), 0);
    unmap_at<Concrete>(space, true, empty);
    EXPECT_EQ(modes(bar0), WB);
  }
}

TEST_F(Pcim, DevmMemremap) {
  const auto ask = [&](std::uint64_t at, std::uint64_t flags) {
    return devm_memremap<Concrete>(space, devres, 0, true, at, 4_KiB, to_int(flags));
  };
  EXPECT_GT(ask(bar0, memremap_wc), 0);
  EXPECT_EQ(modes(bar0), WC);
  EXPECT_EQ(ask(16_MiB, memremap_wc), error_nxio) << "RAM";
  use({4, 3, newest_patch});
  EXPECT_EQ(ask(16_MiB, memremap_wc), 0);
  release();
  EXPECT_TRUE(modes(bar0).empty());
}

TEST_F(Pcim, MixedPagesWereNotTracked) {
  const auto insert = [&](Version kernel) {
    mappings.clear();
    insert_pfn<Concrete>(space, true, bar0, WC, rules_of(kernel).mixed_is_tracked);
    return modes(bar0);
  };
  for (const Version kernel : {Version{4, 2}, Version{4, 4, 147}, Version{4, 5}, Version{4, 8}})
    EXPECT_EQ(insert(kernel), WC) << to_string(kernel);
  for (const Version kernel : {Version{4, 4, 148}, Version{4, 9}, newest_version})
    EXPECT_EQ(insert(kernel), UC_minus) << to_string(kernel);
}

TEST_F(Pcim, RdmaSaysTryAgain) {
  EXPECT_EQ(rdma_user_mmap_io<Concrete>(space, true, bar0, 4_KiB, WC), 0);
  EXPECT_EQ(modes(bar0), WC);
  EXPECT_EQ(rdma_user_mmap_io<Concrete>(space, true, bar0, 0, WC), error_again);
  EXPECT_EQ(rdma_user_mmap_io<Concrete>(space, false, bar0, 0, WC), 0);
}

}  // namespace linux_pcim_test
}  // namespace memtype::kernel
