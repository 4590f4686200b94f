// From the facts of a machine to what booting reads of them.
#pragma once

#include "memtype/linux/boot.hpp"
#include "memtype/machine/machine.hpp"

namespace memtype::cases {

kernel::BootFacts boot_facts_of(const NumericFacts<Exactly>& machine);

}  // namespace memtype::cases
