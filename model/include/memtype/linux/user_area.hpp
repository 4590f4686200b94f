// The areas of user space into which physical memory is mapped, and how long what was reserved for
// them lasts: mmap(), munmap() of all or a part, mremap(), fork(), zap_vma_ptes().
//
// Read from mm/memory.c (remap_pfn_range, unmap_single_vma, zap_vma_ptes, copy_page_range),
// mm/mremap.c, mm/vma_init.c and arch/x86/mm/pat/memtype.c (track_pfn_remap, track_pfn_copy,
// untrack_pfn; pfnmap_track, pfnmap_untrack) of v6.12 and v7.3.
//
// Until 6.15 an area bore a flag (VM_PAT): what was unmapped of it was freed, piece by piece, at
// the addresses the piece had. Since 6.16 all areas that came out of one remap_pfn_range(), by
// fork() or by splitting, share one reservation, which goes with the last of them.
#pragma once

#include "memtype/linux/direct_map.hpp"
#include "memtype/linux/remap_pfn.hpp"

namespace memtype::kernel {

// An area's number: that of the mapping with which it came, counted from 0. Offsets are bytes from
// where the area began when it was made, page aligned; a piece that is left of it keeps its own.
//
// Undefined, and without effect here: offsets that are no multiple of a page.

// A new area of `size` bytes, rounded up to pages, with nothing in it: a pointer, or -EINVAL where
// there is no byte.
template <Domain D>
typename D::Int make_area(AddressSpace<D>& space, const typename D::Bool& guard,
                          const typename D::Word& size) {
  using Int = typename D::Int;
  const auto bytes = page_up<D>(size);
  const typename D::Bool made = guard && !(bytes == typename D::Word(0));
  space.memtype.why.note([&] { return guard && !made; }, Guard::area_no_byte);
  if (known_false(made)) return ite(guard, Int(error_inval), Int(0));
  Mapping<D> handle;  // no page of its own
  handle.kind = MappingKind::area;
  space.users.areas.push_back(
      {made, static_cast<int>(space.mappings.size()), typename D::Word(0), bytes});
  space.mappings.push_back(std::move(handle));
  return ite(made, Int(static_cast<std::int64_t>(space.mappings.size())),
             ite(guard, Int(error_inval), Int(0)));
}

// untrack_pfn() and pfnmap_untrack(): gives back the reservation of [begin, end). Nothing was
// reserved for RAM, or for a range that mixes RAM and devices.
template <Domain D>
void untrack(AddressSpace<D>& space, const typename D::Bool& guard, const typename D::Word& begin,
             const typename D::Word& end) {
  if (known_false(guard)) return;
  const RamTest<D> test = ram_test<D>(space.memtype.ram, begin, end);
  memtype_free<D>(space.memtype, space.pat.enabled, guard && !test.ram && !test.mixed, begin, end);
}

// Remembers what remap_pfn_range() reserved, or would have but for RAM or PAT being off.
template <Domain D>
typename D::Int remember_tracked(AddressSpace<D>& space, const typename D::Bool& guard,
                                 const typename D::Word& begin, const typename D::Word& end) {
  if (!known_false(guard)) space.users.tracked.push_back({guard, begin, end});
  return typename D::Int(static_cast<std::int64_t>(space.users.tracked.size()));
}

// vm_area_free(), 6.16 on: reservation `number` goes once no area holds it any more.
template <Domain D>
void drop_tracked(AddressSpace<D>& space, const typename D::Bool& guard,
                  const typename D::Int& number) {
  using Bool = typename D::Bool;
  using Int = typename D::Int;
  for (std::size_t i = 0; i < space.users.tracked.size(); ++i) {
    const Int own(static_cast<std::int64_t>(i) + 1);
    Bool last = guard && space.users.tracked[i].live && number == own;
    if (known_false(last)) continue;
    for (const UserArea<D>& area : space.users.areas)
      last = last && !(area.live && area.tracked == own);
    untrack<D>(space, last, space.users.tracked[i].begin, space.users.tracked[i].end);
    space.users.tracked[i].live = space.users.tracked[i].live && !last;
  }
}

// Takes the pages of area `number` at [from, to), offsets, out of the page tables.
template <Domain D>
void remove_pages(AddressSpace<D>& space, const typename D::Bool& guard, int number,
                  const typename D::Word& from, const typename D::Word& to) {
  using Word = typename D::Word;
  using Bool = typename D::Bool;
  const std::size_t count = space.mappings.size();
  for (std::size_t k = 0; k < count; ++k) {
    const Mapping<D> old = space.mappings[k];
    const bool ours = static_cast<int>(k) == number || old.part_of == number;
    if (old.kind != MappingKind::user || !ours) continue;
    const Word first = old.offset, last = old.offset + (old.end - old.begin);
    const Word low = ite(first < from, from, first), high = ite(to < last, to, last);
    const Bool hit = guard && old.live && low < high;
    if (known_false(hit)) continue;
    const Bool left = hit && first < low, right = hit && high < last;
    space.mappings[k].live = old.live && !(hit && !left);
    space.mappings[k].end = ite(left, old.begin + (low - first), old.end);
    if (known_false(right)) continue;
    Mapping<D> part = old;
    part.live = right;
    part.begin = old.begin + (high - first);
    part.offset = high;
    part.part_of = number;
    space.mappings.push_back(std::move(part));
  }
}

// munmap() of the bytes [offset, offset + size) of area `number`, size rounded up to pages: the
// area is split, and the piece goes. Until 6.15 memtype_free() is called for just that piece, which
// frees or shortens an entry only where their ends meet: the head of an area that goes first stays
// reserved for ever. Since 6.16 nothing is freed before the last piece.
template <Domain D>
void unmap_area(AddressSpace<D>& space, const typename D::Bool& guard, int number,
                const typename D::Word& offset, const typename D::Word& size) {
  using Word = typename D::Word;
  using Bool = typename D::Bool;
  using Int = typename D::Int;
  const bool shared = space.memtype.rules.shared_tracking;
  const Word from = offset, to = offset + page_up<D>(size);
  const Bool sane = guard && from == page_down<D>(from) && from < to;
  const std::size_t count = space.users.areas.size();
  for (std::size_t i = 0; i < count; ++i) {
    const UserArea<D> old = space.users.areas[i];
    if (old.number != number) continue;
    const Word low = ite(old.start < from, from, old.start), high = ite(to < old.end, to, old.end);
    const Bool hit = sane && old.live && low < high;
    if (known_false(hit)) continue;
    const Bool left = hit && old.start < low, right = hit && high < old.end;
    space.users.areas[i].live = old.live && !(hit && !left);
    space.users.areas[i].end = ite(left, low, old.end);
    if (!known_false(right)) {
      UserArea<D> rest = old;
      rest.live = right;
      rest.start = high;
      space.users.areas.push_back(std::move(rest));
    }
    const Bool tracked = hit && !(old.tracked == Int(0));
    if (shared)
      drop_tracked<D>(space, tracked, old.tracked);
    else
      untrack<D>(space, tracked, old.base + low, old.base + high);
  }
  remove_pages<D>(space, sane, number, from, to);
}

// munmap() of all that is left of an area.
template <Domain D>
void unmap_area(AddressSpace<D>& space, const typename D::Bool& guard, int number) {
  using Word = typename D::Word;
  unmap_area<D>(space, guard, number, Word(0), Word(page_mask));
}

// zap_vma_ptes() of the bytes [offset, offset + size): the pages go, the area stays. Nothing where
// the range is not inside one area. Until 6.15 this freed all that was reserved for the area,
// however few pages were zapped; since 6.16 it frees nothing (unmap_mapping_range() likewise).
template <Domain D>
void zap_area(AddressSpace<D>& space, const typename D::Bool& guard, int number,
              const typename D::Word& offset, const typename D::Word& size) {
  using Bool = typename D::Bool;
  using Int = typename D::Int;
  const auto to = offset + page_up<D>(size);
  const bool shared = space.memtype.rules.shared_tracking;
  Bool inside(false);
  for (UserArea<D>& area : space.users.areas) {
    if (area.number != number) continue;
    const Bool hit = guard && area.live && offset == page_down<D>(offset) && offset < to &&
                     area.start <= offset && to <= area.end;
    inside = inside || hit;
    if (shared) continue;
    const Bool tracked = hit && !(area.tracked == Int(0));
    untrack<D>(space, tracked, area.base + area.start, area.base + area.end);
    area.tracked = ite(tracked, Int(0), area.tracked);
  }
  remove_pages<D>(space, inside, number, offset, to);
}

// mremap() of what is left of an area, to `size` bytes, rounded up to pages. Moving it is the same
// as leaving it here, since no address of user space is known: 0. Shrinking is munmap() of the
// tail. -EFAULT: it would grow, which an area of physical memory cannot, or it has fallen to
// pieces. -EINVAL: no byte.
template <Domain D>
typename D::Int resize_area(AddressSpace<D>& space, const typename D::Bool& guard, int number,
                            const typename D::Word& size) {
  using Word = typename D::Word;
  using Bool = typename D::Bool;
  using Int = typename D::Int;
  const Word wanted = page_up<D>(size);
  Int pieces(0);
  Word start(0), end(0);
  for (const UserArea<D>& area : space.users.areas) {
    if (area.number != number) continue;
    pieces = pieces + ite(area.live, Int(1), Int(0));
    start = ite(area.live, area.start, start);
    end = ite(area.live, area.end, end);
  }
  const Bool none = wanted == Word(0);
  const Bool fits = pieces == Int(1) && wanted <= end - start;
  space.memtype.why.note([&] { return guard && (none || !fits); },
                         [&] {
                           const Guard guard_of = known_true(none) ? Guard::area_no_byte
                                                  : known_true(pieces == Int(1))
                                                      ? Guard::area_would_grow
                                                      : Guard::area_in_pieces;
                           return Refusal<D>{guard_of, Word(0), wanted};
                         });
  unmap_area<D>(space, guard && fits && !none, number, start + wanted, end - start - wanted);
  return ite(guard, ite(none, Int(error_inval), ite(fits, Int(0), Int(error_fault))), Int(0));
}

// The mode in the page tables of area `number` at `offset`.
template <Domain D>
typename D::Set area_mode_at(const AddressSpace<D>& space, int number,
                             const typename D::Word& offset) {
  typename D::Set mode{TypeSet{}};
  for (std::size_t k = 0; k < space.mappings.size(); ++k) {
    const Mapping<D>& m = space.mappings[k];
    const bool ours = static_cast<int>(k) == number || m.part_of == number;
    if (m.kind != MappingKind::user || !ours) continue;
    const auto here = m.live && m.offset <= offset && offset < m.offset + (m.end - m.begin);
    mode = ite(here, m.mode, mode);
  }
  return mode;
}

// fork(), the child's side of area `number`: a pointer to the child's area, with the same pages, or
// -ENOMEM. Since 6.16 it shares what is reserved and cannot fail. Until 6.15 each piece was
// reserved once more (track_pfn_copy), in the mode of its first page and no other. A page of a
// private mapping that was written to, and so replaced, is not modelled.
template <Domain D>
typename D::Int fork_area(AddressSpace<D>& space, const typename D::Bool& guard, int number) {
  using Bool = typename D::Bool;
  using Int = typename D::Int;
  using Word = typename D::Word;
  if (known_false(guard)) return Int(0);
  const bool shared = space.memtype.rules.shared_tracking;
  const int child = static_cast<int>(space.mappings.size());
  const std::size_t mappings = space.mappings.size(), first = space.users.areas.size();
  Mapping<D> handle;
  handle.kind = MappingKind::area;
  space.mappings.push_back(std::move(handle));
  Bool exists(false), refused(false);
  for (std::size_t i = 0; i < first; ++i) {
    UserArea<D> copy = space.users.areas[i];
    if (copy.number != number) continue;
    copy.number = child;
    copy.live = guard && copy.live;
    exists = exists || copy.live;
    const Bool reserves = copy.live && !refused && !(copy.tracked == Int(0));
    if (!shared && !known_false(reserves)) {
      const ReserveResult<D> got = reserve_pfn_range<D>(
          space.memtype, space.mtrr, space.pat.enabled, reserves, copy.base + copy.start,
          copy.base + copy.end, area_mode_at<D>(space, number, copy.start), true);
      refused = refused || (reserves && !(got.error == Int(0)));
      space.memtype.why.take(reserves, got.why);
    }
    copy.live = copy.live && !refused;
    space.users.areas.push_back(std::move(copy));
  }
  for (std::size_t k = 0; k < mappings; ++k) {
    Mapping<D> copy = space.mappings[k];
    const bool ours = static_cast<int>(k) == number || copy.part_of == number;
    if (copy.kind != MappingKind::user || !ours) continue;
    copy.live = guard && copy.live && !refused;
    copy.part_of = child;
    if (!known_false(copy.live)) space.mappings.push_back(std::move(copy));
  }
  if (!known_false(refused)) unmap_area<D>(space, refused, child, Word(0), Word(page_mask));
  space.memtype.why.note([&] { return guard && !exists; }, Guard::area_none);
  return ite(guard && exists, ite(refused, Int(error_nomem), Int(child + std::int64_t{1})), Int(0));
}

}  // namespace memtype::kernel
