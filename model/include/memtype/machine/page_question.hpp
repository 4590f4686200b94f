// The questions of who writes page tables: which type does this entry give, and which bits give
// this type. Every answer is a row of the tables of effective types.
#pragma once

#include <optional>
#include <vector>

#include "memtype/machine/page_rule.hpp"

namespace memtype {

// Under which rule and over which type a page lies.
struct PageUnder {
  PageRule rule = PageRule::intel_pat;
  MemoryType below = MemoryType::UC;  // of the MTRRs, the EPT entry or the host's MTRRs
};

struct PageCell {
  PageUnder under;
  MemoryType page = MemoryType::UC;
  TypeSet effective;
  RuleUsed rule;
};
PageCell page_cell(PageUnder under, MemoryType page);

// An entry of a page table read as a leaf of one size.
struct LeafReading {
  PageSize size = PageSize::size_4K;
  PageBits bits;
  MemoryType page = MemoryType::UC;  // what the PAT selects
  std::uint64_t address = 0;         // of the page: bits 51 to 12, 21 or 30
};
LeafReading read_leaf(std::uint64_t entry, PageSize size, const Pat& pat);
// Is it an entry of this size at all? One of a large page has bit 7 (PS) set; one of 4 KiB has its
// PAT bit there.
constexpr bool may_be_leaf(std::uint64_t entry, PageSize size) {
  return size == PageSize::size_4K || (entry >> 7 & 1) != 0;
}

// A way to a type: an entry of the PAT. The lowest first.
struct Way {
  unsigned index = 0;
  MemoryType page = MemoryType::UC;
};
std::vector<Way> ways_to(MemoryType wanted, PageUnder under, const Pat& pat);

// The attribute bits of a leaf entry that select this entry of the PAT; PS where it is large.
constexpr std::uint64_t leaf_bits(unsigned index, PageSize size) {
  const PageBits bits = PageBits::from_index(index);
  const unsigned pat_bit = size == PageSize::size_4K ? 7 : 12;
  return static_cast<std::uint64_t>(bits.pwt) << 3 | static_cast<std::uint64_t>(bits.pcd) << 4 |
         static_cast<std::uint64_t>(bits.pat) << pat_bit |
         (size == PageSize::size_4K ? 0 : std::uint64_t{1} << 7);
}

}  // namespace memtype
