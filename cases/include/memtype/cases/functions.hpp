// The functions that a case may call: one table, one row each. Front end, interpreter, searches and
// texts all read the rows; nothing else names a function.
//
// A new kernel call is its rule in memtype/linux and a row. If no KernelRule executes it yet, it is
// a value there as well, and the switch over them in semantics/calls.hpp does not compile until it
// has a branch; likewise Arithmetic (semantics/arithmetic.hpp). A new question for checks is a
// struct and a row in semantics/check_functions.hpp, and none here.
#pragma once

#include <optional>
#include <span>
#include <string_view>
#include <variant>

#include "memtype/cases/c_type.hpp"
#include "memtype/linux/config.hpp"
#include "memtype/types.hpp"

namespace memtype::cases {

// The rule of the model that executes a kernel call.
enum class KernelRule {
  ioremap,           // a range; devm_ioremap() where managed
  ioremap_prot,      // the cache mode by an argument, as page-table bits
  ioremap_resource,  // devm_ioremap_resource(): an errno where that gives NULL
  pci_iomap,         // a BAR, or a part of it
  memremap,          // the cache mode by flags; devm_memremap() where managed
  unmap,             // of a mapping of the kernel
  pcim_iomap,        // a BAR; what goes with it goes with the device
  pcim_iomap_range,
  pcim_iomap_region,   // and requests it
  pcim_iomap_regions,  // the same, which gives an errno
  pcim_iomap_all,      // the same, which requests all other BARs, too
  pcim_iounmap,
  pcim_iounmap_region,  // by the BAR
  io_mapping,           // ioremap_wc() behind a structure
  part_of_io_mapping,   // a pointer into it
  no_effect,
  release_managed,  // devres_release_all()
  mtrr_add,         // one variable register
  mtrr_del,
  phys_wc_add,  // an MTRR where the kernel has no PAT
  phys_wc_del,
  reserve_io_memtype,  // a reservation without a mapping
  free_io_memtype,
  remap_pfn_range,  // into a user's address space: a new area
  rdma_mmap_io,     // the same, with another errno
  make_area,        // an area of user space without pages
  remap_into_area,  // remap_pfn_range() into an area that is there, or a part of it
  zap_pages,
  mremap,
  fork,
  munmap,  // of an area, or a part of it
  insert_pfn,
  insert_mixed,  // vm_insert_mixed(), before it was like insert_pfn
  mmap_dev_mem,
  mmap_resource,  // a BAR by sysfs or /proc
  mmap_frame_buffer,
  set_memory,       // of pages that are mapped
  set_pages_array,  // of each page on its own
  external,         // a call that the case declares
};

// What a call may read or change, for telling which calls commute (semantics/independence.hpp).
enum class Footprint {
  nothing,
  anything,
  mtrrs,              // MTRRs alone
  mtrrs_without_pat,  // MTRRs where the kernel has no PAT, else nothing
  memory,             // mappings and reservations of the pages that arguments 0 and 1 span
  memory_and_mtrrs,   // the same, and its answer depends on the MTRRs
};

struct KernelCall {
  KernelRule rule;
  std::optional<MemoryType> mode = std::nullopt;  // cache mode; none: an argument or the rule says
  Footprint footprint = Footprint::anything;
  bool adds_mtrr = false;   // may put a range into a variable MTRR: arguments 0 and 1
  bool by_bar = false;      // a BAR is given by its place, in place of device and number
  bool managed = false;     // undone when the driver is unbound
  bool user_space = false;  // a mapping in a user's address space
};

// Pure functions, in programs and checks.
enum class Arithmetic {
  min,
  max,
  align_up,
  align_down,
  page_align,
  roundup_pow_of_two,
  rounddown_pow_of_two,
  is_err,
  is_err_or_null,
  ptr_err,
  ptr_err_or_zero,
  err_ptr,
};

// A question, in checks only: the number of its row in semantics/check_functions.hpp.
struct CheckFunction {
  std::size_t number = 0;

