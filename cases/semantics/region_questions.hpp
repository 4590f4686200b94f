// What checks ask about a region at one moment, and what a region that wants a type makes of it.
#pragma once

#include "memtype/cases/case.hpp"
#include "memtype/domain.hpp"
#include "memtype/machine/coverage.hpp"
#include "semantics/wants.hpp"

namespace memtype::cases {

// The pages of a region, from its start rounded down to its end rounded up. A region of length 0
// has none.
template <class D>
struct RegionPages {
  typename D::Word begin, end;
  typename D::Bool some;  // it has pages
};

// Is there a page of the region, mapped, that ...? A type is over all live mappings of the page.
template <class D>
class RegionQuestions {
 public:
  virtual ~RegionQuestions() = default;
  virtual typename D::Bool any_type_in(int region, TypeSet types) = 0;
  virtual typename D::Bool mapped(int region) = 0;
  virtual typename D::Bool aliased(int region) = 0;
  // Where it lies, and what it is a part of.
  virtual RegionPages<D> pages(int region) = 0;
  virtual const System<D>& system() const = 0;
};

inline constexpr TypeSet all_types =
    any_mtrr_type | TypeSet::of(MemoryType::UC_minus, MemoryType::CD, MemoryType::WC_plus);

// No page that is mapped has another type than these.
template <Domain D>
typename D::Bool all_within(RegionQuestions<D>& questions, int region, TypeSet types) {
  return !questions.any_type_in(region, all_types - accepted_types(types));
}

// All of its pages are mapped.
template <Domain D>
typename D::Bool covered(RegionQuestions<D>& questions, int region) {
  const RegionPages<D> pages = questions.pages(region);
  return memtype::covered<D>(questions.system(), pages.begin, pages.end);
}

// What is mapped of the region `before` is a page of `now`, and mapped there.
template <Domain D>
typename D::Bool keeps_mapped(RegionQuestions<D>& now, int now_region, RegionQuestions<D>& before,
                              int before_region) {
  const RegionPages<D> a = now.pages(now_region), b = before.pages(before_region);
  return memtype::keeps_mapped<D>({now.system(), a.begin, a.end},
                                  {before.system(), b.begin, b.end});
}

// It is mapped, as much of it and with the type that `wish` wants.
template <Domain D>
typename D::Bool satisfied(RegionQuestions<D>& questions, int region, const Region& wish) {
  const typename D::Bool right =
      questions.mapped(region) && all_within<D>(questions, region, *wish.wants);
  return wants_all(wish) ? right && covered<D>(questions, region) : right;
}

}  // namespace memtype::cases
