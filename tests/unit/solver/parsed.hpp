// A case that several tests of the solver go on from.
#pragma once

#include <string>

#include "../cases/parsed.hpp"

namespace memtype::solver::testing {

using cases::testing::parsed;

// A BAR with registers and a framebuffer, which the firmware may have left write-combining.
inline const std::string registers_and_framebuffer =
    "machine { cpu intel; pat any of (nopat, linux); firmware any of (none, WC(bar, 16M)); }"
    "param bar align 16M range 0xc0000000..0xcf000000;"
    "region regs (bar, 64K) wants UC; region fb (bar + 8M, 8M) wants WC; ";

}  // namespace memtype::solver::testing
