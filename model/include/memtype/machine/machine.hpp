// What may be known of a computer: one value, with a member for each fact. What reads real
// machines makes one of these; a counterexample is one with exactly one value for each.
//
// A fact can be not known, known, or one of several values; how, `Some` says. The names of the
// members are those of the facts in case files (docs/case-language.md, The machine), in the order
// of the table of facts (cases/machine/facts.hpp). A new fact is a member here, a row there, and
// the rule that reads it.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "memtype/cpu/mtrr.hpp"
#include "memtype/cpu/pat.hpp"
#include "memtype/cpu/profiles.hpp"
#include "memtype/linux/boot.hpp"
#include "memtype/linux/command_line.hpp"
#include "memtype/linux/config.hpp"

namespace memtype {

// One of these values, in this order of preference; none: not known.
template <class T>
using Alternatives = std::vector<T>;
// Known.
template <class T>
using Exactly = T;

// What the PAT entries hold and what the kernel believes. `msr`: what somebody left in IA32_PAT; it
// counts with PatMode::msr and PatMode::nopat.
struct PatFact {
  kernel::PatMode mode = kernel::PatMode::full;
  std::uint64_t msr = pat_power_on;
};

// A count somewhere in [low, high], both ends included.
struct Interval {
  unsigned low = 0, high = 0;
};

// One variable MTRR that the firmware left: a block [start, start + length) in bytes; or, for masks
// with holes and bases with bits below the mask, the pair of register values: `raw`, with
// IA32_MTRR_PHYSBASE in `start` and IA32_MTRR_PHYSMASK in `length`. A pair without the valid bit is
// a free register.
template <class Address>
struct FirmwareRegister {
  MemoryType type = MemoryType::UC;
  bool raw = false;
  Address start{}, length{};
};

// Which contents `any` stands for: blocks of these types, of at least `min` and at most `max`
// bytes, powers of two both. max 0: of any size.
struct AnyRegister {
  TypeSet types = any_mtrr_type;
  std::uint64_t min = page_bytes, max = 0;
  friend constexpr bool operator==(const AnyRegister&, const AnyRegister&) = default;
};

// The registers from number 0 on; or `any`: every legal content of every register, within limits.
template <class Address>
struct FirmwareRegisters {
  bool any = false;
  std::vector<FirmwareRegister<Address>> ranges;
  AnyRegister limits = {};
};

// An entry of the memory map (E820): [start, start + length) in bytes.
struct MemoryRange {
  enum class Kind { ram, reserved, acpi };
  Kind kind = Kind::ram;
  std::uint64_t start = 0, length = 0;
};
using MemoryMap = std::vector<MemoryRange>;

// What the kernel itself has reserved of device memory before the first call (HPET, ECAM, tables of
// ACPI), in the order in which it did: [start, start + length), whole pages, and the mode granted.
struct Reservation {
  MemoryType mode = MemoryType::UC_minus;
  std::uint64_t start = 0, length = 0;
};
using Reservations = std::vector<Reservation>;

// The range of SMRR: [start, start + length) in bytes, one block; length 0: none. `type` holds
// inside System Management Mode.
struct SmrrFact {
  MemoryType type = MemoryType::UC;
  std::uint64_t start = 0, length = 0;
};

// An IORR of AMD, in use: [start, start + length) in bytes, one block, and which accesses go to
// DRAM there; the others go to memory-mapped I/O.
struct IorrFact {
  bool read_dram = false, write_dram = false;
  std::uint64_t start = 0, length = 0;
};
using IorrFacts = std::vector<IorrFact>;

// The facts without addresses that a case may compute. `Some`: Alternatives or Exactly.
template <template <class> class Some>
struct NumericFacts {
  Some<const CpuProfile*> cpu{};
  Some<unsigned> phys_bits{};  // width of a physical address
  Some<kernel::CommandLine> cmdline{};
  Some<PatFact> pat{};
  Some<kernel::Environment> env{};
  Some<kernel::Version> kernel{};
  Some<bool> guest_pat{};           // kvm: the guest's PAT takes part
  Some<MemoryType> host_type{};     // kvm: what lies below the guest's page attribute
  Some<bool> cr0_cd{};              // CR0.CD of all processors before the first call
  Some<unsigned> mtrr_variable{};   // MTRRCAP.VCNT
  Some<MemoryType> mtrr_default{};  // IA32_MTRR_DEF_TYPE.type
  Some<bool> mtrr_fixed{};          // IA32_MTRR_DEF_TYPE.FE and MTRRCAP.FIX
  Some<FixedRanges> fixed{};        // what the fixed ranges hold
  Some<bool> mtrr_enabled{};        // IA32_MTRR_DEF_TYPE.E
  Some<bool> mtrr_wc{};             // MTRRCAP.WC, and no chipset that breaks it
  Some<SmrrFact> smrr{};
  // AMD. TOP_MEM2: end of the memory above 4 GiB, WB by default where SYSCFG forces it; 0: off.
  Some<std::uint64_t> tom2{};
  Some<std::uint64_t> syscfg{};
  // AMD: what goes to DRAM, which is no type and changes none. TOP_MEM; 0: off.
  Some<std::uint64_t> top_mem{};
  Some<IorrFacts> iorr{};
  Some<Interval> mtrr_free{};           // registers that are not valid before the first call
  Some<kernel::CpuDifferences> cpus{};  // as the firmware leaves them
  Some<MemoryMap> memory{};
  Some<Reservations> reserved{};
};

// All of them. `Address`: how the places of registers are given, as numbers or as expressions.
template <template <class> class Some, class Address>
struct MachineFacts : NumericFacts<Some> {
  Some<FirmwareRegisters<Address>> firmware{};
};

// A computer, as far as it is known.
using Machine = MachineFacts<Alternatives, std::uint64_t>;

}  // namespace memtype
