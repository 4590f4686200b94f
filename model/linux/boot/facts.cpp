#include "memtype/linux/boot.hpp"

namespace memtype::kernel {

std::string_view reason(PatClash clash) {
  switch (clash) {
    case PatClash::none: return "";
    case PatClash::no_pat: return "the processor has no PAT";
    case PatClash::hidden_pat: return "Linux hides the PAT of this processor";
    case PatClash::no_errata: return "only processors with PAT errata get the lower four entries";
    case PatClash::xen_layout: return "only a Xen PV kernel finds Xen's layout";
    case PatClash::layout_found_only: return "a Xen PV kernel keeps Xen's layout";
  }
  return "";
}

PatClash pat_clash(const CpuProfile& cpu, PatMode mode, Environment environment,
                   std::uint64_t msr) {
  const bool xen = is_xen_pv(environment);
  const bool other = mode == PatMode::nopat && msr != pat_power_on;
  if (xen && ((mode != PatMode::xen && mode != PatMode::nopat) || other))
    return PatClash::layout_found_only;
  if (!xen && mode == PatMode::xen) return PatClash::xen_layout;
  const bool hidden = cpu.pat_errata == PatErrata::hidden;
  const bool seen = cpu.has_pat && !hidden;
  if (mode == PatMode::absent) return PatClash::none;
  if (!seen) return hidden ? PatClash::hidden_pat : PatClash::no_pat;
  if (mode == PatMode::linux4 && cpu.pat_errata != PatErrata::low4) return PatClash::no_errata;
  return PatClash::none;
}

std::string_view environment_clash(const CpuProfile& cpu, Environment environment, Version kernel) {
  constexpr Version kvm_guests{5, 19}, hyperv_guests{5, 12};
  switch (environment) {
    case Environment::tdx:
      if (cpu.vendor != Vendor::intel) return "TDX is for Intel's processors";
      return kernel < kvm_guests ? "no TDX guest runs a kernel before 5.19" : "";
    case Environment::snp:
      if (cpu.vendor != Vendor::amd) return "SEV-SNP is for AMD's processors";
      return kernel < kvm_guests ? "no SEV-SNP guest runs a kernel before 5.19" : "";
    case Environment::hyperv_isolated:
      return kernel < hyperv_guests ? "no isolated guest of Hyper-V runs a kernel before 5.12" : "";
    case Environment::bare_metal:
    case Environment::xen_dom0:
    case Environment::xen_domu:
    case Environment::kvm:
    case Environment::hyperv: return "";
  }
  return "";
}

BootFacts boot_facts(const CpuProfile& cpu, PatMode mode, std::uint64_t msr,
                     Environment environment, Version kernel, bool mtrr_on) {
  BootFacts facts;
  facts.environment = environment;
  facts.kernel = kernel;
  facts.mtrr_feature = shows_mtrrs(environment);
  facts.mtrr_on = mtrr_on;
  facts.mtrr_given = gives_mtrrs(environment, kernel);
  facts.pat_in_hardware = cpu.has_pat;
  facts.pat_errata = cpu.pat_errata;
  facts.pat_kept = mode == PatMode::msr;
  facts.nopat = mode == PatMode::nopat;
  facts.pat_shown = mode != PatMode::absent || cpu.pat_errata == PatErrata::hidden;
  if (mode == PatMode::msr || mode == PatMode::nopat) facts.pat_found = msr;
  if (is_xen_pv(environment)) facts.pat_found = pat_msr_for(PatMode::xen, kernel);
  return facts;
}

MsrPair forced_register(PhysRange range, MemoryType type, unsigned phys_bits) {
  const std::uint64_t mask = block_mask<Concrete>(range.bytes(), phys_bits);
  return {range.begin | static_cast<std::uint64_t>(type), mask == 0 ? 0 : mask | mtrr_mask_valid};
}

MsrPair uc_hole_register(std::span<const PhysRange> ram, unsigned phys_bits) {
  const std::uint64_t begin = end_of_low_ram(ram) % 4_GiB;
  const std::uint64_t mask = block_mask<Concrete>(4_GiB - begin, phys_bits);
  return {begin | static_cast<std::uint64_t>(MemoryType::UC), mask | mtrr_mask_valid};
}

}  // namespace memtype::kernel
