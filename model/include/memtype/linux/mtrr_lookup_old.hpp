// mtrr_type_lookup() as it was from v4.2 to v6.4.
//
// The function is in arch/x86/kernel/cpu/mtrr/generic.c; this restatement is checked against
// answers recorded from v6.1. It answers for the first piece of a range and goes on from there;
// mtrr_lookup.hpp and cache_map.hpp describe v6.5 and later.
#pragma once

#include "memtype/linux/cache_map.hpp"

namespace memtype::kernel {

struct OldTypeLookup {
  RawType type = invalid_type;
  bool uniform = false;
  bool uniform_written = false;  // false: MTRRs off, the caller's variable is left as it was
  unsigned warnings = 0;         // steps in which a piece ended before it began
  bool finished = true;          // false: stopped after `step_limit` pieces
};

inline constexpr unsigned old_lookup_step_limit = 1U << 20;

// The type of [begin, end), bytes. Differences to the later look-up, all deliberate here:
//   - MTRRs off: invalid_type, and `uniform` is not written;
//   - with fixed ranges on, a range that starts below 1 MiB has the type of its first byte;
//   - never uniform when it starts there, when it crosses the edge of a register, or when more than
//     one register matches, even with equal types;
//   - registers match by address bits, so masks with holes are right for single pages, but pieces
//     end where the block of the mask ends;
//   - AMD's TOP_MEM2 counts only when the last piece lies in [4 GiB, TOP_MEM2).
// A range over a register whose base has bits below its mask can advance by single pages; the
// kernel then runs for a long time, here at most `step_limit` pieces.
OldTypeLookup old_type_lookup(const MtrrState<Concrete>& mtrr, std::uint64_t begin,
                              std::uint64_t end, unsigned step_limit = old_lookup_step_limit);

// May one large page map that range? Up to v6.4 also where it is WB but not uniform, or where the
// MTRRs are off (arch/x86/mm/pgtable.c: pud_set_huge, pmd_set_huge).
constexpr bool may_be_large_page(const OldTypeLookup& found) {
  return found.type == invalid_type || found.type == static_cast<RawType>(MemoryType::WB) ||
         found.uniform;
}

}  // namespace memtype::kernel
