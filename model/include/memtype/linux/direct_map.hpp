// The kernel's direct map of RAM, and the calls that change the page attributes of pages that are
// mapped already: set_memory_*() and set_pages_array_*().
//
// Read from arch/x86/mm/pat/set_memory.c, arch/x86/mm/pat/memtype.c (memtype_kernel_map_sync) and
// arch/x86/mm/ioremap.c (ioremap_change_attr) of v6.12. The direct map here is that of a 64-bit
// kernel and holds RAM alone: the low megabyte that the kernel maps in any case, memory holes and
// the second mapping of the kernel's own image are left out.
#pragma once

#include <algorithm>
#include <vector>

#include "memtype/linux/address_space.hpp"

namespace memtype::kernel {

// The direct map at boot: all whole pages of RAM, WB. Cost: linear in the ranges.
template <Domain D>
void add_direct_map(std::vector<Mapping<D>>& mappings, const std::vector<PhysRange>& ram) {
  using Word = typename D::Word;
  using Set = typename D::Set;
  for (const PhysRange& range : ram) {
    const std::uint64_t begin = page_up<Concrete>(range.begin), end = range.end & page_mask;
    if (end <= begin) continue;
    Mapping<D> mapping;
    mapping.live = typename D::Bool(true);
    mapping.begin = mapping.owned_begin = Word(begin);
    mapping.end = mapping.owned_end = Word(end);
    mapping.asked = mapping.tracked = mapping.mode = Set(TypeSet(MemoryType::WB));
    mapping.kind = MappingKind::direct;
    mappings.push_back(std::move(mapping));
  }
}

// The first address behind the direct map (max_pfn_mapped): at least 1 MiB.
inline std::uint64_t direct_map_end(const std::vector<PhysRange>& ram) {
  std::uint64_t end = 1_MiB;
  for (const PhysRange& range : ram) end = std::max(end, range.end & page_mask);
  return end;
}

// The mode of an entry after _set_memory_uc(), ..._wt(), ..._wc() or ..._wb(). The first two only
// add bits: an entry that was not WB ends up with both modes' bits. Strong UC and WP ask for UC-,
// as ioremap_change_attr() has it.
inline MemoryType changed_mode(const PatSetup& pat, MemoryType old, MemoryType request) {
  if (request == MemoryType::WC || request == MemoryType::WB) return request;
  const MemoryType adds = request == MemoryType::WT ? request : MemoryType::UC_minus;
  return pat.mode_of(with_bits(pat.bits_of(old), pat.bits_of(adds)));
}
template <Domain D>
typename D::Set changed_modes(const PatSetup& pat, const typename D::Set& old,
                              const typename D::Set& request) {
  using Set = typename D::Set;
  Set result{TypeSet{}};
  for (MemoryType asked : pat_memory_types) {
    if (known_false(has(request, asked))) continue;
    for (MemoryType mode : pat_memory_types)
      result = result | when(has(request, asked) && has(old, mode),
                             Set(TypeSet(changed_mode(pat, mode, asked))));
  }
  return result;
}

// Gives the pages of mapping `index` that lie in [begin, end) the bits of `request`, when `guard`
// holds. The mapping keeps the changed pages; what lies left and right of them becomes a part.
template <Domain D>
void change_mapping(AddressSpace<D>& space, const typename D::Bool& guard, std::size_t index,
                    const typename D::Word& begin, const typename D::Word& end,
                    const typename D::Set& request) {
  using Bool = typename D::Bool;
  const Mapping<D> old = space.mappings[index];
  const Bool hit = guard && old.live && begin < end && old.begin < end && begin < old.end;
  if (known_false(hit)) return;
  const Bool left = hit && old.begin < begin, right = hit && end < old.end;
  Mapping<D> part = old;
  part.part_of = old.part_of >= 0 ? old.part_of : static_cast<int>(index);
  if (!known_false(left)) {
    part.live = left;
    part.end = begin;
    space.mappings.push_back(part);
  }
  if (!known_false(right)) {
    part.live = right;
    part.begin = end;
    part.end = old.end;
    space.mappings.push_back(part);
  }
  Mapping<D>& changed = space.mappings[index];
  changed.begin = ite(left, begin, old.begin);
  changed.end = ite(right, end, old.end);
  changed.mode = ite(hit, changed_modes<D>(space.pat, old.mode, request), old.mode);
}

// The same for all pages of the direct map in [begin, end); holes in it are passed over
// (__cpa_process_fault). Cost: linear in the mappings.
template <Domain D>
void change_direct_map(AddressSpace<D>& space, const typename D::Bool& guard,
                       const typename D::Word& begin, const typename D::Word& end,
                       const typename D::Set& request) {
  const std::size_t count = space.mappings.size();
  for (std::size_t k = 0; k < count; ++k)
    if (space.mappings[k].kind == MappingKind::direct)
      change_mapping<D>(space, guard, k, begin, end, request);
}

// memtype_kernel_map_sync(base, size, mode): the direct map follows a reservation, if its first
// page is RAM. Whole pages only; a base inside a page counts as the page's start.
template <Domain D>
void sync_direct_map(AddressSpace<D>& space, const typename D::Bool& guard,
                     const typename D::Word& base, const typename D::Word& size,
                     const typename D::Set& mode) {
  using Word = typename D::Word;
  const Word page = page_down<D>(base), top(direct_map_end(space.memtype.ram));
  typename D::Bool ram(false);
  for (const PhysRange& range : space.memtype.ram)
    ram = ram || (Word(page_up<Concrete>(range.begin)) <= page &&
                  page + Word(page_bytes) <= Word(range.end & page_mask));
  const typename D::Bool syncs = guard && ram;
  if (known_false(syncs)) return;
  const Word bytes = ite(top <= base + size, top - base, size);
  change_direct_map<D>(space, syncs, page, page + page_down<D>(bytes), mode);
}

// set_memory_uc(), ..._wc(), ..._wt() on the direct map's address of `address`, when `guard` holds;
// `request` is UC-, WC or WT. 0, or: -EBUSY, a page is not WB already (PAT on), or device memory is
// reserved in another mode; -EINVAL, RAM and device memory mixed, or no page; -EFAULT, the range
// reaches beyond the direct map - the pages before that point are changed all the same. On device
// memory below the end of RAM the call succeeds, reserves, and changes no mapping.
template <Domain D>
typename D::Int set_memory(AddressSpace<D>& space, const typename D::Bool& guard,
                           const typename D::Word& address, const typename D::Word& pages,
                           MemoryType request) {
  using Word = typename D::Word;
  using Int = typename D::Int;
  using Bool = typename D::Bool;
  using Set = typename D::Set;
  const Set mode{TypeSet(request)};
  const Word end = address + (pages << 12), first = page_down<D>(address);
  const Word last = first + (pages << 12);
  const ReserveResult<D> got = memtype_reserve<D>(space.memtype, space.mtrr, space.pat.enabled,
                                                  guard, address, end, mode, false);
  const Bool changes = guard && got.error == Int(0);
  space.memtype.why.take(guard, got.why);
  change_direct_map<D>(space, changes, first, last, mode);
  const Bool beyond = changes && Word(direct_map_end(space.memtype.ram)) < last;
  if (!known_false(beyond)) memtype_free<D>(space.memtype, space.pat.enabled, beyond, address, end);
  space.memtype.why.note(beyond, [&] { return Refusal<D>{Guard::beyond_direct_map, first, last}; });
  return ite(guard, ite(beyond, Int(error_fault), got.error), Int(0));
}

// set_memory_wb(): the pages become WB again and their reservation is dropped, whoever made it.
// 0, or -EFAULT as above.
template <Domain D>
typename D::Int set_memory_wb(AddressSpace<D>& space, const typename D::Bool& guard,
                              const typename D::Word& address, const typename D::Word& pages) {
  using Word = typename D::Word;
  using Int = typename D::Int;
  using Bool = typename D::Bool;
  using Set = typename D::Set;
  const Word first = page_down<D>(address), last = first + (pages << 12);
  change_direct_map<D>(space, guard, first, last, Set(TypeSet(MemoryType::WB)));
  const Bool beyond = Word(direct_map_end(space.memtype.ram)) < last;
  memtype_free<D>(space.memtype, space.pat.enabled, guard && !beyond, address,
                  address + (pages << 12));
  space.memtype.why.note([&] { return guard && beyond; },
                         [&] {
                           return Refusal<D>{Guard::beyond_direct_map, first, last};
                         });
  return ite(guard && beyond, Int(error_fault), Int(0));
}

// set_memory_*() on the address that ioremap() returned for mapping `index`: a mistake that the
// kernel notices only with CONFIG_DEBUG_VIRTUAL. The mapping's first `pages` pages get the bits,
// while the books go on holding the mode that ioremap() was granted: what is reserved, and for WB
// freed, is the physical address that the direct map would have there, which is no memory at all.
// (That entry is not modelled; with it, a second call on one address can fail with -EBUSY.)
// -EFAULT where the mapping ends earlier; the pages up to there are changed.
template <Domain D>
typename D::Int set_memory_of_mapping(AddressSpace<D>& space, const typename D::Bool& guard,
                                      std::size_t index, const typename D::Word& pages,
                                      MemoryType request) {
  using Word = typename D::Word;
  using Int = typename D::Int;
  const Mapping<D> mapping = space.mappings[index];
  const typename D::Set mode{TypeSet(request)};
  const Word last = mapping.owned_begin + (pages << 12);
  const std::size_t count = space.mappings.size();
  for (std::size_t k = 0; k < count; ++k)
    if (k == index || space.mappings[k].part_of == static_cast<int>(index))
      change_mapping<D>(space, guard && mapping.live, k, mapping.owned_begin, last, mode);
  const auto mapped = mapping.live && last <= mapping.owned_end;
  space.memtype.why.note([&] { return guard && !mapped; },
                         [&] {
                           const bool live = known_true(mapping.live);
                           return Refusal<D>{live ? Guard::beyond_mapping : Guard::no_address,
                                             mapping.owned_begin, last};
                         });
  return ite(guard && !mapped, Int(error_fault), Int(0));
}

// All pages of [begin, end) are RAM at or above 1 MiB.
template <Domain D>
typename D::Bool is_all_ram(const std::vector<PhysRange>& ram, const typename D::Word& begin,
                            const typename D::Word& end) {
  using Word = typename D::Word;
  Word covered(0);
  for (const PhysRange& range : ram) {
    const Word low(std::max<std::uint64_t>(page_up<Concrete>(range.begin), 1_MiB));
    const Word high(range.end & page_mask);
    const Word from = ite(low < begin, begin, low), to = ite(end < high, end, high);
    covered = covered + ite(from < to, to - from, Word(0));
  }
  return begin < end && covered == end - begin;
}

// set_pages_array_uc(), ..._wc(), ..._wt() on `pages` pages that follow each other, from `address`
// on: as set_memory(), but -EINVAL for every failure. Undefined, and -EINVAL here: pages that are
// not RAM, or lie below 1 MiB.
template <Domain D>
typename D::Int set_pages_array(AddressSpace<D>& space, const typename D::Bool& guard,
                                const typename D::Word& address, const typename D::Word& pages,
                                MemoryType request) {
  using Int = typename D::Int;
  const auto first = page_down<D>(address);
  const auto ram = is_all_ram<D>(space.memtype.ram, first, first + (pages << 12));
  space.memtype.why.note([&] { return guard && !ram; },
                         [&] {
                           return Refusal<D>{Guard::pages_not_ram, first, first + (pages << 12)};
                         });
  const Int error = set_memory<D>(space, guard && ram, first, pages, request);
  return ite(guard && !(ram && error == Int(0)), Int(error_inval), Int(0));
}

// set_pages_array_wb(): likewise.
template <Domain D>
typename D::Int set_pages_array_wb(AddressSpace<D>& space, const typename D::Bool& guard,
                                   const typename D::Word& address, const typename D::Word& pages) {
  using Int = typename D::Int;
  const auto first = page_down<D>(address);
  const auto ram = is_all_ram<D>(space.memtype.ram, first, first + (pages << 12));
  space.memtype.why.note([&] { return guard && !ram; },
                         [&] {
                           return Refusal<D>{Guard::pages_not_ram, first, first + (pages << 12)};
                         });
  set_memory_wb<D>(space, guard && ram, first, pages);
  return ite(guard && !ram, Int(error_inval), Int(0));
}

}  // namespace memtype::kernel
