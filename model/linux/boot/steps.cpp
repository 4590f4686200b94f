#include <array>

#include "linux/boot/reports.hpp"

namespace memtype::kernel {

struct BootProgress {
  const BootFacts& facts;
  Boot& boot;
  bool pat_seen = false;      // X86_FEATURE_PAT
  bool pat_disabled = false;  // pat_disable() was called
  bool pat_on = false;        // pat_enabled()
  bool built_in = false;      // nobody chooses page bits: the tables stay as they are compiled
  std::uint64_t pat_msr = 0;  // IA32_PAT
};

namespace {

// What does not run on this machine, and on none of its version and environment where `never`.
StepReport unless_never(std::string_view why, bool never) {
  return never ? dead(why) : skipped(why);
}

StepReport hide_pat(BootProgress& p) {
  p.pat_msr = p.facts.pat_found;
  p.pat_seen = p.facts.pat_in_hardware && p.facts.pat_shown;
  if (!p.facts.pat_in_hardware) return skipped("the processor has no PAT");
  if (!p.facts.pat_shown) return skipped("CPUID shows no PAT");
  if (p.facts.pat_errata != PatErrata::hidden) return skipped("no erratum hides this PAT");
  p.pat_seen = false;
  return runs;
}

StepReport read_nopat(BootProgress& p) {
  if (!p.facts.nopat) return skipped("nopat is not on the command line");
  p.pat_disabled = true;
  return runs;
}

StepReport force_mtrrs(BootProgress& p) {
  if (!may_be_given_mtrrs(p.facts.environment))
    return dead("only Xen PV and confidential guests take a given state");
  if (!p.facts.mtrr_given)
    return unless_never("the platform gives no state",
                        !gives_mtrrs(p.facts.environment, p.facts.kernel));
  p.boot.mtrr_belief = MtrrBelief::given;
  p.boot.uc_hole = gives_uc_hole(p.facts.environment, p.facts.kernel);
  return runs;
}

StepReport read_mtrrs(BootProgress& p) {
  if (p.boot.mtrr_belief == MtrrBelief::given)
    return unless_never("the state was given", gives_mtrrs(p.facts.environment, p.facts.kernel));
  if (!p.facts.mtrr_feature)
    return unless_never("CPUID shows no MTRRs", !shows_mtrrs(p.facts.environment));
  p.boot.mtrr_belief = MtrrBelief::registers;
  p.boot.mtrr_present = p.facts.mtrr_on;
  return runs;
}

// PAT was set up in the rendezvous of the MTRRs; without them nobody wrote IA32_PAT.
StepReport lose_pat_with_mtrrs(BootProgress& p) {
  if (!loses_pat_with_mtrrs(p.facts.kernel)) return dead("this version does not have it");
  if (p.boot.mtrr_present) return skipped("MTRRs are on");
  p.pat_disabled = true;
  return runs;
}

// Up to 4.5 pat_init() was called by the code of the MTRRs alone: on the first processor wherever
// CPUID shows them (get_mtrr_state()), on the others where they are on (mtrr_ap_init()).
constexpr bool is_set_up_by_mtrr_code(Version kernel) {
  return kernel < pat_on_its_own && !loses_pat_with_mtrrs(kernel);
}

StepReport set_pat_up(BootProgress& p) {
  p.pat_on = p.pat_seen && p.pat_msr != 0 && !p.pat_disabled;
  if (is_xen_pv(p.facts.environment))
    return dead("a PV guest cannot write IA32_PAT; the layout found stays");
  if (keeps_pat_found(p.facts)) return dead("a TDX guest keeps the layout found");
  if (always_loses_pat(p.facts)) return dead("PAT is off together with the MTRRs");
  if (is_set_up_by_mtrr_code(p.facts.kernel) && !p.facts.mtrr_feature) {
    p.pat_on = !p.pat_disabled;
    p.built_in = true;
    return unless_never("CPUID shows no MTRRs, whose code calls it",
                        !shows_mtrrs(p.facts.environment));
  }
  if (!p.pat_seen) return skipped("the kernel sees no PAT");
  if (p.pat_msr == 0) return skipped("IA32_PAT reads 0");
  if (p.pat_disabled) return skipped("PAT is switched off");
  if (p.facts.pat_kept) return skipped("the layout found is kept");
  const PatMode mode = p.facts.pat_errata == PatErrata::low4 ? PatMode::linux4 : PatMode::full;
  p.pat_msr = pat_msr_for(mode, p.facts.kernel);
  p.boot.pat_written = true;
  p.boot.pat_on_first_only = is_set_up_by_mtrr_code(p.facts.kernel) && !p.boot.mtrr_present &&
                             p.pat_msr != p.facts.pat_found;
  return runs;
}

// pat_enabled() is true again; IA32_PAT has nevertheless not been written.
StepReport count_found_pat_as_on(BootProgress& p) {
  if (p.facts.environment == Environment::bare_metal) return dead("no hypervisor");
  if (!p.pat_seen || p.pat_msr == 0) return skipped("no PAT is found");
  if (p.facts.nopat) return skipped("nopat is on the command line");
  if (p.pat_on) return skipped("PAT is on");
  p.pat_on = true;
  return runs;
}

StepReport decode_layout(BootProgress& p) {
  if (p.built_in) {
    p.boot.pat = built_in_pat_setup(p.pat_on, p.facts.pat_in_hardware, p.pat_msr);
    return unless_never("nobody calls it: the tables stay as they are compiled",
                        !shows_mtrrs(p.facts.environment));
  }
  const bool emulated = !p.pat_seen || p.pat_msr == 0;
  p.boot.pat = pat_setup(p.pat_on, p.facts.pat_in_hardware, emulated ? pat_power_on : p.pat_msr);
  p.boot.pat.msr = p.pat_msr;
  return runs;
}

constexpr std::string_view intel_c = "arch/x86/kernel/cpu/intel.c";
constexpr std::string_view generic_c = "arch/x86/kernel/cpu/mtrr/generic.c";
constexpr std::string_view memtype_c = "arch/x86/mm/pat/memtype.c";  // mm/pat.c before 5.7

constexpr std::array<BootStep, boot_step_count> steps{{
    {"hide the PAT of a processor with errata", "early_init_intel()", intel_c, hide_pat},
    {"nopat on the command line", "nopat()", memtype_c, read_nopat},
    // mtrr_overwrite_state() before 6.14 and 6.12.54.
    {"take an MTRR state that the platform gives",
     "guest_force_mtrr_state()",
     generic_c,
     force_mtrrs,
     {6, 5}},
    {"read the MTRRs", "mtrr_bp_init()", mtrr_c, read_mtrrs},
    {"switch PAT off together with the MTRRs", "mtrr_bp_init()", mtrr_c, lose_pat_with_mtrrs,
     pat_goes_with_mtrrs, pat_on_its_own},
    // Called by mtrr_bp_init() as pat_init() before 6.2.
    {"write Linux's layout into IA32_PAT", "pat_bp_init()", memtype_c, set_pat_up},
    {"take the PAT of a hypervisor as on, as it is found", "init_cache_modes()", memtype_c,
     count_found_pat_as_on, found_pat_counts, pat_on_its_own},
    {"choose the page bits of each cache mode", "init_cache_modes()", memtype_c, decode_layout},
}};

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
  BootProgress progress{facts, result};
  for (std::size_t i = 0; i < boot_step_count; ++i) {
    const bool there = steps[i].first <= facts.kernel && facts.kernel < steps[i].end;
    result.steps[i] = there ? steps[i].take(progress) : dead("this version does not have it");
  }
  return result;
}

std::string_view without_mtrrs_because(const Boot& boot) {
  if (boot.mtrr_present) return "";
  for (std::size_t i = 0; i < boot_step_count; ++i)
    if (steps[i].take == read_mtrrs && boot.steps[i].outcome != StepOutcome::runs)
      return boot.steps[i].why;
  return "MTRRs are off";
}

}  // namespace memtype::kernel
