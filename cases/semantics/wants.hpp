// What a region that wants a type demands of a program. Everything that judges a region goes by
// this: the condition no_worse(), the words of a violation, and the questions of the solver.
#pragma once

#include "memtype/cases/case.hpp"

namespace memtype::cases {

// The types that satisfy `region == type` and the wish for it. AMD's CD is as uncached as UC, and
// WC+ combines writes as WC does; they differ in that caches are probed.
constexpr TypeSet accepted_types(TypeSet types) {
  if (types.contains(MemoryType::UC)) types |= MemoryType::CD;
  if (types.contains(MemoryType::WC)) types |= MemoryType::WC_plus;
  return types;
}

// When a region has to have the type that it wants: UC after every call, any other at the end.
constexpr Quantifier wanted_when(MemoryType wants) {
  return wants == MemoryType::UC ? Quantifier::always : Quantifier::finally_;
}

// Does the region want its type on every page, so that all of it must be mapped? Not with `where
// mapped`, nor where it wants nothing.
inline bool wants_all(const Region& region) { return region.wants && !region.where_mapped; }

}  // namespace memtype::cases
