// A file *.machine: one computer, as far as it is known, in the words of a machine block; and the
// regions of its devices.
//
//   auto [machine, diagnostics] = parse_machine_file(text);
//   ParseResult on_it = parse_case("drivers/nic.case", case_text, &*machine);
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "memtype/cases/case.hpp"
#include "memtype/cases/diagnostic.hpp"

namespace memtype::cases {

// A region register of a PCI device that holds an address.
struct MachineBar {
  unsigned number = 0;  // 0 to 5
  std::uint64_t start = 0, length = 0;
  bool prefetchable = false;
};

struct MachineDevice {
  std::string address;  // "0000:01:00.0"
  std::string what;     // may be empty
  std::vector<MachineBar> bars;
};

struct MachineFile {
  MachineSpec machine;  // places are numbers; a fact without alternatives is not known
  std::vector<MachineDevice> devices;
};

struct MachineFileResult {
  std::optional<MachineFile> parsed;  // set if and only if no diagnostic is an error
  std::vector<Diagnostic> diagnostics;
};

// Accepts any bytes, never throws. Each fact is looked at by itself: whether they go together is
// seen with a case, which has those that are not known.
MachineFileResult parse_machine_file(std::string_view text);

// The whole file; what is not known is `any`. It reads back as the same facts and devices.
std::string print_machine_file(const MachineFile& file);

// Facts of a case on a machine, by name, in the order of the table: which the machine gives, and
// which the case gives because the machine leaves them open. The others have their defaults.
struct FactOrigins {
  std::vector<std::string> machine, own;
};
FactOrigins fact_origins(const Case& on_machine, const MachineFile& file);

}  // namespace memtype::cases
