// Adding ranges: arch/x86/kernel/cpu/mtrr/{mtrr,generic}.c.
#include "points.hpp"

namespace memtype::kernel {
namespace mtrr_add_points_test {

using namespace linux_points;

using enum MemoryType;

// The checks come in one order; each call here fails the check named and all that follow.
TEST(LinuxPoint13, ChecksComeInOrder) {
  Registers kernel({block(0, 4_GiB, WP)}, 1);
  kernel.table.write_combining = false;
  kernel.table.present = false;
  EXPECT_EQ(kernel.add(0x1001, 0x2800, 7), error_nodev) << "no MTRRs";
  kernel.table.present = true;
  EXPECT_EQ(kernel.add(0x1001, 0x2800, wc), error_inval) << "whole pages";
  EXPECT_EQ(kernel.add(0x1000, 0x2000, wc), error_inval) << "aligned";
  EXPECT_EQ(kernel.add(0x1000, 0x1000, 7), error_inval) << "type";
  EXPECT_EQ(kernel.add(64_GiB, 0x1000, wc), error_nosys) << "WC, before the address width";
  kernel.table.write_combining = true;
  EXPECT_EQ(kernel.add(64_GiB, 0x1000, wc), error_inval) << "address width";
  EXPECT_EQ(kernel.add(0x1000, 0x1000, wc), error_inval) << "overlap, before a free register";
  EXPECT_EQ(kernel.add(8_GiB, 0x1000, wc), error_nospc) << "no free register";
}

// Size 0 fails as not aligned; at base 0 it gets as far as the question for WC.
TEST(LinuxPoint14, SizeZeroIsAlignedAtBaseZeroOnly) {
  Registers kernel;
  EXPECT_EQ(kernel.add(0, 0, wc), error_inval);
  kernel.table.write_combining = false;
  EXPECT_EQ(kernel.add(0, 0, wc), error_nosys);
  EXPECT_EQ(kernel.add(0, 0, wb), error_inval);
  EXPECT_EQ(kernel.add(bar, 0, wc), error_inval);
}

// A power of two at a multiple of itself; nothing else is rounded or split.
TEST(LinuxPoint15, PowersOfTwoAtMultiplesOnly) {
  Registers kernel;
  EXPECT_EQ(kernel.add(bar, 3_MiB, wc), error_inval);
  EXPECT_EQ(kernel.add(bar + 1_MiB, 2_MiB, wc), error_inval);
  EXPECT_EQ(kernel.table.writes, 0);
  EXPECT_EQ(kernel.add(bar + 2_MiB, 2_MiB, wc), 0);
}

// Pentium Pro: bases of 4 MiB, and a window that WC and WB may not even touch from below.
TEST(LinuxPoint16, PentiumProAlignmentAndWindow) {
  Registers kernel;
  kernel.table.ppro_erratum = true;
  EXPECT_EQ(kernel.add(bar + 1_MiB, 1_MiB, uc), error_inval);
  EXPECT_EQ(kernel.add(0x70000000, 4_MiB, wb), error_inval);
  EXPECT_EQ(kernel.add(0x6fc00000, 4_MiB, wc), error_inval) << "ends where the window begins";
  EXPECT_EQ(kernel.add(0x6fc00000, 4_MiB, wt), 0);
  EXPECT_EQ(kernel.add(0x6f800000, 4_MiB, wc), 1);
  EXPECT_EQ(kernel.add(0x70400000, 4_MiB, wc), 2);
}

// Types 2 and 3 pass; only the mask is written, so the register comes alive with its old base.
TEST(LinuxPoint17, ReservedTypesReviveTheOldBase) {
  Registers kernel({block(bar, 1_MiB, WT)});
  EXPECT_EQ(kernel.del(0), 0);
  EXPECT_EQ(kernel.add(2_GiB, 1_MiB, 2), 0);
  EXPECT_EQ(mtrr_type_at<Concrete>(kernel.table.hardware, 2_GiB), TypeSet(UC));
  EXPECT_EQ(mtrr_type_at<Concrete>(kernel.table.hardware, bar), TypeSet(WT)) << "back again";
}

// Around a register: replaced when of the same type and the only one, else compatible or refused.
TEST(LinuxPoint18, EnclosingRanges) {
  Registers one({block(bar, 1_MiB, WC)});
  EXPECT_EQ(one.add(bar, 16_MiB, wc), 0);
  EXPECT_EQ(one.reg(0).mask, ~(16_MiB - 1) & mtrr_address_bits(width));
  Registers two({block(bar, 1_MiB, WC), block(bar + 1_MiB, 1_MiB, WC)});
  EXPECT_EQ(two.add(bar, 16_MiB, wc), 2);
  EXPECT_EQ(two.reg(0).mask, ~(1_MiB - 1) & mtrr_address_bits(width)) << "both stay";
  Registers hole({block(3_GiB, 1_GiB, UC)});
  EXPECT_EQ(hole.add(0, 4_GiB, wb), 1);
  Registers other({block(bar, 1_MiB, WP)});
  EXPECT_EQ(other.add(bar, 16_MiB, wc), error_inval);
}

// Inside a register: shared when of the same type, else compatible or refused.
TEST(LinuxPoint18, EnclosedRanges) {
  Registers kernel({block(0, 4_GiB, WB)});
  EXPECT_EQ(kernel.add(bar, 1_MiB, wc), error_inval) << "WC inside WB never works";
  EXPECT_EQ(kernel.add(bar, 1_MiB, wb), 0);
  EXPECT_EQ(kernel.table.usage[0], 2);
  EXPECT_EQ(kernel.add(bar, 1_MiB, wb, false), 0);
  EXPECT_EQ(kernel.table.usage[0], 2);
  EXPECT_EQ(kernel.add(bar, 1_MiB, wt), 1);
  Registers frame({block(bar, 16_MiB, WC)});
  EXPECT_EQ(frame.add(bar + 4_KiB, 4_KiB, uc), 1) << "a UC hole in WC";
}

// A partial overlap is refused whatever the types; only odd registers allow one.
TEST(LinuxPoint18, PartialOverlapsAreRefused) {
  Registers kernel({raw(bar + 1_MiB, ~(2_MiB - 1), UC)});
  EXPECT_EQ(kernel.add(bar, 2_MiB, uc), error_inval);
  EXPECT_EQ(kernel.add(bar + 2_MiB, 2_MiB, wb), error_inval);
}

// The first register that decides wins, whatever a later one would say.
TEST(LinuxPoint18, TheFirstDecisiveRegisterWins) {
  EXPECT_EQ(Registers({block(0, 1_GiB, WC), block(0, 2_GiB, WP)}).add(0, 1_MiB, wc), 0);
  EXPECT_EQ(Registers({block(0, 2_GiB, WP), block(0, 1_GiB, WC)}).add(0, 1_MiB, wc), error_inval);
}

// All registers start with count 1; replacing keeps the count, a new range starts again at 1.
TEST(LinuxPoint19, UsageCounts) {
  Registers kernel({block(bar, 1_MiB, WC)});
  for (std::int64_t count : kernel.table.usage) EXPECT_EQ(count, 1);
  EXPECT_EQ(kernel.add(bar, 2_MiB, wc), 0);
  EXPECT_EQ(kernel.table.usage[0], 2);
  EXPECT_EQ(kernel.add(bar, 4_MiB, wc, false), 0);
  EXPECT_EQ(kernel.table.usage[0], 2);
  EXPECT_EQ(kernel.add(2_GiB, 1_MiB, wc, false), 1);
  EXPECT_EQ(kernel.table.usage[1], 1) << "though it was not to be counted";
}

// So one mtrr_del() takes a range away that firmware put there.
TEST(LinuxPoint19, FirmwareRangesCanBeDeleted) {
  Registers kernel({block(0, 4_GiB, WB)});
  EXPECT_EQ(kernel.del(0), 0);
  EXPECT_EQ(mtrr_type_at<Concrete>(kernel.table.hardware, 1_GiB), TypeSet(UC));
}

// Nothing keeps a range off RAM, and nothing asks whether the default type says so already.
TEST(LinuxPoint20, NothingProtectsRamOrSparesARegister) {
  Registers kernel({block(0, 4_GiB, WB)});
  EXPECT_EQ(kernel.add(0, 1_GiB, uc), 1);
  EXPECT_EQ(mtrr_type_at<Concrete>(kernel.table.hardware, 512_MiB), TypeSet(UC)) << "RAM";
  EXPECT_EQ(kernel.add(8_GiB, 1_GiB, uc), 2) << "UC is the default type";
}

}  // namespace mtrr_add_points_test
}  // namespace memtype::kernel
