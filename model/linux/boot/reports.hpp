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

}  // namespace memtype::kernel
