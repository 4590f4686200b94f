#include "language/on_machine.hpp"

#include <algorithm>

#include "machine/facts.hpp"
#include "memtype/cases/machine_file.hpp"

namespace memtype::cases {
namespace {

// What the first fact of a case says is about its own value of the second one.
struct Belongs {
  std::string_view fact, to;
};
constexpr Belongs belongings[] = {
    {"mtrr_free", "firmware"}, {"syscfg", "tom2"}, {"cmdline", "pat"}};

void set_place(Expr& e, Location at) {
  e.at = at;
  for (Expr& part : e.args) set_place(part, at);
}

FactSyntax given_fact(const MachineFact& fact, const MachineSpec& machine, Location at) {
  FactSyntax syntax{std::string(fact.name()), at, false, fact.values(machine)};
  for (FactValue& value : syntax.values) {
    value.at = at;
    for (Expr& item : value.items) set_place(item, at);
    if (value.up_to) set_place(*value.up_to, at);
  }
  return syntax;
}

bool replaced(const std::string& name, const MachineSpec& machine) {
  if (const MachineFact* fact = find_machine_fact(name); fact && fact->given(machine)) return true;
  return std::any_of(std::begin(belongings), std::end(belongings), [&](const Belongs& belongs) {
    return belongs.fact == name && find_machine_fact(belongs.to)->given(machine);
  });
}

}  // namespace

void put_on_machine(const MachineSpec& machine, SyntaxTree& tree) {
  if (tree.machines.empty()) tree.machines.push_back({tree.name.at, {}});
  MachineSyntax& block = tree.machines.front();
  std::vector<FactSyntax> facts;
  for (const MachineFact* fact : machine_facts()) {
    if (!fact->given(machine)) continue;
    const auto own = std::find_if(block.facts.begin(), block.facts.end(),
                                  [&](const FactSyntax& f) { return f.name == fact->name(); });
    facts.push_back(given_fact(*fact, machine, own == block.facts.end() ? block.at : own->at));
  }
  std::erase_if(block.facts, [&](const FactSyntax& f) { return replaced(f.name, machine); });
  block.facts.insert(block.facts.end(), facts.begin(), facts.end());
}

FactOrigins fact_origins(const Case& on_machine, const MachineFile& file) {
  FactOrigins origins;
  for (const MachineFact* fact : machine_facts()) {
    const std::string name(fact->name());
    if (fact->given(file.machine))
      origins.machine.push_back(name);
    else if (fact->given(on_machine.machine))
      origins.own.push_back(name);
  }
  return origins;
}

}  // namespace memtype::cases
