#include "memtype/linux/guest.hpp"

#include "memtype/linux/cache_map.hpp"

namespace memtype::kernel {
namespace {

MtrrState<Concrete> forced_state(const MsrFile& file, const ForcedMtrrs& forced) {
  MtrrState<Concrete> state;
  state.phys_bits = file.phys_bits;
  state.fixed_enabled = false;
  state.default_type = forced.default_type;
  for (const MsrPair& pair : forced.variable)
    state.variable.push_back(range_from_msrs(pair.base, pair.mask, file.phys_bits));
  return state;
}

}  // namespace

MsrPair forced_register(PhysRange range, MemoryType type, unsigned phys_bits) {
  const std::uint64_t mask = (0 - range.bytes()) & mtrr_address_bits(phys_bits);
  return {range.begin | static_cast<std::uint64_t>(type), mask == 0 ? 0 : mask | mtrr_mask_valid};
}

BootMtrrs boot_mtrrs(const MsrFile& file, const BootFeatures& features,
                     const std::optional<ForcedMtrrs>& forced) {
  if (forced && features.hypervisor && (features.xen_pv || features.confidential))
    return {forced_state(file, *forced), true, false};
  if (features.mtrr) {
    MtrrState<Concrete> state = kernel_mtrr_state(file);
    const bool enabled = state.enabled;
    return {std::move(state), true, enabled};
  }
  MtrrState<Concrete> nothing;
  nothing.phys_bits = file.phys_bits;
  nothing.enabled = false;
  return {std::move(nothing), false, false};
}

PatSetup boot_pat(std::uint64_t found, const BootFeatures& features, bool nopat, PatErrata errata,
                  Version kernel) {
  if (!features.pat || found == 0) {
    PatSetup setup = pat_setup(false, features.pat, pat_power_on);
    setup.msr = found;
    return setup;
  }
  if (nopat) return pat_setup(false, true, found);
  if (features.xen_pv) return pat_setup(true, true, found);
  const PatMode mode = errata == PatErrata::low4 ? PatMode::linux4 : PatMode::full;
  return pat_setup(true, true, pat_msr_for(mode, kernel, found));
}

}  // namespace memtype::kernel
