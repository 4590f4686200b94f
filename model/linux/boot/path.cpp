#include "linux/boot/reports.hpp"
#include "memtype/linux/boot_path.hpp"

namespace memtype::kernel {
namespace {

// What a step is decided by.
struct Booted {
  const BootFacts& facts;
  const Boot& boot;

  bool pv() const { return is_xen_pv(facts.environment); }
  bool bare() const { return facts.environment == Environment::bare_metal; }
  // On no machine of this environment and version does the kernel work with MTRRs.
  bool never_has_mtrrs() const {
    return !shows_mtrrs(facts.environment) || boot.mtrr_belief == MtrrBelief::given;
  }
  // Why it does not work with those of this one.
  StepReport without_mtrrs(std::string_view not_shown, std::string_view off) const {
    return {StepOutcome::skipped, facts.mtrr_feature ? off : not_shown};
  }
  bool ran(std::string_view function) const {
    for (std::size_t i = 0; i < boot_step_count; ++i)
      if (boot_steps()[i].function == function && boot.steps[i].outcome == StepOutcome::runs)
        return true;
    return false;
  }
};

constexpr StepReport runs_unless(bool never, std::string_view why) {
  return never ? dead(why) : runs;
}

StepReport enter_by_boot_protocol(const Booted& b) {
  return runs_unless(b.pv(), "Xen enters a PV kernel at xen_start_kernel()");
}
StepReport enter_as_pv(const Booted& b) {
  return runs_unless(!b.pv(), "only Xen enters here, and PV guests alone");
}
StepReport enter_by_pvh(const Booted& b) {
  if (b.pv()) return dead("Xen enters a PV kernel at xen_start_kernel()");
  if (b.bare()) return dead("only a hypervisor enters here");
  return skipped("the loader takes the boot protocol; a PVH guest comes this way");
}

StepReport take_from_loader(const Booted& b) {
  return runs_unless(b.pv(), "there is no loader's zero page");
}
StepReport fill_as_pv(const Booted& b) {
  return runs_unless(!b.pv(), "the zero page is the loader's");
}
StepReport fill_as_pvh(const Booted& b) {
  if (b.pv()) return dead("xen_start_kernel() fills it");
  if (b.bare()) return dead("only a hypervisor gives a start info");
  return skipped("the loader takes the boot protocol");
}
StepReport map_from_zero_page(const Booted& b) {
  return runs_unless(b.pv(), "xen_memory_setup() stands in its place");
}
StepReport map_from_xen(const Booted& b) {
  return runs_unless(!b.pv(), "only a PV guest asks Xen");
}

StepReport clean_up(const Booted& b) {
  if (b.never_has_mtrrs()) return dead("the kernel has no MTRRs to work with");
  return skipped("enable_mtrr_cleanup is not on the command line");
}
StepReport trim(const Booted& b) {
  if (b.never_has_mtrrs()) return dead("the kernel has no MTRRs to work with");
  return b.facts.mtrr_feature ? runs : skipped("CPUID shows no MTRRs");
}

StepReport set_processors_with_mtrrs(const Booted& b) {
  if (b.never_has_mtrrs()) return dead("the kernel has no MTRRs to work with");
  return b.boot.mtrr_present ? runs
                             : b.without_mtrrs("CPUID shows no MTRRs, and PAT is set up with them",
                                               "MTRRs are off, and PAT is set up with them");
}
StepReport set_processors(const Booted& b) {
  if (b.boot.mtrr_present || b.ran("pat_bp_init()")) return runs;
  if (keeps_pat_found(b.facts)) return dead("a TDX guest writes neither MTRRs nor PAT");
  return b.pv() ? dead("a PV guest writes neither MTRRs nor PAT")
                : skipped("neither MTRRs nor PAT are the kernel's");
}

StepReport show_file(const Booted& b) {
  if (b.never_has_mtrrs()) return dead("there is no such file");
  if (b.boot.mtrr_present) return runs;
  // 2961298efe1e: mtrr_if is NULL then. Seen on 6.1.192, 6.12.117 and 7.3.4 (recorded_boots.hpp).
  const bool shown = b.facts.kernel < pat_on_its_own;
  return b.without_mtrrs(
      "CPUID shows no MTRRs: there is no such file",
      shown ? "MTRRs are off: nothing can be added" : "MTRRs are off: it cannot be opened");
}
StepReport add_range(const Booted& b) {
  if (b.never_has_mtrrs()) return dead("the kernel has no MTRRs to work with: -ENODEV");
  return b.boot.mtrr_present
             ? runs
             : b.without_mtrrs("CPUID shows no MTRRs: -ENODEV", "MTRRs are off: -ENODEV");
}
StepReport add_wc_range(const Booted& b) {
  if (b.never_has_mtrrs()) return dead("the kernel has no MTRRs to work with: 0");
  if (!b.boot.mtrr_present) return b.without_mtrrs("CPUID shows no MTRRs: 0", "MTRRs are off: 0");
  return b.boot.pat.enabled ? skipped("PAT is on: 0") : runs;
}
StepReport track(const Booted& b) {
  if (always_loses_pat(b.facts) && b.facts.kernel < found_pat_counts)
    return dead("PAT is off together with the MTRRs");
  return b.boot.pat.enabled
             ? runs
             : skipped("PAT is off: each request is granted as it is, and not reserved");
}

struct Row {
  BootPhase phase;
  std::string_view what, function, file;
  StepReport (*decide)(const Booted&);
  Version first = oldest_version;
  Version end = {std::numeric_limits<int>::max(), 0};
};

constexpr std::string_view cleanup_c = "arch/x86/kernel/cpu/mtrr/cleanup.c";
constexpr std::string_view xen_c = "arch/x86/xen/enlighten_pv.c";
constexpr std::string_view pvh_c = "arch/x86/platform/pvh/enlighten.c";
// The release that brought PVHv2 guests. (PVHv1 entered at xen_start_kernel().)
constexpr Version pvh{4, 11};

constexpr Row before[] = {
    {BootPhase::entry, "enter by the boot protocol, from a loader, firmware or decompressor",
     "startup_64()", "arch/x86/kernel/head_64.S", enter_by_boot_protocol},
    {BootPhase::entry, "enter as a PV guest of Xen, by the ELF note", "xen_start_kernel()", xen_c,
     enter_as_pv},
    {BootPhase::entry, "enter by the PVH note", "pvh_start_xen()", "arch/x86/platform/pvh/head.S",
     enter_by_pvh, pvh},
    {BootPhase::zero_page,
     "boot_params of the boot loader or EFI stub: its E820, its type_of_loader, hardware_subarch 0",
     "copy_bootdata()", "arch/x86/kernel/head64.c", take_from_loader},
    // Copies of the function as of 4.5 do not set hardware_subarch, those of 4.9 do; 4.7 by the
    // date of the commits (April 2016).
    {BootPhase::zero_page,
     "boot_params filled by the kernel: type_of_loader 0x90, since 4.7 hardware_subarch "
     "X86_SUBARCH_XEN; no E820",
     "xen_start_kernel()", xen_c, fill_as_pv},
    {BootPhase::zero_page,
     "boot_params filled by the kernel from the start info: E820, type_of_loader 0x90 under Xen "
     "and else 0xb0, hardware_subarch 0",
     "init_pvh_bootparams()", pvh_c, fill_as_pvh, pvh},
    {BootPhase::zero_page, "memory map from the E820 of boot_params",
     "e820__memory_setup_default()", "arch/x86/kernel/e820.c", map_from_zero_page},
    {BootPhase::zero_page,
     "memory map from the hypervisor: the machine's in dom0, the guest's own in a domU",
     "xen_memory_setup()", "arch/x86/xen/setup.c", map_from_xen},
};

constexpr Row behind[] = {
    {BootPhase::cleanup, "other registers for the same memory, so that some become free",
     "mtrr_cleanup()", cleanup_c, clean_up},
    {BootPhase::cleanup, "take away RAM that no WB register covers, where the default type is UC",
     "mtrr_trim_uncached_memory()", cleanup_c, trim},
    {BootPhase::processors, "give MTRRs and PAT of the first processor to each further one",
     "mtrr_ap_init()", mtrr_c, set_processors_with_mtrrs, oldest_version, pat_on_its_own},
    {BootPhase::processors, "give MTRRs and PAT of the first processor to each further one",
     "cache_ap_init()", "arch/x86/kernel/cpu/cacheinfo.c", set_processors, pat_on_its_own},
    {BootPhase::afterwards, "show and take ranges in /proc/mtrr", "mtrr_if_init()",
     "arch/x86/kernel/cpu/mtrr/if.c", show_file},
    {BootPhase::afterwards, "put a range into a variable MTRR", "mtrr_add()", mtrr_c, add_range},
    {BootPhase::afterwards, "put a WC range into a variable MTRR", "arch_phys_wc_add()", mtrr_c,
     add_wc_range},
    {BootPhase::afterwards, "reserve the mode of each mapping, ioremap() and the rest",
     "memtype_reserve()", "arch/x86/mm/pat/memtype.c", track},
};

PathStep decided(const Row& row, const Booted& booted) {
  const Version kernel = booted.facts.kernel;
  const bool there = row.first <= kernel && kernel < row.end;
  return {row.phase,
          row.what,
          row.function,
          row.file,
          row.first,
          row.end,
          there ? row.decide(booted) : dead("this version does not have it")};
}

}  // namespace

std::string_view name(BootPhase phase) {
  switch (phase) {
    case BootPhase::entry: return "entry";
    case BootPhase::zero_page: return "zero page";
    case BootPhase::mtrr_pat: return "MTRRs and PAT";
    case BootPhase::cleanup: return "cleanup";
    case BootPhase::processors: return "processors";
    case BootPhase::afterwards: return "afterwards";
  }
  return "?";
}

std::vector<PathStep> boot_path(const BootFacts& facts, const Boot& boot) {
  const Booted booted{facts, boot};
  std::vector<PathStep> path;
  for (const Row& row : before) path.push_back(decided(row, booted));
  for (std::size_t i = 0; i < boot_step_count; ++i) {
    const BootStep& step = boot_steps()[i];
    path.push_back({BootPhase::mtrr_pat, step.what, step.function, step.file, step.first, step.end,
                    boot.steps[i]});
  }
  for (const Row& row : behind) path.push_back(decided(row, booted));
  return path;
}

std::string_view entry_of(const std::vector<PathStep>& path) {
  for (const PathStep& step : path)
    if (step.phase == BootPhase::entry && step.report.outcome == StepOutcome::runs)
      return step.function;
  return "";
}

}  // namespace memtype::kernel
