#pragma once

#include <vector>

#include "facts.hpp"

namespace memtype::inspect {

void ask(const Facts& facts, std::vector<OpenQuestion>& open);
// Of these, what the MTRR type of a place hangs on.
void ask_types(const Facts& facts, std::vector<OpenQuestion>& open);

}  // namespace memtype::inspect
