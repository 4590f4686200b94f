// What checks ask about a region at one moment, and what a region that wants a type makes of it.
#pragma once

#include "memtype/cases/case.hpp"
#include "memtype/domain.hpp"
#include "semantics/wants.hpp"

namespace memtype::cases {

// Is there a page of the region, mapped, that ...? A type is over all live mappings of the page.
template <class D>
class RegionQuestions {
 public:
  virtual ~RegionQuestions() = default;
  virtual typename D::Bool any_type_in(int region, TypeSet types) = 0;
  virtual typename D::Bool mapped(int region) = 0;
  virtual typename D::Bool aliased(int region) = 0;
};

inline constexpr TypeSet all_types =
    any_mtrr_type | TypeSet::of(MemoryType::UC_minus, MemoryType::CD, MemoryType::WC_plus);

// No page that is mapped has another type than these.
template <Domain D>
typename D::Bool all_within(RegionQuestions<D>& questions, int region, TypeSet types) {
  return !questions.any_type_in(region, all_types - accepted_types(types));
}

// It is mapped, and with the type that it wants.
template <Domain D>
typename D::Bool satisfied(RegionQuestions<D>& questions, int region, MemoryType wants) {
  return questions.mapped(region) && all_within<D>(questions, region, wants);
}

}  // namespace memtype::cases
