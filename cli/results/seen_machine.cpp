#include "results/seen_machine.hpp"

#include <algorithm>
#include <map>

#include "language/fact_text.hpp"
#include "machine/facts.hpp"
#include "memtype/cases/print.hpp"
#include "settings/start.hpp"

namespace memtype::cli {
namespace {

using cases::MachineBar;
using cases::MachineDevice;
using cases::MachineFact;
using cases::MachineSpec;
using readers::Observations;

constexpr unsigned last_bar = 5;

// What the kernel can hold reserved lies outside RAM.
std::string in_ram(const Machine& machine) {
  if (machine.memory.empty() || machine.reserved.empty()) return "";
  for (const Reservation& r : machine.reserved.front())
    for (const MemoryRange& range : machine.memory.front())
      if (range.kind == MemoryRange::Kind::ram && r.start < range.start + range.length &&
          range.start < r.start + r.length)
        return "the reservation at " + cases::print_address(r.start) + " lies in RAM";
  return "";
}

// Takes the facts that can stand in a case, but for those that are known not to. The first further
// one that cannot; null: there is none.
const MachineFact* take_facts(const Machine& machine, const MachineSpec& known, SeenMachine& out,
                              const std::vector<const MachineFact*>& without) {
  out.file.machine = {};
  for (const MachineFact* fact : cases::machine_facts()) {
    if (!fact->given(known)) continue;
    if (std::find(without.begin(), without.end(), fact) != without.end()) continue;
    std::string why = fact->name() == "reserved" ? in_ram(machine) : "";
    if (why.empty())
      why = cases::read_fact_text(*fact, cases::print_alternatives(fact->values(known)),
                                  out.file.machine);
    if (why.empty()) continue;
    out.left_out.push_back(std::string(fact->name()) + ": " + why);
    return fact;
  }
  return nullptr;
}

// lspci and sysfs say what is; a log says what was set on the way there, the last word last.
std::map<std::string, std::map<unsigned, MachineBar>> bars_of(const Observations& seen) {
  std::map<std::string, std::map<unsigned, MachineBar>> bars;
  for (const bool log : {true, false})
    for (const readers::Bar& bar : seen.bars) {
      if (bar.device.empty() || bar.range.empty() || bar.number > last_bar) continue;
      if ((bar.teller == readers::Teller::kernel_log) == log)
        bars[bar.device][bar.number] = {bar.number, bar.range.begin, bar.range.bytes(),
                                        bar.prefetchable};
    }
  return bars;
}

void take_devices(const Observations& seen, std::vector<MachineDevice>& devices) {
  for (const auto& [address, bars] : bars_of(seen)) {
    MachineDevice device{address, {}, {}};
    for (const readers::PciDevice& said : seen.devices)
      if (said.address == address && (device.what.empty() || !said.what.starts_with("device")))
        device.what = said.what.substr(0, 80);
    for (const auto& [number, bar] : bars) device.bars.push_back(bar);
    devices.push_back(std::move(device));
  }
}

// Names of files may hold anything.
std::string in_comment(std::string text) {
  for (char& c : text)
    if (static_cast<unsigned char>(c) < ' ') c = '?';
  return text;
}

}  // namespace

SeenMachine seen_machine(const Observations& seen, const inspect::Inspection& found) {
  SeenMachine out;
  const MachineSpec known = cases::spec_of(found.machine);
  std::vector<const MachineFact*> without;
  while (const MachineFact* fact = take_facts(found.machine, known, out, without))
    without.push_back(fact);  // what was read of it is not kept
  take_devices(seen, out.file.devices);
  return out;
}

std::string seen_machine_text(const Observations& seen, const SeenMachine& machine) {
  constexpr std::size_t most = 8;
  std::string text = "// Read by memtype inspect";
  for (std::size_t i = 0; i < std::min(seen.sources.size(), most); ++i)
    text += (i == 0 ? " from " : ", ") + in_comment(seen.sources[i]);
  if (seen.sources.size() > most) text += " and others";
  text += ". What is `any` is not known.\n";
  for (const std::string& what : machine.left_out)
    text += "// known, but not as a case can have it: " + in_comment(what) + "\n";
  return text + print_machine_file(machine.file);
}

}  // namespace memtype::cli
