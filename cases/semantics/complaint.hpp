// What a condition complains about at one moment of one subject: the region and the types that it
// must not have there, or that it must be mapped in whole; with the demand in words ("must be UC").
#pragma once

#include <string>
#include <vector>

#include "memtype/cases/case.hpp"
#include "semantics/region_questions.hpp"

namespace memtype::cases {

struct Complaint {
  int subject = -1, region = -1;
  TypeSet refused;
  bool aliased = false;
  bool uncovered = false;  // it is about pages that are not mapped
  std::string demand;
};

inline Complaint complaint(const Expr& region, TypeSet refused, std::string demand) {
  return {region.symbol.subject, region.symbol.index, refused, false, false, std::move(demand)};
}

inline Complaint coverage_complaint(const Expr& region, std::string demand) {
  return {region.symbol.subject, region.symbol.index, TypeSet{}, false, true, std::move(demand)};
}

// "UC or WC"
std::string joined_names(TypeSet types);

}  // namespace memtype::cases
