// What the rules of the kernel read of its version, once it has booted: these flags and nothing
// else. Versions with equal flags are one version to every rule; what boot makes of a version is in
// Boot (boot.hpp). Rules are given the flags and not the version, so that this is so by
// construction.
#pragma once

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

  friend constexpr bool operator==(VersionRules, VersionRules) = default;
};

constexpr VersionRules rules_of(Version kernel) {
  constexpr Version tracking_rewritten{6, 16};
  return {.generic_pci_mmap = Version{4, 12} <= kernel,
          .exact_erase = tracking_rewritten <= kernel,
          .shared_tracking = tracking_rewritten <= kernel,
          .protections_replace = tracking_rewritten <= kernel,
          .dev_mem_sync_needs_pat = tracking_rewritten <= kernel,
          .isa_by_direct_map = kernel < Version{4, 14},
          .wb_without_mtrrs = Version{6, 1, 7} <= kernel && kernel < Version{6, 1, 33}};
}

}  // namespace memtype::kernel
