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

// Pages in cells that grow with the address: each power of two is cut in 16. So the cell is the top
// of the page number as a floating-point number has it, exponent and four bits of the fraction.
class PageCells {
 public:
  static constexpr unsigned bits = 4;
  static constexpr std::size_t count = (64 - 12) << bits;
  // The same for the pages 2n and 2n + 1.
  static constexpr std::size_t cell(std::uint64_t page) {
#ifdef __SSE2__
    constexpr unsigned fraction = 52, bias = 1023;
    const auto number = static_cast<double>(static_cast<std::int64_t>(page | 1));
    return (std::bit_cast<std::uint64_t>(number) >> (fraction - bits)) - (bias << bits);
#else  // kernels do without
    return by_shifts(page);
#endif
  }
  static constexpr std::size_t by_shifts(std::uint64_t page) {
    const auto exponent = static_cast<std::size_t>(std::bit_width(page | 1)) - 1;
    return (exponent << bits) + ((page | 1) << bits >> exponent) - (1U << bits);
  }
};

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

  // Bytes; nothing (no candidates) at or above 2^phys_bits. Cost: constant where no more than three
  // runs begin in one cell (PageCells), as with what firmware leaves; else log of the number of
  // runs.
  TypeAnswer at(std::uint64_t address) const { return decode(code_at(address)); }

  // The type that the address has for certain: exact, and single.
  std::optional<MemoryType> type_at(std::uint64_t address) const {
    const std::uint8_t type = single_at(address);
    if (type == no_single_type) return std::nullopt;
    return static_cast<MemoryType>(type);
  }
  // The same as a number, or no_single_type.
  std::uint8_t single_at(std::uint64_t address) const { return types_[place(address)]; }

  // What the address knows, and as far as the same is known of all that follow: range.begin is the
  // address, range.end is exact. An empty range at or above 2^phys_bits.
  TypeRun run(std::uint64_t address) const {
    if (phys_bits_ == 0) return {{address, address}, {}};
    if (address >= low_end) {
      const std::size_t i = find(address);
      if (i + 1 >= count_) return {{address, address}, {}};
      return {{address, begins_[i + 1]}, decode(answers_[low_pages + i])};
    }
    const std::uint64_t page = address >> page_shift;
    return {{address, low_run_end(page)}, decode(answers_[page])};
  }

  // The type that every byte of the range has for certain; nothing if there are several, if one is
  // undefined (unless the state says what this processor takes), if an answer is not exact, if the
  // range is empty or reaches beyond the address width. Cost: that of at(), for a range above 1
  // MiB.
  std::optional<MemoryType> uniform(PhysRange range) const {
    const std::uint8_t type = single_in(range);
    if (type == no_single_type) return std::nullopt;
    return static_cast<MemoryType>(type);
  }
  // The same as a number, or no_single_type.
  std::uint8_t single_in(PhysRange range) const {
    if (!plain_ || range.end <= low_end) [[unlikely]]
      return single_by_runs(range);
    // What the run before and behind the cell's last edge say is read before it is known which
    // counts.
    const std::size_t i = find_pair(range.begin);
    const std::uint64_t middle = begins_[i + 1];
    const bool second = middle <= range.begin;
    const std::uint64_t end = second ? begins_[i + 2] : middle;
    const std::uint8_t type = second ? types_[low_pages + i + 1] : types_[low_pages + i];
    // An empty range has a last byte far behind the end of the run.
    const std::uint64_t last = range.bytes() - 1, run = end - range.begin;
    const unsigned leaves = unsigned{last >= run} | unsigned{range.begin < begins_[0]};
    return static_cast<std::uint8_t>(type | (0U - leaves));  // no_single_type has all bits set
  }

  // The types of many addresses at once, as single_at() gives them: types[i] is that of
  // addresses[i]. Several addresses at a time where the processor can (AVX-512, AVX2, else what the
  // compiler's target has). `types` should be as long as `addresses`; the shorter one decides.
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
    return a.count_ == b.count_ && std::memcmp(a.begins_, b.begins_, sizeof a.begins_) == 0 &&
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
  static constexpr std::uint64_t low_end = FixedRanges::end;
  static constexpr std::size_t low_pages = low_end >> page_shift;
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

  std::uint8_t code_at(std::uint64_t address) const { return answers_[place(address)]; }
  // The run of an address from 1 MiB on; 0 for one below. No branch depends on the address: what
  // lies where is not to be guessed by a processor that is asked about random ones.
  std::size_t find(std::uint64_t address) const {
    if (half_ > 2) [[unlikely]]
      return search(address);
    return step(find_pair(address), 1, address);
  }
  // The run, or the one before it.
  std::size_t find_pair(std::uint64_t address) const {
    const std::size_t i = cells_[PageCells::cell(address >> page_shift)];
    return half_ == 2 ? step(i, 2, address) : i;
  }
  std::size_t search(std::uint64_t address) const {
    std::size_t i = 0;
    for (std::size_t half = half_; half != 0; half >>= 1) i = step(i, half, address);
    return i;
  }
  std::size_t step(std::size_t i, std::size_t half, std::uint64_t address) const {
    return i + half * static_cast<std::size_t>(begins_[i + half] <= address);
  }
  // The place of an address in answers_ and types_.
  std::size_t place(std::uint64_t address) const {
    const std::size_t high = low_pages + find(address);
    return address < low_end ? address >> page_shift : high;
  }

  void clear();
  std::uint64_t low_run_end(std::uint64_t page) const;
  std::uint8_t single_by_runs(PhysRange range) const;
  static constexpr std::uint64_t nearest_end(PhysRange a, PhysRange b) {
    if (a.empty() || b.empty()) return a.empty() ? b.end : a.end;
    return a.end < b.end ? a.end : b.end;
  }

  // Run i begins at begins_[i] and ends where the next one begins; run 0 reaches below 1 MiB as far
  // as the pages there have its single type. The last run begins at the end of the address space
  // and has no type; behind it all bits are set. Searches look up to `ahead` runs behind the last.
  static constexpr std::size_t ahead = 3;
  std::uint64_t begins_[capacity + ahead];
  // The pages below 1 MiB one by one, then the runs.
  std::uint8_t answers_[low_pages + capacity + ahead];
  std::uint8_t types_[low_pages + capacity + ahead];
  std::uint8_t cells_[PageCells::count];  // the run of a cell's first page
  bool complete_;
  bool plain_;  // half_ is 1 or 2, and no two neighbouring runs have the same single type
  std::uint8_t phys_bits_;
  std::uint16_t half_;   // first step of a search: in a cell, 1 or 2; else in all runs
  std::uint32_t count_;  // runs, with the last
};
static_assert(sizeof(FlatMap) < 4096);

// Do two processors give every address the same type? Registers may differ (order, disabled
// ranges). Nothing: masks with so many holes that it was not decided (FlatMap::complete), though
// not equal.
std::optional<bool> same_types(const MsrFile& a, const MsrFile& b);

inline void FlatMap::clear() {
  std::memset(static_cast<void*>(this), 0, sizeof *this);
  std::memset(begins_ + 1, 0xff, sizeof begins_ - sizeof begins_[0]);
  std::memset(types_, no_single_type, sizeof types_);
  count_ = half_ = 1;
  complete_ = true;
}

inline std::uint64_t FlatMap::low_run_end(std::uint64_t page) const {
  const std::uint8_t code = answers_[page];
  while (++page < low_pages)
    if (answers_[page] != code) return page << page_shift;
  return count_ > 1 && answers_[low_pages] == code ? begins_[1] : low_end;
}

[[gnu::cold]] inline std::uint8_t FlatMap::single_by_runs(PhysRange range) const {
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
