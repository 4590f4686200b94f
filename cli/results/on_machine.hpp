// A real computer on which cases are proved and played: `--machine` and `--device`.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "memtype/cases/machine_file.hpp"
#include "settings/bind_devices.hpp"

namespace memtype::cli {

struct MachineRequest {
  std::string path;                  // a machine file, or what inspect reads; empty: none
  std::vector<std::string> devices;  // as bind_devices() takes them
};

// One that was read.
struct OnMachine {
  std::string name;  // the path
  cases::MachineFile file;
  std::vector<std::string> devices;
};

struct MachineLoad {
  std::shared_ptr<const OnMachine> machine;  // null: none was asked for, or it cannot be read
  std::string messages;                      // what is wrong with it, rendered
  bool bad = false;
};
MachineLoad load_machine(const MachineRequest& request);

// What a case has from the machine.
struct MachineUse {
  std::string name;
  cases::FactOrigins facts;
  std::vector<cases::BoundBar> bars;
  Reservations of_drivers;               // left out: the driver of a bound BAR has made them
  std::vector<std::size_t> perhaps_ram;  // parameters that are BARs by their use, and may be RAM
};

// Binds the BARs of a case whose facts are those of the machine. False, with messages: they do not
// fit.
bool use_machine(const OnMachine& machine, cases::Case& c,
                 std::vector<cases::Diagnostic>& diagnostics, MachineUse& use);

}  // namespace memtype::cli
