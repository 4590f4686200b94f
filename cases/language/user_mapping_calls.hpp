// Rows of the table of functions (functions.cpp): calls that map memory for users, and undo it.
#pragma once

#include "language/function_rows.hpp"

namespace memtype::cases::call_rows {

inline constexpr FunctionInfo user_mapping_calls[] = {
    {"remap_pfn_range", KernelCall{.rule = R::remap_pfn_range, .user_space = true}, "nnt",
     "address, size, TYPE", Result::errno_or_0, "mm/memory.c: remap_pfn_range"},
    {"io_remap_pfn_range", KernelCall{.rule = R::remap_pfn_range, .user_space = true}, "nnt",
     "address, size, TYPE", Result::errno_or_0, "mm/memory.c: remap_pfn_range"},
    {"rdma_user_mmap_io", KernelCall{.rule = R::rdma_mmap_io, .user_space = true}, "nnt",
     "address, size, TYPE", Result::errno_or_0,
     "drivers/infiniband/core/ib_core_uverbs.c: rdma_user_mmap_io", Version{4, 20}},
    {"vmf_insert_pfn", KernelCall{.rule = R::insert_pfn, .user_space = true}, "nt", "address, TYPE",
     Result::nothing, "mm/memory.c: vmf_insert_pfn_prot", Version{4, 17}},
    {"vmf_insert_pfn_prot", KernelCall{.rule = R::insert_pfn, .user_space = true}, "nt",
     "address, TYPE", Result::nothing, "mm/memory.c: vmf_insert_pfn_prot", Version{4, 20}},
    {"vmf_insert_mixed", KernelCall{.rule = R::insert_pfn, .user_space = true}, "nt",
     "address, TYPE", Result::nothing, "mm/memory.c: vmf_insert_mixed", Version{4, 17}},
    {"vmf_insert_mixed_prot", KernelCall{.rule = R::insert_pfn, .user_space = true}, "nt",
     "address, TYPE", Result::nothing, "mm/memory.c: vmf_insert_mixed_prot", Version{5, 6},
     Version{6, 4}},
    {"vm_insert_pfn", KernelCall{.rule = R::insert_pfn, .user_space = true}, "nt", "address, TYPE",
     Result::nothing, "mm/memory.c: vm_insert_pfn", oldest, Version{4, 20}},
    {"vm_insert_pfn_prot", KernelCall{.rule = R::insert_pfn, .user_space = true}, "nt",
     "address, TYPE", Result::nothing, "mm/memory.c: vm_insert_pfn_prot", Version{4, 6},
     Version{4, 20}},
    {"vm_insert_mixed", KernelCall{.rule = R::insert_mixed, .user_space = true}, "nt",
     "address, TYPE", Result::nothing, "mm/memory.c: vm_insert_mixed", oldest, Version{4, 20}},
    {"mmap_dev_mem", KernelCall{.rule = R::mmap_dev_mem, .user_space = true}, "nn?u",
     "address, size, flags", Result::mapping_or_errno, "drivers/char/mem.c: mmap_mem"},
    {"mmap_resource", KernelCall{.rule = R::mmap_resource, .mode = T::UC_minus, .user_space = true},
     "nn", "address, size", Result::mapping_or_errno,
     "drivers/pci/mmap.c: pci_mmap_resource_range"},
    {"mmap_resource_wc", KernelCall{.rule = R::mmap_resource, .mode = T::WC, .user_space = true},
     "nn", "address, size", Result::mapping_or_errno,
     "drivers/pci/mmap.c: pci_mmap_resource_range"},
    {"fb_mmap", KernelCall{.rule = R::mmap_frame_buffer, .user_space = true}, "nn", "address, size",
     Result::mapping_or_errno, "drivers/video/fbdev/core/fb_io_fops.c: fb_io_mmap"},
    {"munmap", KernelCall{.rule = R::munmap, .user_space = true}, "m?nn", "mapping, offset, size",
     Result::nothing, "mm/memory.c: unmap_single_vma; arch/x86/mm/pat/memtype.c: untrack_pfn"},

    {"mmap", KernelCall{.rule = R::make_area, .user_space = true}, "n", "size",
     Result::mapping_or_errno, "mm/mmap.c: mmap_region"},
    {"remap_pfn_range_into", KernelCall{.rule = R::remap_into_area, .user_space = true}, "mnnnt",
     "mapping, offset, address, size, TYPE", Result::errno_or_0, "mm/memory.c: remap_pfn_range"},
    {"zap_vma_ptes", KernelCall{.rule = R::zap_pages, .user_space = true}, "mnn",
     "mapping, offset, size", Result::nothing, "mm/memory.c: zap_vma_ptes"},
    {"mremap", KernelCall{.rule = R::mremap, .user_space = true}, "mn", "mapping, size",
     Result::errno_or_0, "mm/mremap.c: mremap"},
    {"fork", KernelCall{.rule = R::fork, .user_space = true}, "m", "mapping",
     Result::mapping_or_errno,
     "mm/memory.c: copy_page_range; arch/x86/mm/pat/memtype.c: track_pfn_copy"},
};

}  // namespace memtype::cases::call_rows
