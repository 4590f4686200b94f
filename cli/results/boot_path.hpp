// What a kernel comes to on one machine: the steps of its boot, and what its calls do afterwards.
#pragma once

#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "machine/machine_choice.hpp"
#include "memtype/linux/boot_path.hpp"
#include "memtype/machine/system.hpp"

namespace memtype::cli {

// Facts as a machine block has them; empty: the default.
struct BootRequest {
  std::string env;
  std::string kernel;
  std::string cpu;  // empty: "intel", or "amd64" for the guests of AMD's processors
  std::string pat;
  std::string mtrr;  // as the firmware left them: on, off
};

// One call, made on a machine that was just booted, at a page of a device.
struct CallAfterBoot {
  std::string name;    // "ioremap_wc"
  std::string text;    // "ioremap_wc(0xe0002000, 4K) = mapped"
  std::string result;  // "mapped", "-ENODEV", "0"
  // Of a mapping: the page type that the processor reads, the type below it, what both come to.
  TypeSet page, below, effective;
};

struct BootPath {
  cases::MachineChoice machine;
  std::vector<kernel::PathStep> steps;
  System<Concrete> system;  // booted, before the first call
  std::vector<CallAfterBoot> calls;

  const kernel::Boot& boot() const { return machine.boot; }
};

// Boots the machine: RAM below 2 GiB, which the firmware made WB, and all else UC; a guest whose
// host decides has a device passed through, whose type the host makes UC, and its PAT counts.
// Otherwise what is wrong, in words.
std::variant<BootPath, std::string> boot_path(const BootRequest& request);

// The PAT modes that there are on such a processor in an environment: as the kernel sets it up
// first, then switched off, then not there.
std::vector<kernel::PatMode> pat_modes_of(kernel::Environment environment, const CpuProfile& cpu);

// The value of a fact as a Start line has it, which `run --start` takes: "6.12.53", "msr(0x...)".
std::string boot_fact(const BootPath& path, std::string_view name);

// The kernels [first, last], series after series, on which a path is the same.
struct BootRow {
  kernel::Version first, last;
  BootPath path;  // of `last`
};
// Every environment, every series of the kernel, every PAT mode; in this order. `mtrr`: as in a
// BootRequest. Otherwise what is wrong with the facts, in words.
std::variant<std::vector<BootRow>, std::string> boot_matrix(const std::string& cpu,
                                                            const std::string& mtrr = "");

// What the kernel takes the MTRRs to be: "registers", "registers, which are off", "given: default
// WB", "nothing".
std::string belief_text(const BootPath& path);
// "on, 0x7010600070106", "off, 0x...", "none".
std::string pat_text(const BootPath& path);
}  // namespace memtype::cli
