#include "memtype/cases/functions.hpp"

#include <algorithm>
#include <iterator>

namespace memtype::cases {
namespace {

using F = Function;
constexpr auto call = FunctionGroup::kernel_call;
constexpr auto pure = FunctionGroup::arithmetic;
constexpr auto property = FunctionGroup::property;

using R = ResultKind;
constexpr auto oldest = kernel::oldest_version;

constexpr FunctionInfo table[] = {
    {F::ioremap, "ioremap", call, "nn", "address, size", R::mapping,
     "arch/x86/mm/ioremap.c: ioremap"},
    {F::ioremap_nocache, "ioremap_nocache", call, "nn", "address, size", R::mapping,
     "arch/x86/mm/ioremap.c: ioremap_nocache", oldest, kernel::Version{5, 6}},
    {F::ioremap_uc, "ioremap_uc", call, "nn", "address, size", R::mapping,
     "arch/x86/mm/ioremap.c: ioremap_uc"},
    {F::ioremap_wc, "ioremap_wc", call, "nn", "address, size", R::mapping,
     "arch/x86/mm/ioremap.c: ioremap_wc"},
    {F::ioremap_wt, "ioremap_wt", call, "nn", "address, size", R::mapping,
     "arch/x86/mm/ioremap.c: ioremap_wt"},
    {F::ioremap_cache, "ioremap_cache", call, "nn", "address, size", R::mapping,
     "arch/x86/mm/ioremap.c: ioremap_cache"},
    {F::ioremap_prot, "ioremap_prot", call, "nnt", "address, size, TYPE", R::mapping,
     "arch/x86/mm/ioremap.c: ioremap_prot"},
    {F::iounmap, "iounmap", call, "m", "mapping", R::nothing, "arch/x86/mm/ioremap.c: iounmap"},

    // A BAR is given by its place, in place of device and number.
    {F::pci_iomap, "pci_iomap", call, "nn", "start, length", R::mapping,
     "drivers/pci/iomap.c: pci_iomap"},
    {F::pci_iomap_wc, "pci_iomap_wc", call, "nn", "start, length", R::mapping,
     "drivers/pci/iomap.c: pci_iomap_wc", kernel::Version{4, 3}},
    {F::pci_iomap_range, "pci_iomap_range", call, "nnnn", "start, length, offset, maxlen",
     R::mapping, "drivers/pci/iomap.c: pci_iomap_range"},
    {F::pci_iomap_wc_range, "pci_iomap_wc_range", call, "nnnn", "start, length, offset, maxlen",
     R::mapping, "drivers/pci/iomap.c: pci_iomap_wc_range", kernel::Version{4, 3}},
    {F::pci_ioremap_bar, "pci_ioremap_bar", call, "nn", "start, length", R::mapping,
     "drivers/pci/pci.c: pci_ioremap_bar"},
    {F::pci_ioremap_wc_bar, "pci_ioremap_wc_bar", call, "nn", "start, length", R::mapping,
     "drivers/pci/pci.c: pci_ioremap_wc_bar", kernel::Version{4, 3}},
    {F::pci_iounmap, "pci_iounmap", call, "m", "mapping", R::nothing,
     "arch/x86/mm/ioremap.c: iounmap"},

    {F::devm_ioremap, "devm_ioremap", call, "nn", "address, size", R::mapping,
     "lib/devres.c: devm_ioremap"},
    {F::devm_ioremap_uc, "devm_ioremap_uc", call, "nn", "address, size", R::mapping,
     "lib/devres.c: devm_ioremap_uc", kernel::Version{5, 5}},
    {F::devm_ioremap_wc, "devm_ioremap_wc", call, "nn", "address, size", R::mapping,
     "lib/devres.c: devm_ioremap_wc"},
    {F::devm_ioremap_resource, "devm_ioremap_resource", call, "nn", "start, length",
     R::mapping_or_errno, "lib/devres.c: devm_ioremap_resource"},
    {F::devm_ioremap_resource_wc, "devm_ioremap_resource_wc", call, "nn", "start, length",
     R::mapping_or_errno, "lib/devres.c: devm_ioremap_resource_wc", kernel::Version{5, 5}},
    {F::devm_iounmap, "devm_iounmap", call, "m", "mapping", R::nothing,
     "lib/devres.c: devm_iounmap"},
    {F::devm_arch_phys_wc_add, "devm_arch_phys_wc_add", call, "nn", "base, size", R::number,
     "lib/devres.c: devm_arch_phys_wc_add", kernel::Version{5, 16}},
    {F::devm_arch_io_reserve_memtype_wc, "devm_arch_io_reserve_memtype_wc", call, "nn",
     "address, size", R::errno_or_0, "lib/devres.c: devm_arch_io_reserve_memtype_wc",
     kernel::Version{5, 16}},
    {F::devres_release_all, "devres_release_all", call, "", "", R::nothing,
     "drivers/base/devres.c: devres_release_all"},

    {F::memremap, "memremap", call, "nnn", "address, size, flags", R::mapping,
     "kernel/iomem.c: memremap", kernel::Version{4, 3}},
    {F::memunmap, "memunmap", call, "m", "mapping", R::nothing, "kernel/iomem.c: memunmap",
     kernel::Version{4, 3}},

    {F::mtrr_add, "mtrr_add", call, "nnn?n", "base, size, type, increment", R::number,
     "arch/x86/kernel/cpu/mtrr/mtrr.c: mtrr_add"},
    {F::mtrr_del, "mtrr_del", call, "nnn", "register, base, size", R::number,
     "arch/x86/kernel/cpu/mtrr/mtrr.c: mtrr_del"},
    {F::arch_phys_wc_add, "arch_phys_wc_add", call, "nn", "base, size", R::number,
     "arch/x86/kernel/cpu/mtrr/mtrr.c: arch_phys_wc_add"},
    {F::arch_phys_wc_del, "arch_phys_wc_del", call, "n", "cookie", R::nothing,
     "arch/x86/kernel/cpu/mtrr/mtrr.c: arch_phys_wc_del"},
    {F::arch_io_reserve_memtype_wc, "arch_io_reserve_memtype_wc", call, "nn", "address, size",
     R::errno_or_0, "arch/x86/mm/pat/memtype.c: arch_io_reserve_memtype_wc", kernel::Version{4, 9}},
    {F::arch_io_free_memtype_wc, "arch_io_free_memtype_wc", call, "nn", "address, size", R::nothing,
     "arch/x86/mm/pat/memtype.c: arch_io_free_memtype_wc", kernel::Version{4, 9}},

    {F::remap_pfn_range, "remap_pfn_range", call, "nnt", "address, size, TYPE", R::errno_or_0,
     "mm/memory.c: remap_pfn_range"},
    {F::io_remap_pfn_range, "io_remap_pfn_range", call, "nnt", "address, size, TYPE", R::errno_or_0,
     "mm/memory.c: remap_pfn_range"},
    {F::vmf_insert_pfn, "vmf_insert_pfn", call, "nt", "address, TYPE", R::nothing,
     "mm/memory.c: vmf_insert_pfn_prot", kernel::Version{4, 17}},
    {F::mmap_dev_mem, "mmap_dev_mem", call, "nn?n", "address, size, flags", R::mapping_or_errno,
     "drivers/char/mem.c: mmap_mem"},
    {F::mmap_resource, "mmap_resource", call, "nn", "address, size", R::mapping_or_errno,
     "drivers/pci/mmap.c: pci_mmap_resource_range"},
    {F::mmap_resource_wc, "mmap_resource_wc", call, "nn", "address, size", R::mapping_or_errno,
     "drivers/pci/mmap.c: pci_mmap_resource_range"},
    {F::fb_mmap, "fb_mmap", call, "nn", "address, size", R::mapping_or_errno,
     "drivers/video/fbdev/core/fb_io_fops.c: fb_io_mmap"},
    {F::munmap, "munmap", call, "m", "mapping", R::nothing,
     "arch/x86/mm/pat/memtype.c: untrack_pfn"},

    {F::set_memory_uc, "set_memory_uc", call, "an", "address, numpages", R::errno_or_0,
     "arch/x86/mm/pat/set_memory.c: set_memory_uc"},
    {F::set_memory_wc, "set_memory_wc", call, "an", "address, numpages", R::errno_or_0,
     "arch/x86/mm/pat/set_memory.c: set_memory_wc"},
    {F::set_memory_wt, "set_memory_wt", call, "an", "address, numpages", R::errno_or_0,
     "arch/x86/mm/pageattr.c: set_memory_wt", oldest, kernel::Version{5, 4}},
    {F::set_memory_wb, "set_memory_wb", call, "an", "address, numpages", R::errno_or_0,
     "arch/x86/mm/pat/set_memory.c: set_memory_wb"},
    {F::set_pages_array_uc, "set_pages_array_uc", call, "an", "address, numpages", R::errno_or_0,
     "arch/x86/mm/pat/set_memory.c: set_pages_array_uc"},
    {F::set_pages_array_wc, "set_pages_array_wc", call, "an", "address, numpages", R::errno_or_0,
     "arch/x86/mm/pat/set_memory.c: set_pages_array_wc"},
    {F::set_pages_array_wt, "set_pages_array_wt", call, "an", "address, numpages", R::errno_or_0,
     "arch/x86/mm/pat/set_memory.c: set_pages_array_wt", oldest, kernel::Version{5, 18}},
    {F::set_pages_array_wb, "set_pages_array_wb", call, "an", "address, numpages", R::errno_or_0,
     "arch/x86/mm/pat/set_memory.c: set_pages_array_wb"},

    {F::min, "min", pure, "nn", "a, b", R::number, "C"},
    {F::max, "max", pure, "nn", "a, b", R::number, "C"},
    {F::align_up, "ALIGN", pure, "nn", "x, alignment", R::number, "include/linux/align.h"},
    {F::align_down, "ALIGN_DOWN", pure, "nn", "x, alignment", R::number, "include/linux/align.h"},
    {F::page_align, "PAGE_ALIGN", pure, "n", "x", R::number, "include/linux/mm.h"},
    {F::roundup_pow_of_two, "roundup_pow_of_two", pure, "n", "x", R::number,
     "include/linux/log2.h"},
    {F::rounddown_pow_of_two, "rounddown_pow_of_two", pure, "n", "x", R::number,
     "include/linux/log2.h"},
    {F::mapped, "mapped", property, "r", "region", R::number, "docs/case-language.md"},
    {F::aliased, "aliased", property, "r", "region", R::number, "docs/case-language.md"},
    {F::has, "has", property, "rt", "region, TYPE", R::number, "docs/case-language.md"},
    {F::same, "same", property, "rr", "region, region", R::number, "docs/case-language.md"},
    {F::no_worse, "no_worse", property, "rr", "region, region", R::number, "docs/case-language.md"},
    {F::mtrr_writes, "mtrr_writes", property, "p", "program", R::number, "docs/case-language.md"},
    {F::mtrr_used, "mtrr_used", property, "p", "program", R::number, "docs/case-language.md"},
    {F::firmware_covers, "firmware_covers", property, "nn", "address, size", R::number,
     "docs/case-language.md"},
};

}  // namespace

std::span<const FunctionInfo> functions() { return table; }

const FunctionInfo* find_function(std::string_view wanted) {
  const auto* row = std::find_if(std::begin(table), std::end(table),
                                 [&](const FunctionInfo& r) { return r.name == wanted; });
  return row == std::end(table) ? nullptr : row;
}

const FunctionInfo& info(Function function) {
  return *std::find_if(std::begin(table), std::end(table),
                       [&](const FunctionInfo& r) { return r.function == function; });
}

}  // namespace memtype::cases
