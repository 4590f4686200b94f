// How steps of booting are written down.
#pragma once

#include "memtype/linux/boot.hpp"

namespace memtype::kernel {

inline constexpr StepReport runs{};
constexpr StepReport skipped(std::string_view why) { return {StepOutcome::skipped, why}; }
constexpr StepReport dead(std::string_view why) { return {StepOutcome::dead, why}; }

inline constexpr std::string_view mtrr_c = "arch/x86/kernel/cpu/mtrr/mtrr.c";
// PAT and MTRRs are set up independently of each other since then.
inline constexpr Version pat_on_its_own{6, 2};
// From here to pat_on_its_own PAT is switched off where there are no MTRRs.
inline constexpr Version pat_goes_with_mtrrs{4, 4};
// 72cbc8f04fe2: in a guest it counts as on all the same.
inline constexpr Version found_pat_counts{5, 19, 6};

// Is PAT switched off on every machine of this version and environment, as none shows MTRRs?
constexpr bool always_loses_pat(const BootFacts& facts) {
  return !shows_mtrrs(facts.environment) && !facts.mtrr_feature &&
         pat_goes_with_mtrrs <= facts.kernel && facts.kernel < pat_on_its_own;
}

}  // namespace memtype::kernel
