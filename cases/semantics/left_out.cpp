#include "semantics/left_out.hpp"

#include <algorithm>
#include <map>

#include "machine/facts.hpp"
#include "memtype/cases/print.hpp"

namespace memtype::cases {
namespace {

using Chosen = std::vector<bool>;

constexpr std::string_view every_machine = "every machine";

std::size_t count(const Chosen& chosen) {
  return static_cast<std::size_t>(std::count(chosen.begin(), chosen.end(), true));
}

// The values of one fact over all choices, each as it is written; empty where it does not count.
std::vector<std::string> written(const MachineFact& fact, std::span<const MachineChoice> all) {
  std::vector<std::string> list;
  for (const MachineChoice& choice : all)
    list.push_back(fact.counts(choice) ? print_setting(fact.value(choice)) : "");
  return list;
}

// Those of chosen choices, in order, each once.
std::vector<std::string> values_of(const std::vector<std::string>& written, const Chosen& chosen) {
  std::vector<std::string> values;
  for (std::size_t i = 0; i < written.size(); ++i)
    if (chosen[i] && std::find(values.begin(), values.end(), written[i]) == values.end())
      values.push_back(written[i]);
  return values;
}

class Describer {
 public:
  Describer(const MachineSpec& machine, std::span<const MachineChoice> all) : all_(all) {
    for (const MachineFact* fact : machine_facts())
      if (fact->count(machine) > 1) facts_.push_back({fact->name(), written(*fact, all)});
  }

  void describe(const Chosen& chosen, std::vector<std::string>& list) const {
    Chosen matching(all_.size(), true);
    std::string text;
    const Fact* several = nullptr;
    for (const Fact& fact : facts_) {
      const auto values = values_of(fact.values, chosen);
      if (values.size() > 1 && several == nullptr) several = &fact;
      // Whether a fact counts hangs on the others, which say it.
      if (std::find(values.begin(), values.end(), "") != values.end()) continue;
      if (values.size() == values_of(fact.values, Chosen(all_.size(), true)).size()) continue;
      for (std::size_t i = 0; i < all_.size(); ++i)
        matching[i] =
            matching[i] && std::find(values.begin(), values.end(), fact.values[i]) != values.end();
      text += (text.empty() ? "" : " ") + std::string(fact.name) + "=" + joined(values);
    }
    if (several == nullptr || matching == chosen)
      return list.push_back(text.empty() ? std::string(every_machine) : text);
    for (const std::string& value : values_of(several->values, chosen)) {
      Chosen part = chosen;
      for (std::size_t i = 0; i < all_.size(); ++i)
        part[i] = part[i] && several->values[i] == value;
      describe(part, list);
    }
  }

 private:
  struct Fact {
    std::string_view name;
    std::vector<std::string> values;
  };

  static std::string joined(const std::vector<std::string>& values) {
    std::string text;
    for (const std::string& value : values) text += (text.empty() ? "" : "|") + value;
    return text;
  }

  std::span<const MachineChoice> all_;
  std::vector<Fact> facts_;
};

// Machines of a list under the reason why they are named.
class Reasons {
 public:
  Reasons(const MachineSpec& machine, std::span<const MachineChoice> all)
      : machine_(machine), all_(all) {}

  void add(const std::string& reason, std::size_t choice) {
    const auto known = chosen_.try_emplace(reason, all_.size(), false);
    if (known.second) order_.push_back(reason);
    known.first->second[choice] = true;
  }
  // `what` goes behind the machines, or stands for them where they are all there are.
  void list(const std::string& what, std::vector<LeftOut>& out) const {
    for (const std::string& reason : order_)
      for (const std::string& machines : describe(machine_, all_, chosen_.at(reason)))
        out.push_back({with_values(machines, what), reason});
  }

 private:
  const MachineSpec& machine_;
  std::span<const MachineChoice> all_;
  std::vector<std::string> order_;
  std::map<std::string, Chosen> chosen_;
};

void unread_facts(const Case& c, const std::vector<MachineChoice>& all, std::vector<LeftOut>& out) {
  for (const MachineFact* fact : machine_facts()) {
    const bool read = std::any_of(
        all.begin(), all.end(), [&](const MachineChoice& choice) { return fact->counts(choice); });
    if (read) continue;
    for (const FactValue& value : fact->values(c.machine))
      out.push_back({std::string(fact->name()) + "=" + print_setting(value),
                     "no machine of this case reads it"});
  }
}

// As many registers as can be free at most; raw pairs may or may not count.
std::size_t most_free(const MachineChoice& choice) {
  const auto listed = static_cast<std::size_t>(
      std::count_if(choice.firmware.ranges.begin(), choice.firmware.ranges.end(),
                    [](const FirmwareRange& range) { return !range.raw; }));
  return choice.mtrr_variable - std::min<std::size_t>(listed, choice.mtrr_variable);
}

void free_registers(const Case& c, const std::vector<MachineChoice>& all,
                    std::vector<LeftOut>& out) {
  std::map<std::string, Reasons> by_count;
  for (std::size_t i = 0; i < all.size(); ++i) {
    const std::size_t most = most_free(all[i]);
    const Interval wanted = all[i].mtrr_free;
    if (wanted.high <= most || wanted.low > most) continue;  // a choice without any is named alone
    const std::size_t first = most + 1;
    const std::string what = "mtrr_free=" + std::to_string(first) +
                             (first < wanted.high ? ".." + std::to_string(wanted.high) : "");
    by_count.try_emplace(what, c.machine, all)
        .first->second.add("at most " + std::to_string(most) + " of " +
                               std::to_string(all[i].mtrr_variable) + " registers can be free",
                           i);
  }
  for (const auto& [what, reasons] : by_count) reasons.list(what, out);
}

}  // namespace

std::vector<std::string> describe(const MachineSpec& machine, std::span<const MachineChoice> all,
                                  const std::vector<bool>& chosen) {
  std::vector<std::string> list;
  if (count(chosen) > 0) Describer(machine, all).describe(chosen, list);
  return list;
}

std::string with_values(const std::string& machines, const std::string& values) {
  if (values.empty()) return machines;
  return machines == every_machine ? values : machines + " " + values;
}

std::vector<LeftOut> impossible_machines(const Case& c) {
  std::vector<LeftOut> out;
  const std::vector<MachineChoice> written = written_choices(c.machine);
  Reasons clashes(c.machine, written);
  for (std::size_t i = 0; i < written.size(); ++i)
    if (const std::string_view why = clash(written[i]); !why.empty())
      clashes.add(std::string(why), i);
  clashes.list("", out);
  const std::vector<MachineChoice> all = machine_choices(c);
  unread_facts(c, all, out);
  free_registers(c, all, out);
  return out;
}

}  // namespace memtype::cases
