// What KVM as the host makes of a guest's memory: the type in the nested page tables, and whether
// the guest's PAT takes part. These are the facts `host_type` and `guest_pat` of a case under `env
// kvm`.
//
// Read from arch/x86/kvm/vmx/vmx.c (vmx_get_mt_mask, vmx_ignore_guest_pat), arch/x86/kvm/mmu/spte.c
// (kvm_is_mmio_pfn) and arch/x86/kvm/svm/svm.c of v6.12 to v7.3. Since v6.11 the guest's MTRRs have
// no part in it; before, with non-coherent DMA, they had: not modelled.
#pragma once

#include "memtype/types.hpp"

namespace memtype::kernel {

struct KvmHost {
  bool intel = true;  // VMX with EPT; else SVM with nested paging
  bool tdx = false;   // the guest is a trust domain
  // A device whose DMA does not snoop the caches is assigned to the guest.
  bool noncoherent_dma = false;
  // KVM_X86_QUIRK_IGNORE_GUEST_PAT, on unless the VMM switches it off: since v6.16 and, backported,
  // in later v6.12 kernels, with EPT on a processor that snoops itself. Else it cannot be off.
  bool ignore_pat_quirk = true;
};

// Does the guest's PAT take part in the type?
constexpr bool honors_guest_pat(const KvmHost& host) {
  return !host.intel || host.tdx || host.noncoherent_dma || !host.ignore_pat_quirk;
}

// What the host knows of a page that it maps into the guest.
struct HostPage {
  bool has_struct_page = true;       // pfn_valid()
  bool reserved = false;             // PG_reserved, and not the zero page
  bool pat_enabled = true;           // of the host
  TypeSet tracked = MemoryType::WB;  // the host's lookup_memtype() of the page
  bool listed_as_ram = true;         // the host's e820 map
};

// kvm_is_mmio_pfn(). A page with a struct page counts if it is reserved and, where the host has
// PAT, its own reservation is uncached or write-combining; any other unless the memory map lists it
// as RAM.
constexpr bool is_host_mmio(const HostPage& page) {
  if (!page.has_struct_page) return !page.listed_as_ram;
  const TypeSet uncached = TypeSet::of(MemoryType::UC, MemoryType::UC_minus, MemoryType::WC);
  return page.reserved && (!page.pat_enabled || page.tracked.intersects(uncached));
}

struct EptType {
  MemoryType type = MemoryType::WB;
  bool ignore_pat = false;
  friend constexpr bool operator==(EptType, EptType) = default;
};

// vmx_get_mt_mask(): MMIO is UC, and the guest's PAT takes part there in any case.
constexpr EptType ept_type(const KvmHost& host, bool mmio) {
  if (mmio) return {MemoryType::UC, false};
  return {MemoryType::WB, !honors_guest_pat(host)};
}

}  // namespace memtype::kernel
