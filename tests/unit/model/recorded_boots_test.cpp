// boot() beside what running kernels logged: PAT, the kernel's state of the MTRRs, /proc/mtrr.
#include "recorded_boots.hpp"

#include <gtest/gtest.h>

#include <algorithm>

#include "memtype/linux/boot_path.hpp"
#include "memtype/linux/cache_map.hpp"

namespace memtype::kernel {
namespace recorded_boots_test {

using memtype::testing::FixedBy;
using memtype::testing::Found;
using memtype::testing::ProcLine;
using memtype::testing::RecordedBoot;
using memtype::testing::Told;

constexpr Version kernels[] = {{6, 1, 192}, {6, 12, 117}, {7, 3, 4}};

MsrFile registers_of(const RecordedBoot& machine) {
  MsrFile file;
  file.phys_bits = machine.cpu.phys_bits;
  file.has_mtrr = machine.cpu.mtrr_shown;
  file.cap = file.has_mtrr ? 0x508 : 0;
  file.def_type = machine.registers.def_type;
  const bool any = machine.registers.fixed != FixedBy::none;
  const std::uint64_t high = machine.registers.fixed == FixedBy::seabios ? 0x0505050505050505 : 0;
  file.fixed.fill(high);
  file.fixed[0] = file.fixed[1] = any ? 0x0606060606060606 : 0;
  file.fixed[2] = 0;
  std::copy(machine.registers.variable.begin(), machine.registers.variable.end(),
            file.variable.begin());
  return file;
}

// QEMU's TCG sets the hypervisor bit, so this is a guest whose MTRRs are its own.
BootFacts facts_of(const RecordedBoot& machine, Version kernel) {
  BootFacts facts;
  facts.environment = Environment::kvm;
  facts.kernel = kernel;
  facts.mtrr_feature = machine.cpu.mtrr_shown;
  facts.mtrr_on = (machine.registers.def_type & mtrr_def_enable) != 0;
  facts.pat_shown = machine.cpu.pat_shown;
  facts.pat_found = machine.cpu.pat_found;
  facts.nopat = machine.nopat;
  return facts;
}

std::uint64_t layout_of(const PatSetup& pat) { return encode_pat(Pat{pat.modes}); }

// What the log would say of the MTRRs.
Told told(const BootFacts& facts, const Boot& boot) {
  if (facts.kernel < Version{6, 2}) {
    const bool skipped = !boot.mtrr_present && !facts.nopat;  // said once: nopat comes before
    return skipped ? Told::pat_skipped : Told::nothing;
  }
  if (boot.mtrr_present) return Told::map;
  return boot.mtrr_belief == MtrrBelief::registers ? Told::off_by_firmware : Told::not_available;
}

// The file has sizes in whole MiB, from 1 MiB on.
std::vector<ProcLine> proc_lines(const MsrFile& file) {
  std::vector<ProcLine> lines;
  for (const VariableRange<Concrete>& range : kernel_mtrr_state(file).variable) {
    if (!range.valid) continue;
    const RegisterView<Concrete> view = register_view<Concrete>(range, file.phys_bits);
    lines.push_back({view.base, view.size < 1_MiB ? view.size : view.size & ~(1_MiB - 1),
                     range.type.single().value()});
  }
  return lines;
}

bool can_be_read(const BootFacts& facts, const Boot& boot) {
  for (const PathStep& step : boot_path(facts, boot))
    if (step.function == "mtrr_if_init()")
      return step.report.outcome == StepOutcome::runs ||
             step.report.why == "MTRRs are off: nothing can be added";
  return false;
}

TEST(RecordedBoots, PatIsWhatTheKernelLogged) {
  for (const RecordedBoot& machine : memtype::testing::recorded_boots())
    for (std::size_t k = 0; k < std::size(kernels); ++k) {
      const Found& found = machine.found[k];
      const PatSetup pat = boot(facts_of(machine, kernels[k])).pat;
      const std::string where = machine.machine + (" " + to_string(kernels[k]));
      EXPECT_EQ(pat.enabled, found.pat_enabled) << where;
      EXPECT_EQ(pat.msr, found.pat_msr) << where;
      EXPECT_EQ(layout_of(pat), found.layout) << where;
      constexpr MemoryType modes[] = {MemoryType::WB, MemoryType::WC, MemoryType::UC_minus,
                                      MemoryType::UC, MemoryType::WT, MemoryType::WP};
      for (std::size_t i = 0; i < std::size(modes); ++i)
        EXPECT_EQ(pat.bits_of(modes[i]).index(), found.bits[i]) << where;
    }
}

TEST(RecordedBoots, MtrrsAreWhatTheKernelLogged) {
  for (const RecordedBoot& machine : memtype::testing::recorded_boots())
    for (std::size_t k = 0; k < std::size(kernels); ++k) {
      const Found& found = machine.found[k];
      const BootFacts facts = facts_of(machine, kernels[k]);
      const Boot booted = boot(facts);
      const MsrFile file = registers_of(machine);
      const std::string where = machine.machine + (" " + to_string(kernels[k]));
      EXPECT_EQ(told(facts, booted), found.told) << where;
      EXPECT_EQ(can_be_read(facts, booted), found.proc_file) << where;
      if (found.proc_file) {
        EXPECT_EQ(proc_lines(file), machine.proc) << where;
      }
      if (found.told != Told::map) continue;
      const CacheMap map(kernel_mtrr_state(file));
      const auto fixed = std::count_if(map.entries().begin(), map.entries().end(),
                                       [](const CacheEntry& entry) { return entry.fixed; });
      EXPECT_EQ(static_cast<std::size_t>(fixed), machine.entries[0]) << where;
      EXPECT_EQ(map.entries().size() - static_cast<std::size_t>(fixed), machine.entries[1])
          << where;
    }
}

}  // namespace recorded_boots_test
}  // namespace memtype::kernel
