#include "results/on_machine.hpp"

#include <algorithm>
#include <filesystem>

#include "machine/facts.hpp"
#include "memtype/inspect/inspect.hpp"
#include "results/read_file.hpp"
#include "results/seen_machine.hpp"
#include "results/sources.hpp"

namespace memtype::cli {
namespace {

namespace fs = std::filesystem;

MachineLoad failed_load(const std::string& messages) { return {nullptr, messages, true}; }

MachineLoad machine_loaded(const MachineRequest& request, cases::MachineFile file,
                           std::string messages) {
  const auto facts = cases::machine_facts();
  const bool none = std::none_of(facts.begin(), facts.end(), [&](const cases::MachineFact* fact) {
    return fact->given(file.machine);
  });
  if (none && file.devices.empty())
    return failed_load(messages + request.path + ": error: no fact of a machine is in it\n");
  return {
      std::make_shared<const OnMachine>(OnMachine{request.path, std::move(file), request.devices}),
      std::move(messages), false};
}

// Does a text begin, behind its comments, as a machine file does?
bool is_machine_file(std::string_view text) {
  while (true) {
    const std::size_t first = text.find_first_not_of(" \t\r\n");
    if (first == std::string_view::npos) return false;
    text.remove_prefix(first);
    const bool line = text.starts_with("//"), block = text.starts_with("/*");
    if (!line && !block) break;
    const std::string_view end = line ? "\n" : "*/";
    const std::size_t at = text.find(end, 2);
    if (at == std::string_view::npos) return false;
    text.remove_prefix(at + end.size());
  }
  constexpr std::string_view word = "machine";
  if (!text.starts_with(word)) return false;
  text.remove_prefix(word.size());
  const std::size_t brace = text.find_first_not_of(" \t\r\n");
  return brace != std::string_view::npos && text[brace] == '{';
}

MachineLoad parse_machine_text(const MachineRequest& request, const std::string& text) {
  auto [parsed, diagnostics] = cases::parse_machine_file(text);
  std::string messages;
  for (const cases::Diagnostic& d : diagnostics) messages += render(d, request.path, text);
  if (!parsed) return failed_load(messages);
  return machine_loaded(request, std::move(*parsed), std::move(messages));
}

MachineLoad inspect_it(const MachineRequest& request, readers::SourceReader& reader) {
  const readers::Observations seen = reader.finish();
  if (inspect::is_empty(seen))
    return failed_load(request.path + ": error: " + nothing_in(seen) + "\n");
  return machine_loaded(request, seen_machine(seen, inspect::inspect(seen)).file, "");
}

// BARs by their use that the case does not declare as such: their ranges may hold RAM of a machine.
std::vector<std::size_t> perhaps_ram(const cases::Case& c) {
  std::vector<std::size_t> params;
  for (const std::size_t param : cases::bar_params(c)) {
    const cases::Param& p = c.params[param];
    if (p.bar_size > 0 || !p.has_range) continue;  // those lie outside RAM
    for (const MemoryMap& map : c.machine.memory)
      if (std::any_of(map.begin(), map.end(), [&](const MemoryRange& range) {
            return range.kind == MemoryRange::Kind::ram && p.low < range.start + range.length &&
                   range.start <= p.high;
          }))
        params.push_back(param);
  }
  return params;
}

}  // namespace

MachineLoad load_machine(const MachineRequest& request) {
  if (request.path.empty())
    return request.devices.empty() ? MachineLoad{}
                                   : failed_load("memtype: error: --device needs --machine\n");
  readers::SourceReader reader;
  std::error_code error;
  if (fs::is_directory(request.path, error)) {
    if (const std::string trouble = feed_path(request.path, reader); !trouble.empty())
      return failed_load(trouble + "\n");
    return inspect_it(request, reader);
  }
  const FileText file = read_file(request.path);
  if (!file.text) return failed_load(file.error);
  if (fs::path(request.path).extension() == ".machine" || is_machine_file(*file.text))
    return parse_machine_text(request, *file.text);
  reader.begin(request.path);
  reader.feed(*file.text);
  return inspect_it(request, reader);
}

bool use_machine(const OnMachine& machine, cases::Case& c,
                 std::vector<cases::Diagnostic>& diagnostics, MachineUse& use) {
  use.name = machine.name;
  use.facts = fact_origins(c, machine.file);
  use.perhaps_ram = perhaps_ram(c);
  if (machine.devices.empty()) return true;
  use.perhaps_ram.clear();
  auto bound = bind_devices(c, machine.file, machine.devices, diagnostics);
  if (!bound) return false;
  use.of_drivers = put_bars(c, *bound);
  use.bars = std::move(*bound);
  return true;
}

}  // namespace memtype::cli
