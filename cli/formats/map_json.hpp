// `memtype map` as JSON: docs/schema/memtype-map-1.schema.json.
#pragma once

#include <vector>

#include "formats/json.hpp"
#include "memtype/inspect/place.hpp"
#include "results/places.hpp"

namespace memtype::cli {

inline constexpr const char* map_format = "memtype-map-1";

struct NamedAnswer {
  NamedPlace named;
  inspect::Place place;
};
Json map_document(const readers::Observations& seen, const std::vector<NamedAnswer>& places,
                  const std::vector<inspect::OpenQuestion>& open);
Json difference_document(const inspect::Difference& found);

}  // namespace memtype::cli
