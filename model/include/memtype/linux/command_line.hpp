// The options on the kernel's command line that concern memory types.
//
// Read from Documentation/admin-guide/kernel-parameters.txt, arch/x86/mm/pat/memtype.c (nopat),
// arch/x86/kernel/cpu/mtrr/{mtrr,cleanup}.c and kernel/params.c (parse_args, parameq) of v6.12.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

namespace memtype::kernel {

// What is known of the command line. `options`: separated by one space each.
struct CommandLine {
  bool known = false;
  std::string options{};
};

// What an option does to what a driver finds.
enum class OptionEffect : std::uint8_t {
  pat_off,         // PAT is off, whatever value is given to the option
  before_drivers,  // changes MTRRs or the memory map before the first driver runs
  messages,        // prints more
  hides_feature,   // takes PAT or MTRRs out of what the kernel sees of CPUID
};

struct KernelOption {
  std::string_view name;
  OptionEffect effect;
  std::string_view meaning;
};

// Options with other names have no effect on memory types.
std::span<const KernelOption> kernel_options();

// Does some option before "--", behind which the options are init's, have this effect? As the
// kernel reads names, '-' and '_' are the same, and "nopat=0" is nopat. Of `clearcpuid` only a list
// with PAT or MTRRs in it has its effect.
bool has_effect(std::string_view options, OptionEffect effect);

}  // namespace memtype::kernel
