// `memtype run`: one machine out of those the case allows, emulated.

#include <fmt/format.h>

#include <algorithm>
#include <memory>
#include <ostream>

#include "commands/command.hpp"
#include "commands/commands.hpp"
#include "commands/options.hpp"
#include "formats/trace_json.hpp"
#include "language/fact_text.hpp"
#include "machine/facts.hpp"
#include "memtype/solver/assumptions.hpp"
#include "results/load.hpp"
#include "settings/start.hpp"
#include "text/text.hpp"

namespace memtype::cli {
namespace {

using namespace cases;

using Message = std::optional<std::string>;  // what is wrong, or nothing

// What --start and --set say together.
std::variant<std::vector<Setting>, std::string> settings_of(const RunCommand& command) {
  auto settings = split_settings(command.start);
  if (auto* list = std::get_if<std::vector<Setting>>(&settings)) {
    std::erase_if(*list, [&](const Setting& s) {
      return std::any_of(command.settings.begin(), command.settings.end(),
                         [&](const Setting& other) { return other.first == s.first; });
    });
    list->insert(list->end(), command.settings.begin(), command.settings.end());
  }
  return settings;
}

int find_subject(const Case& c, const std::string& name) {
  for (std::size_t s = 0; s < c.subjects.size(); ++s)
    if (name.empty() || c.subjects[s].name == name) return static_cast<int>(s);
  return -1;
}

// The page type that the processor reads and, where it is another, the mode that was asked for.
std::string page_text(const kernel::PatSetup& pat, TypeSet mode) {
  const TypeSet page = kernel::page_types<Concrete>(pat, mode);
  return to_string(page) + (page == mode ? "" : " (mode " + to_string(mode) + ")");
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
    if (m.live && m.kind != kernel::MappingKind::area)
      text += fmt::format("       page  {}  {}{}\n", range_text(m.begin, m.end),
                          page_text(trace.end.pat, m.mode),
                          m.kind == kernel::MappingKind::direct ? "  direct map" : "");
  for (const auto& e : trace.end.memtype.entries)
    if (e.live)
      text += fmt::format("       memtype {}  {}\n", range_text(e.begin, e.end), to_string(e.mode));
  for (const RegionView& r : view_regions(c, trace.choice, trace.inputs, trace.end)) {
    const Region& region = c.regions[static_cast<std::size_t>(r.region)];
    const std::string wants =
        region.wants ? ", wants " + std::string(name(*region.wants)) : std::string();
    const bool part = r.state.mapped && r.mapped_bytes < r.end - r.begin;
    text += fmt::format(
        "Region {} {} {}: {}{}{}{}\n", region.name, range_text(r.begin, r.end),
        print_number(r.end - r.begin), r.state.mapped ? to_string(r.state.types) : "not mapped",
        part ? ", " + print_number(r.mapped_bytes) + " mapped" : "", wants,
        r.state.undefined ? " (" + undefined_text(trace.choice) + ": any of these)" : "");
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

// The case on the registers that a run begins with: those asked for, or none where any are
// possible.
Case on_registers_of(Case c, const std::vector<Setting>& settings) {
  for (Firmware& firmware : c.machine.firmware)
    if (firmware.any) firmware = {};
  for (const auto& [name, text] : settings) {
    MachineSpec read;
    if (name == "firmware" && read_fact_text(*find_machine_fact(name), text, read).empty())
      c.machine.firmware = read.firmware;
  }
  return c;
}

// Has the machine the facts among the settings? Registers are looked at elsewhere.
bool has_facts(const MachineChoice& choice, const std::vector<Setting>& settings) {
  return std::all_of(settings.begin(), settings.end(), [&](const Setting& setting) {
    const MachineFact* fact = find_machine_fact(setting.first);
    if (fact == nullptr || fact->text().shape == FactShape::registers ||
        fact->text().shape == FactShape::interval)
      return true;
    MachineSpec read;
    read_fact_text(*fact, setting.second, read);
    return fact->counts(choice) &&
           print_value(fact->value(choice)) == print_value(fact->values(read).front());
  });
}

// The start that was asked for. Where the lowest values of the parameters together are not what the
// case assumes, the lowest that are; and where there are none, what is in the way.
std::variant<Start, std::string> start_of(const Case& c, const std::vector<Setting>& settings) {
  auto started = start_with(c, settings);
  if (std::holds_alternative<Start>(started) || !solver::assumes(c)) return started;
  std::vector<std::optional<std::uint64_t>> given(c.params.size());
  for (std::size_t p = 0; p < c.params.size(); ++p)
    for (const auto& [name, text] : settings)
      if (name == c.params[p].name) given[p] = read_number(text);
  const std::string no_machine(no_such_machine);
  if (!std::get<std::string>(started).starts_with(no_machine)) return started;
  const Case on = on_registers_of(c, settings);
  std::string in_the_way;
  for (const MachineChoice& choice : machine_choices(on)) {
    if (!has_facts(choice, settings)) continue;
    const auto values = solver::lowest_params(on, choice, given);
    if (!values) {
      if (in_the_way.empty()) in_the_way = solver::in_the_way(on, choice, given);
      continue;
    }
    std::vector<Setting> all = settings;
    for (std::size_t p = 0; p < c.params.size(); ++p)
      if (!given[p]) all.emplace_back(c.params[p].name, print_param(c.params[p], (*values)[p]));
    auto there = start_with(c, all);
    if (std::holds_alternative<Start>(there)) return there;
    if (in_the_way.empty()) return there;
  }
  // A value that no machine has at all is named by itself.
  const bool by_itself = std::get<std::string>(started).find("is no value of") != std::string::npos;
  if (in_the_way.empty() || by_itself) return started;
  return no_machine + in_the_way;
}

// "name=value" pairs; false if one is not of that form.
bool read_settings(const std::vector<std::string>& settings, RunCommand& command,
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
  const MachineLoad machine = load_machine(command.machine);
  err << machine.messages;
  if (machine.bad) return exit_bad_input;
  const Loaded loaded = load_case(command.path, machine.machine.get());
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
  const auto settings = settings_of(command);
  if (const auto* message = std::get_if<std::string>(&settings)) return fail(*message);
  const auto started = start_of(c, std::get<std::vector<Setting>>(settings));
  if (const auto* message = std::get_if<std::string>(&started)) return fail(*message);
  const Start& chosen = std::get<Start>(started);
  std::vector<int> order;
  if (const auto message =
          read_order(c, c.subjects[static_cast<std::size_t>(subject)], command.order, order))
    return fail(*message);
  const Trace trace = trace_run(c, chosen.choice, chosen.inputs, subject, order, command.unroll);
  if (!trace.in_order) return fail("a program of --order makes fewer calls than it says");
  if (command.json) {
    out << dump(run_document(c, command.path, trace));
    return exit_ok;
  }
  out << "Case " << c.name << "\n"
      << (loaded.use ? use_lines(*loaded.use, c) : "") << "Program "
      << c.subjects[static_cast<std::size_t>(subject)].name << "\nStart  " << start_text(c, chosen)
      << '\n';
  for (std::size_t n = 0; n < trace.steps.size(); ++n) out << step_text(c, trace, n, {});
  if (trace.cut) out << "Cut    a loop was left after " << command.unroll << " rounds\n";
  out << end_text(c, trace) << picture(c, chosen.choice, chosen.inputs, trace.end);
  return exit_ok;
}

// The names of the facts, in lines.
std::string fact_list() {
  std::string text, line;
  for (const std::string& name : fact_names()) {
    if (line.size() + name.size() > 85) text += line + ",\n", line.clear();
    line += (line.empty() ? "" : ", ") + name;
  }
  return text + line + ".";
}

Execution declare_run(CLI::App& sub) {
  sub.footer(
      "Facts and parameters that are not set take their first alternative or lowest value.\n"
      "Settings are the parameters and the facts of the machine, with a value the case allows:\n" +
      fact_list() +
      "\n--start takes a Start line of check or run; --set overrides the same name in --start.\n\n"
      "Example: memtype run cases/drivers/atyfb/atyfb_conversion.case --program before \\\n"
      "           --set cpu=intel --set pat=nopat --set bar=0xf8000000 --set "
      "\"firmware=WB(0,1G)\"");
  const auto command = std::make_shared<RunCommand>();
  const auto settings = std::make_shared<std::vector<std::string>>();
  sub.add_option("FILE", command->path, "Case file, or - for standard input")->required();
  sub.add_option("--program", command->program, "Program or async group; by default the first");
  sub.add_option("--start", command->start, "\"name=value name=value ...\": a whole Start line");
  sub.add_option("--set", *settings, "name=value")->expected(1)->take_all();
  sub.add_option("--order", command->order,
                 "Of a group, the program of each call: \"a,b,a\"; what is left follows in turn")
      ->delimiter(',');
  add_machine(sub, command->machine);
  add_unroll(sub, command->unroll, "Rounds of a loop before it is left");
  sub.add_flag("--json", command->json,
               "One JSON document: each step, and the whole state of the machine after it");
  return [command, settings](std::ostream& out, std::ostream& err) {
    return read_settings(*settings, *command, err) ? run(*command, out, err) : exit_bad_input;
  };
}

}  // namespace memtype::cli
