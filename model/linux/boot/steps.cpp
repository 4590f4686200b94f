#include "memtype/linux/boot.hpp"

namespace memtype::kernel {
namespace {

struct Progress {
  const BootFacts& facts;
  Boot& boot;
  bool pat_seen = false;      // X86_FEATURE_PAT
  bool pat_disabled = false;  // pat_disable() was called
  bool pat_on = false;        // pat_enabled()
  std::uint64_t pat_msr = 0;  // IA32_PAT
};

constexpr StepReport runs{};
constexpr StepReport skipped(std::string_view why) { return {StepOutcome::skipped, why}; }
constexpr StepReport dead(std::string_view why) { return {StepOutcome::dead, why}; }

StepReport hide_pat(Progress& p) {
  p.pat_seen = p.facts.pat_in_hardware;
  if (!p.pat_seen) return skipped("the processor has no PAT");
  if (p.facts.pat_errata != PatErrata::hidden) return skipped("no erratum hides this PAT");
  p.pat_seen = false;
  return runs;
}

StepReport read_nopat(Progress& p) {
  if (!p.facts.nopat) return skipped("nopat is not on the command line");
  p.pat_disabled = true;
  return runs;
}

constexpr bool may_be_given_mtrrs(Environment environment) {
  return is_xen_pv(environment) || environment == Environment::tdx ||
         environment == Environment::snp || environment == Environment::hyperv;
}

StepReport force_mtrrs(Progress& p) {
  if (!may_be_given_mtrrs(p.facts.environment))
    return dead("only Xen PV and confidential guests take a given state");
  if (!p.facts.mtrr_given) return skipped("the platform gives no state");
  p.boot.mtrr_belief = MtrrBelief::given;
  return runs;
}

StepReport read_mtrrs(Progress& p) {
  if (p.boot.mtrr_belief == MtrrBelief::given) return skipped("the state was given");
  if (!p.facts.mtrr_feature) return skipped("CPUID shows no MTRRs");
  p.boot.mtrr_belief = MtrrBelief::registers;
  p.boot.mtrr_present = p.facts.mtrr_on;
  return runs;
}

// The kernel calls pat_disable() under a hypervisor too, but init_cache_modes() turns PAT on again
// where the hypervisor has set it up.
StepReport lose_pat_with_mtrrs(Progress& p) {
  if (p.facts.environment != Environment::bare_metal)
    return dead("under a hypervisor PAT stays on");
  if (p.boot.mtrr_present) return skipped("MTRRs are on");
  p.pat_disabled = true;
  return runs;
}

StepReport set_pat_up(Progress& p) {
  p.pat_msr = p.facts.pat_found;
  p.pat_on = p.pat_seen && p.pat_msr != 0 && !p.pat_disabled;
  if (is_xen_pv(p.facts.environment))
    return dead("a PV guest cannot write IA32_PAT; the layout found counts as on");
  if (!p.pat_seen) return skipped("the kernel sees no PAT");
  if (p.pat_msr == 0) return skipped("IA32_PAT reads 0");
  if (p.pat_disabled) return skipped("PAT is switched off");
  if (p.facts.pat_kept) return skipped("the layout found is kept");
  const PatMode mode = p.facts.pat_errata == PatErrata::low4 ? PatMode::linux4 : PatMode::full;
  p.pat_msr = pat_msr_for(mode, p.facts.kernel);
  return runs;
}

StepReport decode_layout(Progress& p) {
  const bool emulated = !p.pat_seen || p.pat_msr == 0;
  p.boot.pat = pat_setup(p.pat_on, p.facts.pat_in_hardware, emulated ? pat_power_on : p.pat_msr);
  p.boot.pat.msr = p.pat_msr;
  return runs;
}

constexpr Version first_given{6, 5};

constexpr std::array<BootStep, boot_step_count> steps{{
    {"hide the PAT of a processor with errata", "early_init_intel()",
     "arch/x86/kernel/cpu/intel.c"},
    {"nopat on the command line", "nopat()", "arch/x86/mm/pat/memtype.c"},
    {"take an MTRR state that the platform gives", "guest_force_mtrr_state()",
     "arch/x86/kernel/cpu/mtrr/generic.c", first_given},
    {"read the MTRRs", "mtrr_bp_init()", "arch/x86/kernel/cpu/mtrr/mtrr.c"},
    {"switch PAT off together with the MTRRs",
     "mtrr_bp_init()",
     "arch/x86/kernel/cpu/mtrr/mtrr.c",
     {4, 4},
     {6, 2}},
    {"write Linux's layout into IA32_PAT", "pat_bp_init()", "arch/x86/mm/pat/memtype.c"},
    {"choose the page bits of each cache mode", "init_cache_modes()", "arch/x86/mm/pat/memtype.c"},
}};

constexpr StepReport (*actions[boot_step_count])(Progress&) = {
    hide_pat, read_nopat, force_mtrrs, read_mtrrs, lose_pat_with_mtrrs, set_pat_up, decode_layout};

}  // namespace

std::string_view name(StepOutcome outcome) {
  switch (outcome) {
    case StepOutcome::runs: return "runs";
    case StepOutcome::skipped: return "skipped";
    case StepOutcome::dead: return "dead";
  }
  return "?";
}

std::span<const BootStep, boot_step_count> boot_steps() { return steps; }

Boot boot(const BootFacts& facts) {
  Boot result;
  Progress progress{facts, result};
  for (std::size_t i = 0; i < boot_step_count; ++i) {
    const bool there = steps[i].first <= facts.kernel && facts.kernel < steps[i].end;
    result.steps[i] = there ? actions[i](progress) : dead("this version does not have it");
  }
  return result;
}

}  // namespace memtype::kernel
