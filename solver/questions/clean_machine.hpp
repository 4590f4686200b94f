// Clean machines: the firmware leaves the BAR to the kernel, which can do its best there. Where a
// driver fails on one, the firmware is not to blame.
#pragma once

#include <vector>

#include "memtype/cases/case.hpp"

namespace memtype::solver {

// The BAR of a region as start and length in bytes: bar_around(), or the region itself where no
// MTRR can hold one.
std::vector<cases::Expr> bar_of(const cases::Case& c, const cases::Region& region);

// As a guard of a case, to be joined with `&&`: a register is free for each region that wants WC,
// registers can hold WC, and no MTRR of the firmware touches the region's BAR.
std::vector<cases::Expr> is_clean(const cases::Case& c, const cases::Region& region);

// As a machine block: MTRRs are on and can hold WC, no register is in use, the default type is UC.
void make_clean(cases::MachineSpec& machine);

}  // namespace memtype::solver
