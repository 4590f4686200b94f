// Pointers to mappings that are gone. The kernel may give a later mapping the address of an earlier
// one that was unmapped (mm/vmalloc.c: alloc_vmap_area(), mm/mmap.c: get_unmapped_area()), or not:
// both happen. A pointer that is kept may then hit the later mapping.
//
// A variable holds the number of its mapping; which mappings were given one address stands in
// Mapping::address. Whether a call gets the address of an earlier one is an input (Inputs::reuse),
// for each two calls in the text of the programs.
#pragma once

#include <vector>

#include "memtype/machine/system.hpp"
#include "semantics/code.hpp"
#include "semantics/machines.hpp"

namespace memtype::cases {

// Something that ioremap() or mmap() returned.
template <Domain D>
bool is_whole(const kernel::Mapping<D>& mapping) {
  return mapping.part_of < 0 && mapping.kind != kernel::MappingKind::direct;
}
template <Domain D>
bool in_user_space(const kernel::Mapping<D>& mapping) {
  return mapping.kind != kernel::MappingKind::io;
}

// Its address is taken: the mapping is live, or a piece of the area is.
template <Domain D>
typename D::Bool is_in_use(const System<D>& system, std::size_t mapping) {
  typename D::Bool used = system.mappings[mapping].live;
  for (const kernel::UserArea<D>& area : system.users.areas)
    if (area.number == static_cast<int>(mapping)) used = used || area.live;
  return used;
}

template <Domain D>
typename D::Int address_of_mapping(const System<D>& system, std::size_t mapping) {
  const typename D::Int& address = system.mappings[mapping].address;
  const bool own = known_value(to_word(address)) == 0U;
  return own ? typename D::Int(static_cast<std::int64_t>(mapping) + 1) : address;
}

// What is compared of a pointer: NULL and errnos as they are, mappings by their addresses.
template <Domain D>
typename D::Int address_of(const System<D>& system, const typename D::Int& pointer) {
  typename D::Int address = pointer;
  for (std::size_t k = 0; k < system.mappings.size(); ++k)
    if (known_value(to_word(system.mappings[k].address)) != 0U)
      address = ite(kernel::points_to<D>(pointer, k), address_of_mapping(system, k), address);
  return address;
}

// The number of the mapping that a call finds at the pointer's address: where that of the pointer
// is gone, a later one with the same address.
template <Domain D>
typename D::Int found_at(const System<D>& system, const typename D::Int& pointer) {
  using Int = typename D::Int;
  using Bool = typename D::Bool;
  Int found = pointer;
  for (std::size_t later = 0; later < system.mappings.size(); ++later) {
    if (known_value(to_word(system.mappings[later].address)) == 0U) continue;
    for (std::size_t k = 0; k < later; ++k) {
      const Bool gone = kernel::points_to<D>(pointer, k) && !is_in_use<D>(system, k);
      if (known_false(gone)) continue;
      const Bool here = gone && is_in_use<D>(system, later) &&
                        address_of_mapping(system, k) == address_of_mapping(system, later);
      found = ite(here, Int(static_cast<std::int64_t>(later) + 1), found);
    }
  }
  return found;
}

// Gives the new mapping, made at call `site` of the programs, the address of one that is gone where
// the inputs say so. `made_at`: the site of each mapping before it, -1 of others.
template <Domain D>
void choose_address(System<D>& system, std::size_t mapping, int site,
                    const std::vector<int>& made_at, const Inputs<D>& inputs) {
  using Int = typename D::Int;
  using Bool = typename D::Bool;
  const kernel::Mapping<D>& made = system.mappings[mapping];
  Int address(0);
  for (std::size_t k = 0; k < mapping && inputs.reuse.sites > 0; ++k) {
    const kernel::Mapping<D>& earlier = system.mappings[k];
    if (made_at[k] < 0 || in_user_space(earlier) != in_user_space(made)) continue;
    Bool free = !is_in_use<D>(system, k);
    if (known_false(free)) continue;
    const Int wanted = address_of_mapping(system, k);
    for (std::size_t other = 0; other < mapping; ++other)
      if (other != k && made_at[other] >= 0)
        free =
            free && !(is_in_use<D>(system, other) && address_of_mapping(system, other) == wanted);
    address = ite(free && inputs.reuse.at(site, made_at[k]), wanted, address);
  }
  if (known_value(to_word(address)) == 0U) return;
  const Int own(static_cast<std::int64_t>(mapping) + 1);
  system.mappings[mapping].address = ite(address == Int(0), own, address);
}

}  // namespace memtype::cases
