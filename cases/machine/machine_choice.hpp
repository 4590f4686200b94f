// One machine out of those a case allows.
#pragma once

#include "memtype/cases/case.hpp"
#include "memtype/cpu/msr.hpp"
#include "memtype/linux/boot.hpp"

namespace memtype::cases {

struct MachineChoice : MachineFacts<Exactly, Expr> {
  kernel::Boot boot;  // what the kernel made of the facts
};

// TOP_MEM2 where SYSCFG makes the memory below it WB by default; else 0.
inline std::uint64_t tom2_wb_end(const NumericFacts<Exactly>& m) {
  return forces_tom2_wb(m.syscfg) ? m.tom2 : 0;
}
// The SYSCFG that goes with a TOP_MEM2, where nothing else is known of it.
inline std::uint64_t syscfg_for_tom2(std::uint64_t tom2) {
  return syscfg_reset | (tom2 == 0 ? 0 : syscfg_tom2_en | syscfg_tom2_force_wb);
}

}  // namespace memtype::cases
