// Two more callers of the reservation, memtype_reserve_io() and remap_pfn_range()'s
// reserve_pfn_range(); and what it does where it reserves nothing.
//
// Read from arch/x86/mm/pat/memtype.c of v6.12 and v7.3.
#pragma once

#include "memtype/linux/memtype.hpp"

namespace memtype::kernel {

// memtype_reserve_io(start, end, type) when `guard` holds: the mode granted, or, on failure, the
// errno and the mode asked for. A mode the caller cannot live with is given back: -EBUSY.
// arch_io_reserve_memtype_wc() is this with WC. `Table`: as for memtype_reserve().
template <Domain D, class Table>
ReserveResult<D> memtype_reserve_io(Table& table, const MtrrState<D>& mtrr, bool pat_enabled,
                                    const typename D::Bool& guard, const typename D::Word& start,
                                    const typename D::Word& end, const typename D::Set& request) {
  using Int = typename D::Int;
  using Bool = typename D::Bool;
  ReserveResult<D> got =
      memtype_reserve<D>(table, mtrr, pat_enabled, guard, start, end, request, true);
  const Bool granted = got.error == Int(0);
  const Bool acceptable = is_new_mode_allowed<D>(is_untracked<D>(start, end), request, got.mode);
  const Bool undo = guard && granted && !acceptable;
  if (!known_false(undo)) memtype_free<D>(table, pat_enabled, undo, start, end);
  got.why.refuse_given(undo, [&] {
    return Refusal<D>{Guard::mode_not_allowed, start, end, request, got.mode};
  });
  return {ite(granted && !acceptable, Int(error_busy), got.error),
          ite(granted && acceptable, got.mode, request), got.why};
}

// reserve_pfn_range(start, end - start, want, strict) when `guard` holds: the errno and the mode
// that the page-table entries get. RAM, or a range that mixes RAM and devices, is never reserved:
// it succeeds with the mode of its first page (PAT off: with the mode asked for). `strict`: no
// other mode than `want` will do (fork() until 6.15; since 6.16 nobody asks for that). A refusal is
// -EINVAL and leaves the mode alone.
template <Domain D>
ReserveResult<D> reserve_pfn_range(MemtypeTable<D>& table, const MtrrState<D>& mtrr,
                                   bool pat_enabled, const typename D::Bool& guard,
                                   const typename D::Word& start, const typename D::Word& end,
                                   const typename D::Set& want, bool strict) {
  using Int = typename D::Int;
  using Bool = typename D::Bool;
  using Set = typename D::Set;
  const RamTest<D> test = ram_test<D>(table.ram, start, end);
  const Bool ram = test.ram || test.mixed;
  const Set page = pat_enabled ? lookup_memtype<D>(table, start) : want;
  const Bool reserves = guard && !ram;
  ReserveResult<D> got =
      memtype_reserve<D>(table, mtrr, pat_enabled, reserves, start, end, want, true);
  const Bool granted = got.error == Int(0);
  const Bool same = equal_sets(got.mode, want);
  const Bool allowed = is_new_mode_allowed<D>(is_untracked<D>(start, end), want, got.mode);
  const Bool acceptable = same || (Bool(!strict) && allowed);
  const Bool undo = reserves && granted && !acceptable;
  if (!known_false(undo)) memtype_free<D>(table, pat_enabled, undo, start, end);
  const Int error = ite(granted && !acceptable, Int(error_inval), got.error);
  got.why.refuse_given(undo, [&] {
    const Guard guard_of = strict ? Guard::mode_must_be_same : Guard::mode_not_allowed;
    return Refusal<D>{guard_of, start, end, want, got.mode};
  });
  got.why.note(ram, Guard::none);
  return {ite(ram, Int(0), error), ite(ram, page, ite(granted && acceptable, got.mode, want)),
          got.why};
}

// pfnmap_setup_cachemode() (until 6.15 in track_pfn_remap()) of [begin, end), whole pages, for a
// range of which nothing is reserved: the mode that lookup_memtype() has for its pages, or -EINVAL
// where they differ. PAT off: `want`. Cost: edges of entries x entries.
template <Domain D>
ReserveResult<D> lookup_pfn_range(const MemtypeTable<D>& table, bool pat_enabled,
                                  const typename D::Word& begin, const typename D::Word& end,
                                  const typename D::Set& want) {
  using Word = typename D::Word;
  using Int = typename D::Int;
  using Bool = typename D::Bool;
  using Set = typename D::Set;
  if (!pat_enabled) return {Int(0), want};
  const Set first = lookup_memtype<D>(table, begin);
  Bool same(true);
  // The books change their answer only at such a page.
  const auto look = [&](const Bool& exists, const Word& page) {
    const Bool inside = exists && begin < page && page < end;
    if (known_false(inside)) return;
    same = same && (!inside || equal_sets(lookup_memtype<D>(table, page), first));
  };
  for (const auto* entries : {&table.entries, &table.ram_pages})
    for (const MemtypeEntry<D>& entry : *entries) {
      look(entry.live, page_down<D>(entry.begin));
      look(entry.live, page_up<D>(entry.end));
    }
  for (const PhysRange& range : table.ram) {
    look(Bool(true), Word(page_up<Concrete>(range.begin)));
    look(Bool(true), Word(page_down<Concrete>(range.end)));
  }
  look(Bool(true), Word(isa_hole.begin));
  look(Bool(true), Word(isa_hole.end));
  ReserveResult<D> result{ite(same, Int(0), Int(error_inval)), first};
  result.why.note_unless(same, [&] {
    return Refusal<D>{.guard = Guard::area_modes_differ, .begin = begin, .end = end};
  });
  return result;
}

}  // namespace memtype::kernel
