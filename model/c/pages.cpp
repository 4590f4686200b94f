// Page attributes, EPT, nested paging.

#include "map_table.hpp"
#include "memtype/cpu/nested.hpp"
#include "view.hpp"

using namespace memtype;

namespace {

bool is_table(unsigned table) { return table <= MEMTYPE_TABLE_AMD; }

// The effective type of one MTRR type and one page type; nothing outside the table.
std::uint8_t effective(unsigned table, unsigned mtrr, unsigned page) {
  if (!is_table(table) || !is_mtrr_encoding(mtrr) || !is_pat_encoding(page)) return MEMTYPE_NONE;
  const auto row = effective_row(static_cast<EffectiveTable>(table), static_cast<MemoryType>(mtrr),
                                 static_cast<MemoryType>(page));
  if (row.mtrr != static_cast<MemoryType>(mtrr) || row.page != static_cast<MemoryType>(page))
    return MEMTYPE_NONE;
  return static_cast<std::uint8_t>(row.effective);
}

}  // namespace

extern "C" {

unsigned memtype_pat_index(unsigned page, std::uint64_t leaf_entry) {
  const PageSize size = page == MEMTYPE_PAGE_4K ? PageSize::size_4K : PageSize::size_2M;
  return page_bits(leaf_entry, size).index();
}

unsigned memtype_table_pat_index(std::uint64_t entry_or_cr3) {
  return table_bits(entry_or_cr3).index();
}

std::uint8_t memtype_pat_type(std::uint64_t pat, unsigned index) {
  return static_cast<std::uint8_t>(decode_pat(pat)[index]);
}

unsigned memtype_table_of(const memtype_cpu* cpu) {
  if (cpu == nullptr || (cpu->flags & MEMTYPE_HAS_PAT) == 0) return MEMTYPE_TABLE_NO_PAT;
  const bool amd = cpu->vendor == MEMTYPE_AMD || cpu->vendor == MEMTYPE_HYGON;
  return amd ? MEMTYPE_TABLE_AMD : MEMTYPE_TABLE_INTEL;
}

std::uint8_t memtype_effective(unsigned table, unsigned mtrr, unsigned page) {
  return effective(table, mtrr, page);
}

std::uint8_t memtype_map_effective(const memtype_map* map, unsigned table, std::uint64_t pat,
                                   std::uint64_t address, unsigned page, std::uint64_t leaf_entry) {
  if (!c::is_built(map)) return MEMTYPE_NONE;
  const unsigned index = memtype_pat_index(page, leaf_entry);
  const unsigned attribute = static_cast<unsigned>(pat >> (8 * index) & 7);
  return effective(table, c::table(map).single_at(address), attribute);
}

memtype_status memtype_pat_for(unsigned table, unsigned mtrr, unsigned wanted, std::uint64_t pat,
                               unsigned* index) {
  if (!is_table(table) || !is_mtrr_encoding(mtrr) || wanted > MEMTYPE_WC_PLUS || index == nullptr ||
      !is_legal_pat(pat))
    return MEMTYPE_BAD_ARGUMENT;
  const auto found = pat_index_for(static_cast<EffectiveTable>(table),
                                   static_cast<MemoryType>(mtrr), static_cast<MemoryType>(wanted),
                                   decode_pat(pat));
  *index = found.value_or(0);
  return found ? MEMTYPE_OK : MEMTYPE_NOT_FOUND;
}

std::uint8_t memtype_ept_effective(unsigned ept, int ignore_pat, unsigned page, int cr0_cd) {
  if (!is_ept_encoding(ept) || !is_pat_encoding(page)) return MEMTYPE_NONE;
  return c::number(ept_effective_type<Concrete>(static_cast<MemoryType>(ept),
                                                static_cast<MemoryType>(page), ignore_pat != 0,
                                                cr0_cd != 0));
}

std::uint64_t memtype_ept_bits(unsigned ept, int ignore_pat) {
  return (std::uint64_t{ept} & 7) << 3 | (ignore_pat != 0 ? std::uint64_t{1} << 6 : 0);
}

std::uint8_t memtype_npt_effective(unsigned guest, unsigned host, unsigned mtrr, int cr0_cd,
                                   int snp) {
  if (!is_pat_encoding(guest) || !is_pat_encoding(host) || !is_mtrr_encoding(mtrr))
    return MEMTYPE_NONE;
  return c::number(npt_effective_type<Concrete>(
      static_cast<MemoryType>(guest), static_cast<MemoryType>(host), static_cast<MemoryType>(mtrr),
      cr0_cd != 0, snp != 0));
}

}  // extern "C"
