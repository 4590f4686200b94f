// The zero page, /sys/kernel/boot_params/data: what a boot loader hands to Linux.
#pragma once

#include <string_view>

#include "memtype/readers/observations.hpp"

namespace memtype::readers {

// Is it one? By its size and the mark "HdrS" of the setup header (Documentation/arch/x86/boot.rst);
// or by its name, since a kernel that was booted another way (PVH) has no setup header there.
bool is_zero_page(std::string_view bytes, std::string_view name);
// Its memory map: struct boot_params, e820_entries at 0x1e8, e820_table at 0x2d0, 20 bytes an entry
// (arch/x86/include/uapi/asm/bootparam.h). The line of an entry is its number.
void read_zero_page(std::string_view bytes, Place place, Observations& seen);

}  // namespace memtype::readers
