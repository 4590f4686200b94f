// The MTRR types of a whole region at once: exact, and without going through it page by page.
#pragma once

#include "memtype/cpu/mtrr.hpp"

namespace memtype {

// Every type that some address of [range.begin, range.end) has by mtrr_type_at(): one member when
// the region is uniform; an undefined overlap contributes all its candidates. Empty for an empty
// range. Bytes; both ends must be multiples of 4 KiB and at most 2^phys_bits.
// Masks with holes and unaligned bases are exact. Cost: for natural ranges linear in registers
// times address bits; a mask with holes adds one branch per mask bit inside the region.
TypeSet mtrr_types_in(const MtrrState<Concrete>& mtrr, PhysRange range);

}  // namespace memtype
