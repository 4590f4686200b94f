#pragma once

#include <vector>

#include "facts.hpp"

namespace memtype::inspect {

void ask(const Facts& facts, std::vector<OpenQuestion>& open);

}  // namespace memtype::inspect
