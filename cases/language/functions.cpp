#include "memtype/cases/functions.hpp"

#include <algorithm>
#include <iterator>
#include <stdexcept>

#include "semantics/check_functions.hpp"

namespace memtype::cases {
namespace {

using R = KernelRule;
using T = MemoryType;
using Result = ResultKind;
using kernel::Version;
constexpr auto oldest = kernel::oldest_version;

constexpr FunctionInfo calls[] = {
    {"ioremap", KernelCall{.rule = R::ioremap, .mode = T::UC_minus, .footprint = Footprint::memory},
     "nn", "address, size", Result::mapping, "arch/x86/mm/ioremap.c: ioremap"},
    {"ioremap_nocache",
     KernelCall{.rule = R::ioremap, .mode = T::UC_minus, .footprint = Footprint::memory}, "nn",
     "address, size", Result::mapping, "arch/x86/mm/ioremap.c: ioremap_nocache", oldest,
     Version{5, 6}},
    {"ioremap_uc", KernelCall{.rule = R::ioremap, .mode = T::UC, .footprint = Footprint::memory},
     "nn", "address, size", Result::mapping, "arch/x86/mm/ioremap.c: ioremap_uc"},
    {"ioremap_wc", KernelCall{.rule = R::ioremap, .mode = T::WC, .footprint = Footprint::memory},
     "nn", "address, size", Result::mapping, "arch/x86/mm/ioremap.c: ioremap_wc"},
    {"ioremap_wt", KernelCall{.rule = R::ioremap, .mode = T::WT, .footprint = Footprint::memory},
     "nn", "address, size", Result::mapping, "arch/x86/mm/ioremap.c: ioremap_wt"},
    {"ioremap_cache",
     KernelCall{.rule = R::ioremap, .mode = T::WB, .footprint = Footprint::memory_and_mtrrs}, "nn",
     "address, size", Result::mapping, "arch/x86/mm/ioremap.c: ioremap_cache"},
    {"ioremap_prot", KernelCall{.rule = R::ioremap_prot}, "nnt", "address, size, TYPE",
     Result::mapping, "arch/x86/mm/ioremap.c: ioremap_prot"},
    {"iounmap", KernelCall{.rule = R::unmap}, "m", "mapping", Result::nothing,
     "arch/x86/mm/ioremap.c: iounmap"},

    // A BAR is given by its place, in place of device and number.
    {"pci_iomap", KernelCall{.rule = R::pci_iomap, .mode = T::UC_minus, .by_bar = true}, "nn",
     "start, length", Result::mapping, "drivers/pci/iomap.c: pci_iomap"},
    {"pci_iomap_wc", KernelCall{.rule = R::pci_iomap, .mode = T::WC, .by_bar = true}, "nn",
     "start, length", Result::mapping, "drivers/pci/iomap.c: pci_iomap_wc", Version{4, 3}},
    {"pci_iomap_range", KernelCall{.rule = R::pci_iomap, .mode = T::UC_minus, .by_bar = true},
     "nnnn", "start, length, offset, maxlen", Result::mapping,
     "drivers/pci/iomap.c: pci_iomap_range"},
    {"pci_iomap_wc_range", KernelCall{.rule = R::pci_iomap, .mode = T::WC, .by_bar = true}, "nnnn",
     "start, length, offset, maxlen", Result::mapping, "drivers/pci/iomap.c: pci_iomap_wc_range",
     Version{4, 3}},
    {"pci_ioremap_bar", KernelCall{.rule = R::ioremap, .mode = T::UC_minus, .by_bar = true}, "nn",
     "start, length", Result::mapping, "drivers/pci/pci.c: pci_ioremap_bar"},
    {"pci_ioremap_wc_bar", KernelCall{.rule = R::ioremap, .mode = T::WC, .by_bar = true}, "nn",
     "start, length", Result::mapping, "drivers/pci/pci.c: pci_ioremap_wc_bar", Version{4, 3}},
    {"pci_iounmap", KernelCall{.rule = R::unmap}, "m", "mapping", Result::nothing,
     "arch/x86/mm/ioremap.c: iounmap"},

    {"devm_ioremap", KernelCall{.rule = R::ioremap, .mode = T::UC_minus, .managed = true}, "nn",
     "address, size", Result::mapping, "lib/devres.c: devm_ioremap"},
    {"devm_ioremap_uc", KernelCall{.rule = R::ioremap, .mode = T::UC, .managed = true}, "nn",
     "address, size", Result::mapping, "lib/devres.c: devm_ioremap_uc", Version{5, 5}},
    {"devm_ioremap_wc", KernelCall{.rule = R::ioremap, .mode = T::WC, .managed = true}, "nn",
     "address, size", Result::mapping, "lib/devres.c: devm_ioremap_wc"},
    {"devm_ioremap_resource",
     KernelCall{.rule = R::ioremap_resource, .mode = T::UC_minus, .managed = true}, "nn",
     "start, length", Result::mapping_or_errno, "lib/devres.c: devm_ioremap_resource"},
    {"devm_ioremap_resource_wc",
     KernelCall{.rule = R::ioremap_resource, .mode = T::WC, .managed = true}, "nn", "start, length",
     Result::mapping_or_errno, "lib/devres.c: devm_ioremap_resource_wc", Version{5, 5}},
    {"devm_iounmap", KernelCall{.rule = R::unmap, .managed = true}, "m", "mapping", Result::nothing,
     "lib/devres.c: devm_iounmap"},
    {"devm_arch_phys_wc_add",
     KernelCall{.rule = R::phys_wc_add, .adds_mtrr = true, .managed = true}, "nn", "base, size",
     Result::number, "lib/devres.c: devm_arch_phys_wc_add", Version{5, 16}},
    {"devm_arch_io_reserve_memtype_wc", KernelCall{.rule = R::reserve_io_memtype, .managed = true},
     "nn", "address, size", Result::errno_or_0, "lib/devres.c: devm_arch_io_reserve_memtype_wc",
     Version{5, 16}},
    {"devres_release_all", KernelCall{.rule = R::release_managed, .managed = true}, "", "",
     Result::nothing, "drivers/base/devres.c: devres_release_all"},

    {"memremap", KernelCall{.rule = R::memremap}, "nnn", "address, size, flags", Result::mapping,
     "kernel/iomem.c: memremap", Version{4, 3}},
    {"memunmap", KernelCall{.rule = R::unmap}, "m", "mapping", Result::nothing,
     "kernel/iomem.c: memunmap", Version{4, 3}},

    {"mtrr_add", KernelCall{.rule = R::mtrr_add, .footprint = Footprint::mtrrs, .adds_mtrr = true},
     "nnu?b", "base, size, type, increment", Result::number,
     "arch/x86/kernel/cpu/mtrr/mtrr.c: mtrr_add"},
    {"mtrr_del", KernelCall{.rule = R::mtrr_del, .footprint = Footprint::mtrrs}, "inn",
     "register, base, size", Result::number, "arch/x86/kernel/cpu/mtrr/mtrr.c: mtrr_del"},
    {"arch_phys_wc_add",
     KernelCall{
         .rule = R::phys_wc_add, .footprint = Footprint::mtrrs_without_pat, .adds_mtrr = true},
     "nn", "base, size", Result::number, "arch/x86/kernel/cpu/mtrr/mtrr.c: arch_phys_wc_add"},
    {"arch_phys_wc_del",
     KernelCall{.rule = R::phys_wc_del, .footprint = Footprint::mtrrs_without_pat}, "i", "cookie",
     Result::nothing, "arch/x86/kernel/cpu/mtrr/mtrr.c: arch_phys_wc_del"},
    {"arch_io_reserve_memtype_wc", KernelCall{.rule = R::reserve_io_memtype}, "nn", "address, size",
     Result::errno_or_0, "arch/x86/mm/pat/memtype.c: arch_io_reserve_memtype_wc", Version{4, 9}},
    {"arch_io_free_memtype_wc", KernelCall{.rule = R::free_io_memtype}, "nn", "address, size",
     Result::nothing, "arch/x86/mm/pat/memtype.c: arch_io_free_memtype_wc", Version{4, 9}},

    {"remap_pfn_range", KernelCall{.rule = R::remap_pfn_range, .user_space = true}, "nnt",
     "address, size, TYPE", Result::errno_or_0, "mm/memory.c: remap_pfn_range"},
    {"io_remap_pfn_range", KernelCall{.rule = R::remap_pfn_range, .user_space = true}, "nnt",
     "address, size, TYPE", Result::errno_or_0, "mm/memory.c: remap_pfn_range"},
    {"vmf_insert_pfn", KernelCall{.rule = R::insert_pfn, .user_space = true}, "nt", "address, TYPE",
     Result::nothing, "mm/memory.c: vmf_insert_pfn_prot", Version{4, 17}},
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

    {"set_memory_uc", KernelCall{.rule = R::set_memory, .mode = T::UC_minus}, "ai",
     "address, numpages", Result::errno_or_0, "arch/x86/mm/pat/set_memory.c: set_memory_uc"},
    {"set_memory_wc", KernelCall{.rule = R::set_memory, .mode = T::WC}, "ai", "address, numpages",
     Result::errno_or_0, "arch/x86/mm/pat/set_memory.c: set_memory_wc"},
    {"set_memory_wt", KernelCall{.rule = R::set_memory, .mode = T::WT}, "ai", "address, numpages",
     Result::errno_or_0, "arch/x86/mm/pageattr.c: set_memory_wt", oldest, Version{5, 4}},
    {"set_memory_wb", KernelCall{.rule = R::set_memory, .mode = T::WB}, "ai", "address, numpages",
     Result::errno_or_0, "arch/x86/mm/pat/set_memory.c: set_memory_wb"},
    {"set_pages_array_uc", KernelCall{.rule = R::set_pages_array, .mode = T::UC_minus}, "ai",
     "address, numpages", Result::errno_or_0, "arch/x86/mm/pat/set_memory.c: set_pages_array_uc"},
    {"set_pages_array_wc", KernelCall{.rule = R::set_pages_array, .mode = T::WC}, "ai",
     "address, numpages", Result::errno_or_0, "arch/x86/mm/pat/set_memory.c: set_pages_array_wc"},
    {"set_pages_array_wt", KernelCall{.rule = R::set_pages_array, .mode = T::WT}, "ai",
     "address, numpages", Result::errno_or_0, "arch/x86/mm/pat/set_memory.c: set_pages_array_wt",
     oldest, Version{5, 18}},
    {"set_pages_array_wb", KernelCall{.rule = R::set_pages_array, .mode = T::WB}, "ai",
     "address, numpages", Result::errno_or_0, "arch/x86/mm/pat/set_memory.c: set_pages_array_wb"},

    {"min", Arithmetic::min, "nn", "a, b", Result::number, "C"},
    {"max", Arithmetic::max, "nn", "a, b", Result::number, "C"},
    {"ALIGN", Arithmetic::align_up, "nn", "x, alignment", Result::number, "include/linux/align.h"},
    {"ALIGN_DOWN", Arithmetic::align_down, "nn", "x, alignment", Result::number,
     "include/linux/align.h"},
    {"PAGE_ALIGN", Arithmetic::page_align, "n", "x", Result::number, "include/linux/mm.h"},
    {"roundup_pow_of_two", Arithmetic::roundup_pow_of_two, "n", "x", Result::number,
     "include/linux/log2.h"},
    {"rounddown_pow_of_two", Arithmetic::rounddown_pow_of_two, "n", "x", Result::number,
     "include/linux/log2.h"},
};

template <std::size_t... n>
constexpr auto with_questions(std::index_sequence<n...>) {
  std::array<FunctionInfo, std::size(calls) + sizeof...(n)> all{};
  std::copy(std::begin(calls), std::end(calls), all.begin());
  std::size_t next = std::size(calls);
  const auto add = [&](std::size_t number, const CheckFunctionRow& row) {
    all[next++] = {row.name,       CheckFunction{number}, row.arguments,
                   row.parameters, Result::number,        "docs/case-language.md"};
  };
  (add(n, std::tuple_element_t<n, CheckFunctions>::row), ...);
  return all;
}
constexpr auto table =
    with_questions(std::make_index_sequence<std::tuple_size_v<CheckFunctions>>{});

template <std::size_t... n>
constexpr auto question_rows(std::index_sequence<n...>) {
  return std::array{std::tuple_element_t<n, CheckFunctions>::row...};
}

// Managed calls hang on rules that know Devres; a row of another rule would not be undone.
constexpr bool can_be_managed(KernelRule rule) {
  return rule == R::ioremap || rule == R::ioremap_resource || rule == R::unmap ||
         rule == R::phys_wc_add || rule == R::reserve_io_memtype || rule == R::release_managed;
}
static_assert(std::all_of(table.begin(), table.end(), [](const FunctionInfo& f) {
  const KernelCall* call = f.kernel_call();
  return call == nullptr || !call->managed || can_be_managed(call->rule);
}));

// Rules that read the cache mode of their row.
constexpr bool needs_mode(KernelRule rule) {
  return rule == R::ioremap || rule == R::ioremap_resource || rule == R::pci_iomap ||
         rule == R::mmap_resource || rule == R::set_memory || rule == R::set_pages_array;
}
static_assert(std::all_of(table.begin(), table.end(), [](const FunctionInfo& f) {
  const KernelCall* call = f.kernel_call();
  return call == nullptr || !needs_mode(call->rule) || call->mode.has_value();
}));

struct Spelling {
  std::string_view written, meant;
};
constexpr Spelling other_spellings[] = {
    {"ioremap_uncached", "ioremap_uc"},
    {"ioremap_writecombine", "ioremap_wc"},
    {"ioremap_writethrough", "ioremap_wt"},
    {"ioremap_writeback", "ioremap_cache"},
    {"ioremap_cached", "ioremap_cache"},
    {"pcim_iomap", "pci_iomap"},
    {"devm_ioremap_nocache", "devm_ioremap"},
    {"vm_iomap_memory", "io_remap_pfn_range"},
    {"vm_insert_pfn", "vmf_insert_pfn"},
    {"set_pages_uc", "set_memory_uc"},
    {"set_pages_wb", "set_memory_wb"},
    {"MIN", "min"},
    {"MAX", "max"},
    {"min_t", "min"},
    {"max_t", "max"},
};

template <class Wanted>
const FunctionInfo& row_where(Wanted wanted) {
  const auto row = std::find_if(table.begin(), table.end(), wanted);
  if (row == table.end()) throw std::logic_error("no such function");
  return *row;
}

}  // namespace

const CheckFunction CheckFunction::mapped = check_function<check_functions::Mapped>();
const CheckFunction CheckFunction::covered = check_function<check_functions::Covered>();
const CheckFunction CheckFunction::keeps_mapped = check_function<check_functions::KeepsMapped>();
const CheckFunction CheckFunction::aliased = check_function<check_functions::Aliased>();
const CheckFunction CheckFunction::same = check_function<check_functions::Same>();
const CheckFunction CheckFunction::no_worse = check_function<check_functions::NoWorse>();
const CheckFunction CheckFunction::mtrr_writes = check_function<check_functions::MtrrWrites>();
const CheckFunction CheckFunction::mtrr_used = check_function<check_functions::MtrrUsed>();
const CheckFunction CheckFunction::firmware_covers =
    check_function<check_functions::FirmwareCovers>();

const CheckFunctionRow& row_of(CheckFunction function) {
  static constexpr auto rows =
      question_rows(std::make_index_sequence<std::tuple_size_v<CheckFunctions>>{});
  return rows[function.number];
}

std::span<const FunctionInfo> functions() { return table; }

const FunctionInfo* find_function(std::string_view name) {
  const auto row = std::find_if(table.begin(), table.end(),
                                [&](const FunctionInfo& r) { return r.name == name; });
  return row == table.end() ? nullptr : &*row;
}

std::string_view other_spelling(std::string_view name) {
  for (const Spelling& s : other_spellings)
    if (s.written == name) return s.meant;
  return {};
}

const FunctionInfo& plain_call(KernelRule rule, std::optional<MemoryType> mode) {
  return row_where([&](const FunctionInfo& f) {
    const KernelCall* call = f.kernel_call();
    return call != nullptr && call->rule == rule && call->mode == mode && !call->managed &&
           !call->by_bar;
  });
}

const FunctionInfo& function_of(Arithmetic function) {
  return row_where([&](const FunctionInfo& f) {
    return f.arithmetic() != nullptr && *f.arithmetic() == function;
  });
}

const FunctionInfo& function_of(CheckFunction function) {
  return row_where([&](const FunctionInfo& f) {
    return f.check_function() != nullptr && *f.check_function() == function;
  });
}

}  // namespace memtype::cases
