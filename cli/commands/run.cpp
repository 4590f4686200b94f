// `memtype run`: one machine out of those the case allows, emulated.

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <memory>
#include <ostream>

#include "commands/command.hpp"
#include "commands/commands.hpp"
#include "commands/options.hpp"
#include "results/load.hpp"
#include "semantics/legal.hpp"
#include "text/text.hpp"

namespace memtype::cli {
namespace {

using namespace cases;

struct Chosen {
  MachineChoice choice;
  Inputs<Concrete> inputs;
  std::optional<std::int64_t> free;
  std::optional<std::vector<VariableRange<Concrete>>> firmware;
};

// "0xf8000000", "16M", "42".
std::optional<std::uint64_t> number_from(std::string_view text) {
  std::uint64_t value = 0;
  const bool is_hex = text.starts_with("0x") || text.starts_with("0X");
  if (is_hex) text.remove_prefix(2);
  const char* end = text.data() + text.size();
  const auto [rest, error] = std::from_chars(text.data(), end, value, is_hex ? 16 : 10);
  if (error != std::errc{}) return std::nullopt;
  if (rest == end) return value;
  const std::size_t unit = std::string_view("KMGT").find(*rest);
  if (unit == std::string_view::npos || rest + 1 != end) return std::nullopt;
  const unsigned shift = 10 * (static_cast<unsigned>(unit) + 1);
  if (value >> (64 - shift) != 0) return std::nullopt;
  return value << shift;
}

// "none" or "WB(0,4G)+UC(0xc0000000,1G)".
std::optional<std::vector<VariableRange<Concrete>>> firmware_from(std::string_view text,
                                                                  unsigned phys_bits) {
  std::vector<VariableRange<Concrete>> list;
  if (text == "none") return list;
  while (!text.empty()) {
    const std::size_t open = text.find('('), comma = text.find(','), close = text.find(')');
    if (!(open < comma && comma < close) || close == std::string_view::npos) return std::nullopt;
    const auto type = memory_type_named(text.substr(0, open));
    const auto start = number_from(text.substr(open + 1, comma - open - 1));
    const auto length = number_from(text.substr(comma + 1, close - comma - 1));
    if (!type || !any_mtrr_type.contains(*type) || !start || !length || !is_pow2(*length) ||
        *start % *length != 0 || *length < page_bytes)
      return std::nullopt;
    VariableRange<Concrete> range;
    range.valid = true;
    range.base = *start;
    range.mask = ~(*length - 1) & mtrr_address_bits(phys_bits);
    range.type = *type;
    list.push_back(range);
    text.remove_prefix(close + 1);
    if (!text.empty() && !text.starts_with('+')) return std::nullopt;
    if (!text.empty()) text.remove_prefix(1);
  }
  return list;
}

bool matches_setting(const MachineChoice& choice, const std::string& name,
                     const std::string& value) {
  if (name == "cpu") return choice.cpu->name == value;
  if (name == "pat") return kernel::name(choice.pat_fact.mode) == value;
  if (name == "env") return kernel::name(choice.env) == value;
  if (name == "kernel") return kernel::to_string(choice.kernel) == value;
  if (name == "mtrr_default") return memtype::name(choice.default_type) == value;
  if (name == "mtrr_fixed") return value == (choice.fixed_enabled ? "on" : "off");
  if (name == "mtrr_enabled") return value == (choice.mtrr_enabled ? "on" : "off");
  if (name == "phys_bits") return std::to_string(choice.phys_bits) == value;
  return true;
}

constexpr std::string_view fact_names[] = {
    "cpu", "pat", "env", "kernel", "mtrr_default", "mtrr_fixed", "mtrr_enabled", "phys_bits"};

std::uint64_t first_value(const Param& p, unsigned phys_bits) {
  const std::uint64_t low = param_bounds(p, phys_bits).low;
  const std::uint64_t align = std::max<std::uint64_t>(p.align, 1);
  return (low + align - 1) / align * align;
}

using Message = std::optional<std::string>;  // what is wrong, or nothing

bool is_fact(const std::string& name) {
  return std::find(std::begin(fact_names), std::end(fact_names), name) != std::end(fact_names);
}

// The first machine choice that has all the facts that were set.
Message choose_machine(const Case& c, const RunCommand& command, MachineChoice& choice) {
  std::vector<MachineChoice> choices = machine_choices(c);
  for (const auto& pair : command.settings) {
    if (!is_fact(pair.first)) continue;
    std::erase_if(choices, [&](const MachineChoice& k) {
      return !matches_setting(k, pair.first, pair.second);
    });
    if (choices.empty())
      return fmt::format("the case allows no machine with {}={} (and the settings before it)",
                         pair.first, pair.second);
  }
  if (choices.empty()) return "the facts of this case describe no machine that can exist";
  choice = choices.front();
  return std::nullopt;
}

// One setting that is no fact: a parameter, mtrr_free or firmware.
Message apply(const Case& c, const std::string& name, const std::string& value, Chosen& chosen) {
  if (name == "firmware") {
    const auto list = firmware_from(value, chosen.choice.phys_bits);
    if (!list)
      return fmt::format("'{}' is not a firmware list such as WB(0,4G)+UC(0xc0000000,1G)", value);
    chosen.firmware = *list;
    return std::nullopt;
  }
  const auto number = number_from(value);
  const auto param = std::find_if(c.params.begin(), c.params.end(),
                                  [&](const Param& p) { return p.name == name; });
  if (param == c.params.end() && name != "mtrr_free")
    return fmt::format("there is no parameter or fact '{}'", name);
  if (!number) return fmt::format("'{}' is not a number", value);
  if (name == "mtrr_free")
    chosen.free = to_int(*number);
  else
    chosen.inputs.params[static_cast<std::size_t>(param - c.params.begin())] = to_int(*number);
  return std::nullopt;
}

// The registers as the settings and the case leave them.
Message place_registers(const Case& c, Chosen& chosen) {
  const unsigned count = register_count(c, chosen.choice);
  const Firmware written = firmware_alternatives(c.machine)[chosen.choice.firmware];
  if (!written.any) {
    if (chosen.firmware)
      return "this case writes its firmware down; only `firmware any` can be set";
    const auto listed =
        static_cast<std::int64_t>(std::min<std::size_t>(written.ranges.size(), count));
    const std::int64_t free = chosen.free.value_or(free_registers(c, chosen.choice).high);
    chosen.inputs.registers = listed_registers<Concrete>(
        c, chosen.choice, chosen.inputs, std::max<std::int64_t>(0, count - listed - free));
    return std::nullopt;
  }
  auto& registers = chosen.inputs.registers;
  if (chosen.firmware) registers = *chosen.firmware;
  if (registers.size() > count) return fmt::format("there are only {} registers", count);
  const std::size_t listed = registers.size();
  registers.resize(count);
  const auto rest = static_cast<std::int64_t>(count - listed);
  for (std::int64_t i = 0; i < rest - chosen.free.value_or(rest); ++i) {
    auto& range = registers[listed + static_cast<std::size_t>(i)];
    range.valid = range.elsewhere = true;
  }
  return std::nullopt;
}

Message choose(const Case& c, const RunCommand& command, Chosen& chosen) {
  if (Message message = choose_machine(c, command, chosen.choice)) return message;
  for (const Param& p : c.params)
    chosen.inputs.params.push_back(to_int(first_value(p, chosen.choice.phys_bits)));
  for (const auto& pair : command.settings) {
    if (is_fact(pair.first)) continue;
    if (Message message = apply(c, pair.first, pair.second, chosen)) return message;
  }
  return place_registers(c, chosen);
}

int find_subject(const Case& c, const std::string& name) {
  for (std::size_t s = 0; s < c.subjects.size(); ++s)
    if (name.empty() || c.subjects[s].name == name) return static_cast<int>(s);
  return -1;
}

std::string end_text(const Case& c, const Trace& trace) {
  std::string text = "End\n";
  const auto& registers = trace.end.mtrr.hardware.variable;
  std::size_t taken = 0;
  for (const auto& range : registers) taken += range.valid && range.elsewhere ? 1 : 0;
  if (taken > 0) text += fmt::format("       {} registers taken elsewhere\n", taken);
  for (std::size_t i = 0; i < registers.size(); ++i)
    if (registers[i].valid && !registers[i].elsewhere)
      text +=
          fmt::format("       mtrr{} {}  used {}\n", i,
                      register_text(registers[i], trace.choice.phys_bits), trace.end.mtrr.usage[i]);
  for (const auto& m : trace.end.mappings)
    if (m.live)
      text += fmt::format("       page  {}  {}{}\n", range_text(m.begin, m.end), to_string(m.mode),
                          m.kind == kernel::MappingKind::direct ? "  direct map" : "");
  for (const auto& e : trace.end.memtype.entries)
    if (e.live)
      text += fmt::format("       memtype {}  {}\n", range_text(e.begin, e.end), to_string(e.mode));
  for (const RegionView& r : view_regions(c, trace.choice, trace.inputs, trace.end)) {
    const Region& region = c.regions[static_cast<std::size_t>(r.region)];
    const std::string wants =
        region.wants ? ", wants " + std::string(name(*region.wants)) : std::string();
    text += fmt::format("Region {} {} {}: {}{}{}\n", region.name, range_text(r.begin, r.end),
                        print_number(r.end - r.begin),
                        r.state.mapped ? to_string(r.state.types) : "not mapped", wants,
                        r.state.undefined ? " (undefined MTRR overlap: any of these)" : "");
  }
  return text;
}

// The order of calls as indices of programs.
Message read_order(const Case& c, const Subject& subject, const std::vector<std::string>& names,
                   std::vector<int>& order) {
  for (const std::string& name : names) {
    const auto member = std::find_if(subject.programs.begin(), subject.programs.end(), [&](int p) {
      return c.programs[static_cast<std::size_t>(p)].name == name;
    });
    if (member == subject.programs.end())
      return fmt::format("'{}' of --order is no program or lane of '{}'", name, subject.name);
    order.push_back(*member);
  }
  return std::nullopt;
}

// "name=value" pairs; false if one is not of that form.
bool split_settings(const std::vector<std::string>& settings, RunCommand& command,
                    std::ostream& err) {
  for (const std::string& setting : settings) {
    const std::size_t equals = setting.find('=');
    if (equals == 0 || equals == std::string::npos) {
      err << "memtype: error: --set needs name=value, not '" << setting << "'\n";
      return false;
    }
    command.settings.emplace_back(setting.substr(0, equals), setting.substr(equals + 1));
  }
  return true;
}

}  // namespace

ExitCode run(const RunCommand& command, std::ostream& out, std::ostream& err) {
  const Loaded loaded = load_case(command.path);
  err << loaded.messages;
  if (!loaded.parsed) return exit_bad_input;
  const Case& c = *loaded.parsed;
  const auto fail = [&](const std::string& message) {
    err << command.path << ": error: " << message << '\n';
    return exit_bad_input;
  };
  const int subject = find_subject(c, command.program);
  if (subject < 0)
    return fail(command.program.empty() ? "the case has no program"
                                        : "there is no program or group '" + command.program + "'");
  Chosen chosen;
  if (const auto message = choose(c, command, chosen)) return fail(*message);
  if (!is_legal<Concrete>(c, chosen.choice, chosen.inputs))
    return fail("the case does not allow this machine: " +
                start_text(c, chosen.choice, chosen.inputs));
  std::vector<int> order;
  if (const auto message =
          read_order(c, c.subjects[static_cast<std::size_t>(subject)], command.order, order))
    return fail(*message);
  const Trace trace = trace_run(c, chosen.choice, chosen.inputs, subject, order, command.unroll);
  if (!trace.in_order) return fail("a program of --order makes fewer calls than it says");
  out << "Case " << c.name << "\nProgram " << c.subjects[static_cast<std::size_t>(subject)].name
      << "\nStart  " << start_text(c, chosen.choice, chosen.inputs) << '\n';
  for (std::size_t n = 0; n < trace.steps.size(); ++n) out << step_text(c, trace, n, {});
  if (trace.cut) out << "Cut    a loop was left after " << command.unroll << " rounds\n";
  out << end_text(c, trace) << picture(c, chosen.choice, chosen.inputs, trace.end);
  return exit_ok;
}

Execution declare_run(CLI::App& sub) {
  sub.footer(
      "Facts and parameters that are not set take their first alternative or lowest value.\n"
      "Settings: cpu, pat, env, kernel, phys_bits, mtrr_default, mtrr_fixed, mtrr_enabled,\n"
      "mtrr_free, any parameter, and, where the case says `firmware any`, firmware.\n\n"
      "Example: memtype run cases/drivers/atyfb/atyfb_conversion.case --program before \\\n"
      "           --set cpu=intel --set pat=nopat --set bar=0xf8000000 --set "
      "\"firmware=WB(0,1G)\"");
  const auto command = std::make_shared<RunCommand>();
  const auto settings = std::make_shared<std::vector<std::string>>();
  sub.add_option("FILE", command->path, "Case file, or - for standard input")->required();
  sub.add_option("--program", command->program, "Program or async group; by default the first");
  sub.add_option("--set", *settings, "name=value")->expected(1)->take_all();
  sub.add_option("--order", command->order,
                 "Of a group, the program of each call: \"a,b,a\"; what is left follows in turn")
      ->delimiter(',');
  add_unroll(sub, command->unroll, "Rounds of a loop before it is left");
  return [command, settings](std::ostream& out, std::ostream& err) {
    return split_settings(*settings, *command, err) ? run(*command, out, err) : exit_bad_input;
  };
}

}  // namespace memtype::cli
