// The MTRR and PAT registers as RDMSR and WRMSR see them: which writes fault, what reset leaves,
// in which order a saved state is put back.
//
// Intel SDM vol. 3A, 11.11.1, 11.11.2 and 11.12.2 (now 13.x); AMD APM vol. 2, 3.2.1,
// 7.7, 7.8.2, tables 7-6, 7-9, 7-13, 14-1 and A-3. Where the APM does not spell an effect out -
// base and mask bits between the implemented width and bit 51, and RdMem/WrMem set while
// SYSCFG.MtrrFixDramModEn is 0 - a write faults here, as it does in KVM, Xen and Bochs.
#pragma once

#include <array>
#include <cstdint>
#include <string_view>
#include <vector>

#include "memtype/cpu/mtrr.hpp"
#include "memtype/cpu/pat.hpp"
#include "memtype/cpu/profiles.hpp"

namespace memtype {

namespace msr {
inline constexpr std::uint32_t mtrr_cap = 0xfe;
inline constexpr std::uint32_t smrr_base = 0x1f2;
inline constexpr std::uint32_t smrr_mask = 0x1f3;
inline constexpr std::uint32_t mtrr_base0 = 0x200;  // base n: 0x200 + 2n, mask n: 0x201 + 2n
inline constexpr std::uint32_t pat = 0x277;
inline constexpr std::uint32_t mtrr_def_type = 0x2ff;
inline constexpr std::uint32_t syscfg = 0xc0010010;
inline constexpr std::uint32_t iorr_base0 = 0xc0010016;  // base 0, mask 0, base 1, mask 1
inline constexpr std::uint32_t top_mem = 0xc001001a;
inline constexpr std::uint32_t top_mem2 = 0xc001001d;
}  // namespace msr

// MTRRCAP: VCNT in bits 7:0.
inline constexpr std::uint64_t mtrr_cap_fixed = 1U << 8;
inline constexpr std::uint64_t mtrr_cap_wc = 1U << 10;
inline constexpr std::uint64_t mtrr_cap_smrr = 1U << 11;
// IA32_MTRR_DEF_TYPE: type in bits 7:0.
inline constexpr std::uint64_t mtrr_def_fixed_enable = 1U << 10;
inline constexpr std::uint64_t mtrr_def_enable = 1U << 11;
// AMD SYSCFG (APM vol. 2, figure 3-11).
inline constexpr std::uint64_t syscfg_fix_dram_en = 1U << 18;
inline constexpr std::uint64_t syscfg_fix_dram_mod_en = 1U << 19;
inline constexpr std::uint64_t syscfg_var_dram_en = 1U << 20;
inline constexpr std::uint64_t syscfg_tom2_en = 1U << 21;
inline constexpr std::uint64_t syscfg_tom2_force_wb = 1U << 22;
// Both bits are set: memory from 4 GiB to TOP_MEM2 is WB by default (APM vol. 2, 3.2.1), on
// processors that have the second one.
constexpr bool forces_tom2_wb(std::uint64_t syscfg) {
  constexpr std::uint64_t forced = syscfg_tom2_en | syscfg_tom2_force_wb;
  return (syscfg & forced) == forced;
}
// RdMem (bit 4) and WrMem (bit 3) of each byte of a fixed-range register, AMD (APM vol. 2, 7.9.1).
inline constexpr std::uint64_t fixed_route_bits = 0x1818181818181818;
// After reset (APM vol. 2, table A-3). SYSCFG has bits set there that figure 3-11 calls reserved.
inline constexpr std::uint64_t syscfg_reset = 0x20601;
inline constexpr std::uint64_t top_mem_reset = 0x04000000;

// Why an access raises #GP; `none`: it does not.
enum class MsrFault : std::uint8_t {
  none,
  unknown_msr,    // this processor has no such register
  read_only,      // MTRRCAP
  reserved_type,  // a type field holds 2, 3, more than 7, or, outside IA32_PAT, 7
  reserved_bits,  // a bit that must be 0 is 1
  beyond_width,   // an address bit at or above the address width is 1
  outside_smm,    // SMRR registers are written in SMM only
};
constexpr std::string_view name(MsrFault fault) {
  switch (fault) {
    case MsrFault::none: return "accepted";
    case MsrFault::unknown_msr: return "#GP: no such register";
    case MsrFault::read_only: return "#GP: read only";
    case MsrFault::reserved_type: return "#GP: reserved memory type";
    case MsrFault::reserved_bits: return "#GP: reserved bits";
    case MsrFault::beyond_width: return "#GP: beyond the address width";
    case MsrFault::outside_smm: return "#GP: outside SMM";
  }
  return "?";
}

struct MsrPair {
  std::uint64_t base = 0, mask = 0;
  friend constexpr bool operator==(const MsrPair&, const MsrPair&) = default;
};

// The registers of one processor. The length of `variable` is VCNT of `cap`.
struct MsrFile {
  Vendor vendor = Vendor::intel;
  unsigned family = 15;  // AMD: SYSCFG.Tom2ForceMemTypeWB counts from 15 on
  unsigned phys_bits = 36;
  bool in_smm = false;
  bool has_mtrr = true;
  bool has_pat = true;
  std::uint64_t cap = 0x508;
  std::uint64_t def_type = 0;
  std::array<std::uint64_t, 11> fixed{};  // in the order of FixedRanges::msrs
  std::vector<MsrPair> variable = std::vector<MsrPair>(8);
  std::uint64_t pat = pat_power_on;
  MsrPair smrr;
  std::uint64_t syscfg = 0, top_mem = 0, top_mem2 = 0;  // AMD
  std::array<MsrPair, 2> iorr{};                        // AMD
};

// The registers after reset: E and all V bits clear, PAT at its power-on value, AMD's SYSCFG and
// TOP_MEM as above. The manuals leave the rest undefined; it is 0 here. INIT changes none of these
// registers (SDM 11.12.4, APM table 14-1).
MsrFile reset_msrs(Vendor vendor, unsigned phys_bits, std::uint64_t cap = 0x508);
// The same with the registers that a profile has.
MsrFile reset_msrs(const CpuProfile& cpu);

// What a VMM leaves in the default type that boots a kernel without firmware: MTRRs on, everything
// WB, no fixed ranges. (Left at its reset value, a guest takes all its memory for UC.)
inline constexpr std::uint64_t direct_boot_def_type =
    mtrr_def_enable | static_cast<std::uint64_t>(MemoryType::WB);
void set_direct_boot(MsrFile& file);

// Would WRMSR of this value fault? Constant time.
MsrFault check_write(const MsrFile& file, std::uint32_t msr, std::uint64_t value);
// WRMSR: stores the value unless it faults. Bits that the processor ignores are not stored.
MsrFault write_msr(MsrFile& file, std::uint32_t msr, std::uint64_t value);

struct MsrRead {
  MsrFault fault = MsrFault::none;
  std::uint64_t value = 0;
};
// RDMSR: only an unknown register faults. AMD's RdMem and WrMem read as 0 while
// SYSCFG.MtrrFixDramModEn is 0, and writes leave them as they are (APM vol. 2, 7.9.1).
MsrRead read_msr(const MsrFile& file, std::uint32_t msr);

struct MsrWrite {
  std::uint32_t msr = 0;
  std::uint64_t value = 0;
  friend constexpr bool operator==(const MsrWrite&, const MsrWrite&) = default;
};
// The writes that put a saved state back, in an order that never exposes a half-restored one: what
// a bit enables is written before the bit is set. MTRRs off; AMD: TOP_MEM, TOP_MEM2, IORRs, and
// SYSCFG with MtrrFixDramModEn set and MtrrFixDramEn clear; fixed ranges; each variable range (mask
// off, base, mask); SYSCFG as saved; PAT; SMRR, if saved in SMM; the default type with E last (SDM
// vol. 3A, 11.11.7.2). Registers that the processor lacks are left out. On AMD the addresses below
// 1 MiB are memory-mapped I/O while the fixed ranges are written: no code may run there.
std::vector<MsrWrite> restore_order(const MsrFile& file);

struct MsrRestore {
  MsrFault fault = MsrFault::none;
  MsrWrite write;  // the one that faults
};
// Puts a saved state into `file`, all of it or, where a write faults (a narrower address width,
// fewer registers), nothing.
MsrRestore restore_msrs(MsrFile& file, const MsrFile& saved);
// Would it work? Changes nothing.
MsrRestore check_restore(const MsrFile& file, const MsrFile& saved);

// The registers to save, each once, in the order of their last write in restore_order().
std::vector<std::uint32_t> snapshot_msrs(const MsrFile& file);

// What the processor makes of the registers. MTRRCAP.FIX = 0 switches the fixed ranges off whatever
// FE says. AMD's SYSCFG and TOP_MEM2 count for AMD and Hygon only.
MtrrState<Concrete> mtrr_state(const MsrFile& file);

}  // namespace memtype
