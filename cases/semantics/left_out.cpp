#include "semantics/left_out.hpp"

#include <algorithm>
#include <map>
#include <unordered_map>
#include <utility>

#include "machine/facts.hpp"
#include "memtype/cases/print.hpp"
#include "memtype/cases/stop.hpp"

namespace memtype::cases {
namespace {

using Chosen = std::vector<bool>;

constexpr std::string_view every_machine = "every machine";

// The values of one fact over all choices: each distinct one as it is written, in the order in
// which they come up, empty where the fact does not count; and which of them a choice has.
struct FactColumn {
  std::string_view name;
  std::vector<std::string> values;
  std::vector<std::size_t> value_of;  // by choice
};

FactColumn column_of(const MachineFact& fact, std::span<const MachineChoice> all) {
  FactColumn column{fact.name(), {}, {}};
  std::unordered_map<std::string, std::size_t> known;
  for (const MachineChoice& choice : all) {
    stop_if_asked();
    const auto [place, fresh] = known.try_emplace(
        fact.counts(choice) ? print_setting(fact.value(choice)) : "", column.values.size());
    if (fresh) column.values.push_back(place->first);
    column.value_of.push_back(place->second);
  }
  return column;
}

// Says which choices of a list are meant. Cost: of a description, facts times choices.
class Describer {
 public:
  Describer(const MachineSpec& machine, std::span<const MachineChoice> all) : size_(all.size()) {
    for (const MachineFact* fact : machine_facts())
      if (fact->count(machine) > 1) facts_.push_back(column_of(*fact, all));
  }

  std::vector<std::string> describe(const Chosen& chosen) const {
    std::vector<std::string> list;
    std::vector<std::size_t> indices;
    for (std::size_t i = 0; i < size_; ++i)
      if (chosen[i]) indices.push_back(i);
    if (!indices.empty()) describe(indices, list);
    return list;
  }

 private:
  using Indices = std::vector<std::size_t>;

  void describe(const Indices& chosen, std::vector<std::string>& list) const {
    stop_if_asked();
    std::string text;
    const FactColumn* several = nullptr;
    std::vector<std::pair<const FactColumn*, Chosen>> said;
    for (const FactColumn& fact : facts_) {
      const Indices values = values_of(fact, chosen);
      if (values.size() > 1 && several == nullptr) several = &fact;
      Chosen has(fact.values.size(), false);
      for (const std::size_t value : values) has[value] = true;
      // Whether a fact counts hangs on the others, which say it.
      if (is_uncounted(fact, has) || values.size() == fact.values.size()) continue;
      text += (text.empty() ? "" : " ") + std::string(fact.name) + "=" + joined(fact, values);
      said.emplace_back(&fact, std::move(has));
    }
    if (several == nullptr || matching(said) == chosen.size())
      return list.push_back(text.empty() ? std::string(every_machine) : text);
    std::vector<Indices> parts(several->values.size());
    for (const std::size_t i : chosen) parts[several->value_of[i]].push_back(i);
    for (const std::size_t value : values_of(*several, chosen)) describe(parts[value], list);
  }

  // Those of chosen choices, in the order in which they have them, each once.
  static Indices values_of(const FactColumn& fact, const Indices& chosen) {
    Indices values;
    Chosen seen(fact.values.size(), false);
    for (const std::size_t i : chosen) {
      const std::size_t value = fact.value_of[i];
      if (!seen[value]) values.push_back(value);
      seen[value] = true;
    }
    return values;
  }

  static bool is_uncounted(const FactColumn& fact, const Chosen& has) {
    for (std::size_t value = 0; value < has.size(); ++value)
      if (has[value] && fact.values[value].empty()) return true;
    return false;
  }

