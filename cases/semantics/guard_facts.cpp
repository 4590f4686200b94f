#include "semantics/guard_facts.hpp"

#include <algorithm>
#include <iterator>

#include "machine/facts.hpp"

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
    {Fact::mtrr_wc, "mtrr_wc", false},
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
  if (fact != Fact::env && fact != Fact::pat && fact != Fact::cpu) return {};
  std::vector<std::string> words = find_machine_fact(info(fact).name)->words();
  if (fact == Fact::pat) words.emplace_back(kernel::name(kernel::PatMode::msr));
  return words;
}

}  // namespace memtype::cases
