#include "semantics/guard_facts.hpp"

#include <algorithm>
#include <iterator>

#include "memtype/cpu/profiles.hpp"

namespace memtype::cases {
namespace {

// In the order of Fact.
constexpr GuardFact table[] = {
    {Fact::pat_enabled, "pat_enabled", false},
    {Fact::mtrr_enabled, "mtrr_enabled", false},
    {Fact::start_mtrr_free, "start.mtrr_free", false},
    {Fact::start_mtrr_used, "start.mtrr_used", false},
    {Fact::mtrr_variable, "mtrr_variable", false},
    {Fact::phys_bits, "phys_bits", false},
    {Fact::env, "env", true},
    {Fact::cpu, "cpu", true},
    {Fact::pat, "pat", true},
    {Fact::kernel, "kernel", true},
};

constexpr bool in_order() {
  for (std::size_t i = 0; i < std::size(table); ++i)
    if (table[i].fact != static_cast<Fact>(i)) return false;
  return true;
}
static_assert(in_order());

}  // namespace

std::span<const GuardFact> guard_facts() { return table; }

const GuardFact* find_guard_fact(std::string_view name) {
  const auto* row = std::find_if(std::begin(table), std::end(table),
                                 [&](const GuardFact& r) { return r.name == name; });
  return row == std::end(table) ? nullptr : row;
}

const GuardFact& info(Fact fact) { return table[static_cast<std::size_t>(fact)]; }

std::vector<std::string> values_of(Fact fact) {
  switch (fact) {
    case Fact::env: return {"bare_metal", "xen_pv", "xen_domu", "kvm", "tdx", "snp", "hyperv"};
    case Fact::pat: return {"absent", "nopat", "linux4", "linux", "xen", "msr"};
    case Fact::cpu: {
      const auto profiles = profile_names();
      return {profiles.begin(), profiles.end()};
    }
    case Fact::pat_enabled:
    case Fact::mtrr_enabled:
    case Fact::start_mtrr_free:
    case Fact::start_mtrr_used:
    case Fact::mtrr_variable:
    case Fact::phys_bits:
    case Fact::kernel: break;
  }
  return {};
}

}  // namespace memtype::cases