  friend constexpr bool operator==(CheckFunction, CheckFunction) = default;

  // Those that searches ask on their own account.
  static const CheckFunction mapped, covered, keeps_mapped, aliased, same, no_worse, mtrr_writes,
      mtrr_used, firmware_covers;
};

// What a row of semantics/check_functions.hpp says.
struct CheckFunctionRow {
  std::string_view name, arguments, parameters;  // as in FunctionInfo
  bool in_guards = false;                        // it asks for nothing that a program does
  bool about_unmapped = false;  // says something of a region that is never mapped, too
};
const CheckFunctionRow& row_of(CheckFunction function);

// What a call gives back.
enum class ResultKind {
  number,            // a value of its own kind: a register, a handle, the result of arithmetic
  nothing,           // void
  mapping,           // a mapping (not 0), or NULL
  mapping_or_errno,  // a mapping, or a negative errno
  errno_or_0,        // 0, or a negative errno
};

struct FunctionInfo {
  std::string_view name;
  std::variant<KernelCall, Arithmetic, CheckFunction> meaning;
  // One letter each: n number of 64 bits, i int, u unsigned int, b bool, m mapping, a address or
  // mapping, p program or group, r region, t type; those after '?' may be left out.
  std::string_view arguments;
  std::string_view parameters;  // their names, for messages: "address, size"
  ResultKind result = ResultKind::number;
  std::string_view source;  // where the rule was read
  kernel::Version since = kernel::oldest_version;
  std::optional<kernel::Version> gone_in = std::nullopt;  // first version without it

  // Null for functions of another kind.
  constexpr const KernelCall* kernel_call() const { return std::get_if<KernelCall>(&meaning); }
  constexpr const Arithmetic* arithmetic() const { return std::get_if<Arithmetic>(&meaning); }
  constexpr const CheckFunction* check_function() const {
    return std::get_if<CheckFunction>(&meaning);
  }

  // The type of C that argument `n` is converted to; none of what is no number, or keeps 64 bits.
  constexpr std::optional<CType> parameter_type(std::size_t n) const {
    if (const std::size_t optional = arguments.find('?'); optional <= n) ++n;
    const char letter = n < arguments.size() ? arguments[n] : 'n';
    if (letter == 'i') return c_int;
    if (letter == 'u') return c_unsigned;
    return letter == 'b' ? std::optional(c_bool) : std::nullopt;
  }

  constexpr bool exists_in(kernel::Version version) const {
    return version >= since && (!gone_in || version < *gone_in);
  }
  constexpr bool returns_mapping() const {
    return result == ResultKind::mapping || result == ResultKind::mapping_or_errno;
  }
  // May it make a mapping that has an address of its own?
  constexpr bool makes_mapping() const {
    const KernelCall* call = kernel_call();
    if (call == nullptr || call->rule == KernelRule::part_of_io_mapping) return false;
    return returns_mapping() || call->rule == KernelRule::pcim_iomap_regions ||
           call->rule == KernelRule::pcim_iomap_all;
  }
};

// All rows, in the order in which they are listed to people. Pointers to them stay valid.
std::span<const FunctionInfo> functions();

// Null if there is none of that name.
const FunctionInfo* find_function(std::string_view name);

// The row of a call that the case declares; its name and values are those of Case::externals.
const FunctionInfo& external_function(bool gives_values);

// What other kernels or other subsystems call one of the functions; empty for any other name.
std::string_view other_spelling(std::string_view name);

// The call of this rule and cache mode that is neither managed nor by BAR; where several do the
// same, the first of the table. Throws std::logic_error if the table has none.
const FunctionInfo& plain_call(KernelRule rule, std::optional<MemoryType> mode = std::nullopt);

const FunctionInfo& function_of(Arithmetic function);
const FunctionInfo& function_of(CheckFunction function);

}  // namespace memtype::cases
