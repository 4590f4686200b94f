// Which releases of Linux there were.
#pragma once

#include <optional>

#include "memtype/linux/config.hpp"

namespace memtype::kernel {

// The patch level of the last release of a series that has come to its end. Nothing where that is
// not known: series that are maintained, and long-term ones, which vendors carry on under higher
// patch levels (4.14.336 was the last of kernel.org, 4.14.355 is Amazon's).
std::optional<int> last_patch(Version series);

// May there be this release? A version without a patch level is the newest of its series.
bool may_exist(Version version);

}  // namespace memtype::kernel
