// What Linux starts from: its MTRRs and its PAT, on bare metal and as a guest.
//
// The one rule set for it. Cases, the library and the replay of recorded guests all come through
// boot(). It is an ordered list of steps (boot_steps()), each of which runs, is skipped because of
// a fact of this machine, or is dead: no machine of this version or environment runs it.
//
// Read from arch/x86/kernel/cpu/mtrr/{mtrr,generic}.c (mtrr_bp_init, guest_force_mtrr_state),
// arch/x86/mm/pat/memtype.c (pat_bp_init, init_cache_modes), arch/x86/kernel/cpu/intel.c
// (early_init_intel), arch/x86/xen/enlighten_pv.c (xen_set_mtrr_data) and arch/x86/kernel/kvm.c
// (kvm_init_platform) of v6.12, v7.3 and between; what was different before, from the commits that
// are named. Hyper-V's caller (arch/x86/hyperv/ivm.c, hv_vtom_init) is known from its commit alone.
#pragma once

#include <algorithm>
#include <array>
#include <limits>
#include <optional>
#include <span>
#include <string_view>

#include "memtype/cpu/msr.hpp"
#include "memtype/linux/pat_setup.hpp"

namespace memtype::kernel {

// The facts of one machine that boot reads. boot_facts() makes them from what a case says.
struct BootFacts {
  Environment environment = Environment::bare_metal;
  Version kernel = newest_version;
  bool mtrr_feature = true;  // CPUID shows MTRRs
  bool mtrr_on = true;       // IA32_MTRR_DEF_TYPE.E as the firmware left it
  // Code of the hypervisor's platform calls guest_force_mtrr_state().
  bool mtrr_given = false;
  bool pat_in_hardware = true;
  bool pat_shown = true;  // by CPUID, where there is one
  PatErrata pat_errata = PatErrata::none;
  std::uint64_t pat_found = pat_power_on;  // IA32_PAT before the kernel
  bool pat_kept = false;  // the layout found stays and counts as on, as under Xen PV: `pat msr()`
  bool nopat = false;     // on the command line
};

enum class StepOutcome : std::uint8_t { runs, skipped, dead };
std::string_view name(StepOutcome outcome);

// What became of a step on one machine. `why`: empty when it runs.
struct StepReport {
  StepOutcome outcome = StepOutcome::runs;
  std::string_view why = {};
};

struct BootProgress;

// One step, where it stands in the kernel, what it does, and the versions that have it:
// [first, end).
struct BootStep {
  std::string_view what;
  std::string_view function;
  std::string_view file;
  StepReport (*take)(BootProgress&);
  Version first = oldest_version;
  Version end = {std::numeric_limits<int>::max(), 0};
};

inline constexpr std::size_t boot_step_count = 8;
// In the order in which a kernel comes to them.
std::span<const BootStep, boot_step_count> boot_steps();

// Where the kernel's look-ups get the MTRRs from.
enum class MtrrBelief : std::uint8_t {
  nothing,    // no MTRRs and nothing given: every look-up says UC, not uniform
  registers,  // read from the processor; with E=0 everything is UC
  given,      // guest_force_mtrr_state()
};

struct Boot {
  PatSetup pat;
  MtrrBelief mtrr_belief = MtrrBelief::nothing;
  bool uc_hole = false;                             // the given state has one (gives_uc_hole)
  bool mtrr_present = false;                        // mtrr_enabled(): mtrr_add() and the rest work
  bool pat_written = false;                         // IA32_PAT is the kernel's
  bool pat_on_first_only = false;                   // on the first processor; others: as found
  std::array<StepReport, boot_step_count> steps{};  // in the order of boot_steps()
};

// Boots. Constant time.
//   MTRRs: a given state counts from v6.5 on, and only for Xen PV and confidential guests, of KVM
//   from v6.12 on; it takes mtrr_add() away. Else the registers are read where CPUID shows MTRRs;
//   with E=0 they are known, but mtrr_add() does not work. PAT: none, not shown, hidden by errata,
//   or an MSR that reads 0: off, the power-on layout taken for granted; the MSR is not written, so
//   a processor with PAT still goes by what it holds. nopat: off, the MSR stays and is decoded. No
//   MTRRs or E=0 from v4.6 (and 4.4.16) to v6.1: the same; under a hypervisor PAT counts as on all
//   the same since v5.19.6, with what was found. Before: no MTRRs: PAT counts as on and nobody sets
//   it up, WC, WT and WP have the bits of UC-; E=0: the first processor alone gets the layout. Xen
//   PV, whose MTRRs are hidden, keeps what is found: PAT is off from v4.6 to v5.19.5, else on. So
//   does a TDX guest from v6.2 to v6.8. Else Linux's layout, of which `low4` parts get the lower
//   half twice.
Boot boot(const BootFacts& facts);

// Why mtrr_present is false: "CPUID shows no MTRRs", "the state was given", "MTRRs are off"; empty
// where it is true.
std::string_view without_mtrrs_because(const Boot& boot);

// In which registers the processors of a machine differ: the variable and the fixed ranges,
// IA32_MTRR_DEF_TYPE ("your CPUs had inconsistent ... settings", mtrr_state_warn()), and IA32_PAT.
struct CpuDifferences {
  bool variable = false, fixed = false, def_type = false, pat = false;
  friend constexpr bool operator==(const CpuDifferences&, const CpuDifferences&) = default;
};

// Those of the firmware's differences that are still there when drivers run. Each further processor
// takes the first one's MTRRs where the kernel has them to work with (mtrr_generic_set_state();
// generic_set_all() up to 6.1), and its IA32_PAT where the kernel wrote it (pat_cpu_init();
// pat_init() up to 6.1). What a hypervisor does to its processors is not known: theirs stay.
constexpr CpuDifferences kept_differences(CpuDifferences found, const Boot& boot) {
  CpuDifferences kept;
  if (!boot.mtrr_present) kept = found;
  kept.pat = (found.pat && !boot.pat_written) || boot.pat_on_first_only;
  return kept;
}

// Why a processor, a PAT mode and an environment do not go together.
enum class PatClash : std::uint8_t {
  none,              // they do
  no_pat,            // a mode that needs PAT on a processor that has none
  hidden_pat,        // ... or whose PAT the kernel does not see
  no_errata,         // `linux4` on a processor without the errata
  xen_layout,        // `xen` outside Xen PV
  layout_found_only  // under Xen PV anything but the layout found there, with or without nopat
};
std::string_view reason(PatClash clash);
// `msr`: what is left in IA32_PAT, for PatMode::nopat.
PatClash pat_clash(const CpuProfile& cpu, PatMode mode, Environment environment,
                   std::uint64_t msr = pat_power_on);

// Why a processor, an environment and a kernel do not go together; empty if they do. Guests of TDX
// (Intel) and SEV-SNP (AMD) run Linux since v5.19, isolated guests of Hyper-V since v5.12.
std::string_view environment_clash(const CpuProfile& cpu, Environment environment, Version kernel);

// guest_force_mtrr_state() does nothing for others.
constexpr bool may_be_given_mtrrs(Environment environment) {
  return is_xen_pv(environment) || is_kvm_confidential(environment) ||
         environment == Environment::hyperv_isolated;
}

// Does CPUID show MTRRs to a kernel in this environment? Xen hides them from PV guests, Hyper-V
// from isolated ones (c957f1f3c498). Those of other confidential guests are taken as hidden: a
// trust domain finds them off, which is the same to the kernel.
constexpr bool shows_mtrrs(Environment environment) { return !may_be_given_mtrrs(environment); }

// Does code of the platform call guest_force_mtrr_state() there, in a version that has the call?
// Xen PV and Hyper-V's isolated guests since v6.5 (29055dc74287, c957f1f3c498), KVM's confidential
// guests since v6.12 (8e690b817e38).
constexpr bool gives_mtrrs(Environment environment, Version kernel) {
  if (is_kvm_confidential(environment)) return Version{6, 12} <= kernel;
  return may_be_given_mtrrs(environment);
}

// The facts of a machine whose PAT is named by its mode; `msr`: what is left in IA32_PAT, for
// PatMode::msr and PatMode::nopat. PatMode::absent on a processor with PAT: CPUID does not show it,
// and IA32_PAT is as after power-on. For pairs without pat_clash() only.
BootFacts boot_facts(const CpuProfile& cpu, PatMode mode, std::uint64_t msr,
                     Environment environment, Version kernel, bool mtrr_on);

// The register with which Xen's dom0 describes a range of the hypervisor to the kernel: the mask is
// minus the length, whatever the length and the base. A range that is no power of two, or not at a
// multiple of itself, only Linux's look-up reads as meant. The whole address space gives mask 0,
// which leaves the register invalid (xen_set_mtrr_data).
MsrPair forced_register(PhysRange range, MemoryType type, unsigned phys_bits);

// A given state: variable ranges and a default type, without fixed ranges and TOP_MEM2.
template <Domain D>
MtrrState<D> forced_mtrrs(std::vector<VariableRange<D>> variable, MemoryType default_type,
                          unsigned phys_bits) {
  MtrrState<D> state;
  state.phys_bits = phys_bits;
  state.fixed_enabled = false;
  state.default_type = default_type;
  state.variable = std::move(variable);
  return state;
}

// Xen's variable ranges as dom0 is given them: one over the whole address space is invalid, as
// forced_register() makes it.
template <Domain D>
std::vector<VariableRange<D>> ranges_for_dom0(std::vector<VariableRange<D>> ranges) {
  for (VariableRange<D>& range : ranges)
    range.valid = range.valid && !(range.mask == typename D::Word(0));
  return ranges;
}

// Since 0dccbc75e18d (v6.18, and v6.17.4 and v6.12.54) KVM's confidential guests are told that
// [end of RAM and ACPI tables below 4 GiB, 4 GiB) is UC.
constexpr bool gives_uc_hole(Environment environment, Version kernel) {
  if (!is_kvm_confidential(environment)) return false;
  return Version{6, 17, 4} <= kernel || (Version{6, 12, 54} <= kernel && kernel < Version{6, 13});
}

// e820__end_of_low_ram_pfn(): the end of the last whole page below 4 GiB of RAM or ACPI tables,
// which count since 06fa48d85b09 (v6.11), and so wherever there is a hole; 0 if there is none.
constexpr std::uint64_t end_of_low_ram(std::span<const PhysRange> ram) {
  std::uint64_t end = 0;
  for (const PhysRange& range : ram)
    if (range.begin < 4_GiB) end = std::max(end, std::min(range.end, 4_GiB) & page_mask);
  return end;
}

// The register that describes the UC hole (kvm_init_platform): written as forced_register() writes
// it, but always valid, and the base is cut to 32 bits. RAM that ends at 4 GiB thus makes all of
// [0, 4 GiB) UC, as no RAM below 4 GiB does.
MsrPair uc_hole_register(std::span<const PhysRange> ram, unsigned phys_bits);

// What the platform gives in each environment. Xen's dom0: the hypervisor's variable ranges,
// default UC (xen_set_mtrr_data). All others: default WB, and no range but the UC hole below 4 GiB
// (kvm_init_platform), where Boot says that there is one; the kernel alone reads it as it is meant.
template <Domain D>
MtrrState<D> given_mtrrs(Environment environment, bool uc_hole, std::span<const PhysRange> ram,
                         const MtrrState<D>& hardware) {
  const unsigned width = hardware.phys_bits;
  if (environment == Environment::xen_dom0)
    return forced_mtrrs<D>(ranges_for_dom0<D>(hardware.variable), MemoryType::UC, width);
  if (!uc_hole) return forced_mtrrs<D>({}, MemoryType::WB, width);
  const MsrPair pair = uc_hole_register(ram, width);
  const VariableRange<Concrete> hole = range_from_msrs(pair.base, pair.mask, width);
  VariableRange<D> range;
  range.valid = typename D::Bool(hole.valid);
  range.base = typename D::Word(hole.base);
  range.mask = typename D::Word(hole.mask);
  range.type = typename D::Set(hole.type);
  range.natural = hole.natural;
  return forced_mtrrs<D>({range}, MemoryType::WB, width);
}

// What look-ups go by where that is not the registers; nothing where it is.
template <Domain D>
std::optional<MtrrState<D>> belief_beside_registers(const Boot& boot, const MtrrState<D>& given) {
  if (boot.mtrr_belief == MtrrBelief::registers) return std::nullopt;
  MtrrState<D> state = given;
  state.enabled = boot.mtrr_belief == MtrrBelief::given;
  return state;
}

}  // namespace memtype::kernel
