// The MTRR types of the whole address space in one flat table of less than 4 KiB: built without
// allocation, then asked millions of times a second.
//
// The answers are those of cpu/mtrr.hpp and cpu/overlap.hpp, as in TypeMap (interval_map.hpp),
// which has no bound on its size. No function here throws, allocates or keeps anything; a map may
// be copied as bytes and read from several threads at once.
#pragma once

#include <bit>
#include <cstddef>
#include <cstring>
#include <optional>
#include <span>

#include "memtype/cpu/msr.hpp"
#include "memtype/cpu/mtrr.hpp"
#include "memtype/type_answer.hpp"

namespace memtype {

// What types_at() writes where there is no single type: an undefined overlap, an answer that is not
// exact, no such address.
inline constexpr std::uint8_t no_single_type = 0xff;

class FlatMap {
 public:
  // Runs above 1 MiB, with the end of the address space. Below 1 MiB every page has its place.
  static constexpr std::size_t capacity = 256;
  static constexpr unsigned max_phys_bits = 52;  // a state that claims more is cut to them

  // A map of no addresses.
  FlatMap() { clear(); }
  // Cost: runs x registers, 100 to 2000 ns for what firmware leaves; with holes in masks up to
  // `capacity` runs.
  explicit FlatMap(const MtrrState<Concrete>& mtrr);
  explicit FlatMap(const MsrFile& file);

  // False: some register matches more blocks than fit. Between the first and the last byte that it
  // matches answers are then not exact: they hold what is true, but may hold more. All else is
  // exact. mtrr_type_at() is always exact.
  bool complete() const { return complete_; }
  unsigned phys_bits() const { return phys_bits_; }

  // Bytes; nothing (no candidates) at or above 2^phys_bits. Cost: log of the number of runs.
  TypeAnswer at(std::uint64_t address) const { return decode(code_at(address)); }

  // The type that the address has for certain: exact, and single.
  std::optional<MemoryType> type_at(std::uint64_t address) const {
    const std::uint8_t type = single_at(address);
    if (type == no_single_type) return std::nullopt;
    return static_cast<MemoryType>(type);
  }
  // The same as a number, or no_single_type.
  std::uint8_t single_at(std::uint64_t address) const {
    return types_[place(address >> page_shift)];
  }

  // What the address knows, and as far as the same is known of all that follow: range.begin is the
  // address, range.end is exact. An empty range at or above 2^phys_bits.
  TypeRun run(std::uint64_t address) const {
    const std::uint64_t page = address >> page_shift;
    if (phys_bits_ == 0) return {{address, address}, {}};
    if (page >= low_pages) {
      const std::size_t i = find(page);
      if (i + 1 >= count_) return {{address, address}, {}};
      return {{address, pages_[i + 1] << page_shift}, decode(answers_[low_pages + i])};
    }
    return {{address, low_run_end(page)}, decode(answers_[page])};
  }

  // The type that every byte of the range has for certain; nothing if there are several, if one is
  // undefined (unless the state says what this processor takes), if an answer is not exact, if the
  // range is empty or reaches beyond the address width. Cost: that of at(), for a range above 1 MiB.
  std::optional<MemoryType> uniform(PhysRange range) const {
    const std::uint8_t type = single_in(range);
    if (type == no_single_type) return std::nullopt;
    return static_cast<MemoryType>(type);
  }
  // The same as a number, or no_single_type.
  std::uint8_t single_in(PhysRange range) const {
    const std::uint64_t first = range.begin >> page_shift;
    if (first < low_pages) return single_from_low(range);
    if (alike_) return single_by_runs(range);
    const std::size_t i = find(first);
    const bool inside = (range.end - 1) >> page_shift < pages_[i + 1];
    const std::uint8_t type = types_[low_pages + i];
    return static_cast<int>(inside) & static_cast<int>(!range.empty()) ? type : no_single_type;
  }

  // The types of many addresses at once, as single_at() gives them: types[i] is that of
  // addresses[i]. Several addresses at a time where the
  // processor can (AVX2, else what the compiler's target has). `types` should be as long as
  // `addresses`; the shorter one decides.
  void types_at(std::span<const std::uint64_t> addresses, std::span<std::uint8_t> types) const;

  // Calls visit(TypeRun) for the runs of a range in address order, without gaps; the first and the
  // last are cut to the range, and the range to the address width.
  template <class Visit>
  void walk(PhysRange range, Visit&& visit) const {
    while (range.begin < range.end) {
      TypeRun next = run(range.begin);
      if (next.range.empty()) return;
      if (next.range.end > range.end) next.range.end = range.end;
      visit(next);
      range.begin = next.range.end;
    }
  }

  // Both maps answer alike everywhere. Where both are complete: the two states give every address
  // the same type.
  friend bool operator==(const FlatMap& a, const FlatMap& b) {
    return a.count_ == b.count_ && std::memcmp(a.pages_, b.pages_, sizeof a.pages_) == 0 &&
           std::memcmp(a.answers_, b.answers_, sizeof a.answers_) == 0;
  }

