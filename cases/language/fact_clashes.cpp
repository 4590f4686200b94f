#include "language/fact_clashes.hpp"

#include <algorithm>

#include "machine/facts.hpp"
#include "semantics/machines.hpp"

namespace memtype::cases {
namespace {

template <class T, class Same>
std::vector<T> distinct(const std::vector<T>& list, Same same) {
  std::vector<T> kept;
  for (const T& value : list)
    if (std::none_of(kept.begin(), kept.end(), [&](const T& other) { return same(value, other); }))
      kept.push_back(value);
  return kept;
}

// One value of each kind of what clash() reads.
MachineSpec what_can_clash(const MachineSpec& m) {
  MachineSpec some;
  some.cpu = distinct(m.cpu, [](const auto* a, const auto* b) { return a == b; });
  some.env = distinct(m.env, [](auto a, auto b) { return a == b; });
  some.pat = distinct(m.pat, [](const PatFact& a, const PatFact& b) {
    return a.mode == b.mode && (a.msr == pat_power_on) == (b.msr == pat_power_on);
  });
  if (!m.phys_bits.empty())
    some.phys_bits = {*std::max_element(m.phys_bits.begin(), m.phys_bits.end())};
  some.cmdline = distinct(m.cmdline, [](const auto& a, const auto& b) {
    return a.known == b.known && has_effect(a.options, kernel::OptionEffect::pat_off) ==
                                     has_effect(b.options, kernel::OptionEffect::pat_off);
  });
  some.syscfg = distinct(m.syscfg, [](std::uint64_t a, std::uint64_t b) {
    return forces_tom2_wb(a) == forces_tom2_wb(b);
  });
  some.cpus = distinct(m.cpus, [](const auto& a, const auto& b) { return a == b; });
  if (!m.cpus.empty()) {  // what stays of the differences, boot says
    some.kernel = m.kernel;
    some.mtrr_enabled = m.mtrr_enabled;
    some.guest_pat = m.guest_pat;
  }
  some.tom2 = m.tom2;  // off, and the lowest of the others
  std::sort(some.tom2.begin(), some.tom2.end());
  some.tom2 = distinct(some.tom2, [](auto a, auto b) { return (a == 0) == (b == 0); });
  return some;
}

bool can_be(const MachineChoice& choice) { return clash(choice).empty(); }

}  // namespace

std::optional<FactClash> clash_of_all(const MachineSpec& machine) {
  const MachineSpec kinds = what_can_clash(machine);
  const std::vector<MachineChoice> choices = written_choices(kinds);
  if (choices.empty() || std::any_of(choices.begin(), choices.end(), can_be)) return std::nullopt;
  FactClash found{choices.front(), std::string(clash(choices.front())), {}};
  MachineSpec any_pat = kinds;
  any_pat.pat.clear();
  find_machine_fact("pat")->add_all(any_pat);
  for (const MachineChoice& choice : written_choices(any_pat)) {
    const std::string mode(kernel::name(choice.pat.mode));
    if (can_be(choice) && std::find(found.pats.begin(), found.pats.end(), mode) == found.pats.end())
      found.pats.push_back(mode);
  }
  return found;
}

}  // namespace memtype::cases
