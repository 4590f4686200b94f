// FlatMap::types_at(): many addresses at once. Every run adds the step from its neighbour's type to
// its own wherever the address is not below it; no search, no branch. Vector extensions of GCC and
// Clang, so the same text serves every processor; MEMTYPE_NO_SIMD leaves single look-ups only.
#pragma once

#include "memtype/maps/flat_map.hpp"

namespace memtype {

#ifndef MEMTYPE_NO_SIMD
// Spelled out: GCC 12 takes no vector size from a template argument.
template <std::size_t width>
struct LaneVectors;
template <>
struct LaneVectors<4> {
  typedef std::uint64_t Words __attribute__((vector_size(32)));
  typedef std::int32_t Lanes __attribute__((vector_size(16)));
  typedef std::uint8_t Bytes __attribute__((vector_size(4)));
};
template <>
struct LaneVectors<8> {
  typedef std::uint64_t Words __attribute__((vector_size(64)));
  typedef std::int32_t Lanes __attribute__((vector_size(32)));
  typedef std::uint8_t Bytes __attribute__((vector_size(8)));
};
template <>
struct LaneVectors<16> {
  typedef std::uint64_t Words __attribute__((vector_size(128)));
  typedef std::int32_t Lanes __attribute__((vector_size(64)));
  typedef std::uint8_t Bytes __attribute__((vector_size(16)));
};
#endif

class FlatMapLanes {
 public:
  static void types_at(const FlatMap& map, const std::uint64_t* addresses, std::uint8_t* types,
                       std::size_t count) {
#ifndef MEMTYPE_NO_SIMD
    if (count >= worthwhile && map.count_ > 1 && map.count_ <= Steps::capacity) {
      const Steps steps(map);
      if (steps.usable) return blocks(map, steps, addresses, types, count);
    }
#endif
    single(map, addresses, types, count);
  }

 private:
  // One address after the other.
  static void single(const FlatMap& map, const std::uint64_t* addresses, std::uint8_t* types,
                     std::size_t count) {
    for (std::size_t i = 0; i < count; ++i) types[i] = map.single_at(addresses[i]);
  }

#ifndef MEMTYPE_NO_SIMD
  static constexpr std::size_t worthwhile = 64;

  // The runs of the whole address space: `step` is added from page `after` + 1 on, pages counted
  // without the low bits in which no run begins.
  struct Steps {
    static constexpr std::size_t capacity = 64;  // more are found faster one by one
    explicit Steps(const FlatMap& map) {
      std::uint64_t edges = std::uint64_t{1} << map.phys_bits(), begins[capacity];
      std::int32_t before = 0;
      for (std::uint64_t at = 0; at >> map.phys_bits() == 0; at = map.run(at).range.end) {
        if (count == capacity) return;
        edges |= begins[count] = at;
        step[count] = map.single_at(at) - before;
        before += step[count++];
      }
      shift = static_cast<unsigned>(std::countr_zero(edges));
      for (std::size_t i = 0; i < count; ++i)
        after[i] = static_cast<std::int32_t>(begins[i] >> shift) - 1;
      usable = map.phys_bits() - shift <= 31;
    }
    bool usable = false;
    unsigned shift = 0;
    std::size_t count = 0;
    std::int32_t after[capacity], step[capacity];
  };

  // `width` addresses from `first` on; false where one of them does not exist.
  template <std::size_t width>
  [[gnu::always_inline]] static inline bool block(const Steps& steps, unsigned phys_bits,
                                                  const std::uint64_t* first, std::uint8_t* types) {
    using Words = typename LaneVectors<width>::Words;
    using Lanes = typename LaneVectors<width>::Lanes;
    using Bytes = typename LaneVectors<width>::Bytes;
    std::uint64_t all = 0;
    for (std::size_t i = 0; i < width; ++i) all |= first[i];
    if (all >> phys_bits != 0) return false;
    Words words;
    std::memcpy(&words, first, sizeof words);
    const Lanes lanes = __builtin_convertvector(words >> steps.shift, Lanes);
    Lanes sum = {};
    for (std::size_t i = 0; i < steps.count; ++i) sum += (lanes > steps.after[i]) & steps.step[i];
    const Bytes bytes = __builtin_convertvector(sum, Bytes);
    std::memcpy(types, &bytes, sizeof bytes);
    return true;
  }

  template <std::size_t width>
  [[gnu::always_inline]] static inline void all_blocks(const FlatMap& map, const Steps& steps,
                                                       const std::uint64_t* addresses,
                                                       std::uint8_t* types, std::size_t count) {
    std::size_t i = 0;
    for (; i + width <= count; i += width)
      if (!block<width>(steps, map.phys_bits(), addresses + i, types + i))
        single(map, addresses + i, types + i, width);
    single(map, addresses + i, types + i, count - i);
  }

#ifdef __x86_64__
  [[gnu::target("avx2")]] static void blocks_avx2(const FlatMap& map, const Steps& steps,
                                                  const std::uint64_t* addresses,
                                                  std::uint8_t* types, std::size_t count) {
    all_blocks<8>(map, steps, addresses, types, count);
  }
  [[gnu::target("avx512f,avx512bw,avx512vl,prefer-vector-width=512")]] static void blocks_avx512(
      const FlatMap& map, const Steps& steps, const std::uint64_t* addresses, std::uint8_t* types,
      std::size_t count) {
    all_blocks<16>(map, steps, addresses, types, count);
  }
#endif

  static void blocks(const FlatMap& map, const Steps& steps, const std::uint64_t* addresses,
                     std::uint8_t* types, std::size_t count) {
#ifdef __x86_64__
    if (__builtin_cpu_supports("avx512bw") && __builtin_cpu_supports("avx512vl"))
      return blocks_avx512(map, steps, addresses, types, count);
    if (__builtin_cpu_supports("avx2")) return blocks_avx2(map, steps, addresses, types, count);
#endif
    all_blocks<4>(map, steps, addresses, types, count);
  }
#endif
};

}  // namespace memtype
