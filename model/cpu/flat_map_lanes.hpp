// FlatMap::types_at(): many addresses at once. Every run adds the step from its neighbour's type to
// its own wherever the address is not below it; no search, no branch. Vector extensions of GCC and
// Clang, so the same text serves every processor; MEMTYPE_NO_SIMD leaves single look-ups only.
#pragma once

#include "memtype/flat_map.hpp"

namespace memtype {

class FlatMapLanes {
 public:
  static void types_at(const FlatMap& map, const std::uint64_t* addresses, std::uint8_t* types,
                       std::size_t count) {
#ifndef MEMTYPE_NO_SIMD
    if (usable(map)) {
#ifdef __x86_64__
      if (__builtin_cpu_supports("avx2")) return blocks_avx2(map, addresses, types, count);
#endif
      return blocks(map, addresses, types, count);
    }
#endif
    single(map, addresses, types, count);
  }

  // One address after the other.
  static void single(const FlatMap& map, const std::uint64_t* addresses, std::uint8_t* types,
                     std::size_t count) {
    for (std::size_t i = 0; i < count; ++i) types[i] = map.single_at(addresses[i]);
  }

#ifndef MEMTYPE_NO_SIMD
 private:
  static constexpr std::size_t width = 8;
  // More runs than this are found faster one address at a time.
  static constexpr std::size_t max_runs = 64;

  static bool usable(const FlatMap& map) { return map.lanes_fit_ && map.count_ > 1 && map.count_ <= max_runs; }

  [[gnu::always_inline]] static inline void blocks(const FlatMap& map,
                                                   const std::uint64_t* addresses,
                                                   std::uint8_t* types, std::size_t count) {
    const Steps steps(map);
    std::size_t i = 0;
    for (; i + width <= count; i += width) {
      Words words;
      std::memcpy(&words, addresses + i, sizeof words);
      if (outside(words, map.phys_bits_))
        single(map, addresses + i, types + i, width);
      else
        block(steps, words, types + i);
    }
    single(map, addresses + i, types + i, count - i);
  }

#ifdef __x86_64__
  [[gnu::target("avx2")]] static void blocks_avx2(const FlatMap& map,
                                                  const std::uint64_t* addresses,
                                                  std::uint8_t* types, std::size_t count) {
    blocks(map, addresses, types, count);
  }
#endif

  typedef std::uint64_t Words __attribute__((vector_size(64)));
  typedef std::int32_t Lanes __attribute__((vector_size(32)));
  typedef std::uint8_t Bytes __attribute__((vector_size(8)));

  struct Steps {
    explicit Steps(const FlatMap& map)
        : shift(FlatMap::page_shift + map.lane_shift_), count(map.count_ - 2), first(map.types_[0]) {
      for (std::size_t i = 0; i < count; ++i) {
        begin[i] = static_cast<std::int32_t>(map.pages_[i + 1] >> map.lane_shift_) - 1;
        step[i] = map.types_[i + 1] - map.types_[i];
      }
    }
    unsigned shift;
    std::size_t count;
    std::int32_t first;
    std::int32_t begin[max_runs], step[max_runs];
  };

  // Is some address below 1 MiB or beyond the width?
  [[gnu::always_inline]] static inline bool outside(const Words& words, unsigned phys_bits) {
    const Words below = words < FixedRanges::end, beyond = words >> phys_bits;
    const Words any = below | beyond;
    std::uint64_t bits = 0;
    for (std::size_t i = 0; i < width; ++i) bits |= any[i];
    return bits != 0;
  }

  [[gnu::always_inline]] static inline void block(const Steps& steps, const Words& words,
                                                  std::uint8_t* types) {
    const Lanes lanes = __builtin_convertvector(words >> steps.shift, Lanes);
    Lanes sum = Lanes{} + steps.first;
    for (std::size_t i = 0; i < steps.count; ++i)
      sum += (lanes > steps.begin[i]) & steps.step[i];
    const Bytes bytes = __builtin_convertvector(sum, Bytes);
    std::memcpy(types, &bytes, sizeof bytes);
  }
#endif
};

}  // namespace memtype
