// The table of the address space.

#include <new>

#include "map_table.hpp"
#include "maps/flat_map_build.hpp"
#include "maps/flat_map_lanes.hpp"
#include "view.hpp"

using namespace memtype;

extern "C" {

memtype_status memtype_map_build(const memtype_cpu* cpu, const memtype_state* state,
                                 memtype_map* map) {
  if (map == nullptr) return MEMTYPE_BAD_ARGUMENT;
  map->size = 0;
  if (!c::valid(cpu, state)) return MEMTYPE_BAD_ARGUMENT;
  const auto mtrr = c::view(*cpu, *state);
  FlatMap* table = new (map->table) FlatMap();
  FlatMapBuilder(*table, mtrr).build();
  map->size = sizeof *map;
  map->reserved = 0;
  return table->complete() ? MEMTYPE_OK : MEMTYPE_BOUNDED;
}

memtype_answer memtype_map_at(const memtype_map* map, std::uint64_t address) {
  return c::answer(c::is_built(map) ? c::table(map).at(address) : TypeAnswer{});
}

std::uint8_t memtype_map_type(const memtype_map* map, std::uint64_t address) {
  return c::is_built(map) ? c::table(map).single_at(address) : std::uint8_t{MEMTYPE_NONE};
}

void memtype_map_types(const memtype_map* map, const std::uint64_t* addresses, std::size_t count,
                       std::uint8_t* types) {
  if (c::is_built(map))
    FlatMapLanes::types_at(c::table(map), addresses, types, count);
  else
    std::memset(types, MEMTYPE_NONE, count);
}

memtype_status memtype_map_run(const memtype_map* map, std::uint64_t address, memtype_run* run) {
  if (run == nullptr) return MEMTYPE_BAD_ARGUMENT;
  *run = {address, address, c::answer({}), 0};
  if (!c::is_built(map)) return MEMTYPE_BAD_ARGUMENT;
  const TypeRun known = c::table(map).run(address);
  *run = {known.range.begin, known.range.end, c::answer(known.answer), 0};
  return known.range.empty() ? MEMTYPE_NOT_FOUND : MEMTYPE_OK;
}

memtype_status memtype_map_uniform(const memtype_map* map, std::uint64_t begin, std::uint64_t end,
                                   std::uint8_t* type) {
  if (type == nullptr) return MEMTYPE_BAD_ARGUMENT;
  *type = MEMTYPE_NONE;
  if (!c::is_built(map)) return MEMTYPE_BAD_ARGUMENT;
  *type = c::table(map).single_in({begin, end});
  return *type == MEMTYPE_NONE ? MEMTYPE_MIXED : MEMTYPE_OK;
}

int memtype_map_equal(const memtype_map* a, const memtype_map* b) {
  return c::is_built(a) && c::is_built(b) && c::table(a) == c::table(b);
}

std::size_t memtype_map_diff(const memtype_map* before, const memtype_map* after,
                             memtype_change change, void* context) {
  if (!c::is_built(before) || !c::is_built(after)) return 0;
  std::size_t told = 0;
  bool ended = false;
  FlatMap::diff(c::table(before), c::table(after),
                [&](PhysRange range, const TypeAnswer& from, const TypeAnswer& to) {
                  if (ended) return;
                  ++told;
                  ended = change != nullptr && change(context, range.begin, range.end,
                                                      c::answer(from), c::answer(to)) != 0;
                });
  return told;
}

memtype_status memtype_msr_update(const memtype_cpu* cpu, memtype_state* state, memtype_map* map,
                                  memtype_map* scratch, std::uint32_t msr, std::uint64_t value,
                                  memtype_change change, void* context) {
  if (!c::is_built(map) || scratch == nullptr || scratch == map) return MEMTYPE_BAD_ARGUMENT;
  const memtype_status written = memtype_msr_write(cpu, state, msr, value);
  if (written != MEMTYPE_OK) return written;
  const memtype_status built = memtype_map_build(cpu, state, scratch);
  memtype_map_diff(map, scratch, change, context);
  *map = *scratch;
  return built;
}

}  // extern "C"
