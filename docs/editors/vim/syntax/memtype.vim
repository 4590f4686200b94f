" Vim syntax file: case files of memtype
if exists("b:current_syntax")
  finish
endif

syn keyword memtypeSection case machine param bar assume const calls external region before after program async check
syn keyword memtypeWord device prefetchable align range pow2 step size may overlap fail wants where any of then in when expect
syn keyword memtypeQuantifier always finally never exists
syn keyword memtypeVerdict Holds Fails Unknown
syn keyword memtypeStatement if else while do for break continue return goto switch default fallthrough
syn keyword memtypeType UC WC WT WP WB CD
syn keyword memtypeFact cpu phys_bits pat mtrr_variable mtrr_free mtrr_default mtrr_fixed
syn keyword memtypeFact mtrr_enabled mtrr_wc fixed tom2 firmware memory env kernel guest_pat
syn keyword memtypeFact host_type reserved cmdline cr0_cd smrr syscfg top_mem iorr cpus
syn keyword memtypeFact pat_enabled start
syn keyword memtypeValue intel intel_pat_low4 intel_p3 intel_p6 intel_ppro amd64 amd_k7 hygon
syn keyword memtypeValue zhaoxin intel_core intel_xeon via_c7 via_nano absent nopat linux4 linux
syn keyword memtypeValue xen msr bare_metal xen_pv xen_dom0 xen_domu kvm tdx snp hyperv hyperv_isolated on off honored ignored none
syn keyword memtypeValue free raw ram
syn keyword memtypeValue reserved acpi dram mmio rdmem wrmem unknown same differ
syn keyword memtypeConstant NULL true false PAGE_SHIFT PAGE_SIZE PAGE_MASK MTRR_TYPE_UNCACHABLE
syn keyword memtypeConstant MTRR_TYPE_WRCOMB MTRR_TYPE_WRTHROUGH MTRR_TYPE_WRPROT MTRR_TYPE_WRBACK
syn keyword memtypeConstant MEMREMAP_WB MEMREMAP_WT MEMREMAP_WC O_DSYNC O_SYNC EPERM ENOENT EIO
syn keyword memtypeConstant ENXIO EAGAIN ENOMEM EFAULT EBUSY ENODEV EINVAL ENOSPC ENOSYS EOVERFLOW U32_MAX
syn keyword memtypeConstant UINT_MAX ULONG_MAX SZ_4K SZ_8K SZ_16K SZ_32K SZ_64K SZ_128K SZ_256K
syn keyword memtypeConstant SZ_512K SZ_1M SZ_2M SZ_4M SZ_8M SZ_16M SZ_32M SZ_64M SZ_128M SZ_256M
syn keyword memtypeConstant SZ_512M SZ_1G
syn keyword memtypeCall ioremap ioremap_nocache ioremap_uc ioremap_wc ioremap_wt
syn keyword memtypeCall ioremap_cache ioremap_prot iounmap pci_iomap
syn keyword memtypeCall pci_iomap_wc pci_iomap_range pci_iomap_wc_range
syn keyword memtypeCall pci_ioremap_bar pci_ioremap_wc_bar pci_iounmap
syn keyword memtypeCall pcim_iomap pcim_iomap_range pcim_iomap_region
syn keyword memtypeCall pcim_iomap_regions pcim_iomap_regions_request_all
syn keyword memtypeCall pcim_iounmap pcim_iounmap_region pcim_iounmap_regions
syn keyword memtypeCall devm_ioremap devm_ioremap_uc devm_ioremap_wc
syn keyword memtypeCall devm_ioremap_resource devm_ioremap_resource_wc
syn keyword memtypeCall devm_iounmap devm_arch_phys_wc_add
syn keyword memtypeCall devm_arch_io_reserve_memtype_wc devres_release_all
syn keyword memtypeCall memremap memunmap devm_memremap devm_memunmap
syn keyword memtypeCall io_mapping_create_wc io_mapping_init_wc
syn keyword memtypeCall io_mapping_map_wc io_mapping_map_atomic_wc
syn keyword memtypeCall io_mapping_map_local_wc io_mapping_unmap
syn keyword memtypeCall io_mapping_unmap_atomic io_mapping_unmap_local
syn keyword memtypeCall io_mapping_fini io_mapping_free mtrr_add mtrr_del
syn keyword memtypeCall arch_phys_wc_add arch_phys_wc_del
syn keyword memtypeCall arch_io_reserve_memtype_wc arch_io_free_memtype_wc
syn keyword memtypeCall remap_pfn_range io_remap_pfn_range rdma_user_mmap_io
syn keyword memtypeCall vmf_insert_pfn vmf_insert_pfn_prot vmf_insert_mixed
syn keyword memtypeCall vmf_insert_mixed_prot vm_insert_pfn vm_insert_pfn_prot
syn keyword memtypeCall vm_insert_mixed mmap_dev_mem mmap_resource
syn keyword memtypeCall mmap_resource_wc fb_mmap munmap mmap
syn keyword memtypeCall remap_pfn_range_into zap_vma_ptes mremap fork
syn keyword memtypeCall set_memory_uc set_memory_wc set_memory_wt set_memory_wb
syn keyword memtypeCall set_pages_array_uc set_pages_array_wc set_pages_array_wt
syn keyword memtypeCall set_pages_array_wb
syn keyword memtypeFunction min max ALIGN ALIGN_DOWN PAGE_ALIGN roundup_pow_of_two
syn keyword memtypeFunction rounddown_pow_of_two mapped covered keeps_mapped aliased has same
syn keyword memtypeFunction no_worse mtrr_writes mtrr_used firmware_covers mtrr_type register_kept
syn keyword memtypeFunction IS_ERR IS_ERR_OR_NULL PTR_ERR PTR_ERR_OR_ZERO ERR_PTR

syn match memtypeType "\<UC-\ze[ \t]*[,)}]"
syn match memtypeType "\<WC+\ze[ \t]*[,)}]"
syn match memtypeNumber "\<\%(0[xX]\x\+\|\d\+\)[KMGTkmgtULul]*\>"
syn region memtypeString start=+"+ end=+"+
syn match memtypeComment "//.*$" contains=memtypeTodo
syn region memtypeComment start="/\*" end="\*/" contains=memtypeTodo
syn keyword memtypeTodo contained TODO FIXME XXX

hi def link memtypeSection Structure
hi def link memtypeWord Keyword
hi def link memtypeQuantifier Keyword
hi def link memtypeVerdict Boolean
hi def link memtypeStatement Conditional
hi def link memtypeType Type
hi def link memtypeFact Identifier
hi def link memtypeValue Constant
hi def link memtypeConstant Constant
hi def link memtypeCall Function
hi def link memtypeFunction Function
hi def link memtypeNumber Number
hi def link memtypeString String
hi def link memtypeComment Comment
hi def link memtypeTodo Todo

let b:current_syntax = "memtype"
