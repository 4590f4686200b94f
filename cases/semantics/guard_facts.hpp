// The facts of the machine that guards may read, by name: one row each.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "memtype/cases/case.hpp"

namespace memtype::cases {

struct GuardFact {
  Fact fact;
  std::string_view name;
  bool word;  // compared with a name or a string; else a number or a truth value
};

std::span<const GuardFact> guard_facts();
// Null if there is none of that name.
const GuardFact* find_guard_fact(std::string_view name);
const GuardFact& info(Fact fact);

// The names that a word fact can be compared with; none for a version of the kernel.
std::vector<std::string> values_of(Fact fact);

}  // namespace memtype::cases
