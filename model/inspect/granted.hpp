// What would have been granted instead of what was refused, by the rules of the model.
#pragma once

#include <string>

#include "facts.hpp"
#include "memtype/inspect/explain.hpp"

namespace memtype::inspect {

// "One request for [0x..-0x..] (64 MiB) would be granted, as WC."; empty without a list.
std::string granted_part_words(const Facts& facts, PhysRange asked);

// Types that may be asked for where `got` is reserved: ioremap() and mappings of user space.
TypeSet accepted_requests(MemoryType got);
// Types that a register over, or inside, one of type `old` may have.
TypeSet compatible_mtrr_types(MemoryType old);
// The blocks of variable MTRRs that make up a range, from its start; whole pages alone.
std::vector<PhysRange> mtrr_blocks(PhysRange range);

// What would have succeeded instead of what the message tells of; empty: nothing follows.
std::string granted_instead(const Facts& facts, const readers::Message& message);

}  // namespace memtype::inspect
