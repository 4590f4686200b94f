#include "memtype/cases/functions.hpp"

#include <algorithm>
#include <iterator>
#include <stdexcept>

#include "language/kernel_mapping_calls.hpp"
#include "language/user_mapping_calls.hpp"
#include "semantics/check_functions.hpp"

namespace memtype::cases {
namespace {

using call_rows::oldest, call_rows::R, call_rows::Result, call_rows::T, call_rows::Version;

constexpr FunctionInfo mtrr_calls[] = {
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
};

constexpr FunctionInfo other_calls[] = {
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
    {"IS_ERR", Arithmetic::is_err, "a", "pointer", Result::number, "include/linux/err.h"},
    {"IS_ERR_OR_NULL", Arithmetic::is_err_or_null, "a", "pointer", Result::number,
     "include/linux/err.h"},
    {"PTR_ERR", Arithmetic::ptr_err, "a", "pointer", Result::number, "include/linux/err.h"},
    {"PTR_ERR_OR_ZERO", Arithmetic::ptr_err_or_zero, "a", "pointer", Result::number,
     "include/linux/err.h"},
    {"ERR_PTR", Arithmetic::err_ptr, "n", "error", Result::number, "include/linux/err.h"},
};

template <std::size_t... n>
constexpr auto with_questions(std::index_sequence<n...>) {
  constexpr std::size_t calls = std::size(call_rows::kernel_mapping_calls) + std::size(mtrr_calls) +
                                std::size(call_rows::user_mapping_calls) + std::size(other_calls);
  std::array<FunctionInfo, calls + sizeof...(n)> all{};
  auto next = all.begin();
  const auto append = [&](const auto& part) {
    next = std::copy(std::begin(part), std::end(part), next);
  };
  append(call_rows::kernel_mapping_calls);
  append(mtrr_calls);
  append(call_rows::user_mapping_calls);
  append(other_calls);
  const auto add = [&](std::size_t number, const CheckFunctionRow& row) {
    *next++ = {row.name,       CheckFunction{number}, row.arguments,
               row.parameters, Result::number,        "docs/case-language.md"};
  };
  (add(n, std::tuple_element_t<n, CheckFunctions>::row), ...);
  return all;
}
constexpr auto function_table =
    with_questions(std::make_index_sequence<std::tuple_size_v<CheckFunctions>>{});

template <std::size_t... n>
constexpr auto question_rows(std::index_sequence<n...>) {
  return std::array{std::tuple_element_t<n, CheckFunctions>::row...};
}

constexpr bool is_pcim(KernelRule rule) {
  return rule == R::pcim_iomap || rule == R::pcim_iomap_range || rule == R::pcim_iomap_region ||
         rule == R::pcim_iomap_regions || rule == R::pcim_iomap_all || rule == R::pcim_iounmap ||
         rule == R::pcim_iounmap_region;
}

// Managed calls hang on rules that know Devres; a row of another rule would not be undone.
constexpr bool can_be_managed(KernelRule rule) {
  return rule == R::ioremap || rule == R::ioremap_resource || rule == R::unmap ||
         rule == R::phys_wc_add || rule == R::reserve_io_memtype || rule == R::release_managed ||
         rule == R::memremap || is_pcim(rule);
}
static_assert(std::all_of(function_table.begin(), function_table.end(), [](const FunctionInfo& f) {
  const KernelCall* call = f.kernel_call();
  return call == nullptr || !call->managed || can_be_managed(call->rule);
}));

// Rules that read the cache mode of their row.
constexpr bool needs_mode(KernelRule rule) {
  return rule == R::ioremap || rule == R::ioremap_resource || rule == R::pci_iomap ||
         rule == R::mmap_resource || rule == R::set_memory || rule == R::set_pages_array;
}
static_assert(std::all_of(function_table.begin(), function_table.end(), [](const FunctionInfo& f) {
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
    {"devm_ioremap_nocache", "devm_ioremap"},
    {"vm_iomap_memory", "io_remap_pfn_range"},
    {"drm_mtrr_add", "mtrr_add"},
    {"drm_mtrr_del", "mtrr_del"},
    {"ttm_bo_kmap", "ioremap_wc"},
    {"ttm_bo_kunmap", "iounmap"},
    {"set_pages_uc", "set_memory_uc"},
    {"set_pages_wb", "set_memory_wb"},
    {"MIN", "min"},
    {"MAX", "max"},
    {"min_t", "min"},
    {"max_t", "max"},
};

template <class Wanted>
const FunctionInfo& row_where(Wanted wanted) {
  const auto row = std::find_if(function_table.begin(), function_table.end(), wanted);
  if (row == function_table.end()) throw std::logic_error("no such function");
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

std::span<const FunctionInfo> functions() { return function_table; }

const FunctionInfo* find_function(std::string_view name) {
  const auto row = std::find_if(function_table.begin(), function_table.end(),
                                [&](const FunctionInfo& r) { return r.name == name; });
  return row == function_table.end() ? nullptr : &*row;
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
