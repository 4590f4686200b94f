#include "machine/to_rules.hpp"

namespace memtype::cases {
namespace {

std::string number(unsigned n) { return " " + std::to_string(n); }

// The modes that the kernel may read in page-table entries of a case, and the bits of the entries
// (PageBits::index()): from the modes asked for, all that adding bits and reading them back leads
// to.
struct Reached {
  TypeSet modes;
  unsigned indices = 0;  // a bit for each
};

Reached reached(const kernel::PatSetup& setup, TypeSet asked) {
  Reached all{asked, 0};
  for (TypeSet before; before != all.modes;) {
    before = all.modes;
    for (MemoryType a : pat_memory_types)
      for (MemoryType b : pat_memory_types) {
        if (!before.contains(a) || !before.contains(b)) continue;
        const PageBits bits = kernel::with_bits(setup.bits_of(a), setup.bits_of(b));
        all.indices |= 1U << bits.index();
        all.modes |= setup.mode_of(bits);
      }
  }
  return all;
}

}  // namespace

std::string rules_of_cpu(const MachineChoice& choice, const CaseReads& reads) {
  const CpuProfile& profile = *choice.cpu;
  return std::to_string(static_cast<int>(profile.table)) + (profile.ppro_erratum ? "p" : "") +
         (reads.cpu ? std::string(profile.name) : "");
}

std::string rules_of_pat(const MachineChoice& choice, const CaseReads& reads) {
  const kernel::PatSetup& setup = choice.boot.pat;
  const Pat hardware = decode_pat(setup.msr);
  std::string read = setup.enabled ? "on" : "off";
  read += setup.in_hardware ? " pat" : " no pat";
  const Reached all = reached(setup, reads.modes);
  for (MemoryType mode : pat_memory_types)
    if (all.modes.contains(mode))
      read += " " + std::string(name(mode)) + number(setup.bits_of(mode).index());
  for (unsigned i = 0; i < 8; ++i)
    if ((all.indices >> i & 1) != 0)
      read += number(i) + std::string(name(setup.modes[i])) + "/" + std::string(name(hardware[i]));
  return read + (reads.pat ? std::string(kernel::name(choice.pat.mode)) : "");
}

std::string rules_of_kernel(const MachineChoice& choice, const CaseReads& reads) {
  const kernel::Boot& boot = choice.boot;
  std::string read = number(static_cast<unsigned>(boot.mtrr_belief)) + number(boot.uc_hole) +
                     number(boot.mtrr_present);
  const kernel::VersionRules rules = kernel::rules_of(choice.kernel);
  for (const auto rule : kernel::all_version_rules) {
    // With PAT the ISA hole is not tracked, and WB as well.
    const bool counts = rule != &kernel::VersionRules::isa_by_direct_map || !boot.pat.enabled;
    read += number(counts && reads.rules.*rule && rules.*rule);
  }
  for (const std::string& word : reads.versions) {
    const auto order =
        kernel::compare(choice.kernel, kernel::version_from(word).value_or(kernel::Version{}));
    read += order < 0 ? " below" : order > 0 ? " above" : " equal";
  }
  return read;
}

std::string rules_of_nothing(const MachineChoice&, const CaseReads&) { return ""; }

}  // namespace memtype::cases
