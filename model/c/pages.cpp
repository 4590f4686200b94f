// Page attributes, EPT, nested paging.

#include "map_table.hpp"
#include "memtype/cpu/nested.hpp"
#include "view.hpp"

using namespace memtype;

namespace {

PageSize size_of(unsigned page) {
  return page == MEMTYPE_PAGE_4K ? PageSize::size_4K : PageSize::size_2M;
}

bool is_table(unsigned table) { return table <= MEMTYPE_TABLE_AMD; }

// The rows of the tables by number: [table][MTRR type][page type]. A fourth table and every row and
// column that a table does not have hold MEMTYPE_NONE, as does the row of MEMTYPE_NONE itself.
constexpr std::size_t columns = 8, table_size = 8 * columns;
constexpr auto effective_types = [] {
  std::array<std::uint8_t, 4 * table_size + MEMTYPE_NONE * columns> types{};
  types.fill(MEMTYPE_NONE);
  for (std::size_t table = 0; table <= MEMTYPE_TABLE_AMD; ++table)
    for (const EffectiveRow& row : rows(static_cast<EffectiveTable>(table)))
      types[table * table_size + static_cast<std::size_t>(row.mtrr) * columns +
            static_cast<std::size_t>(row.page)] = static_cast<std::uint8_t>(row.effective);
  return types;
}();
constexpr std::uint8_t effective(unsigned table, std::size_t mtrr, std::size_t page) {
  return effective_types[table * table_size + mtrr * columns + page];
}
static_assert(MEMTYPE_TABLE_AMD == 2);

}  // namespace

extern "C" {

unsigned memtype_pat_index(unsigned page, std::uint64_t leaf_entry) {
  return pat_index(leaf_entry, size_of(page));
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
  if (!is_table(table) || mtrr > 7 || page > 7) return MEMTYPE_NONE;
  return effective(table, mtrr, page);
}

std::uint8_t memtype_map_effective(const memtype_map* map, unsigned table, std::uint64_t pat,
                                   std::uint64_t address, unsigned page, std::uint64_t leaf_entry) {
  if (!c::is_built(map) || !is_table(table)) return MEMTYPE_NONE;
  const unsigned index = pat_index(leaf_entry, size_of(page));
  return effective(table, c::table(map).single_at(address), pat >> (8 * index) & 7);
}

memtype_status memtype_pat_for(unsigned table, unsigned mtrr, unsigned wanted, std::uint64_t pat,
                               unsigned* index) {
  if (!is_table(table) || !is_mtrr_encoding(mtrr) || wanted > MEMTYPE_WC_PLUS || index == nullptr ||
      !is_legal_pat(pat))
    return MEMTYPE_BAD_ARGUMENT;
  const auto found =
      pat_index_for(static_cast<EffectiveTable>(table), static_cast<MemoryType>(mtrr),
                    static_cast<MemoryType>(wanted), decode_pat(pat));
  *index = found.value_or(0);
  return found ? MEMTYPE_OK : MEMTYPE_NOT_FOUND;
}

std::uint8_t memtype_ept_effective(unsigned ept, int ignore_pat, unsigned page, int cr0_cd) {
  if (!is_ept_encoding(ept) || !is_pat_encoding(page)) return MEMTYPE_NONE;
  return c::number(ept_effective_type<Concrete>(
      static_cast<MemoryType>(ept), static_cast<MemoryType>(page), ignore_pat != 0, cr0_cd != 0));
}

std::uint64_t memtype_ept_bits(unsigned ept, int ignore_pat) {
  return (std::uint64_t{ept} & 7) << 3 | (ignore_pat != 0 ? std::uint64_t{1} << 6 : 0);
}

std::uint8_t memtype_npt_effective(unsigned guest, unsigned host, unsigned mtrr, int cr0_cd,
                                   int snp) {
  if (!is_pat_encoding(guest) || !is_pat_encoding(host) || !is_mtrr_encoding(mtrr))
    return MEMTYPE_NONE;
  return c::number(
      npt_effective_type<Concrete>(static_cast<MemoryType>(guest), static_cast<MemoryType>(host),
                                   static_cast<MemoryType>(mtrr), cr0_cd != 0, snp != 0));
}

}  // extern "C"
