#include "memtype/linux/boot.hpp"

namespace memtype::kernel {

std::string_view reason(PatClash clash) {
  switch (clash) {
    case PatClash::none: return "";
    case PatClash::no_pat: return "the processor has no PAT";
    case PatClash::hidden_pat: return "Linux hides the PAT of this processor";
    case PatClash::has_pat: return "the processor has a PAT that Linux uses";
    case PatClash::no_errata: return "only processors with PAT errata get the lower four entries";
    case PatClash::xen_layout: return "only a Xen PV kernel finds Xen's layout";
    case PatClash::layout_found_only: return "a Xen PV kernel keeps Xen's layout";
  }
  return "";
}

PatClash pat_clash(const CpuProfile& cpu, PatMode mode, Environment environment) {
  const bool xen = is_xen_pv(environment);
  if (xen && mode != PatMode::xen && mode != PatMode::nopat) return PatClash::layout_found_only;
  if (!xen && mode == PatMode::xen) return PatClash::xen_layout;
  const bool hidden = cpu.pat_errata == PatErrata::hidden;
  const bool seen = cpu.has_pat && !hidden;
  if (mode == PatMode::absent) return seen ? PatClash::has_pat : PatClash::none;
  if (!seen) return hidden ? PatClash::hidden_pat : PatClash::no_pat;
  if (mode == PatMode::linux4 && cpu.pat_errata != PatErrata::low4) return PatClash::no_errata;
  return PatClash::none;
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
  if (is_xen_pv(environment)) facts.pat_found = pat_msr_for(PatMode::xen, kernel);
  if (mode == PatMode::msr) facts.pat_found = msr;
  return facts;
}

MsrPair forced_register(PhysRange range, MemoryType type, unsigned phys_bits) {
  const std::uint64_t mask = block_mask<Concrete>(range.bytes(), phys_bits);
  return {range.begin | static_cast<std::uint64_t>(type), mask == 0 ? 0 : mask | mtrr_mask_valid};
}

}  // namespace memtype::kernel
