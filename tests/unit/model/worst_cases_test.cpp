// Registers that no firmware writes: point answers stay exact, maps say where they are not, and
// nothing takes exponential time or memory.
#include <gtest/gtest.h>

#include "memtype.h"
#include "memtype/cpu/mtrr_region.hpp"
#include "memtype/maps/flat_map.hpp"
#include "memtype/maps/interval_map.hpp"
#include "random_registers.hpp"

namespace memtype {
namespace worst_cases_test {

using enum MemoryType;

constexpr std::uint64_t top = std::uint64_t{1} << 52;

MsrFile widest(unsigned variable, MemoryType fallback) {
  MsrFile file = reset_msrs(Vendor::intel, 52, 0x500 | variable);
  file.def_type = 0x800 | static_cast<std::uint64_t>(fallback);
  return file;
}

// Both maps tell the truth, if not always all of it.
void expect_true(const MsrFile& file, RandomRegisters& random, int addresses) {
  const MtrrState<Concrete> mtrr = mtrr_state(file);
  const FlatMap flat(file);
  const TypeMap map(file);
  for (int i = 0; i < addresses; ++i) {
    const std::uint64_t address = random.address(file);
    const TypeSet truth = mtrr_type_at<Concrete>(mtrr, address);
    for (const TypeAnswer& answer : {flat.at(address), map.at(address)}) {
      ASSERT_TRUE(truth.subset_of(answer.candidates)) << address;
      ASSERT_TRUE(!answer.exact || truth == answer.candidates) << address;
    }
    const auto type = flat.type_at(address);
    ASSERT_TRUE(!type || truth == TypeSet(*type));
  }
}

TEST(WorstCases, ARegisterOfAMillionPieces) {
  MsrFile file = widest(8, WB);
  const std::uint64_t holes = ((std::uint64_t{1} << 20) - 1) << 21;  // 2^20 blocks of 4 KiB
  file.variable[0] = {5 * 4_KiB | 0, (mtrr_address_bits(52) & ~holes) | mtrr_mask_valid};
  const FlatMap map(file);
  EXPECT_FALSE(map.complete());
  EXPECT_EQ(mtrr_type_at<Concrete>(mtrr_state(file), (0x12345ULL << 21) + 5 * 4_KiB), UC);
  EXPECT_EQ(map.type_at(top - 1), WB) << "beyond the last piece";
  EXPECT_EQ(map.uniform({1_GiB, 2_GiB}), std::nullopt) << "not certain";
  EXPECT_EQ(mtrr_types_in(mtrr_state(file), {0, 1_GiB}), TypeSet::of(UC, WB));
  EXPECT_EQ(mtrr_types_in(mtrr_state(file), {4_MiB, 4_MiB + 16_KiB}), WB);
  RandomRegisters random(31);
  expect_true(file, random, 2000);
}

TEST(WorstCases, AllRangesThatMtrrcapCanCount) {
  RandomRegisters random(32);
  for (bool overlapping : {false, true}) {
    MsrFile file = widest(255, UC);
    for (std::size_t i = 0; i < 255; ++i) {
      const std::uint64_t size = overlapping ? 1_GiB << (i % 20) : 1_GiB;
      const std::uint64_t base = overlapping ? 0 : i * 2_GiB;
      file.variable[i] = {base | random.type(), (mtrr_address_bits(52) & ~(size - 1)) | 0x800};
    }
    expect_true(file, random, 3000);
    EXPECT_FALSE(FlatMap(file).complete()) << "510 edges";
    EXPECT_TRUE(TypeMap(file).complete());
  }
}

TEST(WorstCases, HolesInEveryMask) {
  RandomRegisters random(33);
  for (int round = 0; round < 20; ++round) {
    MsrFile file = widest(round % 2 == 0 ? 32 : 255, WB);
    for (MsrPair& pair : file.variable) {
      std::uint64_t mask = mtrr_address_bits(52);
      for (int hole = 0; hole < 30; ++hole) mask &= ~(std::uint64_t{1} << (12 + random.below(40)));
      pair = {(random.below(top) & page_mask) | random.type(), mask | mtrr_mask_valid};
    }
    expect_true(file, random, 500);
  }
}

// Whether some address meets none of these registers is the question whether a formula is a
// tautology; the search is ended, and says so.
TEST(WorstCases, ARegionSearchEnds) {
  RandomRegisters random(34);
  int ended = 0;
  for (int round = 0; round < 20; ++round) {
    MsrFile file = widest(255, WB);
    for (MsrPair& pair : file.variable) {
      std::uint64_t mask = 0;
      while (count_bits(mask) < 5) mask |= std::uint64_t{1} << (12 + random.below(40));
      pair = {(random.below(top) & mask) | 6, mask | mtrr_mask_valid};
    }
    file.def_type = 0x800;  // UC where no register matches, if there is such an address
    const MtrrState<Concrete> mtrr = mtrr_state(file);
    const RegionTypes found = mtrr_types_in(mtrr, {0, top}, 1000);
    ASSERT_TRUE(found.types.contains(WB));
    ended += found.exact ? 0 : 1;
    EXPECT_TRUE(found.exact || found.types == TypeSet::of(UC, WB)) << "all that may occur";
  }
  RecordProperty("ended", ended);
}

TEST(WorstCases, TheCLibrarySaysWhenAMapIsBounded) {
  memtype_cpu cpu;
  memtype_state state;
  memtype_map map;
  memtype_cpu_init(&cpu, MEMTYPE_INTEL, 52);
  cpu.mtrr_cap = 32;
  memtype_state_init(&cpu, &state);
  state.def_type = 0x806;
  for (unsigned i = 0; i < 32; ++i) {
    const std::uint64_t holes = std::uint64_t{0x5555555} << (13 + i % 3);
    state.variable[i] = {i * 4_KiB | 1, (mtrr_address_bits(52) & ~holes) | mtrr_mask_valid};
  }
  EXPECT_EQ(memtype_map_build(&cpu, &state, &map), MEMTYPE_BOUNDED);
  RandomRegisters random(35);
  for (int i = 0; i < 2000; ++i) {
    const std::uint64_t address = random.below(1024 * 1_GiB);
    const memtype_answer exact = memtype_at(&cpu, &state, address);
    const std::uint8_t type = memtype_map_type(&map, address);
    ASSERT_NE(exact.type, MEMTYPE_NONE);
    ASSERT_TRUE(type == exact.type || type == MEMTYPE_NONE);
  }
}

}  // namespace worst_cases_test
}  // namespace memtype
