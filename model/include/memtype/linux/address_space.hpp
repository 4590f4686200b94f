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

template <class D>
struct AddressSpace {
  MemtypeTable<D>& memtype;
  const MtrrState<D>& mtrr;  // what the kernel believes of the MTRRs
  const PatSetup& pat;
  std::vector<Mapping<D>>& mappings;
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

// Takes away mapping `index` with all its parts and gives back what it reserved, when `guard` holds
// and it is of this kind. iounmap() (io): always. munmap() (user): not for RAM or a range that
// mixes RAM and devices, as nothing was reserved for them (arch/x86/mm/pat/memtype.c:
// free_pfn_range). A pointer of another kind has no effect: the kernel's warnings are not modelled.
template <Domain D>
void unmap(AddressSpace<D>& space, const typename D::Bool& guard, std::size_t index,
           MappingKind kind) {
  using Bool = typename D::Bool;
  const Mapping<D> mapping = space.mappings[index];
  if (mapping.kind != kind || mapping.part_of >= 0) return;
  const Bool unmaps = guard && mapping.live;
  if (known_false(unmaps)) return;
  Bool frees = unmaps;
  if (kind == MappingKind::user) {
    const RamTest<D> test = ram_test<D>(space.memtype.ram, mapping.owned_begin, mapping.owned_end);
    frees = frees && !test.ram && !test.mixed;
  }
  memtype_free<D>(space.memtype, space.pat.enabled, frees, mapping.owned_begin, mapping.owned_end);
  for (std::size_t k = 0; k < space.mappings.size(); ++k) {
    const bool part = space.mappings[k].part_of == static_cast<int>(index);
    if (k == index || part) space.mappings[k].live = space.mappings[k].live && !unmaps;
  }
}

}  // namespace memtype::kernel
