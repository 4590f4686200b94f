// memtype.h, against the C++ interface of the same engine.
#include <gtest/gtest.h>

#include "memtype.h"
#include "memtype/cpu/mtrr_region.hpp"
#include "memtype/cpu/nested.hpp"
#include "memtype/maps/flat_map.hpp"
#include "random_registers.hpp"

namespace memtype {
namespace c_api_test {

struct Machine {
  memtype_cpu cpu = {};
  memtype_state state = {};
};

Machine machine(const MsrFile& file) {
  Machine m;
  EXPECT_EQ(memtype_cpu_init(&m.cpu, static_cast<unsigned>(file.vendor), file.phys_bits),
            MEMTYPE_OK);
  m.cpu.mtrr_cap = static_cast<std::uint32_t>(file.cap);
  m.cpu.family = static_cast<std::uint8_t>(file.family);
  EXPECT_EQ(memtype_state_init(&m.cpu, &m.state), MEMTYPE_OK);
  m.state.def_type = file.def_type;
  m.state.pat = file.pat;
  std::copy(file.fixed.begin(), file.fixed.end(), m.state.fixed);
  for (std::size_t i = 0; i < file.variable.size(); ++i)
    m.state.variable[i] = {file.variable[i].base, file.variable[i].mask};
  m.state.syscfg = file.syscfg;
  m.state.top_mem = file.top_mem;
  m.state.top_mem2 = file.top_mem2;
  return m;
}

std::uint8_t number(TypeSet types) {
  const auto single = types.single();
  return single ? static_cast<std::uint8_t>(*single) : std::uint8_t{MEMTYPE_NONE};
}

std::uint64_t random_value(RandomRegisters& random, const MsrFile& file) {
  if (random.chance(3)) return random.below(~std::uint64_t{0});
  const MsrFile other = random.next();
  if (other.variable.empty() || random.chance(4)) return other.fixed[random.below(11)];
  const MsrPair& pair = other.variable[random.below(other.variable.size())];
  return (random.chance(2) ? pair.base : pair.mask) & ((std::uint64_t{1} << file.phys_bits) - 1);
}

std::uint32_t random_msr(RandomRegisters& random) {
  constexpr std::uint32_t others[] = {0xfe,  0x1f2,       0x277,        0x2ff,
                                      0x250, 0x258,       0x26f,        0x251,
                                      0x220, msr::syscfg, msr::top_mem, msr::top_mem2};
  if (random.chance(3)) return others[random.below(std::size(others))];
  return 0x200 + static_cast<std::uint32_t>(random.below(0x72));
}

TEST(CApi, StructuresKeepTheirSize) {
  EXPECT_EQ(sizeof(memtype_cpu), 16U);
  EXPECT_EQ(sizeof(memtype_state), 696U);
  EXPECT_EQ(sizeof(memtype_map), 3976U);
  EXPECT_EQ(sizeof(memtype_run), 24U);
  EXPECT_EQ(sizeof(memtype_answer), 4U);
  EXPECT_EQ(sizeof(memtype_msr_value), 16U);
  EXPECT_LT(sizeof(memtype_state), 1024U);
  EXPECT_LT(sizeof(memtype_map), 4096U);
}

TEST(CApi, WritesFaultAndStoreAsInTheModel) {
  RandomRegisters random(11);
  for (int round = 0; round < 2000; ++round) {
    MsrFile file = random.next();
    Machine m = machine(file);
    for (int i = 0; i < 10; ++i) {
      const std::uint32_t msr = random_msr(random);
      const std::uint64_t value = random_value(random, file);
      const int fault = static_cast<int>(check_write(file, msr, value));
      ASSERT_EQ(memtype_msr_check(&m.cpu, &m.state, msr, value), fault);
      ASSERT_EQ(memtype_msr_write(&m.cpu, &m.state, msr, value), fault);
      write_msr(file, msr, value);
      std::uint64_t read = 1;
      const MsrRead ours = read_msr(file, msr);
      ASSERT_EQ(memtype_msr_read(&m.cpu, &m.state, msr, &read), static_cast<int>(ours.fault));
      ASSERT_EQ(read, ours.value);
      ASSERT_EQ(memtype_msr_known(&m.cpu, msr), ours.fault == MsrFault::none);
    }
  }
}

TEST(CApi, TypesAreThoseOfTheModel) {
  RandomRegisters random(12);
  for (int round = 0; round < 1000; ++round) {
    const MsrFile file = random.next();
    const Machine m = machine(file);
    const MtrrState<Concrete> mtrr = mtrr_state(file);
    const FlatMap table(file);
    memtype_map map;
    ASSERT_EQ(memtype_map_build(&m.cpu, &m.state, &map),
              table.complete() ? MEMTYPE_OK : MEMTYPE_BOUNDED);
    for (int i = 0; i < 20; ++i) {
      const std::uint64_t address = random.address(file);
      const TypeSet types = mtrr_type_at<Concrete>(mtrr, address);
      const memtype_answer exact = memtype_at(&m.cpu, &m.state, address);
      ASSERT_EQ(exact.type, number(types));
      ASSERT_EQ(exact.candidates, types.bits());
      ASSERT_EQ(exact.flags, mtrr_undefined_at<Concrete>(mtrr, address) ? MEMTYPE_IS_UNDEFINED : 0);
      ASSERT_EQ(memtype_map_type(&map, address), table.single_at(address));
      ASSERT_EQ(memtype_map_at(&map, address).candidates, table.at(address).candidates.bits());
      memtype_run run;
      ASSERT_EQ(memtype_map_run(&map, address, &run), MEMTYPE_OK);
      ASSERT_EQ(run.end, table.run(address).range.end);

      const std::uint64_t bytes = page_bytes << random.below(20), begin = address & ~(bytes - 1);
      std::uint8_t type = 0;
      const auto uniform = table.uniform({begin, begin + bytes});
      ASSERT_EQ(memtype_map_uniform(&map, begin, begin + bytes, &type),
                uniform ? MEMTYPE_OK : MEMTYPE_MIXED);
      ASSERT_EQ(type, uniform ? number(*uniform) : no_single_type);
      if ((begin + bytes - 1) >> file.phys_bits != 0) continue;
      memtype_answer region;
      const memtype_status status = memtype_region(&m.cpu, &m.state, begin, begin + bytes, &region);
      if (status == MEMTYPE_BOUNDED) continue;
      ASSERT_EQ(region.candidates, mtrr_types_in(mtrr, {begin, begin + bytes}).bits());
      ASSERT_EQ(status == MEMTYPE_OK, region.type != MEMTYPE_NONE);
    }
  }
}

TEST(CApi, PolicySettlesUndefinedOverlapsAndMatchingNamesTheRegisters) {
  MsrFile file = reset_msrs(Vendor::intel, 36);
  file.def_type = 0x806;
  file.variable[1] = {1_GiB | 1, 0xfc0000800};
  file.variable[3] = {1_GiB | 5, 0xfc0000800};
  Machine m = machine(file);
  EXPECT_EQ(memtype_at(&m.cpu, &m.state, 1_GiB).type, MEMTYPE_NONE);
  EXPECT_EQ(memtype_at(&m.cpu, &m.state, 1_GiB).flags, MEMTYPE_IS_UNDEFINED);
  EXPECT_EQ(memtype_matching(&m.cpu, &m.state, 1_GiB), 0b1010U);
  EXPECT_EQ(memtype_matching(&m.cpu, &m.state, 2_GiB), 0U);
  m.cpu.undefined = MEMTYPE_UC;
  EXPECT_EQ(memtype_at(&m.cpu, &m.state, 1_GiB).type, MEMTYPE_UC);
  memtype_map map;
  EXPECT_EQ(memtype_map_build(&m.cpu, &m.state, &map), MEMTYPE_OK);
  EXPECT_EQ(memtype_map_type(&map, 1_GiB), MEMTYPE_UC);
}

struct Changes {
  std::vector<std::array<std::uint64_t, 4>> list;
  static int add(void* context, std::uint64_t begin, std::uint64_t end, memtype_answer before,
                 memtype_answer after) {
    static_cast<Changes*>(context)->list.push_back({begin, end, before.type, after.type});
    return 0;
  }
};

TEST(CApi, AnUpdateTellsTheRangesThatChanged) {
  Machine m;
  memtype_cpu_init(&m.cpu, MEMTYPE_INTEL, 36);
  memtype_state_init_direct_boot(&m.cpu, &m.state);
  memtype_map map, scratch;
  memtype_map_build(&m.cpu, &m.state, &map);
  Changes changes;
  const auto write = [&](std::uint32_t msr, std::uint64_t value) {
    changes.list.clear();
    return memtype_msr_update(&m.cpu, &m.state, &map, &scratch, msr, value, Changes::add, &changes);
  };
  EXPECT_EQ(write(0x200, 0xc0000000), MEMTYPE_OK);
  EXPECT_TRUE(changes.list.empty());
  EXPECT_EQ(write(0x201, 0xfc0000800), MEMTYPE_OK);
  ASSERT_EQ(changes.list.size(), 1U);
  EXPECT_EQ(changes.list[0], (std::array<std::uint64_t, 4>{3_GiB, 4_GiB, MEMTYPE_WB, MEMTYPE_UC}));
  EXPECT_EQ(memtype_map_type(&map, 3_GiB), MEMTYPE_UC);
  EXPECT_EQ(write(0x201, std::uint64_t{1} << 36), MEMTYPE_BEYOND_WIDTH);
  EXPECT_EQ(memtype_map_type(&map, 3_GiB), MEMTYPE_UC);
}

TEST(CApi, PageAttributesAndNestedPagingFollowTheTables) {
  for (unsigned table = 0; table < 3; ++table)
    for (unsigned mtrr = 0; mtrr < 8; ++mtrr)
      for (unsigned page = 0; page < 8; ++page) {
        std::uint8_t wanted = MEMTYPE_NONE;
        for (const EffectiveRow& row : rows(static_cast<EffectiveTable>(table)))
          if (static_cast<unsigned>(row.mtrr) == mtrr && static_cast<unsigned>(row.page) == page)
            wanted = static_cast<std::uint8_t>(row.effective);
        EXPECT_EQ(memtype_effective(table, mtrr, page), wanted);
        unsigned index = 99;
        if (wanted != MEMTYPE_NONE && table != MEMTYPE_TABLE_NO_PAT) {
          EXPECT_EQ(memtype_pat_for(table, mtrr, wanted, 0x0007050600070401, &index), MEMTYPE_OK);
          EXPECT_EQ(memtype_effective(table, mtrr, memtype_pat_type(0x0007050600070401, index)),
                    wanted);
        }
      }
  unsigned index = 0;
  EXPECT_EQ(memtype_pat_for(MEMTYPE_TABLE_INTEL, MEMTYPE_UC, MEMTYPE_WB, pat_power_on, &index),
            MEMTYPE_NOT_FOUND);
  EXPECT_EQ(memtype_ept_effective(MEMTYPE_WB, 0, MEMTYPE_WC, 0), MEMTYPE_WC);
  EXPECT_EQ(memtype_ept_effective(MEMTYPE_WB, 1, MEMTYPE_WC, 0), MEMTYPE_WB);
  EXPECT_EQ(memtype_ept_effective(MEMTYPE_WB, 1, MEMTYPE_WC, 1), MEMTYPE_UC);
  EXPECT_EQ(memtype_ept_effective(2, 0, MEMTYPE_WC, 0), MEMTYPE_NONE);
  EXPECT_EQ(memtype_ept_bits(MEMTYPE_WB, 1), 0x70U);
  EXPECT_EQ(memtype_npt_effective(MEMTYPE_WC, MEMTYPE_WB, MEMTYPE_WB, 0, 0), MEMTYPE_WC_PLUS);
  EXPECT_EQ(memtype_npt_effective(MEMTYPE_WB, MEMTYPE_WB, MEMTYPE_UC, 0, 1), MEMTYPE_CD);
  EXPECT_EQ(memtype_pat_index(MEMTYPE_PAGE_4K, 0x88), 5U);
  EXPECT_EQ(memtype_pat_index(MEMTYPE_PAGE_2M, 0x1088), 5U);
  EXPECT_EQ(memtype_table_pat_index(0x98), 3U);
}

TEST(CApi, RestoreOrderIsThatOfTheModel) {
  RandomRegisters random(13);
  for (int round = 0; round < 200; ++round) {
    const MsrFile file = random.next();
    const Machine m = machine(file);
    memtype_msr_value writes[MEMTYPE_MAX_RESTORE_WRITES];
    const auto wanted = restore_order(file);
    ASSERT_EQ(memtype_restore_writes(&m.cpu, &m.state, writes, std::size(writes)), wanted.size());
    for (std::size_t i = 0; i < wanted.size(); ++i)
      ASSERT_EQ((MsrWrite{writes[i].msr, writes[i].value}), wanted[i]);
    std::uint32_t msrs[MEMTYPE_MAX_RESTORE_WRITES];
    const auto listed = snapshot_msrs(file);
    ASSERT_EQ(memtype_snapshot_msrs(&m.cpu, msrs, std::size(msrs)), listed.size());
    ASSERT_TRUE(std::equal(listed.begin(), listed.end(), msrs));
    EXPECT_EQ(memtype_can_restore(&m.cpu, &m.state, &m.cpu, nullptr), MEMTYPE_OK);
  }
}

TEST(CApi, ANarrowerProcessorRefusesByTheRegisterThatDoesNotFit) {
  Machine m;
  memtype_cpu_init(&m.cpu, MEMTYPE_INTEL, 46);
  memtype_state_init(&m.cpu, &m.state);
  m.state.variable[2] = {6, (std::uint64_t{1} << 46) - 1_GiB + 0x800};
  memtype_cpu narrow;
  memtype_cpu_init(&narrow, MEMTYPE_INTEL, 39);
  memtype_msr_value failing = {};
  EXPECT_EQ(memtype_can_restore(&m.cpu, &m.state, &narrow, &failing), MEMTYPE_BEYOND_WIDTH);
  EXPECT_EQ(failing.msr, 0x205U);
  memtype_cpu fewer = m.cpu;
  fewer.mtrr_cap = 0x506;
  EXPECT_EQ(memtype_can_restore(&m.cpu, &m.state, &fewer, &failing), MEMTYPE_UNKNOWN_MSR);
  EXPECT_EQ(failing.msr, 0x20dU);
}

TEST(CApi, BadArgumentsAreToldAndNothingIsWritten) {
  Machine m;
  EXPECT_EQ(memtype_cpu_init(&m.cpu, 7, 36), MEMTYPE_BAD_ARGUMENT);
  EXPECT_EQ(memtype_cpu_init(&m.cpu, MEMTYPE_INTEL, 53), MEMTYPE_BAD_ARGUMENT);
  EXPECT_EQ(memtype_cpu_init(nullptr, MEMTYPE_INTEL, 36), MEMTYPE_BAD_ARGUMENT);
  ASSERT_EQ(memtype_cpu_init(&m.cpu, MEMTYPE_INTEL, 36), MEMTYPE_OK);
  EXPECT_EQ(memtype_msr_write(&m.cpu, &m.state, 0x2ff, 0x806), MEMTYPE_BAD_ARGUMENT) << "no size";
  ASSERT_EQ(memtype_state_init(&m.cpu, &m.state), MEMTYPE_OK);
  m.cpu.mtrr_cap = 33;
  EXPECT_EQ(memtype_msr_check(&m.cpu, &m.state, 0x2ff, 0x806), MEMTYPE_BAD_ARGUMENT);
  memtype_map map = {};
  EXPECT_EQ(memtype_map_build(&m.cpu, &m.state, &map), MEMTYPE_BAD_ARGUMENT);
  EXPECT_EQ(memtype_map_type(&map, 0), MEMTYPE_NONE);
  EXPECT_EQ(memtype_map_at(&map, 0).candidates, 0);
  std::uint8_t type = 0;
  EXPECT_EQ(memtype_map_uniform(&map, 0, 4096, &type), MEMTYPE_BAD_ARGUMENT);
  EXPECT_EQ(type, MEMTYPE_NONE);
  memtype_answer answer;
  m.cpu.mtrr_cap = 8;
  EXPECT_EQ(memtype_region(&m.cpu, &m.state, 0, 4097, &answer), MEMTYPE_BAD_ARGUMENT);
  EXPECT_EQ(memtype_at(&m.cpu, &m.state, std::uint64_t{1} << 36).type, MEMTYPE_NONE);
}

TEST(CApi, NamesAreWholeStrings) {
  EXPECT_STREQ(memtype_type_name(MEMTYPE_UC_MINUS), "UC-");
  EXPECT_STREQ(memtype_type_name(MEMTYPE_NONE), "?");
  EXPECT_STREQ(memtype_status_name(MEMTYPE_OK), "accepted");
  EXPECT_STREQ(memtype_status_name(MEMTYPE_BEYOND_WIDTH), "#GP: beyond the address width");
  EXPECT_STREQ(memtype_status_name(-1), "?");
  EXPECT_EQ(memtype_version(), 1U);
}

TEST(HypervisorApi, SnapshotsRestoreAndCompare) {
  MsrFile file = reset_msrs(Vendor::intel, 46);
  set_direct_boot(file);
  EXPECT_EQ(FlatMap(file).uniform({0, std::uint64_t{1} << 46}), MemoryType::WB);
  const auto msrs = snapshot_msrs(file);
  EXPECT_EQ(msrs.size(), 11U + 16 + 2);
  EXPECT_EQ(msrs.back(), msr::mtrr_def_type);
  MsrFile other = file;
  other.variable[3] = {1_GiB, 0};
  EXPECT_EQ(same_types(file, other), true) << "a disabled range";
  other.variable[3].mask = 0x3fffc0000800;
  EXPECT_EQ(same_types(file, other), false);
  EXPECT_EQ(check_restore(reset_msrs(Vendor::intel, 36), other).fault, MsrFault::beyond_width);
  EXPECT_EQ(pat_index_for(EffectiveTable::intel_pat, MemoryType::WB, MemoryType::WT,
                          decode_pat(pat_power_on)),
            1U);
  EXPECT_EQ(pat_index_for(EffectiveTable::intel_pat, MemoryType::UC, MemoryType::WB,
                          decode_pat(pat_power_on)),
            std::nullopt);
}

}  // namespace c_api_test
}  // namespace memtype
