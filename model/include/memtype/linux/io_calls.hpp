// The callers of ioremap() and of the reservation inside the kernel: the ioremap() family with the
// direct map kept in step, pci_iomap() and its kin, arch_io_reserve_memtype_wc(), memremap(),
// struct io_mapping.
//
// Read from arch/x86/mm/ioremap.c, drivers/pci/iomap.c (formerly lib/pci_iomap.c),
// drivers/pci/pci.c (__pci_ioremap_resource), arch/x86/mm/pat/memtype.c (memtype_reserve_io),
// kernel/iomem.c and include/linux/io-mapping.h of v6.12.
#pragma once

#include "memtype/linux/direct_map.hpp"
#include "memtype/linux/remap_pfn.hpp"

namespace memtype::kernel {

// ioremap() of [start, start + size), bytes, in `request` mode, entered in the list: a pointer, or
// NULL. See ioremap() for what fails.
template <Domain D>
typename D::Int map_io(AddressSpace<D>& space, const typename D::Bool& guard,
                       const typename D::Word& start, const typename D::Word& size,
                       const typename D::Set& request) {
  const Mapping<D> mapping =
      ioremap<D>(space.memtype, space.mtrr, space.pat.enabled, guard, start, size, request);
  if (known_false(mapping.live)) return typename D::Int(0);
  sync_direct_map<D>(space, mapping.live, mapping.begin, mapping.end - mapping.begin,
                     mapping.tracked);
  return add_mapping<D>(space, mapping);
}

// ioremap_prot() with a protection made for mode `want`: ioremap() in the mode that the kernel
// reads in those bits.
template <Domain D>
typename D::Int ioremap_prot(AddressSpace<D>& space, const typename D::Bool& guard,
                             const typename D::Word& start, const typename D::Word& size,
                             MemoryType want) {
  const typename D::Set asked{TypeSet(want)};
  return map_io<D>(space, guard, start, size, protection_modes<D>(space.pat, asked));
}

// pci_iomap_range() and pci_iomap_wc_range() on a memory BAR [start, start + length): from `offset`
// on at most `most` bytes, all of them if that is 0. NULL if the BAR is at 0 or ends before the
// offset. pci_iomap() is this with offset 0. (pci_ioremap_bar() is ioremap() of the whole BAR.)
template <Domain D>
typename D::Int pci_iomap_range(AddressSpace<D>& space, const typename D::Bool& guard,
                                const typename D::Word& start, const typename D::Word& length,
                                const typename D::Word& offset, const typename D::Word& most,
                                MemoryType request) {
  using Word = typename D::Word;
  const Word rest = length - offset;
  const Word size = ite(!(most == Word(0)) && most < rest, most, rest);
  const auto there = offset < length && !(start == Word(0));
  space.memtype.why.note([&] { return guard && !there; },
                         [&] {
                           const bool zero = known_true(start == Word(0));
                           return Refusal<D>{zero ? Guard::bar_at_zero : Guard::bar_too_short};
                         });
  return map_io<D>(space, guard && there, start + offset, size, typename D::Set(TypeSet(request)));
}

// arch_io_reserve_memtype_wc(start, size), bytes, any alignment: 0, -EBUSY (overlaps a reservation
// that WC cannot live with, or several that differ), or -EINVAL (no byte; RAM and devices mixed).
// A range that is reserved as UC- already is *granted*, as UC-. On RAM the direct map becomes WC.
template <Domain D>
typename D::Int reserve_memtype_wc(AddressSpace<D>& space, const typename D::Bool& guard,
                                   const typename D::Word& start, const typename D::Word& size) {
  using Int = typename D::Int;
  const ReserveResult<D> got =
      memtype_reserve_io<D>(space.memtype, space.mtrr, space.pat.enabled, guard, start,
                            start + size, typename D::Set(TypeSet(MemoryType::WC)));
  space.memtype.why.take(guard, got.why);
  sync_direct_map<D>(space, guard && got.error == Int(0), start, size, got.mode);
  return ite(guard, got.error, Int(0));
}

// arch_io_free_memtype_wc(): drops a reservation of exactly this range, whoever made it, or up to
// 6.15 cuts one that ends here (memtype_free). The direct map is left as it is.
template <Domain D>
void free_memtype_wc(AddressSpace<D>& space, const typename D::Bool& guard,
                     const typename D::Word& start, const typename D::Word& size) {
  memtype_free<D>(space.memtype, space.pat.enabled, guard, start, start + size);
}

// io_mapping_create_wc(), io_mapping_init_wc() of [base, base + size) on 64-bit kernels: all of it
// by ioremap_wc(), one reservation. (32-bit kernels with CONFIG_HAVE_ATOMIC_IOMAP reserve WC as
// arch_io_reserve_memtype_wc() does, and map single pages in the mode that they got.) NULL if that
// fails, but from 4.9 to the fix in 5.8 a structure without a mapping.
template <Domain D>
typename D::Int io_mapping_wc(AddressSpace<D>& space, const typename D::Bool& guard,
                              const typename D::Word& base, const typename D::Word& size) {
  using Int = typename D::Int;
  const Int pointer = map_io<D>(space, guard, base, size, typename D::Set(TypeSet(MemoryType::WC)));
  const typename D::Bool failed = guard && pointer == Int(0);
  if (space.memtype.rules.io_mapping_may_fail || known_false(failed)) return pointer;
  Mapping<D> nothing;  // dead: only the pointer is new, and no other mapping gets it
  nothing.kind = MappingKind::direct;
  space.mappings.push_back(std::move(nothing));
  return ite(failed, Int(static_cast<std::int64_t>(space.mappings.size())), pointer);
}

// io_mapping_map_wc(), ..._map_local_wc(), ..._map_atomic_wc() on 64-bit kernels: no mapping of its
// own but a pointer into the one that is there, `offset` bytes from its start, here the same
// number; unmapping it does nothing. Offsets beyond the end are not found out. Into a structure
// without a mapping: the offset, NULL if that is 0.
template <Domain D>
typename D::Int io_mapping_part(const AddressSpace<D>& space, const typename D::Bool& guard,
                                const typename D::Int& mapping, const typename D::Word& offset) {
  using Int = typename D::Int;
  Int part = mapping;
  for (std::size_t k = 0; k < space.mappings.size(); ++k)
    if (space.mappings[k].kind == MappingKind::direct)
      part = ite(points_to<D>(mapping, k) && offset == typename D::Word(0), Int(0), part);
  return ite(guard, part, Int(0));
}

inline constexpr std::uint64_t memremap_wb = 1, memremap_wt = 2, memremap_wc = 4;

// memremap(offset, size, flags): bytes; flags is any of MEMREMAP_WB, _WT, _WC. Tries WB, WT and WC
// in this order until one succeeds. RAM with WB needs no mapping: the pointer is that of the direct
// map, with whatever mode this has there. RAM without WB, and RAM mixed with other memory, is NULL;
// memory that is not known to be RAM counts as "other" (the kernel asks its resource tree). WB on
// device memory is ioremap_cache(): it succeeds with UC- where the MTRRs do not say WB, and then
// nothing else is tried. Encrypted guests (MEMREMAP_ENC, _DEC) are not modelled.
template <Domain D>
typename D::Int memremap(AddressSpace<D>& space, const typename D::Bool& guard,
                         const typename D::Word& offset, const typename D::Word& size,
                         const typename D::Int& flags) {
  using Word = typename D::Word;
  using Int = typename D::Int;
  using Bool = typename D::Bool;
  using Set = typename D::Set;
  const auto wants = [&](std::uint64_t flag) {
    return !((to_word(flags) & Word(flag)) == Word(0));
  };
  const Word end = offset + size;
  Word covered(0);
  for (const PhysRange& range : space.memtype.ram) {
    const Word low(range.begin), high(range.end);
    const Word from = ite(low < offset, offset, low), to = ite(end < high, end, high);
    covered = covered + ite(from < to, to - from, Word(0));
  }
  const Bool some = !(covered == Word(0)), ram = some && covered == size;

  Mapping<D> direct;  // dead: only the pointer is new
  direct.kind = MappingKind::direct;
  direct.begin = direct.owned_begin = page_down<D>(offset);
  direct.end = direct.owned_end = page_up<D>(end);
  const Bool in_direct_map = guard && ram && wants(memremap_wb);
  Int pointer(0);
  space.memtype.why.note(guard, [&] {
    const Guard guard_of = known_true(some && !ram) ? Guard::memremap_mixed
                           : known_true(ram)        ? Guard::memremap_ram
                                                    : Guard::memremap_no_mode;
    return Refusal<D>{guard_of, offset, end};
  });
  if (!known_false(in_direct_map)) {
    space.mappings.push_back(direct);
    pointer = ite(in_direct_map, Int(static_cast<std::int64_t>(space.mappings.size())), pointer);
  }
  const auto attempt = [&](std::uint64_t flag, MemoryType mode) {
    const Bool tries = guard && !some && wants(flag) && pointer == Int(0);
    if (known_false(tries)) return;
    const Int got = map_io<D>(space, tries, offset, size, Set(TypeSet(mode)));
    pointer = ite(tries, got, pointer);
  };
  attempt(memremap_wb, MemoryType::WB);
  attempt(memremap_wt, MemoryType::WT);
  attempt(memremap_wc, MemoryType::WC);
  return pointer;
}

}  // namespace memtype::kernel
