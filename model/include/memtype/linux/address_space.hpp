// The mappings of one machine together with the books that Linux keeps about them, for the calls
// that change both.
//
// A pointer is the number of its mapping, counted from 1; NULL is 0. Mappings are never removed
// from the list, only marked dead, so that a proof can guard every change.
#pragma once

#include <vector>

#include "memtype/linux/ioremap.hpp"
#include "memtype/linux/pat_setup.hpp"

namespace memtype::kernel {

// An area of user space (a VMA), or a piece that is left of one.
template <class D>
struct UserArea {
  typename D::Bool live{false};
  int number = 0;                     // index of the mapping whose number is the pointer to it
  typename D::Word start{0}, end{0};  // offsets from where it began, bytes, whole pages
  typename D::Word base{0};           // the physical address at offset 0, where tracked
  typename D::Int tracked{0};         // number in UserAreas::tracked, from 1; 0: nothing reserved
};

// What remap_pfn_range() over the whole of an area reserved.
template <class D>
struct TrackedArea {
  typename D::Bool live{false};
  typename D::Word begin{0}, end{0};  // physical
};

template <class D>
struct UserAreas {
  std::vector<UserArea<D>> areas;
  std::vector<TrackedArea<D>> tracked;
};

template <class D>
struct AddressSpace {
  MemtypeTable<D>& memtype;
  const MtrrState<D>& mtrr;  // what the kernel believes of the MTRRs
  const PatSetup& pat;
  std::vector<Mapping<D>>& mappings;
  UserAreas<D>& users;
};

// Enters a mapping; its number where it is live, else NULL. Nothing is entered if it is live on no
// machine.
template <Domain D>
typename D::Int add_mapping(AddressSpace<D>& space, Mapping<D> mapping) {
  using Int = typename D::Int;
  if (known_false(mapping.live)) return Int(0);
  mapping.owned_begin = mapping.begin;
  mapping.owned_end = mapping.end;
  const typename D::Bool live = mapping.live;
  space.mappings.push_back(std::move(mapping));
  return ite(live, Int(static_cast<std::int64_t>(space.mappings.size())), Int(0));
}

// Is `pointer` the number of mapping `index`?
template <Domain D>
typename D::Bool points_to(const typename D::Int& pointer, std::size_t index) {
  return pointer == typename D::Int(static_cast<std::int64_t>(index) + 1);
}

// iounmap() of mapping `index` with all its parts, when `guard` holds: gives back what it reserved.
// A pointer that ioremap() did not return has no effect: the kernel's warnings are not modelled.
template <Domain D>
void unmap(AddressSpace<D>& space, const typename D::Bool& guard, std::size_t index) {
  using Bool = typename D::Bool;
  const Mapping<D> mapping = space.mappings[index];
  if (mapping.kind != MappingKind::io || mapping.part_of >= 0) return;
  const Bool unmaps = guard && mapping.live;
  if (known_false(unmaps)) return;
  memtype_free<D>(space.memtype, space.pat.enabled, unmaps, mapping.owned_begin, mapping.owned_end);
  for (std::size_t k = 0; k < space.mappings.size(); ++k) {
    const bool part = space.mappings[k].part_of == static_cast<int>(index);
    if (k == index || part) space.mappings[k].live = space.mappings[k].live && !unmaps;
  }
}

}  // namespace memtype::kernel