  // Calls visit(PhysRange, TypeAnswer before, TypeAnswer after) for the ranges in which two maps
  // may differ, in address order, each as long as both answers stay: where the answers differ, and
  // where one of them is not exact. An address that one map lacks has no candidates there.
  template <class Visit>
  static void diff(const FlatMap& before, const FlatMap& after, Visit&& visit) {
    std::uint64_t address = 0;
    for (;;) {
      const TypeRun a = before.run(address), b = after.run(address);
      if (a.range.empty() && b.range.empty()) return;
      const std::uint64_t end = nearest_end(a.range, b.range);
      if (a.answer != b.answer || !a.answer.exact)
        visit(PhysRange{address, end}, a.answer, b.answer);
      address = end;
    }
  }

 private:
  template <class State>
  friend class FlatMapBuilder;
  friend class FlatMapLanes;

  static constexpr unsigned page_shift = 12;
  static constexpr std::size_t low_pages = 256;
  // A byte: the candidates as TypeSet has them, and two bits that no MTRR type uses.
  static constexpr std::uint8_t inexact_bit = 1U << 2, undefined_bit = 1U << 7;

  static constexpr std::uint8_t encode(const TypeAnswer& answer) {
    return static_cast<std::uint8_t>(answer.candidates.bits() |
                                     (answer.undefined ? undefined_bit : 0U) |
                                     (answer.exact ? 0U : inexact_bit));
  }
  static constexpr TypeAnswer decode(std::uint8_t code) {
    TypeAnswer answer;
    for (MemoryType type : mtrr_memory_types)
      if ((code >> static_cast<unsigned>(type) & 1U) != 0) answer.candidates |= type;
    answer.undefined = (code & undefined_bit) != 0;
    answer.exact = (code & inexact_bit) == 0;
    return answer;
  }
  static constexpr std::uint8_t single(const TypeAnswer& answer) {
    const auto type = answer.candidates.single();
    return type && answer.exact ? static_cast<std::uint8_t>(*type) : no_single_type;
  }

  std::uint8_t code_at(std::uint64_t address) const {
    return answers_[place(address >> page_shift)];
  }
  // The run of a page from 1 MiB on; 0 for a page below. No branch depends on the page: what lies
  // where is not to be guessed by a processor that is asked about random addresses.
  std::size_t find(std::uint64_t page) const {
    std::size_t i = 0;
    for (std::size_t half = half_; half > 8; half >>= 1) i = step(i, half, page);
    return step(step(step(step(i, 8, page), 4, page), 2, page), 1, page);
  }
  std::size_t step(std::size_t i, std::size_t half, std::uint64_t page) const {
    return i + half * static_cast<std::size_t>(pages_[i + half] <= page);
  }
  // The place of a page in answers_ and types_.
  std::size_t place(std::uint64_t page) const {
    const std::size_t high = low_pages + find(page);
    return page < low_pages ? page : high;
  }

  void clear();
  std::uint64_t low_run_end(std::uint64_t page) const;
  std::uint8_t single_from_low(PhysRange range) const;
  std::uint8_t single_by_runs(PhysRange range) const;
  static constexpr std::uint64_t nearest_end(PhysRange a, PhysRange b) {
    if (a.empty() || b.empty()) return a.empty() ? b.end : a.end;
    return a.end < b.end ? a.end : b.end;
  }

  // Run i begins at pages_[i] (in pages) and ends where the next one begins. The last one begins
  // at the end of the address space and has no type; behind it, up to `capacity`, all bits are set.
  std::uint64_t pages_[capacity + 1];
  // The pages below 1 MiB one by one, then the runs.
  std::uint8_t answers_[low_pages + capacity];
  std::uint8_t types_[low_pages + capacity];
  std::uint32_t count_;  // runs, with the last
  std::uint32_t half_;   // half the power of two that holds count_ runs
  std::uint8_t phys_bits_;
  bool complete_;
  bool alike_;  // two neighbouring runs have the same single type
  std::uint8_t unused_[3];
  std::uint16_t low_tail_;  // from this page to 1 MiB all have the same single type
};
static_assert(sizeof(FlatMap) < 4096);

inline void FlatMap::clear() {
  std::memset(static_cast<void*>(this), 0, sizeof *this);
  std::memset(pages_ + 1, 0xff, sizeof pages_ - sizeof pages_[0]);
  std::memset(types_, no_single_type, sizeof types_);
  count_ = 1;
  complete_ = true;
}

inline std::uint64_t FlatMap::low_run_end(std::uint64_t page) const {
  const std::uint8_t code = answers_[page];
  while (++page < low_pages)
    if (answers_[page] != code) return page << page_shift;
  return (count_ > 1 && answers_[low_pages] == code ? pages_[1] : page) << page_shift;
}

inline std::uint8_t FlatMap::single_from_low(PhysRange range) const {
  if (range.end <= FixedRanges::end) return single_by_runs(range);
  const std::uint8_t type = types_[low_pages - 1];
  if (range.begin >> page_shift < low_tail_) return no_single_type;
  return single_in({FixedRanges::end, range.end}) == type ? type : no_single_type;
}

inline std::uint8_t FlatMap::single_by_runs(PhysRange range) const {
  if (range.empty()) return no_single_type;
  const std::uint8_t type = single_at(range.begin);
  std::uint64_t next = range.begin;
  while (type != no_single_type && next < range.end) {
    if (single_at(next) != type) return no_single_type;
    next = run(next).range.end;
  }
  return type;
}

}  // namespace memtype
