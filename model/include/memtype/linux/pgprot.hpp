// What drivers make of a protection before they hand it to remap_pfn_range().
//
// Read from arch/x86/include/asm/pgtable.h (pgprot_noncached) and arch/x86/mm/pat/memtype.c
// (pgprot_writecombine, pgprot_writethrough) of v6.12 and v7.3. The bits are those of a page-table
// entry; the kernel reads a mode in them with PatSetup::mode_of().
#pragma once

#include "memtype/linux/pat_setup.hpp"
#include "memtype/linux/version_rules.hpp"

namespace memtype::kernel {

// Adds the bits of UC-, in every version.
inline PageBits pgprot_noncached(const PatSetup& pat, PageBits page) {
  return with_bits(page, pat.bits_of(MemoryType::UC_minus));
}
inline PageBits pgprot_writecombine(const PatSetup& pat, PageBits page, VersionRules rules) {
  const PageBits mode = pat.bits_of(MemoryType::WC);
  return rules.protections_replace ? mode : with_bits(page, mode);
}
inline PageBits pgprot_writethrough(const PatSetup& pat, PageBits page, VersionRules rules) {
  const PageBits mode = pat.bits_of(MemoryType::WT);
  return rules.protections_replace ? mode : with_bits(page, mode);
}

}  // namespace memtype::kernel
