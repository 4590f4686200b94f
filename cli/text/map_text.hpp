// What `memtype map` prints.
#pragma once

#include <string>
#include <vector>

#include "memtype/inspect/place.hpp"
#include "results/places.hpp"

namespace memtype::cli {

std::string mapped_place_text(const readers::Observations& seen, const NamedPlace& named,
                              const inspect::Place& place);
std::string open_text(const std::vector<inspect::OpenQuestion>& open);
std::string difference_text(const inspect::Difference& found);

}  // namespace memtype::cli
