#include "memtype/cpu/profiles.hpp"

#include <algorithm>
#include <array>
#include <iterator>

#include "memtype/cpu/manual.hpp"

namespace memtype {
namespace {

constexpr CpuProfile table[] = {
    {.name = "intel",
     .what = "Intel with a full PAT: Pentium 4 from model 7, Core 2 and everything after",
     .source = cited<"Intel SDM vol. 3A, 11.11 and 11.12">,
     .phys_bits = 36},
    // CPUID of model 3, steppings 3 and 4, says 40 address bits; there are 36 (mtrr_bp_init).
    {.name = "intel_pat_low4",
     .what = "early Pentium 4 (family 15, model up to 6): errata confine PAT to its lower half",
     .source = "arch/x86/mm/pat/memtype.c: pat_bp_init",
     .family = 15,
     .pat_errata = PatErrata::low4},
    {.name = "intel_p3",
     .what = "Pentium III, Pentium M, Core Solo and Duo: PAT in hardware, hidden by Linux",
     .source = "arch/x86/kernel/cpu/intel.c: early_init_intel",
     .pat_errata = PatErrata::hidden,
     .nw_counts = true},
    {.name = "intel_p6",
     .what = "Pentium II class: MTRRs, no PAT",
     .source = cited<"Intel SDM vol. 3A, table 11-6">,
     .has_pat = false,
     .table = EffectiveTable::no_pat,
     .nw_counts = true},
    {.name = "intel_ppro",
     .what = "Pentium Pro up to stepping 7: MTRRs with an alignment erratum, no PAT",
     .source = "arch/x86/kernel/cpu/mtrr/generic.c: generic_validate_add_page",
     .has_pat = false,
     .table = EffectiveTable::no_pat,
     .nw_counts = true,
     .ppro_erratum = true},
    {.name = "amd64",
     .what = "AMD64, family 15 and later",
     .source = "AMD APM vol. 2, 3.2.1, 7.7 to 7.9",
     .vendor = Vendor::amd,
     .family = 15,
     .phys_bits = 48,
     .has_amd_routing = true,
     .has_tom2_force_wb = true,
     .table = EffectiveTable::amd_pat},
    {.name = "amd_k7",
     .what = "AMD Athlon",
     .source = "AMD Athlon x86 Code Optimization Guide 22007E, appendix E",
     .vendor = Vendor::amd,
     .family = 6,
     .has_amd_routing = true,
     .table = EffectiveTable::amd_pat},
    {.name = "hygon",
     .what = "Hygon Dhyana: as AMD64",
     .source = "AMD APM vol. 2, 3.2.1, 7.7 to 7.9; arch/x86/kernel/cpu/mtrr/cleanup.c: "
               "amd_special_default_mtrr",
     .vendor = Vendor::hygon,
     .family = 24,
     .phys_bits = 48,
     .has_amd_routing = true,
     .has_tom2_force_wb = true,
     .table = EffectiveTable::amd_pat},
    {.name = "zhaoxin",
     .what = "Zhaoxin: Intel-style MTRRs and PAT",
     .source = cited<"Intel SDM vol. 3A, 11.11 and 11.12">,
     .vendor = Vendor::zhaoxin,
     .family = 7,
     .phys_bits = 40},
    {.name = "intel_core",
     .what = "Intel Core of today: ten variable ranges, SMRR",
     .source =
         cited<"Intel SDM vol. 3A, 11.11, and vol. 4, table 2-2 (MSRs 0x1f2, 0x1f3, 0x212, 0x213)">,
     .phys_bits = 39,
     .variable_mtrrs = 10,
     .has_smrr = true},
    {.name = "intel_xeon",
     .what = "Intel Xeon of today: as intel_core, with more address bits",
     .source =
         cited<"Intel SDM vol. 3A, 11.11, and vol. 4, table 2-2 (MSRs 0x1f2, 0x1f3, 0x212, 0x213)">,
     .phys_bits = 46,
     .variable_mtrrs = 10,
     .has_smrr = true},
    // VIA publishes no table of combined types. These follow Intel's, as Linux takes them.
    {.name = "via_c7",
     .what = "VIA C7 (Centaur): Intel-style MTRRs of 32 bits, PAT",
     .source =
         cited<"arch/x86/kernel/cpu/mtrr/mtrr.c: mtrr_bp_init; Intel SDM vol. 3A, 11.11 and 11.12">,
     .vendor = Vendor::centaur,
     .phys_bits = 32},
    {.name = "via_nano",
     .what = "VIA Nano (Centaur): Intel-style MTRRs and PAT",
     .source =
         cited<"arch/x86/kernel/cpu/mtrr/mtrr.c: mtrr_bp_init; Intel SDM vol. 3A, 11.11 and 11.12">,
     .vendor = Vendor::centaur,
     .phys_bits = 36},
};

constexpr auto names = [] {
  std::array<std::string_view, std::size(table)> list{};
  for (std::size_t i = 0; i < list.size(); ++i) list[i] = table[i].name;
  return list;
}();

}  // namespace

std::span<const CpuProfile> cpu_profiles() { return table; }

const CpuProfile* find_cpu(std::string_view name) {
  const auto* row = std::find_if(std::begin(table), std::end(table),
                                 [&](const CpuProfile& profile) { return profile.name == name; });
  return row == std::end(table) ? nullptr : row;
}

std::span<const std::string_view> profile_names() { return names; }

}  // namespace memtype
