// What the maps of the address space have in common: the blocks of a register, and what registers
// over one address come to.
#pragma once

#include "memtype/cpu/mtrr.hpp"
#include "memtype/type_answer.hpp"

namespace memtype {

// The blocks that a register matches: the first one, moved by each offset of `all`.
struct RegisterBlocks {
  PhysRange first;
  MaskBlocks all;
  // From the first byte to the last one that it matches.
  PhysRange span() const { return {first.begin, first.end + all.holes}; }
};

inline RegisterBlocks blocks_of(const VariableRange<Concrete>& range, unsigned phys_bits) {
  const MaskBlocks all = mask_blocks(range.mask, phys_bits);
  const std::uint64_t begin = range.base & range.mask & mtrr_address_bits(phys_bits);
  return {{begin, begin + all.size}, all};
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
