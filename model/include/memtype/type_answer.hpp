// What a map of the address space knows of an address: TypeMap and FlatMap answer alike.
#pragma once

#include "memtype/types.hpp"

namespace memtype {

// What the map knows of one address.
struct TypeAnswer {
  TypeSet candidates;      // mtrr_type_at(); where `exact` is false, perhaps more than that
  bool undefined = false;  // mtrr_undefined_at(); where `exact` is false: perhaps
  bool exact = true;
  friend constexpr bool operator==(const TypeAnswer&, const TypeAnswer&) = default;
};

// Neighbouring addresses with one answer.
struct TypeRun {
  PhysRange range;
  TypeAnswer answer;
  friend constexpr bool operator==(const TypeRun&, const TypeRun&) = default;
};

}  // namespace memtype
