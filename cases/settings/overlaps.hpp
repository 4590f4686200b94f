// How a processor answers the overlaps that the manuals leave undefined, as settings:
// "overlap(WP,WB)=WC". A run that shows a verdict may hang on one of them.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "memtype/cpu/mtrr.hpp"

namespace memtype::cases {

// What WC comes to with CR0.CD set, where the manual leaves it open: "cr0_cd(WC)=UC".
inline constexpr std::string_view wc_answer = "cr0_cd(WC)";

// "overlap(WP,WB)".
std::string overlap_name(TypeSet set);

// The set that such a name means, in any order of its types; nothing for other names and for types
// whose overlap is defined.
std::optional<TypeSet> overlap_named(std::string_view name);

// Those of the undefined sets that meet at some address, each with the one type that the processor
// takes; sets with which any of the types may come stay out. Cost: registers to the power of four.
std::vector<std::pair<TypeSet, MemoryType>> answered_overlaps(
    const std::vector<VariableRange<Concrete>>& registers, const UndefinedChoice<Concrete>& choice);

}  // namespace memtype::cases
