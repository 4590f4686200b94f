// What the rules of the kernel read of its version, once it has booted: these flags and nothing
// else. Versions with equal flags are one version to every rule; what boot makes of a version is in
// Boot (boot.hpp). Rules are given the flags and not the version, so that this is so by
// construction.
#pragma once

#include <iterator>

#include "memtype/linux/config.hpp"

namespace memtype::kernel {

struct VersionRules {
  // drivers/pci/mmap.c serves x86 (4.12). Until v4.11 a mmap() of a PCI resource whose reservation
  // was refused said -EAGAIN, and resourceN_wc existed without PAT but could not be mapped
  // (pci_mmap_page_range(), arch/x86/pci/i386.c).
  bool generic_pci_mmap = true;
  // memtype_erase() takes exact ranges alone; until 6.15 the end of an entry, too (81baf8450165,
  // 99e27b047c4c).
  bool exact_erase = true;
  // pfnmap_track() in place of VM_PAT (ed1a7814036c to b3662fb91b98).
  bool shared_tracking = true;
  // pgprot_writecombine() and pgprot_writethrough(): the mode's bits replace what was there;
  // before, they were added to it (ed1a7814036c).
  bool protections_replace = true;
  // phys_mem_access_prot_allowed() returns at once where PAT is off, before it looks at O_DSYNC
  // (1b3f2bd04d90).
  bool dev_mem_sync_needs_pat = true;
  // Until v4.13 ioremap() of a range in the ISA hole gave an address in the direct map, which is
  // WB there, whatever was asked for (8458bf94b039).
  bool isa_by_direct_map = false;
  // Between 90b926e68f50 and its revert (f9f57da2c2d1): a WB request stays WB where the MTRRs are
  // not known or off. In releases 6.1.7 to 6.1.32 alone.
  bool wb_without_mtrrs = false;
  // vm_insert_mixed() maps what is tracked for the page, as vm_insert_pfn() does (87744ab3832b,
  // 4.9 and 4.4.148).
  bool mixed_is_tracked = true;
  // devm_memremap() fails with an errno; in 4.3 with NULL (b36f4761636b).
  bool devm_memremap_errno = true;
  // io_mapping_init_wc() says so where ioremap_wc() fails (e0b3e0b1a043). From 4.9 on, when it
  // came (cafaf14a5d8f), it did not.
  bool io_mapping_may_fail = true;
  // The pcim_*() calls keep what they made one by one (bbaff68bf4a4, 6.11); before that, in a table
  // with one place for each BAR.
  bool pcim_entries = true;

  friend constexpr bool operator==(VersionRules, VersionRules) = default;
};

// All of them.
inline constexpr bool VersionRules::*all_version_rules[] = {&VersionRules::generic_pci_mmap,
                                                            &VersionRules::exact_erase,
                                                            &VersionRules::shared_tracking,
                                                            &VersionRules::protections_replace,
                                                            &VersionRules::dev_mem_sync_needs_pat,
                                                            &VersionRules::isa_by_direct_map,
                                                            &VersionRules::wb_without_mtrrs,
                                                            &VersionRules::mixed_is_tracked,
                                                            &VersionRules::devm_memremap_errno,
                                                            &VersionRules::io_mapping_may_fail,
                                                            &VersionRules::pcim_entries};
static_assert(sizeof(VersionRules) == std::size(all_version_rules));

// The fix of io_mapping_init_wc(), as the stable series got it.
constexpr bool io_mapping_is_fixed(Version kernel) {
  constexpr Version fixed[] = {{4, 9, 232}, {4, 14, 190}, {4, 19, 135}, {5, 4, 54}, {5, 7, 11}};
  for (const Version& v : fixed)
    if (kernel.major == v.major && kernel.minor == v.minor) return v <= kernel;
  return kernel < Version{4, 9} || Version{5, 8} <= kernel;
}

constexpr VersionRules rules_of(Version kernel) {
  constexpr Version tracking_rewritten{6, 16};
  return {.generic_pci_mmap = Version{4, 12} <= kernel,
          .exact_erase = tracking_rewritten <= kernel,
          .shared_tracking = tracking_rewritten <= kernel,
          .protections_replace = tracking_rewritten <= kernel,
          .dev_mem_sync_needs_pat = tracking_rewritten <= kernel,
          .isa_by_direct_map = kernel < Version{4, 14},
          .wb_without_mtrrs = Version{6, 1, 7} <= kernel && kernel < Version{6, 1, 33},
          .mixed_is_tracked =
              Version{4, 9} <= kernel || (Version{4, 4, 148} <= kernel && kernel < Version{4, 5}),
          .devm_memremap_errno = Version{4, 4} <= kernel,
          .io_mapping_may_fail = io_mapping_is_fixed(kernel),
          .pcim_entries = Version{6, 11} <= kernel};
}

}  // namespace memtype::kernel
