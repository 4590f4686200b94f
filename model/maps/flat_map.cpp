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

std::optional<bool> same_types(const MsrFile& a, const MsrFile& b) {
  const bool same_registers = a.vendor == b.vendor && a.family == b.family &&
                              a.phys_bits == b.phys_bits && a.has_mtrr == b.has_mtrr &&
                              a.cap == b.cap && a.def_type == b.def_type && a.fixed == b.fixed &&
                              a.variable == b.variable && a.syscfg == b.syscfg &&
                              a.top_mem2 == b.top_mem2;
  if (same_registers) return true;
  const FlatMap first(a), second(b);
  if (first.complete() && second.complete()) return first == second;
  return std::nullopt;
}

}  // namespace memtype
