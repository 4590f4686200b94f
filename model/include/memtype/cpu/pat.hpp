// The page attribute table: eight memory types, chosen by three bits of a page-table entry.
//
// Intel SDM vol. 3A, 11.12 (now 13.12); AMD APM vol. 2, 7.8.
#pragma once

#include <array>
#include <cstdint>

#include "memtype/types.hpp"

namespace memtype {

// IA32_PAT after reset: WB WT UC- UC, twice (SDM vol. 3A, table 11-12; APM vol. 2, table 7-10).
inline constexpr std::uint64_t pat_power_on = 0x0007040600070406;

// The level of the leaf entry: where its PAT bit sits.
enum class PageSize : std::uint8_t { size_4K, size_2M, size_1G };

// The three page attribute bits, in no particular position.
struct PageBits {
  bool pwt = false;
  bool pcd = false;
  bool pat = false;
  constexpr unsigned index() const { return 4U * pat + 2U * pcd + pwt; }
  static constexpr PageBits from_index(unsigned index) {
    return {(index & 1U) != 0, (index & 2U) != 0, (index & 4U) != 0};
  }
  friend constexpr bool operator==(PageBits, PageBits) = default;
};

// The PAT index of a leaf entry: PWT is bit 3, PCD bit 4, PAT bit 7 of a 4 KiB entry and bit 12 of
// a large one (SDM vol. 3A, table 11-11; APM vol. 2, 7.8.3).
constexpr unsigned pat_index(std::uint64_t leaf_entry, PageSize size) {
  const unsigned pat_bit = size == PageSize::size_4K ? 7 : 12;
  return static_cast<unsigned>((leaf_entry & 0x18) | (leaf_entry >> (pat_bit - 5) & 0x20)) >> 3;
}
constexpr PageBits page_bits(std::uint64_t leaf_entry, PageSize size) {
  return PageBits::from_index(pat_index(leaf_entry, size));
}

// An access to a paging structure: PWT and PCD of the entry (or CR3) that points to it; the PAT bit
// never takes part (SDM vol. 3A, 4.9.2; APM vol. 2, 7.8.4).
constexpr PageBits table_bits(std::uint64_t entry_or_cr3) {
  return {(entry_or_cr3 >> 3 & 1) != 0, (entry_or_cr3 >> 4 & 1) != 0, false};
}

// A decoded IA32_PAT.
struct Pat {
  std::array<MemoryType, 8> entries{};
  constexpr MemoryType operator[](unsigned index) const { return entries[index & 7]; }
  friend constexpr bool operator==(const Pat&, const Pat&) = default;
};

// Entry i is byte i of the MSR, low three bits; the value must be legal (see is_legal_pat).
constexpr Pat decode_pat(std::uint64_t msr) {
  Pat pat;
  for (unsigned i = 0; i < 8; ++i) pat.entries[i] = static_cast<MemoryType>(msr >> (8 * i) & 7);
  return pat;
}

constexpr std::uint64_t encode_pat(const Pat& pat) {
  std::uint64_t msr = 0;
  for (unsigned i = 0; i < 8; ++i) msr |= static_cast<std::uint64_t>(pat.entries[i]) << (8 * i);
  return msr;
}

// Would WRMSR take this value? Every byte must be 0, 1, 4, 5, 6 or 7, else #GP.
constexpr bool is_legal_pat(std::uint64_t msr) {
  for (unsigned i = 0; i < 8; ++i)
    if (!is_pat_encoding(msr >> (8 * i) & 0xff)) return false;
  return true;
}

}  // namespace memtype
