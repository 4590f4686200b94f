#include "memtype/cases/functions.hpp"

#include <algorithm>
#include <iterator>

namespace memtype::cases {
namespace {

using F = Function;
constexpr auto call = FunctionGroup::kernel_call;
constexpr auto pure = FunctionGroup::arithmetic;
constexpr auto property = FunctionGroup::property;

constexpr FunctionInfo table[] = {
    {F::ioremap, "ioremap", call, "nn", "address, size", "arch/x86/mm/ioremap.c: ioremap"},
    {F::ioremap_nocache, "ioremap_nocache", call, "nn", "address, size",
     "arch/x86/mm/ioremap.c: ioremap_nocache", kernel::oldest_version, kernel::Version{5, 6}},
    {F::ioremap_uc, "ioremap_uc", call, "nn", "address, size", "arch/x86/mm/ioremap.c: ioremap_uc"},
    {F::ioremap_wc, "ioremap_wc", call, "nn", "address, size", "arch/x86/mm/ioremap.c: ioremap_wc"},
    {F::ioremap_wt, "ioremap_wt", call, "nn", "address, size", "arch/x86/mm/ioremap.c: ioremap_wt"},
    {F::ioremap_cache, "ioremap_cache", call, "nn", "address, size",
     "arch/x86/mm/ioremap.c: ioremap_cache"},
    {F::ioremap_prot, "ioremap_prot", call, "nnt", "address, size, TYPE",
     "arch/x86/mm/ioremap.c: ioremap_prot"},
    {F::iounmap, "iounmap", call, "n", "mapping", "arch/x86/mm/ioremap.c: iounmap"},
    {F::mtrr_add, "mtrr_add", call, "nnn?n", "base, size, type, increment",
     "arch/x86/kernel/cpu/mtrr/mtrr.c: mtrr_add"},
    {F::mtrr_del, "mtrr_del", call, "nnn", "register, base, size",
     "arch/x86/kernel/cpu/mtrr/mtrr.c: mtrr_del"},
    {F::arch_phys_wc_add, "arch_phys_wc_add", call, "nn", "base, size",
     "arch/x86/kernel/cpu/mtrr/mtrr.c: arch_phys_wc_add"},
    {F::arch_phys_wc_del, "arch_phys_wc_del", call, "n", "cookie",
     "arch/x86/kernel/cpu/mtrr/mtrr.c: arch_phys_wc_del"},
    {F::min, "min", pure, "nn", "a, b", "C"},
    {F::max, "max", pure, "nn", "a, b", "C"},
    {F::align_up, "ALIGN", pure, "nn", "x, alignment", "include/linux/align.h"},
    {F::align_down, "ALIGN_DOWN", pure, "nn", "x, alignment", "include/linux/align.h"},
    {F::page_align, "PAGE_ALIGN", pure, "n", "x", "include/linux/mm.h"},
    {F::roundup_pow_of_two, "roundup_pow_of_two", pure, "n", "x", "include/linux/log2.h"},
    {F::rounddown_pow_of_two, "rounddown_pow_of_two", pure, "n", "x", "include/linux/log2.h"},
    {F::mapped, "mapped", property, "r", "region", "docs/case-language.md"},
    {F::aliased, "aliased", property, "r", "region", "docs/case-language.md"},
    {F::has, "has", property, "rt", "region, TYPE", "docs/case-language.md"},
    {F::same, "same", property, "rr", "region, region", "docs/case-language.md"},
    {F::no_worse, "no_worse", property, "rr", "region, region", "docs/case-language.md"},
    {F::mtrr_writes, "mtrr_writes", property, "p", "program", "docs/case-language.md"},
    {F::mtrr_used, "mtrr_used", property, "p", "program", "docs/case-language.md"},
    {F::firmware_covers, "firmware_covers", property, "nn", "address, size",
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
