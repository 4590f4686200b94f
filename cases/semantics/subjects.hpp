// Which subjects and regions a check speaks of.
#pragma once

#include <vector>

#include "memtype/cases/case.hpp"

namespace memtype::cases {

// Does one run in which the condition is true decide the check? For `never` against it, for
// `exists` for it. The others are decided, against them, by one in which it is false.
constexpr bool decided_by_true(Quantifier quantifier) {
  return quantifier == Quantifier::never || quantifier == Quantifier::exists;
}

// Subjects in the condition and the guard, ascending, each once.
std::vector<int> subjects_of(const Check& check);

// Regions whose type the condition asks for: each must be mapped at some time, or the check says
// nothing. A region that stands only inside mapped() does not count.
struct RegionUse {
  int subject = -1, region = -1;
  friend bool operator==(RegionUse, RegionUse) = default;
};
std::vector<RegionUse> regions_of(const Check& check);

}  // namespace memtype::cases
