// The whole way of a kernel from its entry to the calls of drivers, as far as it decides memory
// types: what boot() does, and what stands before and behind it. For people: nothing here changes
// what boot() comes to, all of it follows from that.
//
// Read from arch/x86/kernel/{head_64.S,head64.c,e820.c}, arch/x86/xen/{enlighten_pv,setup}.c,
// arch/x86/platform/pvh/enlighten.c, arch/x86/kernel/cpu/{cacheinfo.c,mtrr/*.c} and
// arch/x86/mm/pat/memtype.c of v6.12. Files and functions have the names of v6.12; some had others
// before.
#pragma once

#include <string_view>
#include <vector>

#include "memtype/linux/boot.hpp"

namespace memtype::kernel {

enum class BootPhase : std::uint8_t {
  entry,       // the function in which the kernel is entered
  zero_page,   // boot_params: who filled it, and where the memory map comes from
  mtrr_pat,    // boot_steps()
  cleanup,     // other registers, less RAM
  processors,  // the further ones
  afterwards,  // what drivers and users call
};
std::string_view name(BootPhase phase);

// A step with the versions that have it, [first, end), and what became of it on one machine.
struct PathStep {
  BootPhase phase;
  std::string_view what, function, file;
  Version first, end;
  StepReport report;
};

// In the order in which a kernel comes to them, the same steps for every machine. `boot`: of these
// facts. What is skipped or dead in `afterwards` writes no register, and `why` says what the caller
// gets. Constant time.
std::vector<PathStep> boot_path(const BootFacts& facts, const Boot& boot);

// The function in which the kernel is entered.
std::string_view entry_of(const std::vector<PathStep>& path);

}  // namespace memtype::kernel
