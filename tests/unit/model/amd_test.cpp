#include "memtype/cpu/amd.hpp"

#include "types_from_text.hpp"

namespace memtype {
namespace amd_test {

using enum MemoryType;

// 2 GiB of DRAM below 4 GiB, 4 GiB above; all switches on.
MsrFile machine() {
  MsrFile file = reset_msrs(*find_cpu("amd64"));
  file.syscfg = syscfg_reset | syscfg_fix_dram_en | syscfg_var_dram_en | syscfg_tom2_en;
  file.top_mem = 2_GiB;
  file.top_mem2 = 8_GiB;
  return file;
}

AmdRoute<Concrete> route(const MsrFile& file, std::uint64_t address) {
  return amd_route_at<Concrete>(amd_routing(file), address);
}

std::string text(const AmdRoute<Concrete>& r) {
  if (r.undefined) return "undefined";
  return std::string(r.read_dram ? "DRAM" : "MMIO") + "/" + (r.write_dram ? "DRAM" : "MMIO");
}

TEST(AmdRoute, TopOfMemoryDividesDramFromMmio) {
  EXPECT_EQ(text(route(machine(), 1_MiB)), "DRAM/DRAM");
  EXPECT_EQ(text(route(machine(), 2_GiB - 1)), "DRAM/DRAM");
  EXPECT_EQ(text(route(machine(), 2_GiB)), "MMIO/MMIO");
  EXPECT_EQ(text(route(machine(), 4_GiB - 1)), "MMIO/MMIO");
  EXPECT_EQ(text(route(machine(), 4_GiB)), "DRAM/DRAM");
  EXPECT_EQ(text(route(machine(), 8_GiB)), "MMIO/MMIO");
}

TEST(AmdRoute, TopMemSaysNothingAboveFourGiB) {
  MsrFile file = machine();
  file.top_mem = 16_GiB;
  EXPECT_EQ(text(route(file, 4_GiB - 1)), "DRAM/DRAM");
  EXPECT_EQ(text(route(file, 8_GiB)), "MMIO/MMIO");
}

TEST(AmdRoute, WithoutItsSwitchARegisterDoesNotCount) {
  MsrFile file = machine();
  file.syscfg &= ~syscfg_tom2_en;
  EXPECT_EQ(text(route(file, 4_GiB)), "MMIO/MMIO");
  file.syscfg &= ~syscfg_var_dram_en;
  EXPECT_EQ(text(route(file, 1_MiB)), "MMIO/MMIO");
  file.iorr[0] = {2_GiB | iorr_read_dram, 0xfffff0000000 | mtrr_mask_valid};
  EXPECT_EQ(text(route(file, 2_GiB)), "MMIO/MMIO");
}

TEST(AmdRoute, AnIorrOverridesTopOfMemoryApartForReadsAndWrites) {
  MsrFile file = machine();
  file.iorr[0] = {1_GiB, 0xfffff0000000 | mtrr_mask_valid};
  file.iorr[1] = {3_GiB | iorr_read_dram, 0xfffff0000000 | mtrr_mask_valid};
  EXPECT_EQ(text(route(file, 1_GiB)), "MMIO/MMIO");
  EXPECT_EQ(text(route(file, 1_GiB + 0x10000000)), "DRAM/DRAM");
  EXPECT_EQ(text(route(file, 3_GiB)), "DRAM/MMIO");
  file.iorr[1].mask &= ~mtrr_mask_valid;
  EXPECT_EQ(text(route(file, 3_GiB)), "MMIO/MMIO");
}

TEST(AmdRoute, WhereTwoIorrsMatchNothingIsDefined) {
  MsrFile file = machine();
  file.iorr[0] = {1_GiB, 0xfffff0000000 | mtrr_mask_valid};
  file.iorr[1] = {1_GiB, 0xffffe0000000 | mtrr_mask_valid};
  EXPECT_EQ(text(route(file, 1_GiB)), "undefined");
  EXPECT_EQ(text(route(file, 1_GiB + 0x10000000)), "MMIO/MMIO");
  EXPECT_FALSE(is_reserved_route<Concrete>(route(file, 1_GiB), WB));
}

TEST(AmdRoute, BelowOneMiBRdMemAndWrMemDecide) {
  MsrFile file = machine();
  file.fixed.fill(0x1e1e1e1e1e1e1e1e);
  file.fixed[2] = 0;                    // 0xa0000 to 0xbffff
  file.fixed[10] = 0x1515151509090909;  // 0xf8000: reads MMIO, writes DRAM; 0xfc000: the reverse
  EXPECT_EQ(text(route(file, 0x9f000)), "DRAM/DRAM");
  EXPECT_EQ(text(route(file, 0xa0000)), "MMIO/MMIO");
  EXPECT_EQ(text(route(file, 0xf8000)), "MMIO/DRAM");
  EXPECT_EQ(text(route(file, 0xfffff)), "DRAM/MMIO");
  file.def_type = 0;
  EXPECT_EQ(text(route(file, 0x9f000)), "DRAM/DRAM") << "MTRRs off";
  file.iorr[0] = {0, 0xfffffff00000 | mtrr_mask_valid};
  EXPECT_EQ(text(route(file, 0x9f000)), "DRAM/DRAM") << "an IORR below 1 MiB";
  file.syscfg &= ~syscfg_fix_dram_en;
  EXPECT_EQ(text(route(file, 0x9f000)), "MMIO/MMIO");
}

TEST(AmdRoute, AfterResetEverythingIsMmio) {
  const MsrFile file = reset_msrs(*find_cpu("amd64"));
  for (std::uint64_t address : {0ULL, 0xffff0ULL, 0x100000ULL, 0xfffffff0ULL, 0x100000000ULL})
    EXPECT_EQ(text(route(file, address)), "MMIO/MMIO") << address;
}

// APM vol. 2, table 7-13, all twenty cells.
TEST(AmdRoute, Table713SaysWhichTypesARouteAdmits) {
  const auto reserved = [](bool read, bool write) {
    TypeSet types;
    for (MemoryType type : mtrr_memory_types)
      if (is_reserved_route<Concrete>({read, write, false}, type)) types |= type;
    return types;
  };
  EXPECT_EQ(reserved(false, false), TypeSet(WB));
  EXPECT_EQ(reserved(false, true), TypeSet::of(WT, WP, WB));
  EXPECT_EQ(reserved(true, false), TypeSet::of(WC, WT, WB));
  EXPECT_EQ(reserved(true, true), TypeSet(WP));
}

}  // namespace amd_test
}  // namespace memtype
