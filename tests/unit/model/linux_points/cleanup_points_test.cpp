// Cleaning up at boot: arch/x86/kernel/cpu/mtrr/cleanup.c.
#include <algorithm>

#include "memtype/cpu/mtrr_region.hpp"
#include "memtype/linux/cleanup.hpp"
#include "points.hpp"

namespace memtype::kernel {
namespace cleanup_points_test {

using namespace linux_points;

using enum MemoryType;

MtrrState<Concrete> registers(std::vector<VariableRange<Concrete>> ranges) {
  MtrrState<Concrete> mtrr = state(std::move(ranges));
  mtrr.variable.resize(8);
  return mtrr;
}
// 3 GiB of RAM without its last 64 MiB, in four registers.
MtrrState<Concrete> stolen() {
  return registers({block(0, 4_GiB, WB), block(3_GiB, 1_GiB, UC), block(3_GiB - 32_MiB, 32_MiB, UC),
                    block(3_GiB - 64_MiB, 32_MiB, UC)});
}
bool runs(const MtrrState<Concrete>& mtrr) { return mtrr_cleanup(mtrr).covered.has_value(); }

// Runs with the default type UC, a UC range, and WB and UC alone.
TEST(LinuxPoint50, WhenItRuns) {
  EXPECT_TRUE(runs(stolen()));
  auto other_default = stolen();
  other_default.default_type = WB;
  EXPECT_FALSE(runs(other_default));
  EXPECT_FALSE(runs(registers({block(0, 4_GiB, WB)}))) << "no UC range";
  for (MemoryType type : {WC, WT, WP}) {
    auto mtrr = stolen();
    mtrr.variable[4] = block(8_GiB, 1_MiB, type);
    EXPECT_FALSE(runs(mtrr)) << name(type);
  }
}

// TOP_MEM2's memory is not counted; masks are read as mtrr_add() reads them.
TEST(LinuxPoint50, ReadsTopMem2AndRepairedMasks) {
  auto mtrr = stolen();
  mtrr.variable[4] = block(4_GiB, 4_GiB, WB);
  EXPECT_EQ(mtrr_cleanup(mtrr).covered, 7_GiB - 64_MiB);
  mtrr.tom2_wb_end = 8_GiB;
  EXPECT_EQ(mtrr_cleanup(mtrr).covered, 3_GiB - 64_MiB);
  mtrr.variable[4] = raw(16_GiB, 0x3c0000000, WB);
  EXPECT_EQ(mtrr_cleanup(mtrr).covered, 4_GiB - 64_MiB) << "1 GiB, as if the mask were whole";
}

// Granularity 64 KiB to 2 GiB, chunks from there to 2 GiB: 136 tries in this order.
TEST(LinuxPoint51, OneHundredAndThirtySixTries) {
  const auto tries = mtrr_cleanup(stolen()).tries;
  ASSERT_EQ(tries.size(), 136U);
  EXPECT_EQ(tries[0].gran_size, 64_KiB);
  EXPECT_EQ(tries[0].chunk_size, 64_KiB);
  EXPECT_EQ(tries[1].chunk_size, 128_KiB);
  EXPECT_EQ(tries[16].gran_size, 128_KiB);
  EXPECT_EQ(tries[135].gran_size, 2_GiB);
}

// Bad is a try that covers more than now, or as much but something else.
TEST(LinuxPoint51, BadTriesCoverMore) {
  const auto tries = mtrr_cleanup(stolen()).tries;
  const auto bad = [](const CleanupTry& made) { return made.bad; };
  const auto loses = [](const CleanupTry& made) { return made.lost != 0 && !made.bad; };
  EXPECT_TRUE(std::any_of(tries.begin(), tries.end(), loses)) << "coarse ones lose memory";
  EXPECT_FALSE(std::any_of(tries.begin(), tries.end(), bad));
  // A hole below 1 MiB without fixed ranges: every layout covers it.
  auto low_hole = registers({block(0, 2_GiB, WB), block(0xa0000, 128_KiB, UC)});
  low_hole.fixed_enabled = false;
  const auto more = mtrr_cleanup(low_hole).tries;
  EXPECT_TRUE(std::all_of(more.begin(), more.end(),
                          [&](const CleanupTry& made) { return made.bad || made.lost != 0; }));
  EXPECT_TRUE(std::any_of(more.begin(), more.end(), bad));
}

// Taken is the first of the fewest registers that loses nothing and leaves the spare ones free.
TEST(LinuxPoint52, TheChoice) {
  const CleanupResult result = mtrr_cleanup(stolen());
  ASSERT_TRUE(result.chosen.has_value());
  const CleanupTry* first = nullptr;
  for (const CleanupTry& made : result.tries)
    if (!made.bad && made.lost == 0 && (first == nullptr || made.registers < first->registers))
      first = &made;
  EXPECT_EQ(result.chosen->gran_size, first->gran_size);
  EXPECT_EQ(result.chosen->chunk_size, first->chunk_size);
  const unsigned needed = first->registers;
  EXPECT_TRUE(mtrr_cleanup(stolen(), {.spare_registers = 8 - needed}).changed);
  EXPECT_FALSE(mtrr_cleanup(stolen(), {.spare_registers = 9 - needed}).changed);
}

// Both sizes given: that try, even if it loses memory. The chunk alone: the search as ever.
TEST(LinuxPoint53, GivenSizes) {
  const auto given = mtrr_cleanup(stolen(), {.chunk_size = 256_MiB, .gran_size = 256_MiB});
  EXPECT_TRUE(given.changed);
  EXPECT_TRUE(given.tries.empty());
  EXPECT_GT(given.chosen->lost, 0U);
  EXPECT_EQ(mtrr_cleanup(stolen(), {.chunk_size = 2_GiB}).tries.size(), 136U);
}

// A range that starts at or below 1 MiB swallows the gap before it; UC below 1 MiB is ignored while
// fixed ranges are on.
TEST(LinuxPoint54, LowRangesAreMerged) {
  auto mtrr = registers({block(0, 2_GiB, WB), block(0xa0000, 128_KiB, UC)});
  EXPECT_EQ(mtrr_cleanup(mtrr).covered, 2_GiB);
  mtrr.fixed_enabled = false;
  const CleanupResult result = mtrr_cleanup(mtrr);
  EXPECT_EQ(result.covered, 2_GiB - 128_KiB);
  EXPECT_FALSE(result.changed) << "every layout covers the gap, which is more than now";
}

// The new registers: as many as chosen, the others zero, the same memory WB.
TEST(LinuxPoint55, NewRegisters) {
  MtrrState<Concrete> after = stolen();
  const CleanupResult result = mtrr_cleanup(after);
  after.variable = result.variable;
  ASSERT_EQ(after.variable.size(), 8U);
  for (std::size_t i = 0; i < 8; ++i) {
    EXPECT_EQ(after.variable[i].valid, i < result.chosen->registers);
    const std::uint64_t left = after.variable[i].base | after.variable[i].mask;
    EXPECT_EQ(left == 0, !after.variable[i].valid);
  }
  EXPECT_EQ(mtrr_types_in(after, {1_MiB, 3_GiB - 64_MiB}), TypeSet(WB));
  EXPECT_EQ(mtrr_types_in(after, {3_GiB - 64_MiB, 64_GiB}), TypeSet(UC));
}

// Trimming: every gap between WB ranges and above the last; nothing without WB or with other types.
TEST(LinuxPoint56, TrimmingRam) {
  const auto mtrr = registers({block(0, 2_GiB, WB), block(4_GiB, 1_GiB, WB)});
  EXPECT_EQ(uncached_memory(mtrr, 6_GiB), (std::vector<PhysRange>{{2_GiB, 4_GiB}, {5_GiB, 6_GiB}}));
  EXPECT_TRUE(uncached_memory(registers({}), 6_GiB).empty());
  EXPECT_TRUE(
      uncached_memory(registers({block(0, 2_GiB, WB), block(bar, 1_MiB, WC)}), 6_GiB).empty());
}

}  // namespace cleanup_points_test
}  // namespace memtype::kernel
