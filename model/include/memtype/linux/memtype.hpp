// Linux's bookkeeping of page cache modes of physical ranges: memtype_reserve(), memtype_free().
//
// Read from arch/x86/mm/pat/{memtype,memtype_interval}.c of v6.12 and v7.3.
#pragma once

#include "memtype/linux/errno.hpp"
#include "memtype/linux/memtype_lookup.hpp"
#include "memtype/linux/memtype_table.hpp"
#include "memtype/linux/mtrr_lookup.hpp"

namespace memtype::kernel {

template <class D>
struct ReserveResult {
  typename D::Int error{0};
  typename D::Set mode{TypeSet{}};  // *new_type; empty when not written
  Why<D> why = {};                  // what refused it, or gave another mode than the one asked for
};

// What comes of a request over RAM: WP is refused, and so is any page that is not WB. `found`: the
// mode of the first such page, where `busy`.
template <Domain D>
ReserveResult<D> ram_outcome(const typename D::Set& request, const typename D::Bool& busy,
                             const typename D::Set& found) {
  using Set = typename D::Set;
  using Int = typename D::Int;
  const Set uc_minus{TypeSet(MemoryType::UC_minus)};
  const typename D::Bool wp = has(request, MemoryType::WP);
  const Set mode = ite(has(request, MemoryType::UC), uc_minus, request);
  ReserveResult<D> result{ite(wp, Int(error_inval), ite(busy, Int(error_busy), Int(0))),
                          ite(wp, uc_minus, ite(busy, found, mode))};
  result.why.note(busy, [&] {
    return Refusal<D>{.guard = Guard::reserve_ram_taken, .asked = request, .found = found};
  });
  result.why.note(wp, Guard::reserve_ram_wp);
  return result;
}

// What comes of a request over device memory whose overlapping entries have the modes `found`; with
// `adapt` (new_type given) the request is dropped for that mode, if it is one.
template <Domain D>
ReserveResult<D> device_outcome(const typename D::Set& request, bool adapt,
                                const typename D::Set& found) {
  using Set = typename D::Set;
  using Int = typename D::Int;
  using Bool = typename D::Bool;
  const Bool none = is_empty(found);
  Bool agree(false);
  for (MemoryType mode : pat_memory_types) agree = agree || equal_sets(found, Set(TypeSet(mode)));
  const Bool fits = none || (agree && (adapt ? Bool(true) : equal_sets(found, request)));
  ReserveResult<D> result{ite(fits, Int(0), Int(error_busy)),
                          ite(fits && Bool(adapt) && !none, found, request)};
  result.why.note([&] { return !fits || !(none || equal_sets(found, request)); },
                  [&] {
                    const Guard guard = known_false(agree)  ? Guard::reserved_in_several
                                        : known_false(fits) ? Guard::reserved_otherwise
                                                            : Guard::given_what_is_reserved;
                    return Refusal<D>{.guard = guard, .asked = request, .found = found};
                  });
  return result;
}

// reserve_ram_pages_type(): all pages must still be WB, else -EBUSY and the mode of the first that
// is not. Both ends are rounded down, so a range inside one page reserves nothing and succeeds.
template <Domain D>
ReserveResult<D> reserve_ram(MemtypeTable<D>& table, const typename D::Bool& guard,
                             const typename D::Word& begin, const typename D::Word& end,
                             const typename D::Set& request) {
  using Word = typename D::Word;
  using Set = typename D::Set;
  using Int = typename D::Int;
  using Bool = typename D::Bool;
  const Word first = page_down<D>(begin), last = page_down<D>(end);
  Bool busy(false);
  Word lowest(~std::uint64_t{0});
  Set found{TypeSet{}};
  for (const MemtypeEntry<D>& page : table.ram_pages) {
    const Bool hit = first < last && overlap<D>(page, first, last);
    const Bool lower = hit && page.begin < lowest;
    busy = busy || hit;
    found = ite(lower, page.mode, found);
    lowest = ite(lower, page.begin, lowest);
  }
  ReserveResult<D> result = ram_outcome<D>(request, busy, found);
  result.why.in_the_way(table.ram_pages, first, last);
  const Bool marks =
      guard && result.error == Int(0) && first < last && !has(result.mode, MemoryType::WB);
  if (!known_false(marks)) table.ram_pages.push_back({marks, first, last, result.mode});
  return result;
}

// memtype_check_conflict() and the insertion. With `adapt` (new_type given) the request is dropped
// for the mode of the entries it overlaps; these must agree among each other, else -EBUSY.
template <Domain D>
ReserveResult<D> reserve_device(MemtypeTable<D>& table, const typename D::Bool& guard,
                                const typename D::Word& begin, const typename D::Word& end,
                                const typename D::Set& request, bool adapt) {
  using Set = typename D::Set;
  Set found{TypeSet{}};
  for (const MemtypeEntry<D>& entry : table.entries)
    found = found | when(overlap<D>(entry, begin, end), entry.mode);
  ReserveResult<D> result = device_outcome<D>(request, adapt, found);
  result.why.in_the_way(table.entries, begin, end);
  const typename D::Bool inserts = guard && result.error == typename D::Int(0);
  const Set mode = ite(is_empty(found), request, found);
  if (!known_false(inserts)) table.entries.push_back({inserts, begin, end, mode});
  return result;
}

inline constexpr std::uint64_t physical_mask = (std::uint64_t{1} << 52) - 1;  // __PHYSICAL_MASK

// memtype_reserve(start, end, request, new_type) when `guard` holds; `adapt`: new_type is not NULL.
// Order of the kernel: empty range, PAT off, ISA hole, MTRR hint, RAM, conflict.
// `Table`: MemtypeTable, or Reservations (linux/reservations.hpp), which is made for many entries.
template <Domain D, class Table>
ReserveResult<D> memtype_reserve(Table& table, const MtrrState<D>& mtrr, bool pat_enabled,
                                 const typename D::Bool& guard, const typename D::Word& start,
                                 const typename D::Word& limit, const typename D::Set& request,
                                 bool adapt) {
  using Word = typename D::Word;
  using Set = typename D::Set;
  using Int = typename D::Int;
  using Bool = typename D::Bool;
  const Word begin = start & Word(physical_mask);
  const Word end = ((limit - Word(1)) & Word(physical_mask)) + Word(1);
  const Bool empty = end <= begin;
  Why<D> no_byte;
  no_byte.note(empty, Guard::reserve_no_byte);
  if (!pat_enabled)
    return {ite(empty, Int(error_inval), Int(0)), ite(empty, Set(TypeSet{}), request), no_byte};

  const Bool untracked = is_untracked<D>(begin, end);
  // pat_x_mtrr_type(): WB only where the MTRRs are WB throughout.
  const Bool asks_wb = has(request, MemoryType::WB);
  Set hinted = request;
  ReserveResult<D> result;
  if (!known_false(asks_wb)) {
    const Bool wb = table.rules.wb_without_mtrrs && !mtrr.enabled
                        ? Bool(true)
                        : has(believed_type<D>(mtrr, begin, end), MemoryType::WB);
    result.why.note([&] { return asks_wb && !wb; }, Guard::given_without_wb_mtrrs);
    hinted = ite(asks_wb && !wb, Set(TypeSet(MemoryType::UC_minus)), request);
  }
  const RamTest<D> ram = ram_test<D>(table.ram, begin, end);
  const Bool tracked = guard && !empty && !untracked;
  const ReserveResult<D> pages =
      reserve_ram<D>(table, tracked && ram.ram && !ram.mixed, begin, end, request);
  const ReserveResult<D> device =
      reserve_device<D>(table, tracked && !ram.ram && !ram.mixed, begin, end, hinted, adapt);
  result.error = ite(ram.mixed, Int(error_inval), ite(ram.ram, pages.error, device.error));
  result.mode = ite(ram.mixed, hinted, ite(ram.ram, pages.mode, device.mode));
  result.why.take(ram.ram, pages.why);
  result.why.take_noted([&] { return !ram.ram; }, device.why, request);
  result.why.note(ram.mixed, [&] {
    return Refusal<D>{.guard = Guard::reserve_mixed, .begin = begin, .end = end};
  });
  result.why.note(untracked, Guard::none);
  result.why.take(empty, no_byte);
  result.error = ite(empty, Int(error_inval), ite(untracked, Int(0), result.error));
  result.mode =
      ite(empty, Set(TypeSet{}), ite(untracked, Set(TypeSet(MemoryType::WB)), result.mode));
  return result;
}

// free_ram_pages_type(): every page goes back to WB.
template <Domain D>
void free_ram(MemtypeTable<D>& table, const typename D::Bool& guard, const typename D::Word& begin,
              const typename D::Word& end) {
  using Word = typename D::Word;
  const Word first = page_down<D>(begin), last = page_down<D>(end);
  const std::size_t count = table.ram_pages.size();
  for (std::size_t i = 0; i < count; ++i) {
    const MemtypeEntry<D> page = table.ram_pages[i];
    const auto hit = guard && first < last && overlap<D>(page, first, last);
    if (known_false(hit)) continue;
    const auto right = hit && last < page.end;
    if (!known_false(right)) table.ram_pages.push_back({right, last, page.end, page.mode});
    table.ram_pages[i].live = page.live && !(hit && first <= page.begin);
    table.ram_pages[i].end = ite(hit, first, page.end);
  }
}

// An entry of exactly this range goes, the first there is; was there one?
template <Domain D>
typename D::Bool erase_exactly(MemtypeTable<D>& table, const typename D::Bool& guard,
                               const typename D::Word& begin, const typename D::Word& end) {
  using Bool = typename D::Bool;
  Bool erased(false);
  for (MemtypeEntry<D>& entry : table.entries) {
    const Bool here = !erased && entry.live && entry.begin == begin && entry.end == end;
    entry.live = entry.live && !(guard && here);
    erased = erased || here;
  }
  return erased;
}

// The lowest entry that starts before `begin` and ends at `end` is shortened to end at `begin`; was
// there one?
template <Domain D>
typename D::Bool cut_at_end(MemtypeTable<D>& table, const typename D::Bool& guard,
                            const typename D::Word& begin, const typename D::Word& end) {
  using Word = typename D::Word;
  using Bool = typename D::Bool;
  Word lowest = begin;
  for (const MemtypeEntry<D>& entry : table.entries) {
    const Bool lower = entry.live && entry.end == end && begin < end && entry.begin < lowest;
    lowest = ite(lower, entry.begin, lowest);
  }
  Bool shortened(false);
  const std::size_t count = table.entries.size();
  for (std::size_t i = 0; i < count; ++i) {
    const MemtypeEntry<D> entry = table.entries[i];
    const Bool here =
        !shortened && entry.live && entry.end == end && lowest < begin && entry.begin == lowest;
    if (known_false(here)) continue;
    table.entries[i].live = entry.live && !(guard && here);
    table.entries.push_back({guard && here, entry.begin, begin, entry.mode});
    shortened = shortened || here;
  }
  return shortened;
}

// memtype_erase(): an entry of exactly this range goes; until 6.15, else one that ends here is
// shortened. Otherwise -EINVAL; 0 where `guard` does not hold.
template <Domain D>
typename D::Int free_device(MemtypeTable<D>& table, const typename D::Bool& guard,
                            const typename D::Word& begin, const typename D::Word& end) {
  using Int = typename D::Int;
  using Bool = typename D::Bool;
  const Bool erased = erase_exactly<D>(table, guard, begin, end);
  // Whoever frees what it reserved never gets beyond this.
  if (known_false(prune(guard && !erased))) return Int(0);
  const Bool shortened =
      table.rules.exact_erase ? Bool(false) : cut_at_end<D>(table, guard && !erased, begin, end);
  return ite(!guard || erased || shortened, Int(0), Int(error_inval));
}

// memtype_free(start, end) when `guard` holds. The kernel masks `end` itself here, not end - 1: an
// end of 2^52 becomes 0 and the call succeeds without freeing anything.
template <Domain D, class Table>
typename D::Int memtype_free(Table& table, bool pat_enabled, const typename D::Bool& guard,
                             const typename D::Word& start, const typename D::Word& limit) {
  using Word = typename D::Word;
  using Int = typename D::Int;
  using Bool = typename D::Bool;
  if (!pat_enabled) return Int(0);
  const Word begin = start & Word(physical_mask);
  const Word end = limit & Word(physical_mask);
  const Bool untracked = is_untracked<D>(begin, end);
  const RamTest<D> ram = ram_test<D>(table.ram, begin, end);
  free_ram<D>(table, guard && !untracked && ram.ram && !ram.mixed, begin, end);
  const Int device =
      free_device<D>(table, guard && !untracked && !ram.ram && !ram.mixed, begin, end);
  return ite(untracked, Int(0), ite(ram.mixed, Int(error_inval), ite(ram.ram, Int(0), device)));
}

}  // namespace memtype::kernel
