// What Linux's books say of a page, and whether a caller can live with it: lookup_memtype(),
// is_new_memtype_allowed().
//
// Read from arch/x86/mm/pat/memtype.c and arch/x86/include/asm/pgtable.h of v6.12.
#pragma once

#include "memtype/linux/memtype_table.hpp"

namespace memtype::kernel {

// The mode of the RAM page at `address`.
template <Domain D>
typename D::Set ram_page_mode(const MemtypeTable<D>& table, const typename D::Word& address) {
  typename D::Set page{TypeSet(MemoryType::WB)};
  for (const MemtypeEntry<D>& entry : table.ram_pages)
    page = ite(entry.live && entry.begin <= address && address < entry.end, entry.mode, page);
  return page;
}

// The mode of the lowest entry in [begin, end); UC- where there is none.
template <Domain D>
typename D::Set first_device_mode(const MemtypeTable<D>& table, const typename D::Word& begin,
                                  const typename D::Word& end) {
  typename D::Set device{TypeSet(MemoryType::UC_minus)};
  typename D::Word lowest(~std::uint64_t{0});
  for (const MemtypeEntry<D>& entry : table.entries) {
    const auto lower = overlap<D>(entry, begin, end) && entry.begin < lowest;
    device = ite(lower, entry.mode, device);
    lowest = ite(lower, entry.begin, lowest);
  }
  return device;
}

// lookup_memtype(): the mode tracked for the page at `address`, which need not be aligned.
template <Domain D, class Table>
typename D::Set lookup_memtype(const Table& table, const typename D::Word& address) {
  using Word = typename D::Word;
  using Set = typename D::Set;
  const Word limit = address + Word(page_bytes);
  const RamTest<D> ram = ram_test<D>(table.ram, address, limit);
  const auto untracked = is_untracked<D>(address, limit);
  const auto pages = ram.ram || ram.mixed;
  const Set page = known_false(pages) ? Set(TypeSet{}) : ram_page_mode<D>(table, address);
  const Set device =
      known_true(pages) ? Set(TypeSet{}) : first_device_mode<D>(table, address, limit);
  return ite(untracked, Set(TypeSet(MemoryType::WB)), ite(pages, page, device));
}

// is_new_memtype_allowed(): may a caller that asked for one mode live with another? Refused are WB
// for UC-, WC and WT, and WC for WT. Strong UC is satisfied with anything.
template <Domain D>
typename D::Bool is_new_mode_allowed(const typename D::Bool& untracked,
                                     const typename D::Set& asked, const typename D::Set& got) {
  const auto asked_any = TypeSet::of(MemoryType::UC_minus, MemoryType::WC, MemoryType::WT);
  const auto cached = intersects(asked, asked_any) && has(got, MemoryType::WB);
  const auto combined = has(asked, MemoryType::WT) && has(got, MemoryType::WC);
  return untracked || !(cached || combined);
}

}  // namespace memtype::kernel
