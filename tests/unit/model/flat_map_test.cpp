#include "memtype/maps/flat_map.hpp"

#include <gtest/gtest.h>

#include "memtype/cpu/mtrr_region.hpp"
#include "memtype/maps/interval_map.hpp"
#include "random_registers.hpp"

namespace memtype {
namespace flat_map_test {

using enum MemoryType;

MsrFile usual() {
  MsrFile file = reset_msrs(Vendor::intel, 39, 0x50a);
  file.fixed = FixedRanges::usual().to_msrs();
  file.variable[0] = {2_GiB | 0, 0x7f80000800};  // [2 GiB, 4 GiB) UC
  file.variable[1] = {0xd0000000 | 1, 0x7ff0000800};
  file.def_type = 0xc06;
  return file;
}

TEST(FlatMap, SaysWhatTheRegistersSay) {
  const FlatMap map(usual());
  EXPECT_TRUE(map.complete());
  EXPECT_EQ(map.phys_bits(), 39U);
  EXPECT_EQ(map.type_at(0x9ffff), WB);
  EXPECT_EQ(map.type_at(0xa0000), UC);
  EXPECT_EQ(map.type_at(1_MiB), WB);
  EXPECT_EQ(map.type_at(2_GiB), UC);
  EXPECT_EQ(map.type_at(4_GiB), WB);
  EXPECT_EQ(map.run(0xa0001), (TypeRun{{0xa0001, 1_MiB}, {UC}}));
  EXPECT_EQ(map.run(1_MiB), (TypeRun{{1_MiB, 2_GiB}, {WB}}));
  EXPECT_EQ(map.run(5_GiB), (TypeRun{{5_GiB, std::uint64_t{1} << 39}, {WB}}));
  EXPECT_EQ(map.uniform({0x90000, 0xa0000}), WB);
  EXPECT_EQ(map.uniform({0x90000, 0xa0001}), std::nullopt);
  EXPECT_EQ(map.uniform({2_GiB, 4_GiB}), UC);
  EXPECT_EQ(map.uniform({2_GiB - 1, 4_GiB}), std::nullopt);
  EXPECT_EQ(map.uniform({2_GiB, 2_GiB}), std::nullopt);
}

TEST(FlatMap, KnowsNothingBeyondTheAddressWidth) {
  const std::uint64_t top = std::uint64_t{1} << 39;
  const FlatMap map(usual());
  for (std::uint64_t address : {top, top + 1, ~std::uint64_t{0}}) {
    EXPECT_EQ(map.at(address), TypeAnswer{});
    EXPECT_EQ(map.type_at(address), std::nullopt);
    EXPECT_TRUE(map.run(address).range.empty());
  }
  EXPECT_EQ(map.type_at(top - 1), WB);
  EXPECT_EQ(map.uniform({top - 1, top}), WB);
  EXPECT_EQ(map.uniform({top - 1, top + 1}), std::nullopt);
  EXPECT_EQ(FlatMap().at(0), TypeAnswer{});
  EXPECT_TRUE(FlatMap().run(0).range.empty());
}

TEST(FlatMap, ARunGoesOnAboveOneMiB) {
  MsrFile file = usual();
  file.def_type = 0x806;
  EXPECT_EQ(FlatMap(file).run(4_KiB), (TypeRun{{4_KiB, 2_GiB}, {WB}}));
}

TEST(FlatMap, AnUndefinedOverlapIsNoSingleTypeUnlessTheChoiceIsKnown) {
  MsrFile file = usual();
  file.variable[0].base |= 6;  // WB over WC at 0xd0000000
  MtrrState<Concrete> mtrr = mtrr_state(file);
  EXPECT_EQ(FlatMap(mtrr).at(0xd0000000), (TypeAnswer{any_mtrr_type, true}));
  EXPECT_EQ(FlatMap(mtrr).type_at(0xd0000000), std::nullopt);
  EXPECT_EQ(FlatMap(mtrr).uniform({0xd0000000, 0xd0001000}), std::nullopt);
  mtrr.choice[TypeSet::of(WC, WB)] = WB;
  EXPECT_EQ(FlatMap(mtrr).at(0xd0000000), (TypeAnswer{WB, true}));
  EXPECT_EQ(FlatMap(mtrr).uniform({2_GiB, 4_GiB}), WB) << "several runs, one type";
}

TEST(FlatMap, CellsAreTheSameWithAndWithoutFloatingPoint) {
  std::size_t last = 0;
  for (unsigned exponent = 0; exponent < 52; ++exponent)
    for (std::uint64_t sixteenth = 0; sixteenth < 16; ++sixteenth) {
      const std::uint64_t size = std::uint64_t{1} << exponent;
      const std::uint64_t edge = size + size * sixteenth / 16;
      for (std::uint64_t page : {edge - 1, edge, edge + 1}) {
        ASSERT_EQ(PageCells::cell(page), PageCells::by_shifts(page)) << page;
        ASSERT_LT(PageCells::cell(page), PageCells::count);
      }
      ASSERT_LE(last, PageCells::cell(edge));
      if (exponent > PageCells::bits) {
        ASSERT_EQ(PageCells::cell(edge - 1) + 1, PageCells::cell(edge)) << edge;
      }
      last = PageCells::cell(edge);
    }
  EXPECT_EQ(PageCells::cell(0), 0U);
  EXPECT_EQ(PageCells::cell((std::uint64_t{1} << 52) - 1), PageCells::count - 1);
}

// From none to more runs than the search inside one cell can tell apart.
TEST(FlatMap, ManyRunsMayBeginInOneCell) {
  for (std::size_t holes = 0; holes <= 8; ++holes) {
    MsrFile file = reset_msrs(Vendor::intel, 39, 0x50a);
    file.def_type = 0x806;
    for (std::size_t i = 0; i < holes; ++i)
      file.variable[i] = {2_GiB + i * 16_MiB + 8_MiB, 0x7ffff00800};  // 1 MiB UC
    const MtrrState<Concrete> mtrr = mtrr_state(file);
    const FlatMap map(file);
    std::size_t runs = 0;
    map.walk({0, 512_GiB}, [&](const TypeRun&) { ++runs; });
    EXPECT_EQ(runs, 2 * holes + 1);
    for (std::uint64_t address = 2_GiB - 1_MiB; address < 2_GiB + 256_MiB; address += 1_MiB) {
      ASSERT_EQ(map.at(address).candidates, mtrr_type_at<Concrete>(mtrr, address)) << holes;
      ASSERT_EQ(map.uniform({address, address + 1_MiB}), map.type_at(address)) << holes;
      ASSERT_EQ(map.uniform({address + 1, address + 1_MiB + 1}).has_value(),
                map.type_at(address) == map.type_at(address + 1_MiB))
          << holes;
    }
  }
}

// The map against the rules for one address, on registers of every kind.
TEST(FlatMapProperties, AgreesWithTheRulesEverywhere) {
  RandomRegisters random(1);
  std::vector<std::uint64_t> addresses(67);
  std::vector<std::uint8_t> types(addresses.size());
  for (int round = 0; round < 3000; ++round) {
    const MsrFile file = random.next();
    const MtrrState<Concrete> mtrr = mtrr_state(file);
    const FlatMap map(file);
    ASSERT_EQ(map, FlatMap(mtrr)) << round;
    for (std::uint64_t& address : addresses) {
      address = random.address(file);
      const TypeAnswer answer = map.at(address);
      const TypeSet truth = mtrr_type_at<Concrete>(mtrr, address);
      const bool undefined = mtrr_undefined_at<Concrete>(mtrr, address);
      ASSERT_TRUE(truth.subset_of(answer.candidates)) << round;
      if (answer.exact) {
        ASSERT_EQ(answer, (TypeAnswer{truth, undefined})) << round << ' ' << address;
      } else {
        ASSERT_FALSE(map.complete());
      }
      const TypeRun run = map.run(address);
      ASSERT_EQ(run.answer, answer);
      ASSERT_LT(address, run.range.end);
      ASSERT_EQ(map.at(run.range.end - 1), answer);
      ASSERT_NE(map.at(run.range.end), answer);
    }
    if (random.chance(10)) addresses[random.below(addresses.size())] = ~std::uint64_t{0};
    map.types_at(addresses, types);
    for (std::size_t i = 0; i < addresses.size(); ++i)
      ASSERT_EQ(types[i], map.single_at(addresses[i])) << round;
  }
}

TEST(FlatMapProperties, HasTheRunsOfTypeMap) {
  RandomRegisters random(2);
  int compared = 0;
  for (int round = 0; round < 300; ++round) {
    const MsrFile file = random.next();
    const FlatMap flat(file);
    const TypeMap map(file);
    if (!flat.complete() || !map.complete()) continue;
    ++compared;
    const PhysRange space{0, std::uint64_t{1} << file.phys_bits};
    std::vector<TypeRun> runs;
    flat.walk(space, [&](const TypeRun& run) { runs.push_back(run); });
    ASSERT_EQ(runs, map.runs(space)) << round;
  }
  EXPECT_GT(compared, 100);
}

TEST(FlatMapProperties, UniformIsWhatTheRegionRuleSays) {
  RandomRegisters random(3);
  for (int round = 0; round < 1000; ++round) {
    const MsrFile file = random.next();
    const MtrrState<Concrete> mtrr = mtrr_state(file);
    const FlatMap map(file);
    for (int i = 0; i < 20; ++i) {
      const std::uint64_t bytes = page_bytes << random.below(20);
      const std::uint64_t begin = random.address(file) & ~(bytes - 1);
      if (begin + bytes > std::uint64_t{1} << file.phys_bits) continue;
      const auto ours = map.uniform({begin, begin + bytes});
      const RegionTypes exact = mtrr_types_in(mtrr, {begin, begin + bytes}, default_max_cuts);
      const TypeSet truth = mtrr_types_in(mtrr, {begin, begin + bytes});
      ASSERT_TRUE(truth.subset_of(exact.types));
      ASSERT_TRUE(!exact.exact || exact.types == truth);
      if (ours) {
        ASSERT_EQ(TypeSet(*ours), truth) << round;
      }
      if (map.complete()) {
        ASSERT_EQ(ours, truth.single()) << round;
      }
    }
  }
}

// Ranges of any length, from the first page to beyond the last, against the runs one by one.
TEST(FlatMapProperties, UniformIsWhatTheRunsSay) {
  RandomRegisters random(5);
  int uniform = 0, low = 0;
  for (int round = 0; round < 1000; ++round) {
    const MsrFile file = random.next();
    const FlatMap map(file);
    for (int i = 0; i < 30; ++i) {
      const std::uint64_t begin = random.chance(3) ? random.below(2_MiB) : random.address(file);
      const std::uint64_t end = begin + random.below(std::uint64_t{1} << random.below(30)) - 2;
      std::optional<MemoryType> type = map.type_at(begin);
      std::uint64_t next = begin;
      while (type && next < end) {
        if (map.type_at(next) != type) type.reset();
        next = map.run(next).range.end;
      }
      if (begin >= end) type.reset();
      ASSERT_EQ(map.uniform({begin, end}), type) << round << std::hex << ' ' << begin << ' ' << end;
      uniform += int{type.has_value()};
      low += int{type && begin < 1_MiB && end > 1_MiB};
    }
  }
  EXPECT_GT(uniform, 1000);
  EXPECT_GT(low, 100);
}

TEST(FlatMapProperties, DiffNamesTheAddressesThatChanged) {
  RandomRegisters random(4);
  for (int round = 0; round < 500; ++round) {
    const MsrFile before = random.next();
    MsrFile after = before;
    if (!after.variable.empty()) after.variable[0] = {random.below(64) << 30 | 6, 0};
    if (random.chance(3)) after.def_type = 0xc00 | random.type();
    const FlatMap a(before), b(after);
    std::vector<PhysRange> changed;
    FlatMap::diff(a, b, [&](PhysRange range, const TypeAnswer& from, const TypeAnswer& to) {
      ASSERT_TRUE(changed.empty() || changed.back().end <= range.begin);
      ASSERT_EQ(a.at(range.begin), from);
      ASSERT_EQ(b.at(range.end - 1), to);
      changed.push_back(range);
    });
    for (int i = 0; i < 50; ++i) {
      const std::uint64_t address = random.address(before);
      const bool listed = std::any_of(changed.begin(), changed.end(),
                                      [&](PhysRange range) { return range.contains(address); });
      ASSERT_EQ(listed, a.at(address) != b.at(address) || !a.at(address).exact) << round;
    }
    if (a.complete() && b.complete()) {
      ASSERT_EQ(changed.empty(), a == b) << round;
    }
  }
}

}  // namespace flat_map_test
}  // namespace memtype
