// Look-ups, against the loop over the registers that the manuals describe: as ratios in one run.

#include <benchmark/benchmark.h>

#include <random>
#include <vector>

#include "memtype.h"
#include "memtype/maps/flat_map.hpp"

namespace {

using namespace memtype;

// Eight ranges as firmware of a machine with 32 GiB leaves them, and all fixed ranges.
MsrFile machine(std::uint64_t variable = 8) {
  MsrFile file = reset_msrs(Vendor::intel, 39, 0x500 | variable);
  const std::uint64_t top = std::uint64_t{1} << 39;
  const auto range = [&](std::uint64_t base, std::uint64_t size, MemoryType type) {
    return MsrPair{base | static_cast<std::uint64_t>(type), (top - size) | mtrr_mask_valid};
  };
  file.variable[0] = range(0, 32_GiB, MemoryType::WB);
  file.variable[1] = range(32_GiB, 1_GiB, MemoryType::WB);
  file.variable[2] = range(0xc0000000, 1_GiB, MemoryType::UC);
  file.variable[3] = range(0xbc000000, 64_MiB, MemoryType::UC);
  file.variable[4] = range(0xbb000000, 16_MiB, MemoryType::UC);
  file.variable[5] = range(0xba800000, 8_MiB, MemoryType::UC);
  file.variable[6] = range(0x87f000000, 16_MiB, MemoryType::UC);
  file.variable[7] = range(0x4000000000, 256_MiB, MemoryType::WC);
  if (variable > 8) file.variable[8] = range(0x4010000000, 256_MiB, MemoryType::WC);
  if (variable > 9) file.variable[9] = range(0x83e000000, 32_MiB, MemoryType::WT);
  file.fixed = FixedRanges::usual().to_msrs();
  file.def_type = 0xc00;
  return file;
}

// Intel SDM vol. 3A, 11.11.4.1, word by word.
unsigned loop_type(const MsrFile& file, std::uint64_t address) {
  if ((file.def_type & mtrr_def_enable) == 0) return 0;
  if (address < 1_MiB && (file.def_type & mtrr_def_fixed_enable) != 0) {
    const std::size_t i = FixedRanges::index(address);
    return static_cast<unsigned>(file.fixed[i / 8] >> (i % 8 * 8) & 0xff);
  }
  unsigned type = 0xff;
  for (const MsrPair& pair : file.variable) {
    if ((pair.mask & mtrr_mask_valid) == 0) continue;
    if (((address ^ pair.base) & pair.mask & page_mask) != 0) continue;
    const auto next = static_cast<unsigned>(pair.base & 0xff);
    if (next == 0) return 0;
    if (type == 0xff || type == next)
      type = next;
    else if ((type == 4 && next == 6) || (type == 6 && next == 4))
      type = 4;
    else
      return 0xff;  // undefined
  }
  return type == 0xff ? static_cast<unsigned>(file.def_type & 0xff) : type;
}

// Many addresses: a processor learns the branches of a few thousand by heart.
constexpr std::size_t count = 1 << 17;

// Any run of the map, then any address in it: every range is met as often as every other.
std::vector<std::uint64_t> random_addresses() {
  std::vector<PhysRange> runs;
  FlatMap(machine()).walk({0, std::uint64_t{1} << 39},
                          [&](const TypeRun& run) { runs.push_back(run.range); });
  std::mt19937_64 random(7);
  std::vector<std::uint64_t> addresses(count);
  for (std::uint64_t& address : addresses) {
    const PhysRange run = runs[random() % runs.size()];
    address = run.begin + random() % run.bytes();
  }
  return addresses;
}

void finish(benchmark::State& state) {
  state.SetItemsProcessed(state.iterations() * static_cast<std::int64_t>(count));
}

template <class LookUp>
void each_address(benchmark::State& state, const std::vector<std::uint64_t>& addresses,
                  LookUp&& look_up) {
  for (auto _ : state) {
    unsigned sum = 0;
    for (std::uint64_t address : addresses) sum += look_up(address);
    benchmark::DoNotOptimize(sum);
  }
  finish(state);
}

void point_loop(benchmark::State& state) {
  const MsrFile file = machine();
  each_address(state, random_addresses(),
               [&](std::uint64_t address) { return loop_type(file, address); });
}
BENCHMARK(point_loop);

void point_map(benchmark::State& state) {
  const FlatMap map(machine());
  each_address(state, random_addresses(),
               [&](std::uint64_t address) { return map.single_at(address); });
}
BENCHMARK(point_map);

struct CMachine {
  explicit CMachine(const MsrFile& file) {
    memtype_cpu_init(&cpu, MEMTYPE_INTEL, file.phys_bits);
    cpu.mtrr_cap = static_cast<std::uint32_t>(file.cap);
    memtype_state_init(&cpu, &state);
    state.def_type = file.def_type;
    for (std::size_t i = 0; i < 11; ++i) state.fixed[i] = file.fixed[i];
    for (std::size_t i = 0; i < file.variable.size(); ++i)
      state.variable[i] = {file.variable[i].base, file.variable[i].mask};
    memtype_map_build(&cpu, &state, &map);
  }
  memtype_cpu cpu;
  memtype_state state;
  memtype_map map;
};

void point_map_c(benchmark::State& state) {
  const CMachine machine_c(machine());
  each_address(state, random_addresses(),
               [&](std::uint64_t address) { return memtype_map_type(&machine_c.map, address); });
}
BENCHMARK(point_map_c);

void point_registers_c(benchmark::State& state) {
  const CMachine m(machine());
  each_address(state, random_addresses(),
               [&](std::uint64_t address) { return memtype_at(&m.cpu, &m.state, address).type; });
}
BENCHMARK(point_registers_c);

void batch(benchmark::State& state, bool sorted) {
  const FlatMap map(machine());
  auto addresses = random_addresses();
  if (sorted) std::sort(addresses.begin(), addresses.end());
  std::vector<std::uint8_t> types(count);
  for (auto _ : state) {
    map.types_at(addresses, types);
    benchmark::DoNotOptimize(types.data());
    benchmark::ClobberMemory();
  }
  finish(state);
}
void batch_random(benchmark::State& state) { batch(state, false); }
BENCHMARK(batch_random);
void batch_sorted(benchmark::State& state) { batch(state, true); }
BENCHMARK(batch_sorted);

template <std::uint64_t bytes>
void uniform(benchmark::State& state) {
  const FlatMap map(machine());
  auto addresses = random_addresses();
  for (std::uint64_t& address : addresses) address &= ~(bytes - 1);
  each_address(state, addresses, [&](std::uint64_t address) {
    return map.single_in({address, address + bytes});
  });
}
void uniform_2M(benchmark::State& state) { uniform<2_MiB>(state); }
BENCHMARK(uniform_2M);
void uniform_1G(benchmark::State& state) { uniform<1_GiB>(state); }
BENCHMARK(uniform_1G);

void effective_c(benchmark::State& state) {
  const CMachine m(machine());
  each_address(state, random_addresses(), [&](std::uint64_t address) {
    return memtype_map_effective(&m.map, MEMTYPE_TABLE_INTEL, 0x0407050600070106, address,
                                 MEMTYPE_PAGE_4K, address >> 3 & 0x98);
  });
}
BENCHMARK(effective_c);

void build_map(benchmark::State& state) {
  CMachine m(machine(10));
  for (std::uint64_t& fixed : m.state.fixed) fixed = 0x0600050604060106;
  memtype_map map;
  for (auto _ : state) {
    memtype_map_build(&m.cpu, &m.state, &map);
    benchmark::DoNotOptimize(map);
  }
}
BENCHMARK(build_map);

void intercept_write(benchmark::State& state) {
  CMachine m(machine(10));
  std::uint64_t value = 0;
  for (auto _ : state) {
    const auto status = memtype_msr_write(&m.cpu, &m.state, 0x200, value ^= 6);
    benchmark::DoNotOptimize(status);
  }
}
BENCHMARK(intercept_write);

}  // namespace
