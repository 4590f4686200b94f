#include "semantics/machines.hpp"

#include <algorithm>
#include <numeric>
#include <unordered_map>

#include "machine/facts.hpp"
#include "memtype/cases/stop.hpp"
#include "semantics/boot_facts.hpp"
#include "semantics/reads.hpp"
#include "semantics/subjects.hpp"

namespace memtype::cases {
namespace {

// Every combination of the alternatives of the facts from `row` on.
template <class Visit>
void each_choice(const MachineSpec& spec, std::size_t row, MachineChoice& choice, Visit visit) {
  if (row == machine_facts().size()) {
    stop_if_asked();
    return visit(choice);
  }
  const MachineFact& fact = *machine_facts()[row];
  const std::size_t count =
      fact.counts(choice) ? std::max<std::size_t>(fact.count(spec), 1) : std::size_t{1};
  for (std::size_t i = 0; i < count; ++i) {
    fact.choose(spec, i, choice);
    each_choice(spec, row + 1, choice, visit);
  }
}

template <class Visit>
void each_choice(const MachineSpec& spec, Visit visit) {
  MachineChoice choice;
  if (!spec.cpu.empty()) each_choice(spec, 0, choice, visit);
}

}  // namespace

kernel::BootFacts boot_facts_of(const NumericFacts<Exactly>& m) {
  return kernel::boot_facts(*m.cpu, m.pat.mode, m.pat.msr, m.env, m.kernel, m.mtrr_enabled);
}

kernel::Boot boot_of(const NumericFacts<Exactly>& facts) {
  return kernel::boot(boot_facts_of(facts));
}

namespace {

std::string_view cmdline_clash(const MachineChoice& m) {
  if (!m.cmdline.known) return "";
  const bool off = kernel::has_effect(m.cmdline.options, kernel::OptionEffect::pat_off);
  if (!off && m.pat.mode == kernel::PatMode::nopat) return "'nopat' is not on the command line";
  if (off && m.pat.mode != kernel::PatMode::nopat && m.pat.mode != kernel::PatMode::absent)
    return "'nopat' is on the command line";
  return "";
}

// Differences that decide types: what the registers of a guest hold decides none.
std::string_view cpus_clash(const MachineChoice& m) {
  const kernel::Boot boot = boot_of(m);
  const kernel::CpuDifferences kept = kernel::kept_differences(m.cpus, boot);
  const bool guest = kernel::has_host_type(m.env);
  const bool pat = kept.pat && m.cpu->has_pat && (!guest || m.guest_pat);
  const bool mtrrs = (kept.variable || kept.fixed || kept.def_type) && !guest;
  if (pat && boot.pat_on_first_only)
    return "only the first processor gets Linux's PAT, and a machine of a case has one";
  return pat || mtrrs ? "the processors keep different registers, and a machine of a case has one "
                        "set"
                      : "";
}

}  // namespace

std::string_view clash(const MachineChoice& m) {
  if (m.tom2 != 0 && !m.cpu->has_tom2_force_wb) return "the processor has no TOP_MEM2";
  if (m.tom2 > std::uint64_t{1} << m.phys_bits) return "TOP_MEM2 is above the address width";
  if (m.tom2 == 0 && m.cpu->has_tom2_force_wb && forces_tom2_wb(m.syscfg))
    return "SYSCFG makes memory up to TOP_MEM2 WB, and 'tom2' is off";
  const kernel::PatClash pat = kernel::pat_clash(*m.cpu, m.pat.mode, m.env, m.pat.msr);
  if (pat != kernel::PatClash::none) return kernel::reason(pat);
  if (const std::string_view why = kernel::environment_clash(*m.cpu, m.env, m.kernel); !why.empty())
    return why;
  if (const std::string_view why = cmdline_clash(m); !why.empty()) return why;
  return cpus_clash(m);
}

std::vector<MachineChoice> written_choices(const MachineSpec& spec) {
  std::vector<MachineChoice> choices;
  each_choice(spec, [&](const MachineChoice& choice) { choices.push_back(choice); });
  return choices;
}

std::vector<MachineChoice> machine_choices(const Case& c) {
  std::vector<MachineChoice> choices;
  each_choice(c.machine, [&](const MachineChoice& choice) {
    if (!clash(choice).empty()) return;
    choices.push_back(choice);
    choices.back().boot = boot_of(choice);
  });
  return choices;
}

namespace {

// Of those choices that are their own first in `known`, which the others follow.
std::vector<std::size_t> equivalent_choices(const CaseReads& reads,
                                            const std::vector<MachineChoice>& choices,
                                            const std::vector<std::size_t>& known) {
  std::vector<std::size_t> first;
  std::unordered_map<std::string, std::size_t> seen;
  for (std::size_t i = 0; i < choices.size(); ++i) {
    stop_if_asked();
    if (known[i] != i) {
      first.push_back(first[known[i]]);
      continue;
    }
    std::string read;
    for (const MachineFact* fact : machine_facts()) read += fact->to_rules(choices[i], reads) + ";";
    first.push_back(seen.emplace(std::move(read), i).first->second);
  }
  return first;
}

}  // namespace

std::vector<std::size_t> equivalent_choices(const Case& c,
                                            const std::vector<MachineChoice>& choices) {
  std::vector<std::size_t> each(choices.size());
  std::iota(each.begin(), each.end(), std::size_t{0});
  return equivalent_choices(reads_of(c), choices, each);
}

std::vector<std::size_t> equivalent_choices(const Case& c, const Check& check,
                                            const std::vector<MachineChoice>& choices,
                                            const std::vector<std::size_t>& first) {
  return equivalent_choices(reads_of(c, check, subjects_of(check)), choices, first);
}

bool tells_apart(const MachineSpec& machine, const MachineFact& fact, const MachineChoice& choice) {
  return fact.counts(choice) && (fact.text().in_start || fact.count(machine) > 1);
}

std::vector<std::string> defaulted_facts(const MachineSpec& spec) {
  std::vector<std::string> facts;
  for (const MachineFact* fact : machine_facts())
    if (!fact->given(spec) && fact->text().counts == nullptr && !fact->text().rare)
      facts.emplace_back(fact->name());
  return facts;
}

}  // namespace memtype::cases
