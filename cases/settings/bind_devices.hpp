// The BARs of a case on a given computer: which register of which device each of them is.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "memtype/cases/diagnostic.hpp"
#include "memtype/cases/machine_file.hpp"

namespace memtype::cases {

struct BoundBar {
  std::size_t param = 0;  // of Case::params
  std::string device;
  MachineBar bar;
};

// The parameters of a case that are BARs: those declared with `bar`; where there are none, those
// with which a region begins, or that an offset alone parts from one.
std::vector<std::size_t> bar_params(const Case& c);

// `wanted`: "0000:01:00.0" binds the BARs of the case, in the order of the file, to those of the
// device, by number, and there must be as many; of several devices one after the other.
// "fb=0000:01:00.0/1" binds one, which may be any parameter. The domain 0000 may be left out. Each
// BAR of the case must be bound, to an address that the case allows it, of its size, outside RAM.
// Else nothing, with what is wrong: E047, with what is there.
std::optional<std::vector<BoundBar>> bind_devices(const Case& c, const MachineFile& machine,
                                                  const std::vector<std::string>& wanted,
                                                  std::vector<Diagnostic>& diagnostics);

// Gives each bound parameter its one value, and takes out of the case's reservations those inside
// the bound BARs, which the driver that runs there now has made. Those come back.
Reservations put_bars(Case& c, const std::vector<BoundBar>& bound);

// "BAR 1 of 0000:01:00.0".
std::string bar_text(const BoundBar& bound);

}  // namespace memtype::cases
