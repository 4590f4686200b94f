// Places of a machine as people write them: addresses, ranges, regions of PCI devices.
#pragma once

#include <string>
#include <variant>
#include <vector>

#include "memtype/readers/observations.hpp"

namespace memtype::cli {

// A place as it was written; a device without a number stands for all its regions.
struct NamedPlace {
  std::string name;
  PhysRange range;
};

// Does it look like a place rather than a file? "0xfd000000", "fd000000-fdffffff",
// "0xfd000000+16M", "fd000000,1000000", "[0x..-0x..]", "0000:01:00.0:0", "01:00.0".
bool looks_like_place(const std::string& text);
// Inclusive ends, as the kernel prints ranges; a single address is the page that has it. Else what
// is wrong with it.
std::variant<std::vector<NamedPlace>, std::string> find_place(const readers::Observations& seen,
                                                              const std::string& text);

}  // namespace memtype::cli
