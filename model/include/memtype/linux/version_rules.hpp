// What the rules of the kernel read of its version, once it has booted: these flags and nothing
// else. Versions with equal flags are one version to every rule; what boot makes of a version is in
// Boot (boot.hpp). Rules are given the flags and not the version, so that this is so by
// construction.
#pragma once

#include "memtype/linux/config.hpp"

namespace memtype::kernel {

struct VersionRules {
  // drivers/pci/mmap.c serves x86 (4.12). Until v4.11 a failing mmap() of a PCI resource said
  // -EAGAIN, and resourceN_wc existed without PAT.
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

  friend constexpr bool operator==(VersionRules, VersionRules) = default;
};

constexpr VersionRules rules_of(Version kernel) {
  constexpr Version tracking_rewritten{6, 16};
  return {.generic_pci_mmap = Version{4, 12} <= kernel,
          .exact_erase = tracking_rewritten <= kernel,
          .shared_tracking = tracking_rewritten <= kernel,
          .protections_replace = tracking_rewritten <= kernel,
          .dev_mem_sync_needs_pat = tracking_rewritten <= kernel};
}

}  // namespace memtype::kernel
