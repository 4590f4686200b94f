// The Machine, Param and Start lines. What stands behind Machine is text of a machine block, behind
// Param a line of a case file, behind Start what `run --start` takes.

#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "machine/facts.hpp"
#include "memtype/cases/print.hpp"
#include "semantics/left_out.hpp"
#include "settings/start.hpp"
#include "text/text.hpp"

namespace memtype::cli {
namespace {

using namespace cases;

constexpr std::size_t widest = 98;

std::string bar_line(const Param& p, const std::vector<Param>& params, unsigned phys_bits) {
  const std::string text = fmt::format("Bar {} size {}", p.name, print_bar_size(p, params));
  const std::uint64_t high = p.has_range ? p.high : width_bits(phys_bits);
  const std::string range = fmt::format("range {}..{}", print_address(p.low), print_address(high));
  const std::string overlap = p.may_overlap ? " may overlap" : "";
  return p.has_range ? fmt::format("{} {}{};\n", text, range, overlap)
                     : fmt::format("{}{};   // {}\n", text, overlap, range);
}

std::string param_line(const Param& p, const std::vector<Param>& params, unsigned phys_bits) {
  if (p.bar_size > 0) return bar_line(p, params, phys_bits);
  const bool is_address = p.align > 1 || !p.has_range;
  const auto number = is_address ? print_address : print_number;
  const ParamBounds bounds = param_bounds(p, phys_bits);
  const std::string align = p.align > 1 ? " align " + print_number(p.align) : "";
  const std::string range = fmt::format("range {}..{}", number(bounds.low), number(bounds.high));
  // A range that is the machine's, and not the parameter's, says less: regions lie outside RAM.
  return p.has_range ? fmt::format("Param {}{} {};\n", p.name, align, range)
                     : fmt::format("Param {}{};   // {}\n", p.name, align, range);
}

// The alternatives of a fact, or its default if that is the same on all machines; else empty.
std::string shown_value(const MachineFact& fact, const MachineSpec& machine,
                        const std::vector<MachineChoice>& choices) {
  if (fact.given(machine)) return print_alternatives(fact.values(machine));
  if (!fact.text().headline) return "";
  const std::string value = print_value(fact.value(choices.front()));
  const bool same = std::all_of(choices.begin(), choices.end(), [&](const MachineChoice& choice) {
    return print_value(fact.value(choice)) == value;
  });
  return same ? value : "";
}

// A default that is not the same on all machines, machine by machine.
std::string different_defaults(const MachineFact& fact, const MachineSpec& machine,
                               const std::vector<MachineChoice>& choices) {
  std::vector<std::string> values;
  std::vector<std::vector<bool>> where;
  std::map<std::string, std::size_t> known;
  for (std::size_t i = 0; i < choices.size(); ++i) {
    const std::string value = print_value(fact.value(choices[i]));
    const auto [place, fresh] = known.try_emplace(value, values.size());
    if (fresh) {
      values.push_back(value);
      where.emplace_back(choices.size(), false);
    }
    where[place->second][i] = true;
  }
  std::string text;
  const auto machines = describe_each(machine, choices, where);
  for (std::size_t v = 0; v < values.size(); ++v)
    for (const std::string& some : machines[v])
      text += fmt::format("Machine // {} {} with {}\n", fact.name(), values[v], some);
  return text;
}

// Lines that begin with `word`, filled with the items.
std::string filled(std::string_view word, const std::vector<std::string>& items) {
  std::string text, line;
  for (const std::string& item : items) {
    if (!line.empty() && line.size() + 1 + item.size() > widest) {
      text += line + "\n";
      line.clear();
    }
    line += (line.empty() ? std::string(word) : "") + " " + item;
  }
  return line.empty() ? text : text + line + "\n";
}

}  // namespace

std::vector<std::string> assumed(const Case& c) {
  std::vector<std::string> list;
  for (const Assumption& a : c.assumptions) list.push_back("(" + print_expr(a.condition) + ");");
  std::string bars, apart;
  std::size_t count = 0;
  for (const Param& p : c.params) {
    if (p.bar_size > 0) bars += (bars.empty() ? "" : ", ") + p.name;
    if (keeps_apart(p)) apart += (count++ == 0 ? "" : ", ") + p.name;
  }
  if (!bars.empty()) list.push_back("// " + bars + ": aligned to the size");
  if (count > 1) list.push_back("// " + apart + ": no two overlap");
  const bool ram =
      std::any_of(c.machine.memory.begin(), c.machine.memory.end(), [](const MemoryMap& map) {
        return std::any_of(map.begin(), map.end(), [](const MemoryRange& range) {
          return range.kind == MemoryRange::Kind::ram;
        });
      });
  if (count > 0 && ram) list.push_back("// " + apart + ": outside RAM");
  return list;
}

std::string machine_lines(const Case& c) { return machine_lines(c, impossible_machines(c)); }

std::string machine_lines(const Case& c, const std::vector<LeftOut>& left_out) {
  const std::vector<MachineChoice> choices = machine_choices(c);
  std::vector<std::string> items;
  std::string different;
  for (const MachineFact* fact : machine_facts())
    if (const std::string value = shown_value(*fact, c.machine, choices); !value.empty())
      items.push_back(std::string(fact->name()) + " " + value + ";");
    else if (fact->text().headline)
      different += different_defaults(*fact, c.machine, choices);
  std::string text = filled("Machine", items) + different;
  for (const LeftOut& left : left_out)
    text += fmt::format("Machine // left out: {}: {}\n", left.what, left.because);
  std::vector<std::string> defaulted = defaulted_facts(c.machine);
  for (std::size_t i = 0; i + 1 < defaulted.size(); ++i) defaulted[i] += ',';
  text += filled("Machine // by default:", defaulted);
  for (const Param& p : c.params) text += param_line(p, c.params, choices.front().phys_bits);
  for (const std::string& what : assumed(c)) text += "Assume " + what + "\n";
  return text;
}

std::string use_lines(const MachineUse& use, const Case& c) {
  const auto listed = [](const std::string& word, std::vector<std::string> items) {
    for (std::size_t i = 0; i + 1 < items.size(); ++i) items[i] += ',';
    return filled(word, items);
  };
  std::string text = listed("Machine // from " + use.name + ":", use.facts.machine);
  text += listed("Machine // not known there, from the case:", use.facts.own);
  for (const BoundBar& bound : use.bars)
    text +=
        fmt::format("Machine // {} is {}, {} at {}\n", c.params[bound.param].name, bar_text(bound),
                    print_number(bound.bar.length), print_address(bound.bar.start));
  for (const std::size_t param : use.perhaps_ram)
    text += fmt::format(
        "Machine // {} is bound to no device: any address of its range, RAM of this machine too\n",
        c.params[param].name);
  for (const Reservation& r : use.of_drivers)
    text += fmt::format("Machine // left out of reserved, as the device's driver has made it: {}\n",
                        std::string(name(r.mode)) + " " + range_text(r.start, r.start + r.length));
  return text;
}

std::string start_text(const Case& c, const solver::Witness& witness) {
  return start_text(c, *witness.start);
}

std::string undefined_text(const MachineChoice& choice) {
  const bool open = choice.cr0_cd && leaves_wc_open(choice.cpu->table);
  return open ? "undefined MTRR overlap, or WC with CR0.CD set" : "undefined MTRR overlap";
}

std::string undefined_text(const solver::CheckResult& result) {
  return undefined_text(result.witness ? result.witness->start->choice : MachineChoice{});
}

std::string start_text(const Case& c, const Start& start) {
  std::string text;
  for (const Setting& setting : start_settings(c, start.choice, start.inputs))
    text += (text.empty() ? "" : " ") + setting.first + "=" + setting.second;
  return text;
}

}  // namespace memtype::cli
