#include "settings/start.hpp"

#include <algorithm>

#include "language/fact_text.hpp"
#include "machine/facts.hpp"
#include "machine/refused_facts.hpp"
#include "memtype/cases/print.hpp"
#include "settings/answer_settings.hpp"
#include "settings/overlaps.hpp"

namespace memtype::cases {
namespace {

using Registers = std::vector<VariableRange<Concrete>>;

// The index of a parameter; nothing if there is none of this name.
std::optional<std::size_t> find_param(const Case& c, const std::string& name) {
  for (std::size_t i = 0; i < c.params.size(); ++i)
    if (c.params[i].name == name) return i;
  return std::nullopt;
}

std::uint64_t first_value(const Param& p, unsigned phys_bits) {
  const std::uint64_t low = param_bounds(p, phys_bits).low;
  const std::uint64_t align = std::max<std::uint64_t>(p.align, 1);
  return (low + align - 1) / align * align;
}

std::size_t count_free(const Registers& registers) {
  return static_cast<std::size_t>(
      std::count_if(registers.begin(), registers.end(), [](const auto& r) { return !r.valid; }));
}

// The registers of a choice with a list, as many free as it allows, the rest taken elsewhere. What
// is legal of that, is_legal() says.
Registers place_registers(const Case& c, const MachineChoice& choice,
                          const Inputs<Concrete>& inputs) {
  Registers registers = listed_registers<Concrete>(c, choice, inputs, 0);
  const std::size_t free = count_free(registers);
  const std::size_t wanted = std::min<std::size_t>(choice.mtrr_free.high, free);
  return listed_registers<Concrete>(c, choice, inputs, static_cast<std::int64_t>(free - wanted));
}

bool same_registers(const Registers& a, const Registers& b) {
  return std::equal(a.begin(), a.end(), b.begin(), b.end(), [](const auto& x, const auto& y) {
    return x.valid == y.valid && x.elsewhere == y.elsewhere && x.base == y.base &&
           x.mask == y.mask && x.type == y.type;
  });
}

bool is_wc_open(const MachineChoice& choice) {
  return choice.cr0_cd && leaves_wc_open(choice.cpu->table);
}

class StartReader {
 public:
  explicit StartReader(const Case& c) : c_(c) {}

  std::variant<Start, std::string> read(const std::vector<Setting>& settings) {
    for (const Setting& setting : settings)
      if (std::string trouble = read(setting); !trouble.empty()) return trouble;
    std::vector<MachineChoice> choices = machine_choices(c_);
    if (choices.empty()) return "the facts of this case describe no machine that can exist";
    for (const auto& [fact, text] : facts_) {
      std::erase_if(choices, [&](const MachineChoice& k) { return !allows(*fact, k); });
      if (choices.empty()) return no_machine(*fact, text);
    }
    std::string trouble;
    for (const MachineChoice& choice : choices) {
      std::string why;
      if (auto start = start_of(choice, why)) return std::move(*start);
      if (trouble.empty()) trouble = why;
    }
    return std::string(no_such_machine) + trouble;
  }

 private:
  std::string read(const Setting& setting) {
    const auto& [name, text] = setting;
    if (const MachineFact* fact = find_machine_fact(name)) {
      MachineSpec read;
      if (std::string trouble = read_fact_text(*fact, text, read); !trouble.empty()) return trouble;
      if (fact->count(read) != 1 || is_open(*fact, read))
        return quoted(text) + " is not one value of " + quoted(name);
      read_fact_text(*fact, text, wanted_);
      if (fact->count(wanted_) > 1) return quoted(name) + " is set twice";
      facts_.emplace_back(fact, text);
      return "";
    }
    if (const auto set = overlap_named(name)) return read_overlap(*set, name, text);
    if (name == wc_answer) return read_wc_answer(text);
    if (names_a_call(name)) return read_answer(c_, name, text, answers_);
    const auto param = find_param(c_, name);
    const RefusedFact* refused = param ? nullptr : find_refused_fact(name);
    if (refused != nullptr)
      return quoted(name) + " is no fact of a case: " + std::string(refused->why);
    if (!param) return "there is no parameter or fact " + quoted(name);
    const auto number = read_number(text);
    if (!number) return quoted(text) + " is not a number";
    params_.emplace_back(*param, *number);
    return "";
  }

