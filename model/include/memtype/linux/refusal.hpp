// Which guard of a kernel function refused a call, or changed what it asked for, and what stood in
// the way.
//
// A rule notes it where it makes the errno or the NULL, so that no guard is described a second
// time. A concrete run keeps the last note of a call. In a proof a guard refuses on some machines
// and not on others: nothing is kept, and nothing is worked out for it.
#pragma once

#include <string_view>
#include <type_traits>

#include "memtype/domain.hpp"

namespace memtype::kernel {

enum class Guard : std::uint8_t {
  none,
  // mtrr_add(), mtrr_del()
  no_mtrrs,
  mtrr_no_pages,
  mtrr_ppro_base,
  mtrr_ppro_hole,
  mtrr_no_power,
  mtrr_base_in_block,
  mtrr_no_such_type,
  mtrr_no_wc,
  mtrr_no_byte,
  mtrr_beyond_width,
  mtrr_overlaps,
  mtrr_lies_in,
  mtrr_none_free,
  mtrr_no_match,
  mtrr_no_such_register,
  mtrr_not_in_use,
  mtrr_no_user,
  // reservations
  reserve_no_byte,
  reserve_mixed,
  reserve_ram_wp,
  reserve_ram_taken,
  reserved_otherwise,
  reserved_in_several,
  mode_not_allowed,
  mode_must_be_same,
  // ioremap() and its kin
  map_no_byte,
  map_wraps,
  map_beyond_width,
  map_ram,
  map_too_big,
  bar_at_zero,
  bar_too_short,
  memremap_mixed,
  memremap_ram,
  memremap_no_mode,
  resource_ram,
  resource_busy,
  // user space
  area_no_byte,
  area_none,
  area_not_page,
  area_outside,
  area_has_reservation,
  area_modes_differ,
  area_would_grow,
  area_in_pieces,
  file_without_pat,
  dev_mem_not_page,
  dev_mem_wraps,
  dev_mem_beyond_width,
  dev_mem_ram,
  // the direct map
  beyond_direct_map,
  beyond_mapping,
  no_address,
  pages_not_ram,
  // no refusal: another mode than the one asked for
  given_what_is_reserved,
  given_without_wb_mtrrs,
};
inline constexpr std::size_t guard_count =
    static_cast<std::size_t>(Guard::given_without_wb_mtrrs) + 1;

// What a guard is called, where it stands, and what it found, in words: {range}, {size}, {base},
// {asked}, {found}, {number}, {register} and {by} stand for what it went by.
struct GuardRow {
  Guard guard;
  std::string_view name, function, words;
};
const GuardRow& row_of(Guard guard);

// Did it refuse, and not just change a mode?
constexpr bool refuses(Guard guard) {
  return guard != Guard::none && guard < Guard::given_what_is_reserved;
}

// Which of these count, the words of the row say. `index`: of a variable register, of an entry of
// MemtypeTable::entries, or of one of MemtypeTable::ram_pages.
template <class D>
struct Refusal {
  Guard guard = Guard::none;
  typename D::Word begin{0}, end{0};
  typename D::Set asked{TypeSet{}}, found{TypeSet{}};
  typename D::Int number{0};
  int index = -1;
};

// `where` is a truth value of the domain, or a function that works one out; `made` a Guard, or a
// function that makes a Refusal<D>. Functions are called in a concrete run alone.
template <class D>
struct Why {
  template <class Where, class Made>
  void note(const Where&, const Made&) {}
  template <class Made>
  void note_unless(const typename D::Bool&, const Made&) {}
  template <class Where>
  void take(const Where&, const Why&) {}
  template <class Where>
  void take_noted(const Where&, const Why&) {}
  template <class Where>
  void take_noted(const Where&, const Why&, const typename D::Set&) {}
  template <class Entries>
  void in_the_way(const Entries&, const typename D::Word&, const typename D::Word&) {}
  template <class Where, class Made>
  void refuse_given(const Where&, const Made&) {}
};

template <>
struct Why<Concrete> {
  Refusal<Concrete> last;

  // A guard refuses where this holds, whatever was noted before.
  template <class Where, class Made>
  void note(const Where& where, const Made& made) {
    if (!is_so(where)) return;
    if constexpr (std::is_same_v<Made, Guard>)
      last = {made};
    else
      last = made();
  }
  template <class Made>
  void note_unless(bool holds, const Made& made) {
    note(!holds, made);
  }
  // What a part of the rule noted.
  template <class Where>
  void take(const Where& where, const Why& part) {
    if (is_so(where)) last = part.last;
  }
  // The same if it noted anything; `asked` is what the caller asked for.
  template <class Where>
  void take_noted(const Where& where, const Why& part) {
    if (part.last.guard != Guard::none && is_so(where)) last = part.last;
  }
  template <class Where>
  void take_noted(const Where& where, const Why& part, TypeSet asked) {
    take_noted(where, part);
    if (part.last.guard != Guard::none && is_so(where)) last.asked = asked;
  }
  // The mode that was given is refused after all, because of the entry that was noted if there is
  // one.
  template <class Where, class Made>
  void refuse_given(const Where& where, const Made& made) {
    if (!is_so(where)) return;
    const Refusal<Concrete> entry = last;
    last = made();
    if (entry.index < 0) return;
    last.index = entry.index;
    last.begin = entry.begin;
    last.end = entry.end;
  }
  // It was the lowest of these entries that shares a byte with [begin, end).
  template <class Entries>
  void in_the_way(const Entries& entries, std::uint64_t begin, std::uint64_t end) {
    for (std::size_t i = 0; i < entries.size() && last.guard != Guard::none; ++i) {
      const auto& entry = entries[i];
      const bool meets = entry.live && entry.begin < end && begin < entry.end;
      if (!meets || (last.index >= 0 && last.begin <= entry.begin)) continue;
      last.index = static_cast<int>(i);
      last.begin = entry.begin;
      last.end = entry.end;
    }
  }

 private:
  template <class Where>
  static bool is_so(const Where& where) {
    if constexpr (std::is_invocable_v<Where>)
      return where();
    else
      return where;
  }
};

// An errno with the guard that made it. The last guard named counts: rules name them in the order
// of the kernel backwards, or where those before did not refuse.
template <class D>
struct Outcome {
  using Bool = typename D::Bool;
  using Int = typename D::Int;

  Int error{0};
  Why<D> why = {};

  template <class Made>
  void refuse(const Bool& where, std::int64_t with, const Made& made) {
    error = ite(where, Int(with), error);
    why.note(where, made);
  }
  template <class Made>
  void require(const Bool& holds, std::int64_t else_with, const Made& made) {
    error = ite(holds, error, Int(else_with));
    why.note_unless(holds, made);
  }
};

}  // namespace memtype::kernel
