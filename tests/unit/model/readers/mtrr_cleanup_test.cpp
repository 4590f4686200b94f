#include "reading.hpp"

namespace memtype::readers::testing {
namespace mtrr_cleanup_test {

TEST(MtrrCleanup, OldAndNewRegisters) {
  const Observations seen = read_all(
      "original variable MTRRs\n"
      "reg 0, base: 0GB, range: 16GB, type WB\n"
      "reg 1, base: 1966076KB, range: 4KB, type UC\n"
      "total RAM covered: 16110M\n"
      "Found optimal setting for mtrr clean up\n"
      " gran_size: 64K \tchunk_size: 32M \tnum_reg: 8  \tlose cover RAM: 0G\n"
      "New variable MTRRs\n"
      "reg 0, base: 0GB, range: 2GB, type WB\n");
  ASSERT_EQ(seen.registers.size(), 2U);
  EXPECT_EQ(seen.registers[0].teller, Teller::original);
  EXPECT_EQ(seen.registers[0].entries.at(1).base, 1966076_KiB);
  EXPECT_EQ(seen.registers[1].teller, Teller::cleaned);
  EXPECT_EQ(seen.cleanup_covered.at(0).value, 16110_MiB);
  ASSERT_EQ(seen.cleanup_rows.size(), 1U);
  EXPECT_EQ(seen.cleanup_rows[0].chunk, 32_MiB);
  EXPECT_EQ(seen.cleanup_rows[0].registers, 8U);
  // It runs under the default type UC alone.
  EXPECT_EQ(*known_mtrrs(seen).default_type, MemoryType::UC);
  EXPECT_EQ(known_mtrrs(seen).registers.size(), 1U);
}

TEST(MtrrCleanup, BadRowsInHtml) {
  const Observations seen = read_all(
      "*BAD*gran_size:&nbsp;64K&nbsp;&nbsp;chunk_size: 32M&nbsp;num_reg: 10&nbsp;lose cover RAM: "
      "-2G<br>\n");
  ASSERT_EQ(seen.cleanup_rows.size(), 1U);
  EXPECT_TRUE(seen.cleanup_rows[0].bad);
  EXPECT_EQ(seen.cleanup_rows[0].lost, -static_cast<std::int64_t>(2_GiB));
}

TEST(MtrrCleanup, LinuxBios) {
  const Observations seen = read_all(
      "Setting variable MTRR 0, base:    0MB, range: 32768MB, type WB\n"
      "Setting variable MTRR 2, base: 3072MB, range: 1024MB, type UC\n");
  ASSERT_EQ(seen.registers.size(), 1U);
  EXPECT_EQ(seen.registers[0].teller, Teller::firmware);
  EXPECT_EQ(seen.registers[0].entries.at(1).base, 3_GiB);
}

TEST(MtrrCleanup, DebugLinesAreNoState) {
  const Observations seen = read_all(
      "original variable MTRRs\n"
      "reg 0, base: 0GB, range: 4GB, type WB\n"
      "After WB checking\n"
      "MTRR MAP PFN: 0000000000000000 - 0000000000080000\n"
      "Setting variable MTRR 0, base: 0GB, range: 2GB, type WB\n");
  ASSERT_EQ(seen.registers.size(), 1U);
  EXPECT_EQ(seen.registers[0].entries.size(), 1U);
}

TEST(MtrrCleanup, BrokenRowsAreKept) {
  EXPECT_EQ(unread_lines(" gran_size: 64K chunk_size: huge num_reg: 8 lose cover RAM: 0G\n"
                         "reg 0, base: 0GB, range: 16GB, type XX\n"),
            (std::vector<std::uint32_t>{1, 2}));
}

}  // namespace mtrr_cleanup_test
}  // namespace memtype::readers::testing
