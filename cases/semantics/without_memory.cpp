#include "semantics/without_memory.hpp"

#include "memtype/linux/errno.hpp"

namespace memtype::cases {

WithoutMemory without_memory(const FunctionInfo& function) {
  const KernelCall* call = function.kernel_call();
  if (call == nullptr) return WithoutMemory::needs_none;
  switch (call->rule) {
    // arch/x86/mm/ioremap.c: __ioremap_caller() takes the reservation back where
    // get_vm_area_caller() or ioremap_page_range() fails; lib/devres.c: devres_alloc() comes first.
    // kernel/iomem.c: memremap() of several flags tries them in turn: here all of its tries fail.
    case KernelRule::ioremap:
    case KernelRule::ioremap_prot:
    case KernelRule::ioremap_resource:
    case KernelRule::pci_iomap:
    case KernelRule::memremap:
    // include/linux/io-mapping.h: the structure, then ioremap_wc(). drivers/pci/devres.c: the entry
    // comes first, and what was requested before a failure is given back.
    case KernelRule::io_mapping:
    case KernelRule::pcim_iomap:
    case KernelRule::pcim_iomap_range:
    case KernelRule::pcim_iomap_region:
    case KernelRule::pcim_iomap_regions:
    case KernelRule::pcim_iomap_all:
    // arch/x86/mm/pat/memtype.c: memtype_reserve() allocates before it looks for a conflict.
    case KernelRule::reserve_io_memtype:
    // mm/memory.c: remap_pfn_range() fails in the mmap() of a driver, which then takes the area
    // back (mm/vma.c); vmf_insert_pfn_prot() gives VM_FAULT_OOM.
    case KernelRule::remap_pfn_range:
    case KernelRule::mmap_dev_mem:
    case KernelRule::mmap_resource:
    case KernelRule::mmap_frame_buffer:
    case KernelRule::rdma_mmap_io:
    case KernelRule::insert_pfn:
    case KernelRule::insert_mixed:
    // mm/mmap.c: vm_area_alloc(). mm/mremap.c: move_vma() puts back what it moved. kernel/fork.c:
    // dup_mmap() takes the child back.
    case KernelRule::make_area:
    case KernelRule::mremap:
    case KernelRule::fork: return WithoutMemory::fails_whole;
    // lib/devres.c: devm_arch_phys_wc_add() allocates before anything else; the call itself needs
    // no memory.
    case KernelRule::phys_wc_add:
      return call->managed ? WithoutMemory::fails_whole : WithoutMemory::needs_none;
    // arch/x86/mm/pat/set_memory.c: __change_page_attr_set_clr() stops at the large page that it
    // cannot split. mm/memory.c: remap_pfn_range_notrack() leaves the pages before in the area.
    case KernelRule::set_memory:
    case KernelRule::set_pages_array:
    case KernelRule::remap_into_area: return WithoutMemory::fails_in_part;
    case KernelRule::unmap:
    case KernelRule::release_managed:
    case KernelRule::part_of_io_mapping:
    case KernelRule::no_effect:
    case KernelRule::pcim_iounmap:
    case KernelRule::pcim_iounmap_region:
    case KernelRule::mtrr_add:
    case KernelRule::mtrr_del:
    case KernelRule::phys_wc_del:
    case KernelRule::free_io_memtype:
    case KernelRule::zap_pages:
    case KernelRule::munmap:
    case KernelRule::external: return WithoutMemory::needs_none;
  }
  return WithoutMemory::needs_none;
}

std::int64_t result_without_memory(const FunctionInfo& function) {
  const bool null = function.result == ResultKind::mapping;
  return null || function.result == ResultKind::nothing ? 0 : kernel::error_nomem;
}

}  // namespace memtype::cases
