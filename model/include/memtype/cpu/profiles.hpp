// Processor profiles: what a family of processors can do, as constants with their sources.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>

#include "memtype/cpu/effective.hpp"

namespace memtype {

enum class Vendor : std::uint8_t { intel, amd, hygon, zhaoxin, centaur };

// How far Linux trusts the PAT of this processor (arch/x86/mm/pat/memtype.c: pat_bp_init;
// arch/x86/kernel/cpu/intel.c).
enum class PatErrata : std::uint8_t {
  none,
  low4,    // only PWT and PCD select an entry reliably: Linux fills the lower four, twice
  hidden,  // Linux clears the feature bit: the hardware has PAT, the kernel acts as if not
};

struct CpuProfile {
  std::string_view name;
  std::string_view what;
  std::string_view source;
  Vendor vendor = Vendor::intel;
  unsigned family = 6;
  unsigned phys_bits = 36;
  unsigned variable_mtrrs = 8;
  bool has_pat = true;
  // SMRR, the range that hides System Management RAM (cpu/smrr.hpp).
  bool has_smrr = false;
  // SYSCFG, TOP_MEM, TOP_MEM2 and IORRs (cpu/amd.hpp).
  bool has_amd_routing = false;
  // SYSCFG.Tom2ForceMemTypeWB: WB by default between 4 GiB and TOP_MEM2.
  bool has_tom2_force_wb = false;
  PatErrata pat_errata = PatErrata::none;
  EffectiveTable table = EffectiveTable::intel_pat;
  // CR0.NW counts while CR0.CD is set (cpu/cache_control.hpp).
  bool nw_counts = false;
  // Pentium Pro, model 1, stepping up to 7: variable ranges need 4 MiB alignment, and no WC or WB
  // may touch [0x70000000, 0x70040000) (arch/x86/kernel/cpu/mtrr/generic.c:
  // generic_validate_add_page).
  bool ppro_erratum = false;
};

std::span<const CpuProfile> cpu_profiles();
// nullptr for an unknown name.
const CpuProfile* find_cpu(std::string_view name);
std::span<const std::string_view> profile_names();

}  // namespace memtype
