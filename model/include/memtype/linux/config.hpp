// What decides which of the kernel's rules apply: version, environment, PAT mode.
#pragma once

#include <compare>
#include <limits>
#include <optional>
#include <string>
#include <string_view>

namespace memtype::kernel {  // not `linux`: GNU compilers predefine that word as a macro

// A release, 6.12.54. Rules say since when they hold: Version{6, 12} is 6.12.0, the first of its
// series.
struct Version {
  int major = 0;
  int minor = 0;
  int patch = 0;
  friend constexpr auto operator<=>(Version, Version) = default;
};

// The patch level of a version written without one, "6.12": the newest of that series.
inline constexpr int newest_patch = std::numeric_limits<int>::max();

// The newest series whose sources were read for this model; the default of a case.
inline constexpr Version newest_version{7, 3, newest_patch};
// The oldest one: before 4.2 ioremap_uc() and today's arch_phys_wc_add() did not exist.
inline constexpr Version oldest_version{4, 2};

// "6.12", "v6.12.54" or "6.12.54-amd64"; nothing if it is not of that form, or a release candidate
// ("6.12-rc5"), which comes before its release. Without a patch level: the newest of the series.
std::optional<Version> version_from(std::string_view text);
// As version_from() reads it: "6.12.54", or "6.12" for the newest of that series.
std::string to_string(Version version);
// "6.12", whatever the patch level.
std::string series_name(Version version);

// Was there such a series? Linux went on from 4.20 to 5.0, from 5.19 to 6.0, from 6.19 to 7.0.
// Series beyond newest_version count as possible.
bool is_series(Version version);
// Are its rules in this model: a series from oldest_version to newest_version?
bool is_known(Version version);

// How a kernel compares with a version that somebody wrote down: `stated` without a patch level
// stands for all of its series, so 6.12.54 equals "6.12" and is above "6.12.53".
std::strong_ordering compare(Version kernel, Version stated);

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
  xen_dom0,  // PV: the hypervisor owns the MTRRs; the kernel has none, and is told its ranges
  xen_domu,  // another PV guest of Xen: likewise, and it is told that all memory is WB
  kvm,       // guest MTRRs have no effect on the hardware; host type and perhaps guest PAT decide
  tdx,       // confidential guest of KVM: likewise, and the kernel is told what the MTRRs are
  snp,       // likewise
  hyperv,    // plain guest of Hyper-V: as under kvm
  hyperv_isolated,  // VBS, SEV-SNP or TDX with a paravisor: no MTRRs are shown, the kernel is told
};

// All of them, in the order of the enum.
inline constexpr Environment all_environments[] = {
    Environment::bare_metal, Environment::xen_dom0,
    Environment::xen_domu,   Environment::kvm,
    Environment::tdx,        Environment::snp,
    Environment::hyperv,     Environment::hyperv_isolated};

// A PV guest of Xen, dom0 or not.
constexpr bool is_xen_pv(Environment environment) {
  return environment == Environment::xen_dom0 || environment == Environment::xen_domu;
}

// A confidential guest of KVM.
constexpr bool is_kvm_confidential(Environment environment) {
  return environment == Environment::tdx || environment == Environment::snp;
}

// Guests below whose page attributes lies what the host gives, and not MTRRs: Intel SDM vol. 3C,
// 29.3.7; AMD APM vol. 2, 15.25.8. (Pages of a PV guest are the machine's own, under its MTRRs.)
constexpr bool has_host_type(Environment environment) {
  return environment != Environment::bare_metal && !is_xen_pv(environment);
}

// May the host have a guest's PAT ignored? That of TDX and SEV-SNP guests of KVM always counts.
constexpr bool may_ignore_guest_pat(Environment environment) {
  return has_host_type(environment) && !is_kvm_confidential(environment);
}

std::string_view name(PatMode mode);
std::string_view name(Environment environment);
// Its name; or "xen_pv", which names dom0 and domU alike.
bool is_named(Environment environment, std::string_view word);

}  // namespace memtype::kernel
