// What Linux keeps about page cache modes, and how it tells RAM from device memory.
//
// Read from arch/x86/mm/pat/{memtype,memtype_interval}.c of v6.12 and v7.3. Device memory is
// tracked in a list of entries, RAM in flags of its pages; both are kept here as lists that only
// grow, with a `live` flag, so that a proof can guard every change.
#pragma once

#include <vector>

#include "memtype/domain.hpp"
#include "memtype/linux/refusal.hpp"
#include "memtype/linux/version_rules.hpp"

namespace memtype::kernel {

// The legacy ISA hole, which Linux does not track: [0xa0000, 0x100000).
inline constexpr PhysRange isa_hole{0xa0000, 0x100000};

template <class D>
struct MemtypeEntry {
  typename D::Bool live{false};
  typename D::Word begin{0}, end{0};
  typename D::Set mode{TypeSet{}};
};

template <class D>
struct MemtypeTable {
  VersionRules rules = rules_of(newest_version);
  std::vector<MemtypeEntry<D>> entries;    // device memory; equal starts in order of insertion
  std::vector<MemtypeEntry<D>> ram_pages;  // RAM pages whose mode is not WB; disjoint, page-aligned
  std::vector<PhysRange> ram;              // System RAM resources, sorted and disjoint
  Why<D> why = {};  // of the last call on a mapping: what refused it, or gave another mode
};

template <Domain D>
typename D::Bool is_untracked(const typename D::Word& begin, const typename D::Word& end) {
  using Word = typename D::Word;
  return Word(isa_hole.begin) <= begin && end <= Word(isa_hole.end);
}

template <Domain D>
typename D::Word page_down(const typename D::Word& address) {
  return address & typename D::Word(page_mask);
}
template <Domain D>
typename D::Word page_up(const typename D::Word& address) {
  using Word = typename D::Word;
  const auto aligned = (address & Word(page_bytes - 1)) == Word(0);
  return page_down<D>(address) + ite(aligned, Word(0), Word(page_bytes));
}

// pat_pagerange_is_ram(): RAM at or above 1 MiB. Device memory before or between RAM makes the
// range mixed; device memory behind RAM goes unnoticed.
template <class D>
struct RamTest {
  typename D::Bool ram{false}, mixed{false};
};
template <Domain D>
RamTest<D> ram_test(const std::vector<PhysRange>& ram, const typename D::Word& begin,
                    const typename D::Word& end) {
  using Word = typename D::Word;
  RamTest<D> test;
  Word current = page_down<D>(begin);
  const Word first = ite(current < Word(isa_hole.end), Word(isa_hole.end), current);
  const Word last = page_up<D>(end);
  for (const PhysRange& resource : ram) {
    const Word low(page_up<Concrete>(resource.begin)), high(page_down<Concrete>(resource.end));
    const Word from = ite(low < first, first, low);
    const Word to = ite(last < high, last, high);
    const auto meets = from < to && !test.mixed;
    if (known_false(meets)) continue;
    test.mixed = test.mixed || (meets && current < from);
    test.ram = test.ram || meets;
    current = ite(meets, to, current);
  }
  return test;
}

// Do two half-open ranges share a byte?
template <Domain D>
typename D::Bool overlap(const MemtypeEntry<D>& entry, const typename D::Word& begin,
                         const typename D::Word& end) {
  return entry.live && entry.begin < end && begin < entry.end;
}

}  // namespace memtype::kernel