  std::string read_overlap(TypeSet set, const std::string& name, const std::string& text) {
    const auto type = memory_type_named(text);
    if (!type || !any_mtrr_type.contains(*type))
      return quoted(text) + " is not a type that " + quoted(name) + " can have";
    overlaps_.emplace_back(set, *type);
    return "";
  }

  std::string read_wc_answer(const std::string& text) {
    wc_answer_ = memory_type_named(text);
    if (wc_answer_ && wc_with_cache_disabled.contains(*wc_answer_)) return "";
    return quoted(text) + " is not a type that " + quoted(wc_answer) + " can have";
  }

  static bool is_open(const MachineFact& fact, const MachineSpec& read) {
    return fact.text().shape == FactShape::registers && read.firmware.front().any;
  }

  // May a machine of this choice have the wanted value?
  bool allows(const MachineFact& fact, const MachineChoice& choice) const {
    if (!fact.counts(choice)) return false;
    if (fact.text().shape == FactShape::registers) return true;  // start_of() looks at them
    if (fact.text().shape == FactShape::interval) {
      const Interval wanted = wanted_.mtrr_free.front();
      return !fact.given(c_.machine) ||
             (choice.mtrr_free.low <= wanted.low && wanted.high <= choice.mtrr_free.high);
    }
    return print_value(fact.value(choice)) == print_value(fact.values(wanted_).front());
  }

  // The start on this choice; or nothing, and why not.
  std::optional<Start> start_of(const MachineChoice& allowed, std::string& why) const {
    if (wc_answer_ && !is_wc_open(allowed)) {
      why = "WC is open with 'cr0_cd on' alone, and not on AMD";
      return std::nullopt;
    }
    Start start{allowed, {}};
    for (const Param& p : c_.params)
      start.inputs.params.push_back(to_int(first_value(p, allowed.phys_bits)));
    for (const auto& [param, value] : params_) start.inputs.params[param] = to_int(value);
    for (const auto& [set, type] : overlaps_) start.inputs.choice[set] = type;
    if (wc_answer_) start.inputs.wc_without_caches = *wc_answer_;
    start.inputs.answers = answers_;
    if (!place_all(allowed, start)) {
      why = "it does not allow firmware=" + setting_text("firmware");
      return std::nullopt;
    }
    const std::size_t free = count_free(start.inputs.registers);
    if (!wanted_.mtrr_free.empty() && free < wanted_.mtrr_free.front().low) {
      why = "with this firmware " + std::to_string(free) + " of " +
            std::to_string(allowed.mtrr_variable) + " registers can be free, not " +
            setting_text("mtrr_free");
      return std::nullopt;
    }
    each_legal_rule<Concrete>(c_, allowed, start.inputs, [&](LegalRule rule, bool holds) {
      if (holds || !why.empty()) return;
      why = broken(c_, allowed, rule);
      if (rule.kind == LegalRule::Kind::parameter)
        why = print_param(c_.params[rule.index], to_word(start.inputs.params[rule.index])) +
              " is no value of parameter " + quoted(c_.params[rule.index].name);
    });
    if (!why.empty()) return std::nullopt;
    return start;
  }

  // The registers of a start; false: the wanted ones are not those that this choice lists.
  bool place_all(const MachineChoice& allowed, Start& start) const {
    if (!wanted_.mtrr_free.empty())
      start.choice.mtrr_free = wanted_.mtrr_free.front();
    else if (c_.machine.mtrr_free.empty())
      start.choice.mtrr_free = {0, allowed.mtrr_variable};  // nothing is taken elsewhere
    const bool open = allowed.firmware.any;
    if (open || !wanted_.firmware.empty())
      start.choice.firmware = wanted_.firmware.empty() ? Firmware{} : wanted_.firmware.front();
    if (start.choice.firmware.ranges.size() > allowed.mtrr_variable) return false;
    start.inputs.registers = place_registers(c_, start.choice, start.inputs);
    const bool same =
        open || same_registers(start.inputs.registers,
                               place_registers(c_, with_firmware(start.choice, allowed.firmware),
                                               start.inputs));
    start.choice.firmware = allowed.firmware;
    start.choice.mtrr_free = allowed.mtrr_free;
    return same;
  }

  static MachineChoice with_firmware(MachineChoice choice, const Firmware& firmware) {
    choice.firmware = firmware;
    return choice;
  }

