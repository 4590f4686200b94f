// The C library asked what the recordings ask: its answers are those of the model, which `memtype
// conform` compares with, and of the recorded programs where these are right.
#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>

#include "fields.hpp"
#include "line_reader.hpp"
#include "memtype.h"
#include "memtype/cpu/effective.hpp"
#include "memtype/cpu/mtrr_region.hpp"

namespace memtype::conform {
namespace c_api_vectors_test {

namespace fs = std::filesystem;

struct Machine {
  explicit Machine(const MsrFile& file) : mtrr(mtrr_state(file)) {
    EXPECT_EQ(memtype_cpu_init(&cpu, static_cast<unsigned>(file.vendor), file.phys_bits),
              MEMTYPE_OK);
    cpu.family = static_cast<std::uint8_t>(file.family);
    cpu.mtrr_cap = static_cast<std::uint32_t>(file.cap);
    EXPECT_EQ(memtype_state_init(&cpu, &state), MEMTYPE_OK);
    state.def_type = file.def_type;
    std::copy(file.fixed.begin(), file.fixed.end(), state.fixed);
    for (std::size_t i = 0; i < file.variable.size(); ++i)
      state.variable[i] = {file.variable[i].base, file.variable[i].mask};
    state.syscfg = file.syscfg;
    state.top_mem2 = file.top_mem2;
    memtype_map_build(&cpu, &state, &map);
  }

  // The C library on one address and one region, against the model.
  void expect_same(std::uint64_t address, PhysRange region) const {
    const memtype_answer at = memtype_at(&cpu, &state, address);
    ASSERT_EQ(at.candidates, mtrr_type_at<Concrete>(mtrr, address).bits());
    const memtype_answer mapped = memtype_map_at(&map, address);
    ASSERT_EQ(mapped.candidates & at.candidates, at.candidates);
    ASSERT_TRUE(mapped.candidates == at.candidates || (mapped.flags & MEMTYPE_IS_INEXACT) != 0);
    if (region.empty() || (region.end - 1) >> cpu.phys_bits != 0) return;
    const TypeSet types = mtrr_types_in(mtrr, region);
    memtype_answer found;
    const memtype_status status = memtype_region(&cpu, &state, region.begin, region.end, &found);
    ASSERT_TRUE(found.candidates == types.bits() || status == MEMTYPE_BOUNDED);
    std::uint8_t type = 0;
    memtype_map_uniform(&map, region.begin, region.end, &type);
    if (type != MEMTYPE_NONE) {
      ASSERT_EQ(TypeSet(static_cast<MemoryType>(type)), types);
    }
  }
  bool undefined(std::uint64_t address) const {
    return (memtype_at(&cpu, &state, address).flags & MEMTYPE_IS_UNDEFINED) != 0;
  }

