#include "memtype/linux/memtype.hpp"
#include "memtype/linux/remap_pfn.hpp"
#include "types_from_text.hpp"

namespace memtype::kernel {
namespace linux_memtype_test {

using enum MemoryType;

// A kernel with PAT on; RAM at [0, 640 KiB) and [1 MiB, 1 GiB), everything up to 4 GiB WB by MTRR
// but for [3 GiB, 4 GiB).
struct Kernel {
  MtrrState<Concrete> mtrr;
  MemtypeTable<Concrete> table;
  bool pat = true;

  Kernel() {
    mtrr.phys_bits = 40;
    mtrr.fixed = FixedRanges::usual().runs();
    mtrr.variable = {range_from_msrs(0x6, 0xff00000800, 40),
                     range_from_msrs(0xc0000000, 0xffc0000800, 40)};
    table.ram = {{0, 640_KiB}, {1_MiB, 1_GiB}};
  }
  ReserveResult<Concrete> reserve(std::uint64_t begin, std::uint64_t end, MemoryType request,
                                  bool adapt = true) {
    return memtype_reserve<Concrete>(table, mtrr, pat, true, begin, end, request, adapt);
  }
  std::int64_t free(std::uint64_t begin, std::uint64_t end) {
    return memtype_free<Concrete>(table, pat, true, begin, end);
  }
  TypeSet lookup(std::uint64_t address) const { return lookup_memtype<Concrete>(table, address); }
};

void expect(const ReserveResult<Concrete>& got, std::int64_t error, TypeSet mode) {
  EXPECT_EQ(got.error, error);
  EXPECT_EQ(got.mode, mode);
}

constexpr std::uint64_t bar = 0xe0000000;

TEST(MemtypeReserve, AnEmptyOrReversedRangeIsRefusedFirst) {
  Kernel kernel;
  expect(kernel.reserve(bar, bar, WC), error_inval, {});
  expect(kernel.reserve(bar + 4_KiB, bar, WC), error_inval, {});
  kernel.pat = false;
  expect(kernel.reserve(bar, bar, WC), error_inval, {});
}

TEST(MemtypeReserve, WithoutPatNothingIsTracked) {
  Kernel kernel;
  kernel.pat = false;
  expect(kernel.reserve(bar, bar + 4_KiB, WC), 0, WC);
  expect(kernel.reserve(bar, bar + 4_KiB, WB), 0, WB);
  EXPECT_EQ(kernel.free(bar, bar + 64_KiB), 0);
}

TEST(MemtypeReserve, TheIsaHoleIsWbWhateverWasAsked) {
  Kernel kernel;
  expect(kernel.reserve(0xa0000, 0x100000, WC), 0, WB);
  EXPECT_TRUE(kernel.table.entries.empty());
  expect(kernel.reserve(0xb8000, 0x101000, WC), error_inval, WC);  // reaches RAM: mixed
}

TEST(MemtypeReserve, WbBecomesUcMinusUnlessTheMtrrsSayWb) {
  Kernel kernel;
  expect(kernel.reserve(2_GiB, 2_GiB + 4_KiB, WB), 0, WB);
  expect(kernel.reserve(bar, bar + 4_KiB, WB), 0, UC_minus);
  expect(kernel.reserve(3_GiB - 4_KiB, 3_GiB + 4_KiB, WB), 0, UC_minus);
  Kernel disabled;
  disabled.mtrr.enabled = false;
  expect(disabled.reserve(2_GiB, 2_GiB + 4_KiB, WB), 0, UC_minus);
}

TEST(MemtypeReserve, OtherRequestsDoNotAskTheMtrrs) {
  for (MemoryType request : {UC, UC_minus, WC, WT, WP}) {
    Kernel kernel;
    expect(kernel.reserve(bar, bar + 4_KiB, request), 0, request);
  }
}

TEST(MemtypeReserve, AConflictIsEbusyOrAnotherModeForThoseWhoCanAdapt) {
  Kernel kernel;
  expect(kernel.reserve(bar, bar + 64_KiB, WC), 0, WC);
  expect(kernel.reserve(bar, bar + 4_KiB, UC_minus, false), error_busy, UC_minus);
  expect(kernel.reserve(bar, bar + 4_KiB, UC_minus, true), 0, WC);
  expect(kernel.reserve(bar, bar + 4_KiB, WC, false), 0, WC);
}

TEST(MemtypeReserve, EntriesOfTwoModesCannotBothBeAdaptedTo) {
  Kernel kernel;
  expect(kernel.reserve(bar, bar + 4_KiB, WC), 0, WC);
  expect(kernel.reserve(bar + 4_KiB, bar + 8_KiB, UC), 0, UC);
  expect(kernel.reserve(bar, bar + 8_KiB, WC), error_busy, WC);
}

TEST(MemtypeReserve, OneSharedByteIsAnOverlap) {
  Kernel kernel;
  expect(kernel.reserve(bar, bar + 0x801, WC), 0, WC);
  expect(kernel.reserve(bar + 0x800, bar + 4_KiB, UC, false), error_busy, UC);
  expect(kernel.reserve(bar + 0x801, bar + 4_KiB, UC, false), 0, UC);
}

TEST(MemtypeReserve, IdenticalRangesAreStackedOneForEachReservation) {
  Kernel kernel;
  expect(kernel.reserve(bar, bar + 4_KiB, WC), 0, WC);
  expect(kernel.reserve(bar, bar + 4_KiB, WC), 0, WC);
  EXPECT_EQ(kernel.free(bar, bar + 4_KiB), 0);
  EXPECT_EQ(kernel.lookup(bar), TypeSet(WC));
  EXPECT_EQ(kernel.free(bar, bar + 4_KiB), 0);
  EXPECT_EQ(kernel.lookup(bar), TypeSet(UC_minus));
  EXPECT_EQ(kernel.free(bar, bar + 4_KiB), error_inval);
}

TEST(MemtypeReserve, AddressesAreCutTo52Bits) {
  Kernel kernel;
  const std::uint64_t decoy = std::uint64_t{1} << 63;
  expect(kernel.reserve(decoy | bar, (decoy | bar) + 4_KiB, WC), 0, WC);
  EXPECT_EQ(kernel.lookup(bar), TypeSet(WC));
}

TEST(MemtypeReserve, RamTakesWcWtAndUcMinusOnly) {
  Kernel kernel;
  expect(kernel.reserve(16_MiB, 17_MiB, WP), error_inval, UC_minus);
  expect(kernel.reserve(16_MiB, 17_MiB, UC), 0, UC_minus);
  expect(kernel.reserve(32_MiB, 33_MiB, WT), 0, WT);
  expect(kernel.reserve(48_MiB, 49_MiB, WB), 0, WB);
  EXPECT_EQ(kernel.lookup(16_MiB), TypeSet(UC_minus));
  EXPECT_EQ(kernel.lookup(48_MiB), TypeSet(WB));
}

TEST(MemtypeReserve, ARamPageThatIsNotWbIsBusyEvenForTheSameMode) {
  Kernel kernel;
  expect(kernel.reserve(16_MiB, 17_MiB, WC), 0, WC);
  expect(kernel.reserve(16_MiB + 4_KiB, 18_MiB, WC), error_busy, WC);
  EXPECT_EQ(kernel.lookup(17_MiB), TypeSet(WB)) << "all or nothing";
  EXPECT_EQ(kernel.free(16_MiB + 4_KiB, 16_MiB + 8_KiB), 0);
  EXPECT_EQ(kernel.lookup(16_MiB), TypeSet(WC));
  EXPECT_EQ(kernel.lookup(16_MiB + 4_KiB), TypeSet(WB));
  EXPECT_EQ(kernel.lookup(16_MiB + 8_KiB), TypeSet(WC));
}

TEST(MemtypeReserve, RamBelowOneMiBIsTrackedLikeDeviceMemory) {
  Kernel kernel;
  expect(kernel.reserve(0x1000, 0x2000, WP), 0, WP);
  EXPECT_TRUE(kernel.table.ram_pages.empty());
  EXPECT_EQ(kernel.lookup(0x1000), TypeSet(WP));
  EXPECT_EQ(kernel.lookup(0x2000), TypeSet(UC_minus));
  expect(kernel.reserve(0x9f000, 0x101000, WC), error_inval, WC);  // reaches RAM: mixed
}

TEST(MemtypeReserve, ARangeInsideOneRamPageReservesNothing) {
  Kernel kernel;
  expect(kernel.reserve(16_MiB + 16, 16_MiB + 32, WC), 0, WC);
  EXPECT_EQ(kernel.lookup(16_MiB), TypeSet(WB));
}

TEST(MemtypeReserve, DevicesBeforeRamAreMixedAndDevicesBehindItGoUnnoticed) {
  Kernel kernel;
  kernel.table.ram = {{1_MiB, 1_GiB}, {2_GiB, 3_GiB}};
  expect(kernel.reserve(1_GiB + 4_KiB, 2_GiB + 4_KiB, WC), error_inval, WC);
  EXPECT_EQ(kernel.free(1_GiB + 4_KiB, 2_GiB + 4_KiB), error_inval);
  expect(kernel.reserve(1_GiB - 4_KiB, 1_GiB + 4_KiB, WC), 0, WC);
  EXPECT_EQ(kernel.lookup(1_GiB - 4_KiB), TypeSet(WC));
}

TEST(MemtypeFree, OnlyExactRangesAndEndsCanBeFreed) {
  Kernel kernel;
  kernel.table.rules = rules_of({6, 15});  // since 6.16 exact ranges alone
  expect(kernel.reserve(bar, bar + 64_KiB, WC), 0, WC);
  EXPECT_EQ(kernel.free(bar, bar + 4_KiB), error_inval) << "from the start";
  EXPECT_EQ(kernel.free(bar + 4_KiB, bar + 8_KiB), error_inval) << "from the middle";
  EXPECT_EQ(kernel.free(bar + 32_KiB, bar + 64_KiB), 0) << "from the end";
  EXPECT_EQ(kernel.lookup(bar + 32_KiB), TypeSet(UC_minus));
  EXPECT_EQ(kernel.lookup(bar + 28_KiB), TypeSet(WC));
  EXPECT_EQ(kernel.free(bar, bar + 32_KiB), 0);
}

TEST(MemtypeFree, AnEndOf2To52FreesNothingAndSucceeds) {
  Kernel kernel;
  const std::uint64_t top = std::uint64_t{1} << 52;
  expect(kernel.reserve(top - 4_KiB, top, WC), 0, WC);
  EXPECT_EQ(kernel.free(top - 4_KiB, top), 0);
  EXPECT_EQ(kernel.lookup(top - 4_KiB), TypeSet(WC));
}

TEST(LookupMemtype, UntrackedDeviceMemoryIsUcMinusAndTheIsaHoleWb) {
  Kernel kernel;
  EXPECT_EQ(kernel.lookup(bar), TypeSet(UC_minus));
  EXPECT_EQ(kernel.lookup(0xb8000), TypeSet(WB));
  EXPECT_EQ(kernel.lookup(16_MiB), TypeSet(WB));
}

TEST(NewMode, WbIsRefusedToUcMinusWcAndWtAndWcToWt) {
  int refused = 0;
  for (MemoryType asked : pat_memory_types)
    for (MemoryType got : pat_memory_types)
      if (!is_new_mode_allowed<Concrete>(false, asked, got)) ++refused;
  EXPECT_EQ(refused, 4);
  EXPECT_FALSE(is_new_mode_allowed<Concrete>(false, UC_minus, WB));
  EXPECT_FALSE(is_new_mode_allowed<Concrete>(false, WC, WB));
  EXPECT_FALSE(is_new_mode_allowed<Concrete>(false, WT, WB));
  EXPECT_FALSE(is_new_mode_allowed<Concrete>(false, WT, WC));
  EXPECT_TRUE(is_new_mode_allowed<Concrete>(false, UC, WB)) << "strong UC takes anything";
}

TEST(NewMode, InTheIsaHoleEverythingIsAllowed) {
  EXPECT_TRUE(is_new_mode_allowed<Concrete>(true, UC_minus, WB));
}

TEST(ReserveIo, GivesBackAModeTheCallerCannotLiveWith) {
  Kernel kernel;
  expect(kernel.reserve(2_GiB, 2_GiB + 4_KiB, WB), 0, WB);
  expect(
      memtype_reserve_io<Concrete>(kernel.table, kernel.mtrr, true, true, 2_GiB, 2_GiB + 4_KiB, WC),
      error_busy, WC);
  EXPECT_EQ(kernel.free(2_GiB, 2_GiB + 4_KiB), 0);
  EXPECT_EQ(kernel.free(2_GiB, 2_GiB + 4_KiB), error_inval) << "the second was given back";
}

TEST(ReservePfnRange, RamTakesTheModeOfItsFirstPage) {
  Kernel kernel;
  expect(kernel.reserve(16_MiB, 17_MiB, WC), 0, WC);
  const auto got =
      reserve_pfn_range<Concrete>(kernel.table, kernel.mtrr, true, true, 16_MiB, 18_MiB, WB, true);
  expect(got, 0, WC);
  const auto off =
      reserve_pfn_range<Concrete>(kernel.table, kernel.mtrr, false, true, 16_MiB, 18_MiB, WB, true);
  expect(off, 0, WB);
}

TEST(ReservePfnRange, StrictMeansNoOtherMode) {
  Kernel kernel;
  expect(kernel.reserve(bar, bar + 4_KiB, WC), 0, WC);
  const auto ask = [&](bool strict) {
    return reserve_pfn_range<Concrete>(kernel.table, kernel.mtrr, true, true, bar, bar + 4_KiB,
                                       UC_minus, strict);
  };
  expect(ask(true), error_inval, UC_minus);
  expect(ask(false), 0, WC);
}

}  // namespace linux_memtype_test
}  // namespace memtype::kernel
