// Reservations of page cache modes among many live ones.

#include <benchmark/benchmark.h>

#include <random>

#include "memtype/linux/reservations.hpp"

namespace {

using namespace memtype;
using namespace memtype::kernel;

struct Live {
  MtrrState<Concrete> mtrr;
  Reservations table;
  std::vector<PhysRange> free;  // places for one more

  // `n` ranges of one to eight pages in slots of 16 pages, one slot of two taken, in random order.
  explicit Live(std::size_t n) {
    std::mt19937_64 random(5);
    std::vector<PhysRange> slots;
    for (std::size_t i = 0; i < 2 * n; ++i) {
      const std::uint64_t begin = 4_GiB + i * 64_KiB;
      slots.push_back({begin, begin + (1 + random() % 8) * page_bytes});
    }
    std::shuffle(slots.begin(), slots.end(), random);
    for (std::size_t i = 0; i < n; ++i) reserve(slots[i]);
    free.assign(slots.begin() + static_cast<std::ptrdiff_t>(n), slots.end());
  }
  std::int64_t reserve(PhysRange range) {
    return memtype_reserve<Concrete>(table, mtrr, true, true, range.begin, range.end,
                                     MemoryType::WC, true)
        .error;
  }
};

void reserve_and_free(benchmark::State& state) {
  Live live(static_cast<std::size_t>(state.range(0)));
  std::size_t next = 0;
  for (auto _ : state) {
    const PhysRange range = live.free[next];
    next = next + 1 == live.free.size() ? 0 : next + 1;
    if (live.reserve(range) != 0) state.SkipWithError("refused");
    if (memtype_free<Concrete>(live.table, true, true, range.begin, range.end) != 0)
      state.SkipWithError("not there");
  }
  state.SetItemsProcessed(state.iterations());
}

void look_up(benchmark::State& state) {
  Live live(static_cast<std::size_t>(state.range(0)));
  std::size_t next = 0;
  for (auto _ : state) {
    const TypeSet mode = lookup_memtype<Concrete>(live.table, live.free[next].begin + 4_KiB);
    next = next + 1 == live.free.size() ? 0 : next + 1;
    benchmark::DoNotOptimize(mode);
  }
  state.SetItemsProcessed(state.iterations());
}

void sizes(benchmark::internal::Benchmark* bench) {
  for (std::int64_t n : {1000, 10000, 100000, 1000000}) bench->Arg(n);
}
BENCHMARK(reserve_and_free)->Apply(sizes);
BENCHMARK(look_up)->Apply(sizes);

}  // namespace
