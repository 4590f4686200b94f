// A machine block as text.
#include "language/print_machine.hpp"

#include <algorithm>

#include "machine/facts.hpp"

namespace memtype::cases {
namespace {

constexpr std::size_t widest_line = 100;

// Breaks a long line behind the last '+' that fits, else behind a ',', as often as it takes.
std::string wrapped_fact(std::string rest, std::size_t indent) {
  std::string text;
  while (rest.size() > widest_line) {
    std::size_t at = rest.rfind(" + ", widest_line - 2) + 2;
    if (at <= indent || at > widest_line) at = rest.rfind(", ", widest_line - 1) + 1;
    if (at <= indent || at > widest_line) break;
    text += rest.substr(0, at) + "\n";
    rest = std::string(indent, ' ') + rest.substr(at + 1);
  }
  return text + rest;
}

}  // namespace

std::string print_machine_block(const MachineSpec& m, bool with_unknown) {
  const auto printed = [&](const MachineFact* fact) { return with_unknown || fact->given(m); };
  std::size_t width = 0;
  for (const MachineFact* fact : machine_facts())
    if (printed(fact)) width = std::max(width, fact->name().size());
  std::string text = "machine {\n";
  for (const MachineFact* fact : machine_facts()) {
    if (!printed(fact)) continue;
    std::string name(fact->name());
    name.resize(width, ' ');
    const std::string value =
        fact->given(m) ? print_alternatives(fact->values(m)) : std::string("any");
    text += wrapped_fact("    " + name + "  " + value + ";", width + 6) + "\n";
  }
  return text + "}\n";
}

}  // namespace memtype::cases
