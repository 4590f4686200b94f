// Facts of a computer that people know and a case cannot have: refused with the reason, never read
// and ignored. docs/limits.md lists them.
#pragma once

#include <span>
#include <string_view>

namespace memtype::cases {

struct RefusedFact {
  std::string_view name;
  std::string_view why;  // what it would change, and what to write in its place
};

std::span<const RefusedFact> refused_facts();
// nullptr for any other name.
const RefusedFact* find_refused_fact(std::string_view name);

}  // namespace memtype::cases
