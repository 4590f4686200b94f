// Linux's bookkeeping of page cache modes for very many entries: the rules of linux/memtype.hpp
// over interval trees instead of lists. Answers are the same; a proof uses the lists.
#pragma once

#include "memtype/linux/interval_tree.hpp"
#include "memtype/linux/memtype.hpp"

namespace memtype::kernel {

// Not thread-safe. Copies are independent.
struct Reservations {
  VersionRules rules = rules_of(newest_version);
  IntervalTree entries;        // device memory
  IntervalTree ram_pages;      // RAM pages whose mode is not WB; disjoint, page-aligned
  std::vector<PhysRange> ram;  // System RAM resources, sorted and disjoint
};

// The storage that memtype_reserve(), memtype_free() and lookup_memtype() ask for. All cost log of
// the number of entries, and the entries that the range meets.

template <Domain D>
ReserveResult<D> reserve_ram(Reservations& table, bool guard, std::uint64_t begin,
                             std::uint64_t end, TypeSet request) {
  if (!guard) return {};
  const std::uint64_t first = page_down<D>(begin), last = page_down<D>(end);
  TypeSet found;
  if (first < last)
    table.ram_pages.each_overlap(first, last, [&](const TrackedInterval& page) {
      found = page.mode;
      return false;
    });
  const ReserveResult<D> result = ram_outcome<D>(request, !found.empty(), found);
  if (result.error == 0 && first < last && result.mode != MemoryType::WB)
    table.ram_pages.insert(first, last, result.mode.single().value());
  return result;
}

template <Domain D>
ReserveResult<D> reserve_device(Reservations& table, bool guard, std::uint64_t begin,
                                std::uint64_t end, TypeSet request, bool adapt) {
  if (!guard) return {};
  TypeSet found;
  table.entries.each_overlap(begin, end, [&](const TrackedInterval& entry) {
    found |= entry.mode;
    return found.size() == 1;
  });
  const ReserveResult<D> result = device_outcome<D>(request, adapt, found);
  if (result.error == 0)
    table.entries.insert(begin, end, (found.empty() ? request : found).single().value());
  return result;
}

template <Domain D>
void free_ram(Reservations& table, bool guard, std::uint64_t begin, std::uint64_t end) {
  const std::uint64_t first = page_down<D>(begin), last = page_down<D>(end);
  if (!guard || first >= last) return;
  std::vector<TrackedInterval> hit;
  table.ram_pages.each_overlap(first, last, [&](const TrackedInterval& page) {
    hit.push_back(page);
    return true;
  });
  for (const TrackedInterval& page : hit) {
    table.ram_pages.erase(page.range.begin, page.range.end);
    if (page.range.begin < first) table.ram_pages.insert(page.range.begin, first, page.mode);
    if (last < page.range.end) table.ram_pages.insert(last, page.range.end, page.mode);
  }
}

template <Domain D>
std::int64_t free_device(Reservations& table, bool guard, std::uint64_t begin, std::uint64_t end) {
  if (!guard) return 0;
  if (table.entries.erase(begin, end)) return 0;
  if (table.rules.exact_erase) return error_inval;
  TrackedInterval cut;
  if (begin < end)
    table.entries.each_overlap(end - 1, end, [&](const TrackedInterval& entry) {
      if (entry.range.begin < begin && entry.range.end == end) cut = entry;
      return cut.count == 0 && entry.range.begin < begin;
    });
  if (cut.count == 0) return error_inval;
  table.entries.erase(cut.range.begin, end);
  table.entries.insert(cut.range.begin, begin, cut.mode);
  return 0;
}

template <Domain D>
TypeSet ram_page_mode(const Reservations& table, std::uint64_t address) {
  TypeSet mode = MemoryType::WB;
  table.ram_pages.each_overlap(address, address + 1, [&](const TrackedInterval& page) {
    mode = page.mode;
    return false;
  });
  return mode;
}

template <Domain D>
TypeSet first_device_mode(const Reservations& table, std::uint64_t begin, std::uint64_t end) {
  TypeSet mode = MemoryType::UC_minus;
  table.entries.each_overlap(begin, end, [&](const TrackedInterval& entry) {
    mode = entry.mode;
    return false;
  });
  return mode;
}

}  // namespace memtype::kernel