  // How many of all choices have what is said. The chosen are among them.
  std::size_t matching(const std::vector<std::pair<const FactColumn*, Chosen>>& said) const {
    std::size_t found = 0;
    for (std::size_t i = 0; i < size_; ++i)
      if (std::all_of(said.begin(), said.end(),
                      [&](const auto& fact) { return fact.second[fact.first->value_of[i]]; }))
        ++found;
    return found;
  }

  static std::string joined(const FactColumn& fact, const Indices& values) {
    std::string text;
    for (const std::size_t value : values) text += (text.empty() ? "" : "|") + fact.values[value];
    return text;
  }

  std::size_t size_;
  std::vector<FactColumn> facts_;
};

// Machines of a list under the reason why they are named.
class Reasons {
 public:
  Reasons(const Describer& describer, std::size_t size) : describer_(describer), size_(size) {}

  void add(const std::string& reason, std::size_t choice) {
    const auto known = chosen_.try_emplace(reason, size_, false);
    if (known.second) order_.push_back(reason);
    known.first->second[choice] = true;
  }
  // `what` goes behind the machines, or stands for them where they are all there are.
  void list(const std::string& what, std::vector<LeftOut>& out) const {
    for (const std::string& reason : order_)
      for (const std::string& machines : describer_.describe(chosen_.at(reason)))
        out.push_back({with_values(machines, what), reason});
  }

 private:
  const Describer& describer_;
  std::size_t size_;
  std::vector<std::string> order_;
  std::map<std::string, Chosen> chosen_;
};

void add_clashes(const Case& c, std::vector<LeftOut>& out) {
  const std::vector<MachineChoice> written = written_choices(c.machine);
  const Describer describer(c.machine, written);
  Reasons clashes(describer, written.size());
  for (std::size_t i = 0; i < written.size(); ++i)
    if (const std::string_view why = clash(written[i]); !why.empty())
      clashes.add(std::string(why), i);
  clashes.list("", out);
}

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
  const auto few = [](const MachineChoice& choice) {
    return choice.mtrr_free.high > most_free(choice);
  };
  if (std::none_of(all.begin(), all.end(), few)) return;
  const Describer describer(c.machine, all);
  std::map<std::string, Reasons> by_count;
  for (std::size_t i = 0; i < all.size(); ++i) {
    const std::size_t most = most_free(all[i]);
    const Interval wanted = all[i].mtrr_free;
    if (wanted.high <= most || wanted.low > most) continue;  // a choice without any is named alone
    const std::size_t first = most + 1;
    const std::string what = "mtrr_free=" + std::to_string(first) +
                             (first < wanted.high ? ".." + std::to_string(wanted.high) : "");
    by_count.try_emplace(what, describer, all.size())
        .first->second.add("at most " + std::to_string(most) + " of " +
                               std::to_string(all[i].mtrr_variable) + " registers can be free",
                           i);
  }
  for (const auto& [what, reasons] : by_count) reasons.list(what, out);
}

}  // namespace

std::vector<std::string> describe(const MachineSpec& machine, std::span<const MachineChoice> all,
                                  const std::vector<bool>& chosen) {
  return Describer(machine, all).describe(chosen);
}

std::vector<std::vector<std::string>> describe_each(const MachineSpec& machine,
                                                    std::span<const MachineChoice> all,
                                                    const std::vector<std::vector<bool>>& chosen) {
  std::vector<std::vector<std::string>> texts;
  if (chosen.empty()) return texts;
  const Describer describer(machine, all);
  for (const std::vector<bool>& some : chosen) texts.push_back(describer.describe(some));
  return texts;
}

std::string with_values(const std::string& machines, const std::string& values) {
  if (values.empty()) return machines;
  return machines == every_machine ? values : machines + " " + values;
}

std::vector<LeftOut> impossible_machines(const Case& c) {
  std::vector<LeftOut> out;
  add_clashes(c, out);
  const std::vector<MachineChoice> all = machine_choices(c);
  unread_facts(c, all, out);
  free_registers(c, all, out);
  return out;
}

}  // namespace memtype::cases
