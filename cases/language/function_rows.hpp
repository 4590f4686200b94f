// The short names in which rows of the table of functions (functions.cpp) are written.
#pragma once

#include "memtype/cases/functions.hpp"

namespace memtype::cases::call_rows {

using R = KernelRule;
using T = MemoryType;
using Result = ResultKind;
using kernel::Version;
constexpr auto oldest = kernel::oldest_version;

}  // namespace memtype::cases::call_rows