  static std::string no_machine(const MachineFact& fact, const std::string& text) {
    return "the case allows no machine with " + std::string(fact.name()) + "=" + text +
           " (and the settings before it)";
  }
  std::string setting_text(std::string_view name) const {
    for (const auto& [fact, text] : facts_)
      if (fact->name() == name) return text;
    return "none";
  }

  const Case& c_;
  MachineSpec wanted_;
  std::vector<std::pair<const MachineFact*, std::string>> facts_;
  std::vector<std::pair<std::size_t, std::uint64_t>> params_;
  std::vector<std::pair<TypeSet, MemoryType>> overlaps_;
  std::optional<MemoryType> wc_answer_;
  CallAnswers<Concrete> answers_;
};

// A register as an item of a firmware list.
FirmwareRegister<std::uint64_t> firmware_register(const VariableRange<Concrete>& range,
                                                  unsigned phys_bits) {
  FirmwareRegister<std::uint64_t> item;
  item.raw = !range.valid || !range.natural;
  if (!range.valid) return item;
  item.type = range.type.single().value_or(MemoryType::UC);
  if (item.raw) {
    item.start = range.base | static_cast<std::uint64_t>(item.type);
    item.length = range.mask | mtrr_mask_valid;
  } else {
    item.start = range.base;
    item.length = block_size<Concrete>(range.mask, phys_bits);
  }
  return item;
}

// Up to the last register that the firmware uses for something the case may see. Those that are
// taken elsewhere stand behind all that is listed, free ones included.
FirmwareRegisters<std::uint64_t> firmware_of(const Registers& registers, unsigned phys_bits) {
  std::size_t listed = 0;
  for (std::size_t i = 0; i < registers.size(); ++i)
    if (registers[i].valid && !registers[i].elsewhere) listed = i + 1;
  const auto taken = std::find_if(registers.begin(), registers.end(),
                                  [](const auto& range) { return range.valid && range.elsewhere; });
  if (taken != registers.end()) listed = static_cast<std::size_t>(taken - registers.begin());
  FirmwareRegisters<std::uint64_t> firmware;
  for (std::size_t i = 0; i < listed; ++i)
    firmware.ranges.push_back(firmware_register(registers[i], phys_bits));
  return firmware;
}

}  // namespace

std::variant<Start, std::string> start_with(const Case& c, const std::vector<Setting>& settings) {
  return StartReader(c).read(settings);
}

std::vector<Setting> start_settings(const Case& c, const MachineChoice& choice,
                                    const Inputs<Concrete>& inputs) {
  const MachineSpec spec = spec_of(machine_of(choice, inputs));
  std::vector<Setting> settings;
  for (const MachineFact* fact : machine_facts())
    if (tells_apart(c.machine, *fact, choice))
      settings.emplace_back(fact->name(), print_setting(fact->values(spec).front()));
  for (std::size_t i = 0; i < c.params.size(); ++i)
    settings.emplace_back(c.params[i].name, print_param(c.params[i], to_word(inputs.params[i])));
  for (const auto& [set, type] : answered_overlaps(inputs.registers, inputs.choice))
    settings.emplace_back(overlap_name(set), name(type));
  const auto wc = inputs.wc_without_caches.single();
  if (wc && is_wc_open(choice)) settings.emplace_back(wc_answer, name(*wc));
  for (Setting& answer : answer_settings(c, inputs.answers)) settings.push_back(std::move(answer));
  return settings;
}

Machine machine_of(const MachineChoice& choice, const Inputs<Concrete>& inputs) {
  MachineSpec spec;
  for (const MachineFact* fact : machine_facts())
    if (fact->counts(choice)) fact->keep(choice, spec);
  const auto free = static_cast<unsigned>(count_free(inputs.registers));
  Machine machine;
  static_cast<NumericFacts<Alternatives>&>(machine) = spec;
  machine.mtrr_free = {{free, free}};
  machine.firmware = {firmware_of(inputs.registers, choice.phys_bits)};
  return machine;
}

MachineSpec spec_of(const Machine& machine) {
  MachineSpec spec;
  static_cast<NumericFacts<Alternatives>&>(spec) = machine;
  for (const auto& list : machine.firmware) {
    Firmware firmware{list.any, {}, list.limits};
    for (const auto& item : list.ranges)
      firmware.ranges.push_back({item.type, item.raw, address_expr(item.start),
                                 item.raw ? address_expr(item.length) : size_expr(item.length)});
    spec.firmware.push_back(std::move(firmware));
  }
  return spec;
}

}  // namespace memtype::cases
