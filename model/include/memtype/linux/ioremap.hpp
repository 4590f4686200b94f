// Linux's ioremap() family on x86.
//
// Read from arch/x86/mm/ioremap.c (__ioremap_caller, iounmap) of v6.12.
#pragma once

#include <vector>

#include "memtype/linux/memtype.hpp"

namespace memtype::kernel {

// Who made a mapping, and so what may take it away.
enum class MappingKind : std::uint8_t {
  io,      // the ioremap() family
  user,    // remap_pfn_range() and the mmap() files built on it
  fault,   // one page put in by vmf_insert_pfn(); its reservation is somebody else's
  direct,  // the kernel's direct map of RAM, there from the start
  area,    // no page: only the pointer to an area of user space (linux/user_area.hpp)
};

// One mapping of physical memory: what a page-table entry says about each of its pages.
template <class D>
struct Mapping {
  typename D::Bool live{false};
  typename D::Word begin{0}, end{0};   // whole pages
  typename D::Set asked{TypeSet{}};    // the mode the caller asked for
  typename D::Set tracked{TypeSet{}};  // the mode the tracker granted
  typename D::Set mode{TypeSet{}};     // the mode whose bits are in the entries
  MappingKind kind = MappingKind::io;
  int part_of = -1;  // index of the mapping this was cut from, or of the area it lies in
  typename D::Word owned_begin{0}, owned_end{0};  // what unmapping gives back, parts included
  typename D::Word offset{0};                     // user: of `begin`, in its area
  // Not 0: it was given the address of an earlier mapping, the one of this number.
  typename D::Int address{0};
};

// The vmalloc area is 32 TiB with 4-level paging.
inline constexpr std::uint64_t vmalloc_bytes = std::uint64_t{1} << 45;

// __ioremap_check_ram(): a whole page of usable RAM in the request. RAM resources are cut to the
// request and then rounded inwards; pages below 1 MiB are reserved and do not count. A request of
// one byte is never looked at.
template <Domain D>
typename D::Bool maps_ram(const std::vector<PhysRange>& ram, const typename D::Word& begin,
                          const typename D::Word& size) {
  using Word = typename D::Word;
  typename D::Bool hit(false);
  for (const PhysRange& resource : ram) {
    const Word low(resource.begin), high(resource.end);
    const Word from = page_up<D>(ite(low < begin, begin, low));
    const Word to = page_down<D>(ite(begin + size < high, begin + size, high));
    hit = hit || ite(from < Word(1_MiB), Word(1_MiB), from) < to;
  }
  return hit && Word(1) < size;
}

// ioremap of [start, start + size) in `request` mode, when `guard` holds. The returned mapping is
// live exactly when the call succeeds; it fails (NULL) on size 0, wrap-around, a start beyond the
// address width (the end is not looked at), RAM, a refused reservation or a mode the tracker gave
// that the caller cannot live with. On failure nothing stays reserved.
template <Domain D>
Mapping<D> ioremap(MemtypeTable<D>& table, const MtrrState<D>& mtrr, bool pat_enabled,
                   const typename D::Bool& guard, const typename D::Word& start,
                   const typename D::Word& size, const typename D::Set& request) {
  using Word = typename D::Word;
  using Set = typename D::Set;
  using Int = typename D::Int;
  using Bool = typename D::Bool;
  const Word last = start + size - Word(1);
  const Bool none = size == Word(0), upwards = start <= last;
  const Bool within = (start >> mtrr.phys_bits) == Word(0);
  const Bool ram = maps_ram<D>(table.ram, start, size);
  const Bool sane = !none && upwards && within && !ram;
  table.why.note(
      [&] { return guard && !sane; },
      [&] {
        const Guard guard_of = known_true(none)       ? Guard::map_no_byte
                               : known_false(upwards) ? Guard::map_wraps
                               : known_false(within)  ? Guard::map_beyond_width
                                                      : Guard::map_ram;
        return Refusal<D>{
            .guard = guard_of, .begin = start, .end = start + size, .number = Int(mtrr.phys_bits)};
      });
  const Word begin = page_down<D>(start) & Word(physical_mask);
  const Word end = begin + (page_up<D>(last + Word(1)) - page_down<D>(start));
  const Bool untracked = is_untracked<D>(begin, end);
  const Bool direct = table.rules.isa_by_direct_map ? guard && sane && untracked : Bool(false);
  const Bool tries = guard && sane && !direct;

  const ReserveResult<D> reserved =
      memtype_reserve<D>(table, mtrr, pat_enabled, tries, begin, end, request, true);
  const Bool granted = reserved.error == Int(0);
  const Bool acceptable = is_new_mode_allowed<D>(untracked, request, reserved.mode);
  const Bool fits = end - begin < Word(vmalloc_bytes);
  const Bool undo = tries && granted && !(acceptable && fits);
  table.why.take(tries, reserved.why);
  table.why.refuse_given(
      [&] { return undo && !acceptable; },
      [&] {
        return Refusal<D>{Guard::mode_not_allowed, begin, end, request, reserved.mode};
      });
  table.why.note(
      [&] { return undo && acceptable; },
      [&] { return Refusal<D>{.guard = Guard::map_too_big, .begin = begin, .end = end}; });
  if (!known_false(undo)) memtype_free<D>(table, pat_enabled, undo, begin, end);

  Mapping<D> mapping;
  mapping.live = direct || (tries && granted && acceptable && fits);
  mapping.begin = begin;
  mapping.end = end;
  mapping.asked = request;
  mapping.tracked = ite(direct, Set(TypeSet(MemoryType::WB)), reserved.mode);
  // The switch that picks the bits has no case for WP: it maps UC.
  mapping.mode =
      ite(has(mapping.tracked, MemoryType::WP), Set(TypeSet(MemoryType::UC)), mapping.tracked);
  return mapping;
}

// iounmap() of a mapping made above, when `guard` holds; nothing if it is not live.
template <Domain D>
void iounmap(MemtypeTable<D>& table, bool pat_enabled, const typename D::Bool& guard,
             Mapping<D>& mapping) {
  const typename D::Bool unmaps = guard && mapping.live;
  if (known_false(unmaps)) return;
  memtype_free<D>(table, pat_enabled, unmaps, mapping.begin, mapping.end);
  mapping.live = mapping.live && !unmaps;
}

}  // namespace memtype::kernel
