// The MTRR types of a whole region at once: exact, and without going through it page by page.
#pragma once

#include <cstddef>

#include "memtype/cpu/mtrr.hpp"

namespace memtype {

// Every type that some address of [range.begin, range.end) has by mtrr_type_at(): one member when
// the region is uniform; an undefined overlap contributes all its candidates. Empty for an empty
// range. Bytes; both ends must be multiples of 4 KiB and at most 2^phys_bits.
// Masks with holes and unaligned bases are exact. Cost: for natural ranges linear in registers
// times address bits. Masks with holes cut the region in two at a bit, again and again, until the
// rest can add no type: few cuts for registers that occur, but with hundreds of contrived ones the
// question is that of a tautology, and no method is fast. Hence the second form.
TypeSet mtrr_types_in(const MtrrState<Concrete>& mtrr, PhysRange range);

// The same within a number of cuts.
struct RegionTypes {
  TypeSet types;  // where not exact: all that occur, and perhaps more
  bool exact = true;
  friend constexpr bool operator==(const RegionTypes&, const RegionTypes&) = default;
};
inline constexpr std::size_t default_max_cuts = 4096;
RegionTypes mtrr_types_in(const MtrrState<Concrete>& mtrr, PhysRange range, std::size_t max_cuts);

}  // namespace memtype
