// What other implementations are known to do where they part from the manual. A difference counts
// as known only when the answer is exactly the one predicted here.
#pragma once

#include "memtype/cpu/msr.hpp"

namespace memtype::conform {

// Xen, mtrr_get_type(): the type of the 2^order pages around an address, or -1 for "split it".
int xen_region_type(const MsrFile& file, std::uint64_t address, unsigned order);

// KVM up to Linux 6.10: kvm_mtrr_get_guest_memory_type() of one page.
int kvm_page_type(const MsrFile& file, std::uint64_t address);

// KVM up to Linux 6.10: kvm_mtrr_check_gfn_range_consistency() of 2^order pages.
bool kvm_region_uniform(const MsrFile& file, std::uint64_t address, unsigned order);

}  // namespace memtype::conform
