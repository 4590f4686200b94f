// One machine out of those a case allows.
#pragma once

#include "memtype/cases/case.hpp"
#include "memtype/linux/boot.hpp"

namespace memtype::cases {

struct MachineChoice : MachineFacts<Exactly, Expr> {
  kernel::Boot boot;  // what the kernel made of the facts
};

}  // namespace memtype::cases
