// `memtype inspect`: a real machine, by its logs and files.

#include "memtype/inspect/inspect.hpp"

#include <CLI/CLI.hpp>
#include <algorithm>
#include <memory>
#include <ostream>

#include "commands/command.hpp"
#include "commands/commands.hpp"
#include "commands/questions.hpp"
#include "memtype/readers/read.hpp"
#include "results/inspect_sources.hpp"
#include "results/live_sources.hpp"
#include "results/seen_machine.hpp"
#include "results/write_file.hpp"
#include "text/inspect_text.hpp"

namespace memtype::cli {
namespace {

void feed_live(readers::SourceReader& reader, std::vector<std::string>& refused) {
  LiveSources sources = live_sources();
  for (const LiveSource& source : sources.found) {
    reader.begin(source.name);
    reader.feed(source.text);
  }
  refused = std::move(sources.refused);
}

bool is_bad(const inspect::Inspection& found) {
  return std::any_of(found.findings.begin(), found.findings.end(), [](const inspect::Finding& one) {
    return one.severity != inspect::Severity::harmless;
  });
}

}  // namespace

ExitCode inspect_machine(const InspectCommand& command, std::ostream& out, std::ostream& err) {
  if (command.live == !command.sources.empty())
    return refuse(err, "memtype", "inspect takes sources, or --live");
  if (const std::string clash = file_clash(command.sources, {command.emit_machine}); !clash.empty())
    return refuse(err, "memtype", clash);
  readers::SourceReader reader;
  std::vector<std::string> refused;
  if (command.live) feed_live(reader, refused);
  for (const std::string& path : command.sources)
    if (const std::string trouble = feed_path(path, reader); !trouble.empty())
      return refuse(err, "memtype", trouble);
  const readers::Observations seen = reader.finish();
  if (inspect::is_empty(seen) && !command.live) return refuse(err, "memtype", nothing_in(seen));
  const inspect::Inspection found = inspect::inspect(seen);
  if (!is_standard_output(command.emit_machine)) {
    out << inspect_text(seen, found, command.full);
    for (const std::string& path : refused)
      out << "Refused  " << path << ": run as root to have it read\n";
  }
  if (!command.emit_machine.empty() &&
      !write_file(command.emit_machine, seen_machine_text(seen, seen_machine(seen, found))))
    return refuse(err, command.emit_machine, "cannot be written");
  return is_bad(found) ? exit_differs : exit_ok;
}

Execution declare_inspect(CLI::App& sub) {
  std::string formats;
  for (const readers::Format& format : readers::formats())
    formats += "  " + std::string(format.what) + "\n";
  sub.footer(
      "Each line is recognised by what stands in it, so a text may hold several of these:\n" +
      formats +
      "\nExit code: 0 nothing found, or only what is harmless; 1 a finding; 2 nothing to read.\n\n"
      "Example: memtype inspect --live\n"
      "         dmesg | memtype inspect - /proc/mtrr");
  const auto command = std::make_shared<InspectCommand>();
  sub.add_option("SOURCE", command->sources,
                 "Logs, files of /proc and /sys, dumps; directories of them; - for standard input");
  sub.add_flag("--live", command->live,
               "Read this machine's own /proc, /sys and /dev, and no more");
  sub.add_option(
      "--emit-machine", command->emit_machine,
      "Also write what was learned as a machine file, for check --machine; - instead of\n"
      "the text");
  sub.add_flag("--full", command->full, "Print all of the map and all lines that were not read");
  return [command](std::ostream& out, std::ostream& err) {
    return inspect_machine(*command, out, err);
  };
}

}  // namespace memtype::cli
