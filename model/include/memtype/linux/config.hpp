// What decides which of the kernel's rules apply: version, environment, PAT mode.
#pragma once

#include <compare>
#include <optional>
#include <string>
#include <string_view>

namespace memtype::kernel {  // not `linux`: GNU compilers predefine that word as a macro

struct Version {
  int major = 6;
  int minor = 12;
  friend constexpr auto operator<=>(Version, Version) = default;
};

// The newest version whose sources were read for this model; the default of a case.
inline constexpr Version newest_version{6, 12};
// The oldest one: before 4.2 ioremap_uc() and today's arch_phys_wc_add() did not exist.
inline constexpr Version oldest_version{4, 2};

// "6.12" or "v6.12.3" (the patch level is ignored); nothing if it is not of that form.
std::optional<Version> version_from(std::string_view text);
std::string to_string(Version version);

// What the PAT slots hold and what the kernel believes: two facts, chosen together.
enum class PatMode {
  absent,  // the CPU has no PAT: PCD and PWT act by the older table
  nopat,   // the CPU has PAT, the kernel booted with "nopat": power-on layout, pat_enabled() false
  linux4,  // errata CPUs: lower four slots only, repeated
  full,    // all eight slots as Linux lays them out; written `linux` in case files
  xen,     // Xen's layout, which a PV kernel finds and keeps
  msr,     // a literal MSR value left by somebody else, pat_enabled() true
};

enum class Environment {
  bare_metal,
  xen_pv,  // the hypervisor owns the MTRRs; the kernel has none
  kvm,     // guest MTRRs have no effect on the hardware; EPT type and perhaps guest PAT decide
  tdx,     // confidential guest: the kernel is told there are no MTRRs
  snp,     // likewise
};

std::string_view name(PatMode mode);
std::string_view name(Environment environment);

}  // namespace memtype::kernel
