// Random machines for properties: seeded, so that every failure can be run again.
#pragma once

#include <gtest/gtest.h>

#include <cstdlib>
#include <random>
#include <string>
#include <vector>

#include "../types_from_text.hpp"
#include "memtype/cpu/mtrr.hpp"

namespace memtype::property {

// The seed of this run; the environment variable MEMTYPE_SEED replaces it.
inline std::uint64_t base_seed() {
  const char* text = std::getenv("MEMTYPE_SEED");
  return text == nullptr ? 20241117 : std::strtoull(text, nullptr, 0);
}

class Random {
 public:
  explicit Random(std::uint64_t seed) : engine_(seed) {}
  std::uint64_t word() { return engine_(); }
  std::uint64_t below(std::uint64_t n) { return engine_() % n; }
  bool one_in(std::uint64_t n) { return below(n) == 0; }
  template <class List>
  auto pick(const List& list) {
    return *(std::begin(list) + static_cast<std::ptrdiff_t>(below(std::size(list))));
  }

 private:
  std::mt19937_64 engine_;
};

// Runs `body` on `count` cases, each with a generator of its own; stops at the first that fails.
template <class Body>
void for_cases(int count, const Body& body) {
  for (int k = 0; k < count && !::testing::Test::HasFailure(); ++k) {
    SCOPED_TRACE("MEMTYPE_SEED=" + std::to_string(base_seed()) + ", case " + std::to_string(k));
    Random random(base_seed() * 1000003 + static_cast<std::uint64_t>(k));
    body(random);
  }
}

inline std::uint64_t mask_for(std::uint64_t size, unsigned width) {
  return ~(size - 1) & mtrr_address_bits(width);
}

// A power-of-two block at a multiple of its size, 4 KiB to half of the space; large ones, which
// meet others, are frequent.
inline VariableRange<Concrete> natural_range(Random& random, unsigned width) {
  const std::uint64_t shift =
      random.one_in(2) ? random.below(width - 12) : width - 16 + random.below(4);
  const std::uint64_t mask = mask_for(4_KiB << shift, width);
  const auto type = static_cast<std::uint64_t>(random.pick(mtrr_memory_types));
  return range_from_msrs((random.word() & mask) | type, mask | mtrr_mask_valid, width);
}

// Also free registers, masks with holes, masks that are too narrow, unaligned bases.
inline VariableRange<Concrete> any_range(Random& random, unsigned width) {
  const VariableRange<Concrete> block = natural_range(random, width);
  std::uint64_t base = block.base, mask = block.mask;
  if (random.one_in(6)) mask &= ~(std::uint64_t{1} << (12 + random.below(width - 12)));
  if (random.one_in(6)) mask &= ~(std::uint64_t{1} << (12 + random.below(width - 12)));
  if (random.one_in(10)) mask &= mtrr_address_bits(width) >> 2;
  if (random.one_in(6)) base = random.word() & mtrr_address_bits(width);
  const auto type = static_cast<std::uint64_t>(block.type.bits() == 0 ? 0 : random.below(5));
  const std::uint64_t encoding = static_cast<std::uint64_t>(mtrr_memory_types[type]);
  return range_from_msrs(base | encoding, mask | (random.one_in(8) ? 0 : mtrr_mask_valid), width);
}

inline FixedRanges any_fixed(Random& random) {
  if (random.one_in(2)) return FixedRanges::usual();
  FixedRanges fixed(random.pick(mtrr_memory_types));
  for (std::uint64_t n = random.below(20); n > 0; --n)
    fixed.set(random.below(FixedRanges::count), random.pick(mtrr_memory_types));
  return fixed;
}

// A machine of this width with up to `registers` ranges; `natural`: powers of two only.
inline MtrrState<Concrete> any_state(Random& random, unsigned width, unsigned registers,
                                     bool natural = false) {
  MtrrState<Concrete> mtrr;
  mtrr.phys_bits = width;
  mtrr.enabled = !random.one_in(20);
  mtrr.default_type = random.pick(mtrr_memory_types);
  mtrr.fixed_enabled = !random.one_in(3);
  if (mtrr.fixed_enabled) mtrr.fixed = any_fixed(random).runs();
  for (std::uint64_t n = random.below(registers + 1); n > 0; --n)
    mtrr.variable.push_back(natural ? natural_range(random, width) : any_range(random, width));
  if (width > 33 && random.one_in(3)) mtrr.tom2_wb_end = 4_GiB + (random.below(512) << 23);
  return mtrr;
}

// A page, near where something changes more often than not.
inline std::uint64_t any_page(Random& random, const MtrrState<Concrete>& mtrr) {
  const std::uint64_t limit = mtrr_address_bits(mtrr.phys_bits);
  std::uint64_t page = random.word();
  if (!mtrr.variable.empty() && !random.one_in(4)) {
    const auto& range = mtrr.variable[random.below(mtrr.variable.size())];
    page = (range.base & range.mask) | (random.one_in(2) ? ~range.mask : random.word());
    if (random.one_in(2)) page = (range.base & range.mask) + (random.one_in(2) ? 0 : ~range.mask);
    page += (random.below(3) - 1) * page_bytes;
  } else if (random.one_in(4)) {
    page = random.below(2_MiB);
  } else if (random.one_in(3)) {
    page = 4_GiB + mtrr.tom2_wb_end * random.below(2) - random.below(2) * page_bytes;
  }
  return page & limit;
}

}  // namespace memtype::property
