// `memtype inspect`: a real machine, by its logs and files.

#include "memtype/inspect/inspect.hpp"

#include <CLI/CLI.hpp>
#include <algorithm>
#include <memory>
#include <ostream>

#include "commands/command.hpp"
#include "commands/inspect.hpp"
#include "commands/options.hpp"
#include "commands/questions.hpp"
#include "formats/inspect_json.hpp"
#include "memtype/readers/read.hpp"
#include "results/seen_machine.hpp"
#include "results/sources.hpp"
#include "results/write_file.hpp"
#include "text/inspect_text.hpp"

namespace memtype::cli {
namespace {

// What a machine is called: its one source, the folder of several, or all of them.
std::string machine_name(const std::vector<std::string>& sources) {
  if (sources.size() == 1) return sources.front();
  std::string folder, all;
  bool same = true;
  for (const std::string& source : sources) {
    const std::string own = source.substr(0, source.rfind('/') + 1);
    if (all.empty()) folder = own;
    same = same && own == folder;
    all += (all.empty() ? "" : " ") + source;
  }
  return same && folder.size() > 1 ? folder.substr(0, folder.size() - 1) : all;
}

// Which options do not go together; empty if all do.
std::string inspect_usage_error(const InspectCommand& command) {
  const int asked = (command.sources.empty() ? 0 : 1) + (command.live ? 1 : 0) +
                    (command.batch.empty() ? 0 : 1) + (command.summarise.empty() ? 0 : 1);
  if (asked != 1) return "inspect takes sources, or --live, or --batch, or --summarise";
  const bool many = !command.batch.empty() || !command.summarise.empty();
  if (many && (!command.emit_machine.empty() || !command.files.reports.empty() ||
               command.files.format != nullptr))
    return "--batch and --summarise are of many machines, and this option is of one";
  if (!command.summarise.empty() && (command.lines || !command.files.main.empty()))
    return "--summarise writes text to standard output";
  if (command.shard.of > 1 && command.batch.empty()) return "--shard is of a --batch";
  if (!command.batch.empty() && command.full)
    return "--batch leaves nothing out; --full is of text";
  if (command.lines && command.files.format != nullptr) return "--jsonl or --json, not both";
  return "";
}

// The text, or the document; and the files beside it.
bool write_inspection(const InspectCommand& command, const readers::Observations& seen,
                      const inspect::Inspection& found, const std::vector<std::string>& refused,
                      std::ostream& out, std::ostream& err) {
  Json document;
  if (command.lines || wants_document(command.files))
    document = inspect_document(command.live ? "live" : machine_name(command.sources), seen, found);
  std::string text;
  if (command.lines) {
    text = dump_line(document);
  } else if (!is_standard_output(command.emit_machine)) {
    text = inspect_text(seen, found, command.full);
    for (const std::string& path : refused)
      text += "Refused  " + path + ": run as root to have it read\n";
  }
  const bool good = write_outputs(command.files, document, text, out, err);
  if (command.emit_machine.empty()) return good;
  if (write_file(command.emit_machine, seen_machine_text(seen, seen_machine(seen, found))))
    return good;
  err << command.emit_machine << ": error: cannot be written\n";
  return false;
}

}  // namespace

ExitCode inspect_machine(const InspectCommand& command, std::ostream& out, std::ostream& err) {
  if (const std::string wrong = inspect_usage_error(command); !wrong.empty())
    return refuse(err, "memtype", wrong);
  std::vector<std::string> inputs = command.sources;
  for (const std::string& input : {command.batch, command.summarise})
    if (!input.empty()) inputs.push_back(input);
  if (const std::string clash = file_clash(inputs, names_of(command.files, {command.emit_machine}));
      !clash.empty())
    return refuse(err, "memtype", clash);
  if (!command.batch.empty()) return inspect_batch(command, out, err);
  if (!command.summarise.empty()) return inspect_summarise(command, out, err);
  readers::SourceReader reader;
  std::vector<std::string> refused;
  if (command.live) feed_live(reader, refused);
  for (const std::string& path : command.sources)
    if (const std::string trouble = feed_path(path, reader); !trouble.empty())
      return refuse(err, "memtype", trouble);
  const readers::Observations seen = reader.finish();
  if (inspect::is_empty(seen) && !command.live) return refuse(err, "memtype", nothing_in(seen));
  const inspect::Inspection found = inspect::inspect(seen);
  if (!write_inspection(command, seen, found, refused, out, err)) return exit_bad_input;
  return inspect_exit(found);
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
      "         dmesg | memtype inspect - /proc/mtrr\n"
      "         memtype inspect --batch dumps --jsonl | memtype inspect --summarise -");
  const auto command = std::make_shared<InspectCommand>();
  sub.add_option("SOURCE", command->sources,
                 "Logs, files of /proc and /sys, dumps; directories of them; - for standard input");
  sub.add_flag("--live", command->live,
               "Read this machine's own /proc, /sys and /dev, and no more");
  sub.add_option(
      "--emit-machine", command->emit_machine,
      "Also write what was learned as a machine file, for check --machine; - instead of\n"
      "the text");
  sub.add_option(
      "--batch", command->batch,
      "Many machines: each file and folder of this folder, or a list with a path a line, or\n"
      "- for a list on standard input; a line of JSON for each");
  sub.add_flag("--jsonl", command->lines, "One JSON object on one line; what --batch writes");
  add_shard(sub, command->shard, "I/N: of a --batch only the machines I, I+N, I+2N ...");
  sub.add_option(
      "--summarise", command->summarise,
      "Group lines of --batch by layout and by finding, with counts; - for standard input");
  add_formats(sub, command->files, DocumentKinds::machines);
  add_output_files(sub, command->files, DocumentKinds::machines);
  sub.add_flag("--full", command->full, "Print all of the map and all lines that were not read");
  return [command](std::ostream& out, std::ostream& err) {
    return inspect_machine(*command, out, err);
  };
}

}  // namespace memtype::cli
