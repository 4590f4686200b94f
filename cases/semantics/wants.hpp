// What a region that wants a type demands of a program. Everything that judges a region goes by
// this: the condition no_worse(), the words of a violation, and the questions of the solver.
#pragma once

#include "memtype/cases/case.hpp"

namespace memtype::cases {

// The types that satisfy `region == type` and the wish for it: AMD's CD is as uncached as UC.
constexpr TypeSet accepted_types(TypeSet types) {
  return types.contains(MemoryType::UC) ? types | TypeSet(MemoryType::CD) : types;
}

// When a region has to have the type that it wants: UC after every call, any other at the end.
constexpr Quantifier wanted_when(MemoryType wants) {
  return wants == MemoryType::UC ? Quantifier::always : Quantifier::finally_;
}

}  // namespace memtype::cases
