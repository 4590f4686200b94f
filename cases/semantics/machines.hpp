// From the machine block to machines.
//
// Facts that come as a list of alternatives (processor, PAT mode, kernel ...) span a finite set of
// *choices*, enumerated here. What remains within one choice - parameters, the contents of the
// firmware's registers, how many registers are taken, how the processor resolves undefined
// overlaps - are its *inputs*: numbers in a run, unknowns in a proof.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "machine/machine_choice.hpp"
#include "memtype/cases/case.hpp"
#include "memtype/linux/direct_map.hpp"
#include "memtype/machine/system.hpp"
#include "semantics/answers.hpp"

namespace memtype::cases {

class MachineFact;

// Why there is no such computer, where two facts contradict each other: a processor without PAT and
// `pat linux`, a TOP_MEM2 that the processor has not. Empty: there is. What boot makes of the facts
// is not read.
std::string_view clash(const MachineChoice& choice);

// All combinations of alternatives, whether they can exist or not, and not booted.
std::vector<MachineChoice> written_choices(const MachineSpec& spec);

// All combinations that can exist (clash()), booted. At least one, for what the parser took.
std::vector<MachineChoice> machine_choices(const Case& c);

// What the kernel makes of these facts when it boots.
kernel::Boot boot_of(const NumericFacts<Exactly>& facts);

// For each choice the first one (itself or an earlier one) that is the same machine to this case:
// every rule and every check reads the same facts from both.
std::vector<std::size_t> equivalent_choices(const Case& c,
                                            const std::vector<MachineChoice>& choices);
// The same for one check and the programs it speaks of; `first`: that of the whole case, which
// reads all that its checks read.
std::vector<std::size_t> equivalent_choices(const Case& c, const Check& check,
                                            const std::vector<MachineChoice>& choices,
                                            const std::vector<std::size_t>& first);

// Must a choice of this case be named with this fact? Where the case has one value
// of it, only if its row says so.
bool tells_apart(const MachineSpec& machine, const MachineFact& fact, const MachineChoice& choice);

// The facts that the file does not give and that were taken from the profile or the default.
std::vector<std::string> defaulted_facts(const MachineSpec& spec);

// Is a mapping made at one call of the programs given the address of an earlier one, made at
// another call, that is gone (semantics/pointers.hpp)? Calls by their numbers (Instruction::site).
template <class D>
struct AddressReuse {
  std::size_t sites = 0;                    // of the case; 0: no address is used again
  std::vector<typename D::Bool> answers{};  // sites x sites, by the later call

  typename D::Bool at(int later, int earlier) const {
    return answers[static_cast<std::size_t>(later) * sites + static_cast<std::size_t>(earlier)];
  }
};

template <class D>
struct Inputs {
  std::vector<typename D::Int> params;
  std::vector<VariableRange<D>> registers;  // as they stand before the first call
  UndefinedChoice<D> choice;
  AddressReuse<D> reuse;
  CallAnswers<D> answers;
  // What WC is with CR0.CD set, where the manual leaves it open; read with `cr0_cd on` alone.
  typename D::Set wc_without_caches{wc_with_cache_disabled};
};

// The machine of a choice with its inputs, booted, before the first call.
template <Domain D>
System<D> make_system(const MachineChoice& choice, const Inputs<D>& inputs) {
  System<D> system;
  system.environment = choice.env;
  system.memtype.rules = kernel::rules_of(choice.kernel);
  system.table = choice.cpu->table;
  system.guest_pat_honored = choice.guest_pat;
  system.host_type = choice.host_type;
  system.cache_disable = choice.cr0_cd;
  system.wc_without_caches = inputs.wc_without_caches;
  system.smrr = smrr_over(choice.smrr.start, choice.smrr.length, choice.smrr.type);
  MtrrState<D>& hardware = system.mtrr.hardware;
  hardware.phys_bits = choice.phys_bits;
  hardware.enabled = choice.mtrr_enabled;
  hardware.fixed_enabled = choice.mtrr_enabled && choice.mtrr_fixed;
  hardware.default_type = choice.mtrr_default;
  hardware.fixed = choice.fixed.runs();
  hardware.tom2_wb_end = tom2_wb_end(choice);
  hardware.variable = inputs.registers;
  hardware.choice = inputs.choice;
  system.mtrr.start_counting();
  system.mtrr.write_combining = choice.mtrr_wc;
  system.mtrr.ppro_erratum = choice.cpu->ppro_erratum;
  std::vector<PhysRange> ram_and_acpi;
  for (const MemoryRange& range : choice.memory) {
    const std::uint64_t end = range.start + range.length;
    if (range.kind != MemoryRange::Kind::reserved) ram_and_acpi.push_back({range.start, end});
    if (range.kind == MemoryRange::Kind::ram) system.memtype.ram.push_back({range.start, end});
    if (range.kind != MemoryRange::Kind::reserved)
      system.guest_memory.push_back({range.start & page_mask, kernel::page_up<Concrete>(end)});
  }
  take_over<D>(system, choice.boot, ram_and_acpi);
  if (system.pat.enabled)  // else nothing is tracked
    for (const Reservation& r : choice.reserved)
      system.memtype.entries.push_back({typename D::Bool(true), typename D::Word(r.start),
                                        typename D::Word(r.start + r.length),
                                        typename D::Set(TypeSet(r.mode))});
  kernel::add_direct_map<D>(system.mappings, system.memtype.ram);
  return system;
}

}  // namespace memtype::cases
