// The functions a case may call: one table for the resolver (names, argument counts) and the
// interpreter (what they do). A new kernel call is a row here and a branch in calls.hpp.
#pragma once

#include <optional>
#include <span>
#include <string_view>

#include "memtype/linux/config.hpp"

namespace memtype::cases {

enum class Function {
  // Kernel calls: one step each.
  ioremap,
  ioremap_nocache,
  ioremap_uc,
  ioremap_wc,
  ioremap_wt,
  ioremap_cache,
  ioremap_prot,
  iounmap,
  pci_iomap,
  pci_iomap_wc,
  pci_iomap_range,
  pci_iomap_wc_range,
  pci_ioremap_bar,
  pci_ioremap_wc_bar,
  pci_iounmap,
  devm_ioremap,
  devm_ioremap_uc,
  devm_ioremap_wc,
  devm_ioremap_resource,
  devm_ioremap_resource_wc,
  devm_iounmap,
  devm_arch_phys_wc_add,
  devm_arch_io_reserve_memtype_wc,
  devres_release_all,
  memremap,
  memunmap,
  mtrr_add,
  mtrr_del,
  arch_phys_wc_add,
  arch_phys_wc_del,
  arch_io_reserve_memtype_wc,
  arch_io_free_memtype_wc,
  remap_pfn_range,
  io_remap_pfn_range,
  vmf_insert_pfn,
  mmap_dev_mem,
  mmap_resource,
  mmap_resource_wc,
  fb_mmap,
  munmap,
  set_memory_uc,
  set_memory_wc,
  set_memory_wt,
  set_memory_wb,
  set_pages_array_uc,
  set_pages_array_wc,
  set_pages_array_wt,
  set_pages_array_wb,
  // Arithmetic, in programs and checks.
  min,
  max,
  align_up,
  align_down,
  page_align,
  roundup_pow_of_two,
  rounddown_pow_of_two,
  // Properties, in checks only.
  mapped,
  aliased,
  has,
  same,
  no_worse,
  mtrr_writes,
  mtrr_used,
  firmware_covers,
};

enum class FunctionGroup { kernel_call, arithmetic, property };

// What a call gives back.
enum class ResultKind {
  number,            // a value of its own kind: a register, a handle, the result of arithmetic
  nothing,           // void
  mapping,           // a mapping (not 0), or NULL
  mapping_or_errno,  // a mapping, or a negative errno
  errno_or_0,        // 0, or a negative errno
};

struct FunctionInfo {
  Function function;
  std::string_view name;
  FunctionGroup group;
  std::string_view arguments;   // one letter each: n number, m mapping, a address or mapping,
                                // p program or group, r region, t type; those after '?' may be
                                // left out
  std::string_view parameters;  // their names, for messages: "address, size"
  ResultKind result = ResultKind::number;
  std::string_view source;  // where the rule was read
  kernel::Version since = kernel::oldest_version;
  std::optional<kernel::Version> gone_in = std::nullopt;  // first version without it
};

std::span<const FunctionInfo> functions();
const FunctionInfo* find_function(std::string_view name);
const FunctionInfo& info(Function function);

}  // namespace memtype::cases
