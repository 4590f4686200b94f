// How Linux sets the PAT up, and which page-table bits it uses for each of its page cache modes.
//
// When which of it happens is boot.hpp's matter. Read from arch/x86/mm/pat/memtype.c (pat_bp_init,
// init_cache_modes) and arch/x86/mm/init.c of v6.12. "What the MSR holds" and "is PAT enabled" are
// two facts: pat_enabled() may be false while the hardware still goes by the MSR.
#pragma once

#include <array>

#include "memtype/cpu/effective.hpp"
#include "memtype/domain.hpp"
#include "memtype/linux/config.hpp"

namespace memtype::kernel {

struct PatSetup {
  bool enabled = true;               // pat_enabled()
  bool in_hardware = true;           // the processor has a PAT; else PCD and PWT act alone
  std::uint64_t msr = pat_power_on;  // what the processor goes by
  // cachemode2pte, indexed by the encoding of the mode (UC 0 ... UC- 7).
  std::array<PageBits, 8> bits{};
  // pte2cachemode, indexed by PageBits::index(): the mode the kernel reads in an entry.
  std::array<MemoryType, 8> modes{};

  PageBits bits_of(MemoryType mode) const { return bits[static_cast<std::size_t>(mode)]; }
  MemoryType mode_of(PageBits page) const { return modes[page.index()]; }
  // The page attribute type that a mode's bits select in hardware; without PAT the page column of
  // the table for such processors.
  MemoryType page_type(MemoryType mode) const {
    const PageBits b = bits_of(mode);
    return in_hardware ? decode_pat(msr)[b.index()] : page_type_without_pat(b);
  }
};

// The tables as they are compiled, for a kernel that never sets PAT up: WC, WT and WP have the bits
// of UC- (arch/x86/mm/init.c). `msr`: what the processor goes by all the same.
PatSetup built_in_pat_setup(bool enabled, bool in_hardware, std::uint64_t msr);

// `page` with the bits of `more` added.
constexpr PageBits with_bits(PageBits page, PageBits more) {
  return {page.pwt || more.pwt, page.pcd || more.pcd, page.pat || more.pat};
}

// IA32_PAT in each mode; the power-on value where the mode leaves what it finds.
std::uint64_t pat_msr_for(PatMode mode, Version kernel);

// The kernel's tables for a PAT value (init_cache_modes): for each mode the lowest entry that holds
// it; a mode that no entry holds keeps its built-in default, which is UC- for WC, WT and WP.
PatSetup pat_setup(bool enabled, bool in_hardware, std::uint64_t msr);

// The modes that the kernel reads in protections which somebody made for `modes`
// (cachemode2pgprot(), then pgprot2cachemode(), arch/x86/include/asm/pgtable_types.h): a mode that
// no PAT entry holds has the bits of another, and is taken for that one. Who hands a protection to
// ioremap_prot() or remap_pfn_range() asks for this.
template <Domain D>
typename D::Set protection_modes(const PatSetup& setup, const typename D::Set& modes) {
  typename D::Set read{TypeSet{}};
  for (MemoryType mode : pat_memory_types)
    read =
        read | when(has(modes, mode), typename D::Set(TypeSet(setup.mode_of(setup.bits_of(mode)))));
  return read;
}

// Page types of a set of modes.
template <Domain D>
typename D::Set page_types(const PatSetup& setup, const typename D::Set& modes) {
  typename D::Set types{TypeSet{}};
  for (MemoryType mode : pat_memory_types)
    types = types | when(has(modes, mode), typename D::Set(TypeSet(setup.page_type(mode))));
  return types;
}

}  // namespace memtype::kernel
