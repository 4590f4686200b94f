// The functions a case may call: one table for the resolver (names, argument counts) and the
// interpreter (what they do). A new kernel call is a row here and a branch in interpreter.hpp.
#pragma once

#include <optional>
#include <span>
#include <string_view>

#include "memtype/linux/config.hpp"

namespace memtype::cases {

enum class Function {
  // Kernel calls: one step each.
  ioremap, ioremap_nocache, ioremap_uc, ioremap_wc, ioremap_wt, ioremap_cache, ioremap_prot,
  iounmap,
  mtrr_add, mtrr_del, arch_phys_wc_add, arch_phys_wc_del,
  // Arithmetic, in programs and checks.
  min, max, align_up, align_down, page_align, roundup_pow_of_two, rounddown_pow_of_two,
  // Properties, in checks only.
  mapped, aliased, has, same, no_worse, mtrr_writes, mtrr_used, firmware_covers,
};

enum class FunctionGroup { kernel_call, arithmetic, property };

// What an argument must be; the resolver checks it.
enum class ArgumentKind { number, subject, region, type };

struct FunctionInfo {
  Function function;
  std::string_view name;
  FunctionGroup group;
  std::string_view arguments;   // one letter each: n number, p program or group, r region, t type;
                                // letters after '?' may be left out
  std::string_view parameters;  // their names, for messages: "address, size"
  std::string_view source;      // where the rule was read
  kernel::Version since = kernel::oldest_version;
  std::optional<kernel::Version> gone_in = std::nullopt;  // first version without it
};

std::span<const FunctionInfo> functions();
const FunctionInfo* find_function(std::string_view name);
const FunctionInfo& info(Function function);

}  // namespace memtype::cases
