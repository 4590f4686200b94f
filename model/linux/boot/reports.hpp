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
// From v4.6 (ad025a73f0e9 and the commits beside it) to pat_on_its_own PAT is switched off where
// there are no MTRRs. 4.4.y took the commits over, 4.5.y had ended: they are in 4.4.165, and the
// release that brought them is taken to be 4.4.16.
inline constexpr Version pat_goes_with_mtrrs{4, 4, 16};
constexpr bool loses_pat_with_mtrrs(Version kernel) {
  const bool there = kernel < Version{4, 5} || Version{4, 6} <= kernel;
  return there && pat_goes_with_mtrrs <= kernel && kernel < pat_on_its_own;
}
// 72cbc8f04fe2: in a guest it counts as on all the same.
inline constexpr Version found_pat_counts{5, 19, 6};

// Is PAT switched off on every machine of this version and environment, as none shows MTRRs?
constexpr bool always_loses_pat(const BootFacts& facts) {
  return !shows_mtrrs(facts.environment) && !facts.mtrr_feature &&
         loses_pat_with_mtrrs(facts.kernel);
}

// c11ca45441d5 (v6.2) to ffc92cf3db62 (v6.9): a trust domain keeps what its firmware left.
constexpr bool keeps_pat_found(const BootFacts& facts) {
  return facts.environment == Environment::tdx && Version{6, 2} <= facts.kernel &&
         facts.kernel < Version{6, 9};
}

}  // namespace memtype::kernel