  MtrrState<Concrete> mtrr;
  memtype_cpu cpu = {};
  memtype_state state = {};
  memtype_map map = {};
};

PhysRange block(std::uint64_t address, std::int64_t order) {
  const std::uint64_t bytes = page_bytes << order, begin = address & ~(bytes - 1);
  return {begin, begin + bytes};
}

// [address, order, type]: Xen is right about single pages that are defined.
void ask_xen(const Json& record) {
  if (record["kind"] != "lookup") return;
  const Machine machine(registers(record["state"]));
  for (const Json& query : record["queries"]) {
    const std::uint64_t address = word(query[0]);
    machine.expect_same(address, block(address, integer(query[1])));
    if (integer(query[1]) != 0 || machine.undefined(address)) continue;
    ASSERT_EQ(memtype_at(&machine.cpu, &machine.state, address).type, integer(query[2]));
  }
}

void ask_kvm(const Json& record) {
  if (record["kind"] != "lookup") return;
  const Machine machine(registers(record["state"]));
  for (const Json& query : record["queries"])
    machine.expect_same(word(query[0]), block(word(query[0]), integer(query[1])));
}

void ask_linux(const Json& record) {
  if (!record.contains("queries")) return;
  const Machine machine(registers(record["state"]));
  for (const Json& query : record["queries"]) {
    const PhysRange range{word(query[0]) & page_mask, word(query[1]) & page_mask};
    if (range.begin >> machine.cpu.phys_bits == 0) machine.expect_same(range.begin, range);
  }
}

// [address, page size, entry, paging, MTRR type, PAT type, effective type, ...]
void ask_bochs(const Json& record) {
  if (record["kind"] != "lookup") return;
  const Machine machine(registers(record["state"]));
  const std::uint64_t pat = word(record["pat"]);
  for (const Json& query : record["queries"]) {
    const std::uint64_t address = word(query[0]), entry = word(query[2]);
    machine.expect_same(address, {});
    if (machine.undefined(address)) continue;
    const std::uint8_t type = memtype_at(&machine.cpu, &machine.state, address).type;
    ASSERT_EQ(type, integer(query[4]));
    if (!flag(query[3]) || flag(record["cr0_cd"])) continue;
    const unsigned size = query[1] == "4K" ? MEMTYPE_PAGE_4K : MEMTYPE_PAGE_2M;
    const unsigned page = memtype_pat_type(pat, memtype_pat_index(size, entry));
    ASSERT_EQ(page, integer(query[5]));
    const std::uint8_t effective =
        memtype_map_effective(&machine.map, MEMTYPE_TABLE_INTEL, pat, address, size, entry);
    const std::uint8_t mapped = memtype_map_type(&machine.map, address);
    ASSERT_EQ(effective, memtype_effective(MEMTYPE_TABLE_INTEL, mapped, page));
    // Bochs has another type in these two cells (model/conform/known.cpp).
    const bool theirs = (type == MEMTYPE_WT && page == MEMTYPE_WP) ||
                        (type == MEMTYPE_WP && page == MEMTYPE_UC_MINUS);
    if (!theirs) {
      ASSERT_EQ(memtype_effective(MEMTYPE_TABLE_INTEL, type, page), integer(query[6]));
    }
  }
}

void ask_msr(const Json& record) {
  memtype_cpu cpu;
  memtype_state state;
  memtype_cpu_init(&cpu, MEMTYPE_INTEL, address_width(field(record, "phys_bits")));
  memtype_state_init(&cpu, &state);
  const auto msr = static_cast<std::uint32_t>(word(field(record, "msr")));
  const memtype_status status = memtype_msr_check(&cpu, &state, msr, word(field(record, "value")));
  ASSERT_EQ(status == MEMTYPE_OK, flag(field(record, "accepted"))) << record;
}

struct Recording {
  const char* name;
  void (*ask)(const Json&);
};
constexpr Recording recordings[] = {{"xen_mtrr", ask_xen},
                                    {"kvm_lookup", ask_kvm},
                                    {"kvm_msr", ask_msr},
                                    {"bochs_mtrr", ask_bochs},
                                    {"linux_mtrr_lookup", ask_linux}};

void ask_all(const fs::path& file, void (*ask)(const Json&)) {
  LineReader lines(file.string());
  ASSERT_TRUE(lines.is_open()) << file;
  std::size_t records = 0;
  for (std::string line; lines.next(line);) {
    const Json record = Json::parse(line);
    if (record.contains("kind") && record["kind"] == "meta") continue;
    ++records;
    ask(record);
    if (::testing::Test::HasFatalFailure()) {
      ADD_FAILURE() << file << ": " << line.substr(0, 400);
      return;
    }
  }
  EXPECT_GT(records, 100U) << file;
}

class CApiVectors : public ::testing::TestWithParam<Recording> {};

TEST_P(CApiVectors, SampleIsAnsweredAsTheModelDoes) {
  ask_all(fs::path(MEMTYPE_SOURCE_DIR) / "tests" / "vectors" /
              (std::string(GetParam().name) + ".jsonl.gz"),
          GetParam().ask);
}

TEST_P(CApiVectors, WholeRecordingIsAnsweredAsTheModelDoes) {
  const char* named = std::getenv("MEMTYPE_VECTORS");
  const fs::path directory = named != nullptr
                                 ? fs::path(named)
                                 : fs::path(MEMTYPE_SOURCE_DIR) / ".." / "shared" / "vectors";
  for (const char* end : {".jsonl", ".jsonl.gz"}) {
    const fs::path file = directory / (std::string(GetParam().name) + end);
    if (fs::exists(file)) return ask_all(file, GetParam().ask);
  }
  GTEST_SKIP() << "the whole recording is not here";
}

INSTANTIATE_TEST_SUITE_P(Recorded, CApiVectors, ::testing::ValuesIn(recordings),
                         [](const auto& which) { return std::string(which.param.name); });

}  // namespace c_api_vectors_test
}  // namespace memtype::conform
