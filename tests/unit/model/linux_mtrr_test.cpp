#include "memtype/linux/cache_map.hpp"
#include "memtype/linux/mtrr.hpp"
#include "types_from_text.hpp"

namespace memtype::kernel {
namespace linux_mtrr_test {

using enum MemoryType;

constexpr unsigned width = 40;
constexpr std::int64_t wc = 1, wt = 4, wp = 5, wb = 6, uc = 0;

struct Kernel {
  MtrrTable<Concrete> table;

  explicit Kernel(std::vector<MsrPair> pairs = {}, std::size_t count = 8) {
    pairs.resize(count);
    table.hardware.phys_bits = width;
    table.hardware.fixed_enabled = false;
    for (const MsrPair& pair : pairs)
      table.hardware.variable.push_back(range_from_msrs(pair.base, pair.mask, width));
    table.start_counting();
  }
  std::int64_t add(std::uint64_t base, std::uint64_t size, std::int64_t type,
                   bool increment = true) {
    return mtrr_add<Concrete>(table, true, base, size, type, increment);
  }
  std::int64_t del(std::int64_t reg, std::uint64_t base = 0, std::uint64_t size = 0) {
    return mtrr_del<Concrete>(table, true, reg, base, size);
  }
  const VariableRange<Concrete>& reg(std::size_t i) const { return table.hardware.variable[i]; }
};

MsrPair ram(std::uint64_t base, std::uint64_t size, MemoryType type = WB) {
  return {base | static_cast<std::uint64_t>(type),
          (~(size - 1) & mtrr_address_bits(width)) | mtrr_mask_valid};
}

TEST(MtrrAdd, WithoutMtrrsIsEnodevWhateverTheArguments) {
  Kernel kernel;
  kernel.table.present = false;
  EXPECT_EQ(kernel.add(0xd0000001, 0x100000, wc), error_nodev);
  EXPECT_EQ(kernel.del(0), error_nodev);
}

TEST(MtrrAdd, BaseAndSizeMustBeWholePages) {
  Kernel kernel;
  EXPECT_EQ(kernel.add(0xd0000800, 0x1000, wc), error_inval);
  EXPECT_EQ(kernel.add(0xd0000000, 0x1800, wc), error_inval);
  EXPECT_EQ(kernel.add(0xd0000000, 0x1000, wc), 0);
}

TEST(MtrrAdd, SizeMustBeAPowerOfTwoAtAMultipleOfItself) {
  Kernel kernel;
  EXPECT_EQ(kernel.add(0xd0000000, 0x300000, wc), error_inval);
  EXPECT_EQ(kernel.add(0xd0100000, 0x200000, wc), error_inval);
  EXPECT_EQ(kernel.add(0xd0200000, 0x200000, wc), 0);
}

TEST(MtrrAdd, AlignmentIsCheckedBeforeTypeAndWriteCombining) {
  Kernel kernel;
  kernel.table.write_combining = false;
  EXPECT_EQ(kernel.add(0xd0000000, 0x300000, wc), error_inval);
  EXPECT_EQ(kernel.add(0xd0000000, 0x100000, wc), error_nosys);
  EXPECT_EQ(kernel.add(0xd0000000, 0x100000, 7), error_inval);
  EXPECT_EQ(kernel.add(0xd0000000, 0x100000, wb), 0);
}

TEST(MtrrAdd, SizeZeroAtBaseZeroPassesTheAlignmentCheckOnly) {
  Kernel kernel;
  EXPECT_EQ(kernel.add(0, 0, wc), error_inval);
  EXPECT_EQ(kernel.add(0x1000, 0, wc), error_inval);
  kernel.table.write_combining = false;
  EXPECT_EQ(kernel.add(0, 0, wc), error_nosys);
  EXPECT_EQ(kernel.add(0x1000, 0, wc), error_inval);
  EXPECT_EQ(kernel.add(0, 0, 7), error_inval) << "type comes before write-combining";
}

TEST(MtrrAdd, TypesFrom7OnAreRefusedAlsoWhenTheirLowByteIsLegal) {
  Kernel kernel;
  for (std::int64_t type : {7, 8, 99, 255, 256, 262, -1})
    EXPECT_EQ(kernel.add(0xd0000000, 0x100000, type), error_inval) << type;
}

TEST(MtrrAdd, NothingBeyondTheAddressWidth) {
  Kernel kernel;
  const std::uint64_t end = std::uint64_t{1} << width;
  EXPECT_EQ(kernel.add(end - 1_MiB, 1_MiB, wc), 0);
  EXPECT_EQ(kernel.add(end, 1_MiB, wc), error_inval);
  EXPECT_EQ(kernel.add(0, end << 1, wb), error_inval);
}

TEST(MtrrAdd, NoFreeRegisterIsEnospcAfterTheOverlapSearch) {
  Kernel kernel({ram(0, 1_GiB), ram(1_GiB, 1_GiB)}, 2);
  EXPECT_EQ(kernel.add(3_GiB, 1_MiB, wc), error_nospc);
  EXPECT_EQ(kernel.add(1_GiB, 1_MiB, wc), error_inval);
  EXPECT_EQ(kernel.add(1_GiB, 1_MiB, wb), 1);
}

TEST(MtrrAdd, TakesTheFirstFreeRegister) {
  Kernel kernel({ram(0, 1_GiB), {}, ram(1_GiB, 1_GiB)});
  EXPECT_EQ(kernel.add(3_GiB, 1_MiB, wc), 1);
  EXPECT_EQ(kernel.add(3_GiB + 1_MiB, 1_MiB, wc), 3);
  EXPECT_EQ(kernel.reg(1).base, 3_GiB);
  EXPECT_EQ(kernel.reg(1).type, TypeSet(WC));
  EXPECT_EQ(kernel.table.usage[1], 1);
}

TEST(MtrrAdd, WcInsideAWbRangeIsRefused) {
  Kernel kernel({ram(0, 4_GiB)});
  EXPECT_EQ(kernel.add(0xd0000000, 0x1000000, wc), error_inval);
}

TEST(MtrrAdd, UcInsideWcAndWbAroundUcAreTaken) {
  Kernel kernel({ram(0xd0000000, 0x10000000, WC)});
  EXPECT_EQ(kernel.add(0xd0001000, 0x1000, uc), 1);
  Kernel around({ram(0xc0000000, 1_GiB, UC)});
  EXPECT_EQ(around.add(0, 4_GiB, wb), 1);
}

TEST(MtrrAdd, WtAndWbMayNestEitherWay) {
  Kernel kernel({ram(0, 1_GiB, WT)});
  EXPECT_EQ(kernel.add(0, 1_MiB, wb), 1);
  EXPECT_EQ(kernel.add(0, 2_GiB, wb), 1) << "encloses the WB register, which it replaces";
}

TEST(MtrrAdd, TheSameRangeAgainIsSharedAndCounted) {
  Kernel kernel({ram(0xd0000000, 0x1000000, WC)});
  EXPECT_EQ(kernel.add(0xd0000000, 0x1000000, wc), 0);
  EXPECT_EQ(kernel.table.usage[0], 2);
  EXPECT_EQ(kernel.add(0xd0000000, 0x100000, wc, false), 0) << "inside it";
  EXPECT_EQ(kernel.table.usage[0], 2);
}

TEST(MtrrAdd, ALargerRangeOfTheSameTypeReplacesExactlyOneRegister) {
  Kernel kernel({ram(0xd0000000, 1_MiB, WC)});
  EXPECT_EQ(kernel.add(0xd0000000, 16_MiB, wc), 0);
  EXPECT_EQ(kernel.reg(0).mask, ~(16_MiB - 1) & mtrr_address_bits(width));
  EXPECT_EQ(kernel.table.usage[0], 2) << "kept, and one more";
  EXPECT_EQ(kernel.add(0xd0000000, 32_MiB, wc, false), 0);
  EXPECT_EQ(kernel.table.usage[0], 2);
}

TEST(MtrrAdd, WithTwoToReplaceNothingIsReplaced) {
  Kernel kernel({ram(0xd0000000, 1_MiB, WC), ram(0xd0100000, 1_MiB, WC)});
  EXPECT_EQ(kernel.add(0xd0000000, 16_MiB, wc), 2);
  EXPECT_TRUE(kernel.reg(0).valid);
  EXPECT_EQ(kernel.reg(0).mask, ~(1_MiB - 1) & mtrr_address_bits(width));
}

TEST(MtrrAdd, TheFirstDecisiveRegisterWins) {
  Kernel shares({ram(0, 1_GiB, WC), ram(0, 2_GiB, WP)});
  EXPECT_EQ(shares.add(0, 1_MiB, wc), 0);
  Kernel conflicts({ram(0, 2_GiB, WP), ram(0, 1_GiB, WC)});
  EXPECT_EQ(conflicts.add(0, 1_MiB, wc), error_inval);
}

TEST(MtrrAdd, APartialOverlapIsRefusedWhateverTheTypes) {
  // Power-of-two blocks never overlap in part; a register with an unaligned base can.
  Kernel unaligned({{0x80100000, (~(2_MiB - 1) & mtrr_address_bits(width)) | mtrr_mask_valid}});
  EXPECT_EQ(unaligned.add(0x80000000, 2_MiB, uc), error_inval);
}

TEST(MtrrAdd, AMaskWithAHoleIsReadAsOneLongRange) {
  // Minus the mask: 1 GiB and 1 MiB. The processor matches two separate MiB.
  Kernel kernel({{0x80000000, 0xffbff00000 | mtrr_mask_valid}});
  EXPECT_EQ(kernel.add(0xc0000000, 1_MiB, uc), 0) << "inside, same type: shared";
  EXPECT_EQ(kernel.add(0xa0000000, 1_MiB, wb), 1) << "inside, compatible";
  EXPECT_EQ(kernel.add(0xc0000000, 2_MiB, wb), error_inval) << "overlaps its end";
}

TEST(MtrrAdd, Types2And3GetARegisterThatHoldsSomethingElse) {
  Kernel kernel;
  EXPECT_EQ(kernel.add(0xd0000000, 1_MiB, 3), 0);
  EXPECT_TRUE(kernel.reg(0).valid);
  EXPECT_EQ(kernel.reg(0).base, 0U) << "the base write faulted";
  EXPECT_EQ(kernel.reg(0).mask, ~(1_MiB - 1) & mtrr_address_bits(width));
  const CacheMap map(kernel_copy(kernel.table));
  EXPECT_EQ(map.lookup(0xd0000000, 0xd0001000), (TypeLookup{3, true}));
  EXPECT_EQ(map.lookup(0, 0x1000), (TypeLookup{0, true}));
}

TEST(MtrrAdd, NothingHappensWithoutItsGuard) {
  Kernel kernel;
  EXPECT_EQ(mtrr_add<Concrete>(kernel.table, false, 0xd0000000, 1_MiB, wc, true), 0);
  EXPECT_FALSE(kernel.reg(0).valid);
  EXPECT_EQ(kernel.table.writes, 0);
}

TEST(PentiumPro, BasesMustBeMultiplesOfFourMiB) {
  Kernel kernel;
  kernel.table.ppro_erratum = true;
  EXPECT_EQ(kernel.add(0xd0100000, 0x100000, wc), error_inval);
  EXPECT_EQ(kernel.add(0xd0400000, 0x100000, wc), 0);
}

TEST(PentiumPro, NoWcOrWbMayTouchTheForbiddenWindow) {
  Kernel kernel;
  kernel.table.ppro_erratum = true;
  EXPECT_EQ(kernel.add(0x70000000, 0x400000, wc), error_inval);
  EXPECT_EQ(kernel.add(0x70000000, 0x400000, wb), error_inval);
  EXPECT_EQ(kernel.add(0x70000000, 0x400000, wt), 0);
  EXPECT_EQ(kernel.add(0x70400000, 0x400000, wc), 1);
}

TEST(PentiumPro, ARangeThatEndsAtTheWindowIsRefusedToo) {
  Kernel kernel;
  kernel.table.ppro_erratum = true;
  EXPECT_EQ(kernel.add(0x6fc00000, 0x400000, wc), error_inval);
  EXPECT_EQ(kernel.add(0x6f800000, 0x400000, wc), 0);
}

TEST(MtrrDel, FirmwareRegistersGoWithOneCall) {
  Kernel kernel({ram(0, 1_GiB)});
  EXPECT_EQ(kernel.table.usage[0], 1);
  EXPECT_EQ(kernel.del(0), 0);
  EXPECT_FALSE(kernel.reg(0).valid);
  EXPECT_EQ(kernel.reg(0).mask, 0U);
  EXPECT_EQ(kernel.reg(0).type, TypeSet(WB)) << "the base register stays as it was";
  EXPECT_EQ(kernel.table.usage[0], 0);
  EXPECT_EQ(kernel.del(0), error_inval);
}

TEST(MtrrDel, ASharedRegisterGoesWithTheLastUser) {
  Kernel kernel;
  EXPECT_EQ(kernel.add(0xd0000000, 1_MiB, wc), 0);
  EXPECT_EQ(kernel.add(0xd0000000, 1_MiB, wc), 0);
  EXPECT_EQ(kernel.del(0), 0);
  EXPECT_TRUE(kernel.reg(0).valid);
  EXPECT_EQ(kernel.del(0), 0);
  EXPECT_FALSE(kernel.reg(0).valid);
}

TEST(MtrrDel, ANegativeRegisterIsSearchedByExactRange) {
  Kernel kernel({ram(0, 1_GiB), ram(1_GiB, 1_MiB, WC)});
  EXPECT_EQ(kernel.del(-1, 1_GiB, 2_MiB), error_inval);
  EXPECT_EQ(kernel.del(-7, 1_GiB, 1_MiB), 1);
  EXPECT_EQ(kernel.del(-1, 0, 0), error_inval) << "finds a free register, which is not in use";
}

TEST(MtrrDel, BaseAndSizeMustBeWholePagesThoughTheRegisterIsGiven) {
  Kernel kernel({ram(0, 1_GiB)});
  EXPECT_EQ(kernel.del(0, 1, 0), error_inval);
  EXPECT_EQ(kernel.del(0, 0x5000, 0x3000), 0);
}

TEST(MtrrDel, RegistersBeyondTheLastAreRefused) {
  Kernel kernel;
  EXPECT_EQ(kernel.del(8), error_inval);
  EXPECT_EQ(kernel.del(1000), error_inval);
}

TEST(MtrrDel, AFreedRegisterIsTakenAgain) {
  Kernel kernel({ram(0, 1_GiB), ram(1_GiB, 1_GiB)}, 2);
  EXPECT_EQ(kernel.del(0), 0);
  EXPECT_EQ(kernel.add(3_GiB, 1_MiB, wp), 0);
  EXPECT_EQ(kernel.table.usage[0], 1);
}

TEST(ArchPhysWc, DoesNothingWherePatIsOnOrMtrrsAreMissing) {
  Kernel kernel;
  EXPECT_EQ(arch_phys_wc_add<Concrete>(kernel.table, true, true, 0xd0000000, 1_MiB), 0);
  kernel.table.present = false;
  EXPECT_EQ(arch_phys_wc_add<Concrete>(kernel.table, false, true, 0xd0000000, 1_MiB), 0);
  EXPECT_FALSE(kernel.reg(0).valid);
}

TEST(ArchPhysWc, HandlesStartAtOneThousand) {
  Kernel kernel({ram(0, 1_GiB)});
  const auto add = [&](std::uint64_t base, std::uint64_t size) {
    return arch_phys_wc_add<Concrete>(kernel.table, false, true, base, size);
  };
  EXPECT_EQ(add(0xd0000000, 1_MiB), 1001);
  EXPECT_EQ(add(0xd0000000, 3_MiB), error_inval);
  arch_phys_wc_del<Concrete>(kernel.table, true, 0);
  arch_phys_wc_del<Concrete>(kernel.table, true, error_inval);
  EXPECT_TRUE(kernel.reg(1).valid);
  arch_phys_wc_del<Concrete>(kernel.table, true, 1001);
  EXPECT_FALSE(kernel.reg(1).valid);
}

TEST(MtrrAdd, AMaskThatEndsBelowTheWidthIsRepairedUpwards) {
  // A 36-bit mask on a 40-bit processor.
  Kernel kernel({{0x80000001, 0xf80000000 | mtrr_mask_valid}});
  EXPECT_EQ(kernel.add(0x80000000, 0x80000000, wc), 0) << "taken as [2 GiB, 4 GiB)";
  EXPECT_EQ(kernel.del(-1, 0x80000000, 0x80000000), 0);
}

}  // namespace linux_mtrr_test
}  // namespace memtype::kernel
