// What the maps of the address space have in common: the blocks of a register, and what registers
// over one address come to.
#pragma once

#include <bit>

#include "memtype/cpu/mtrr.hpp"
#include "memtype/type_answer.hpp"

namespace memtype {

// The blocks that a register matches: `first` and its like at every choice of the bits in `holes`.
struct Blocks {
  PhysRange first;
  std::uint64_t holes = 0;
  // 2^holes, or `limit` + 1 if that is more.
  std::size_t count(std::size_t limit) const {
    const auto bits = static_cast<unsigned>(count_bits(holes));
    return bits >= static_cast<unsigned>(std::bit_width(limit)) ? limit + 1
                                                                : std::size_t{1} << bits;
  }
};

inline Blocks blocks_of(const VariableRange<Concrete>& range, unsigned phys_bits) {
  const std::uint64_t bits = mtrr_address_bits(phys_bits), mask = range.mask & bits;
  const std::uint64_t size = mask == 0 ? std::uint64_t{1} << phys_bits : mask & (0 - mask);
  const std::uint64_t begin = range.base & mask;
  return {{begin, begin + size}, bits & ~mask & ~(size - 1)};
}

// The answer where registers of the types `seen` match, and any of the types `maybe` may match as
// well: every combination, one set of types after the other. `fallback`: the type where none does.
inline TypeAnswer resolve_layers(TypeSet seen, TypeSet maybe, TypeSet fallback,
                                 const UndefinedChoice<Concrete>& choice) {
  TypeAnswer answer;
  answer.exact = maybe.empty();
  const unsigned all = maybe.bits();
  for (unsigned subset = 0;; subset = (subset - all) & all) {
    TypeSet types = seen;
    for (MemoryType type : mtrr_memory_types)
      if ((subset & TypeSet(type).bits()) != 0) types |= type;
    answer.candidates |= types.empty() ? fallback : resolve_overlap<Concrete>(types, choice);
    answer.undefined = answer.undefined || is_undefined_overlap<Concrete>(types);
    if (subset == all) return answer;
  }
}

}  // namespace memtype
