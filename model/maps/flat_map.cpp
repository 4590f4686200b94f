#include "memtype/maps/flat_map.hpp"

#include "cpu/mtrr_view.hpp"
#include "maps/flat_map_build.hpp"
#include "maps/flat_map_lanes.hpp"

namespace memtype {

FlatMap::FlatMap(const MtrrState<Concrete>& mtrr) { FlatMapBuilder(*this, mtrr).build(); }

FlatMap::FlatMap(const MsrFile& file) {
  const MtrrView view(file);
  FlatMapBuilder(*this, view).build();
}

void FlatMap::types_at(std::span<const std::uint64_t> addresses,
                       std::span<std::uint8_t> types) const {
  FlatMapLanes::types_at(*this, addresses.data(), types.data(),
                         std::min(addresses.size(), types.size()));
}

}  // namespace memtype
