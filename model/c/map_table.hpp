// The FlatMap inside a memtype_map.
#pragma once

#include <new>

#include "memtype.h"
#include "memtype/maps/flat_map.hpp"

namespace memtype::c {

static_assert(sizeof(FlatMap) <= sizeof(memtype_map::table));
static_assert(alignof(FlatMap) <= alignof(memtype_map));
static_assert(sizeof(memtype_map) < 4096 && sizeof(memtype_state) < 1024);

inline bool is_built(const memtype_map* map) {
  return __builtin_expect(map != nullptr, 1) && __builtin_expect(map->size == sizeof *map, 1);
}
inline const FlatMap& table(const memtype_map* map) {
  return *std::launder(reinterpret_cast<const FlatMap*>(map->table));
}

}  // namespace memtype::c
