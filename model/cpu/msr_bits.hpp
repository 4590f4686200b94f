// What the register rules have in common. `File`: see msr_rules.hpp.
#pragma once

#include "memtype/cpu/msr.hpp"

namespace memtype {

template <class File>
bool is_amd(const File& file) {
  return file.vendor == Vendor::amd || file.vendor == Vendor::hygon;
}

template <class File>
bool has_smrr(const File& file) {
  return file.vendor == Vendor::intel && file.has_mtrr && (file.cap & mtrr_cap_smrr) != 0;
}

// TOP_MEM, TOP_MEM2: bits 51:23, the rest is ignored.
inline constexpr std::uint64_t top_mem_bits = (std::uint64_t{1} << 52) - (std::uint64_t{1} << 23);
inline constexpr std::uint64_t iorr_base_bits = mtrr_address_bits(52) | 3U << 3;
inline constexpr std::uint64_t iorr_mask_bits = mtrr_address_bits(52) | mtrr_mask_valid;

}  // namespace memtype
