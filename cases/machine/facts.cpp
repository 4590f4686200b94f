// The table of facts.
#include "machine/facts.hpp"

#include "machine/fact_row.hpp"

namespace memtype::cases {

std::span<const MachineFact* const> machine_facts() {
  static const std::vector<const MachineFact*> table = [] {
    std::vector<const MachineFact*> all;
    for (const FactRows rows : {platform_facts(), register_facts(), memory_facts()})
      all.insert(all.end(), rows.begin(), rows.end());
    return all;
  }();
  return table;
}

const MachineFact* find_machine_fact(std::string_view name) {
  for (const MachineFact* fact : machine_facts())
    if (fact->name() == name) return fact;
  return nullptr;
}

std::vector<std::string> fact_names() {
  std::vector<std::string> names;
  for (const MachineFact* fact : machine_facts()) names.emplace_back(fact->name());
  return names;
}

}  // namespace memtype::cases
