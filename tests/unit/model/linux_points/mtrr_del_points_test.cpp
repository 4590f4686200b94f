// Deleting ranges, and the wrappers that drivers use: arch/x86/kernel/cpu/mtrr/mtrr.c.
#include "points.hpp"

namespace memtype::kernel {
namespace mtrr_del_points_test {

using namespace linux_points;

using enum MemoryType;

// A register given by number: the range is not looked at, but must be whole pages.
TEST(LinuxPoint21, ARegisterByNumber) {
  Registers kernel({block(bar, 1_MiB, WC)});
  EXPECT_EQ(kernel.del(0, 0x800, 0), error_inval);
  EXPECT_EQ(kernel.del(8, bar, 1_MiB), error_inval);
  EXPECT_EQ(kernel.del(1, bar, 1_MiB), error_inval) << "not in use";
  EXPECT_EQ(kernel.del(0, 0x5000, 0x3000), 0);
  EXPECT_EQ(kernel.reg(0).base, bar) << "the base stays";
  EXPECT_EQ(kernel.reg(0).mask, 0U);
  EXPECT_EQ(kernel.table.usage[0], 0);
  EXPECT_EQ(kernel.del(0), error_inval);
}

// Any negative register: the first of exactly this range, whatever its type.
TEST(LinuxPoint21, ARegisterByRange) {
  Registers kernel({block(bar, 1_MiB, UC)});
  EXPECT_EQ(kernel.add(bar, 1_MiB, wb), 1) << "UC is compatible";
  EXPECT_EQ(kernel.del(-1, bar, 2_MiB), error_inval);
  EXPECT_EQ(kernel.del(-5, bar, 1_MiB), 0) << "firmware's UC range, not the one just added";
  EXPECT_EQ(kernel.del(-1, bar, 1_MiB), 1);
}

// Range (0, 0) is found in the first free register, which is then "not in use".
TEST(LinuxPoint21, AnEmptyRangeFindsAFreeRegister) {
  Registers kernel({block(0, 1_GiB, WB), block(1_GiB, 1_GiB, WB)}, 3);
  EXPECT_EQ(kernel.del(-1, 0, 0), error_inval);
  EXPECT_EQ(kernel.table.usage, (std::vector<std::int64_t>{1, 1, 1}));
}

// The count goes down; at 0 the register is cleared.
TEST(LinuxPoint21, TheLastUserClearsTheRegister) {
  Registers kernel;
  EXPECT_EQ(kernel.add(bar, 1_MiB, wc), 0);
  EXPECT_EQ(kernel.add(bar, 1_MiB, wc), 0);
  EXPECT_EQ(kernel.del(0), 0);
  EXPECT_TRUE(kernel.reg(0).valid);
  EXPECT_EQ(kernel.del(0), 0);
  EXPECT_FALSE(kernel.reg(0).valid);
}

// Look-ups follow every change at once; masks are cut to the address width.
TEST(LinuxPoint22, LookUpsFollowEveryChange) {
  Registers kernel;
  const auto believed = [&] { return lookup(kernel.table.hardware, bar, bar + 1_MiB).type; };
  EXPECT_EQ(believed(), raw_uc);
  EXPECT_EQ(kernel.add(bar, 1_MiB, wt), 0);
  EXPECT_EQ(believed(), raw_wt);
  EXPECT_EQ(kernel.reg(0).mask, 0xffff00000U);
  EXPECT_EQ(kernel.table.writes, 1);
  EXPECT_EQ(kernel.del(0), 0);
  EXPECT_EQ(believed(), raw_uc);
}

std::int64_t wc_add(Registers& kernel, bool pat, std::uint64_t size = 1_MiB) {
  return arch_phys_wc_add<Concrete>(kernel.table, pat, true, bar, size);
}

// With PAT, or without MTRRs, nothing is done and the handle is 0.
TEST(LinuxPoint23, WcAddDoesNothingWithPatOrWithoutMtrrs) {
  Registers kernel;
  EXPECT_EQ(wc_add(kernel, true), 0);
  kernel.table.present = false;
  EXPECT_EQ(wc_add(kernel, false), 0);
  EXPECT_EQ(kernel.table.writes, 0);
}

// Else the handle is the register and 1000, or an errno.
TEST(LinuxPoint23, HandlesAreRegistersAndOneThousand) {
  Registers kernel({block(0, 1_GiB, WB)});
  EXPECT_EQ(wc_add(kernel, false), 1001);
  EXPECT_EQ(wc_add(kernel, false, 3_MiB), error_inval);
}

// Handles below 1 are ignored; from 1 to 999 they name no register.
TEST(LinuxPoint23, WcDelIgnoresHandlesBelowOne) {
  Registers kernel({block(bar, 1_MiB, WC)});
  for (std::int64_t handle : {std::int64_t{0}, error_inval, std::int64_t{-1000}})
    arch_phys_wc_del<Concrete>(kernel.table, true, handle);
  EXPECT_EQ(kernel.table.usage[0], 1);
  arch_phys_wc_del<Concrete>(kernel.table, true, 1);
  EXPECT_TRUE(kernel.reg(0).valid) << "searched as range (0, 0)";
  arch_phys_wc_del<Concrete>(kernel.table, true, 1000);
  EXPECT_FALSE(kernel.reg(0).valid);
}

}  // namespace mtrr_del_points_test
}  // namespace memtype::kernel
