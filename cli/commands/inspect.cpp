// `memtype inspect`: a real machine, by its logs and files.

#include "memtype/inspect/inspect.hpp"

#include <CLI/CLI.hpp>
#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <memory>

#include "commands/command.hpp"
#include "commands/commands.hpp"
#include "commands/questions.hpp"
#include "memtype/readers/read.hpp"
#include "results/live_sources.hpp"
#include "text/inspect_text.hpp"

namespace memtype::cli {
namespace {

namespace fs = std::filesystem;

// Files of a directory, by name, and of those below it; what begins with a dot is left out.
std::vector<std::string> files_below(const std::string& directory) {
  std::vector<std::string> files;
  std::error_code error;
  for (fs::recursive_directory_iterator entry(directory, error), end; !error && entry != end;
       entry.increment(error)) {
    if (entry->path().filename().string().starts_with('.'))
      entry.disable_recursion_pending();
    else if (entry->is_regular_file(error))
      files.push_back(entry->path().string());
  }
  std::sort(files.begin(), files.end());
  return files;
}

// In pieces, whatever the size.
bool feed_stream(std::istream& stream, readers::SourceReader& reader) {
  std::string piece(1U << 16, '\0');
  while (stream) {
    stream.read(piece.data(), static_cast<std::streamsize>(piece.size()));
    reader.feed(std::string_view(piece).substr(0, static_cast<std::size_t>(stream.gcount())));
  }
  return !stream.bad();
}

// What is wrong with it; empty if nothing is.
std::string feed_path(const std::string& path, readers::SourceReader& reader) {
  if (path == "-") {
    reader.begin("-");
    return feed_stream(std::cin, reader) ? "" : "cannot read the standard input";
  }
  std::error_code error;
  if (fs::is_directory(path, error)) {
    const std::vector<std::string> files = files_below(path);
    if (files.empty()) return path + ": no files";
    for (const std::string& file : files)
      if (std::string trouble = feed_path(file, reader); !trouble.empty()) return trouble;
    return "";
  }
  std::ifstream stream(path, std::ios::binary);
  if (!stream) return path + ": cannot be read";
  reader.begin(path);
  return feed_stream(stream, reader) ? "" : path + ": cannot be read";
}

void feed_live(readers::SourceReader& reader, std::vector<std::string>& refused) {
  LiveSources sources = live_sources();
  for (const LiveSource& source : sources.found) {
    reader.begin(source.name);
    reader.feed(source.text);
  }
  refused = std::move(sources.refused);
}

std::string nothing_in(const readers::Observations& seen) {
  std::string text = "nothing about memory types in it";
  if (!seen.unread.empty()) text += " that can be read";
  for (const readers::SourceTrouble& trouble : seen.trouble)
    text += "\n  " + seen.sources[trouble.source] + ": " + trouble.text;
  return text;
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
  readers::SourceReader reader;
  std::vector<std::string> refused;
  if (command.live) feed_live(reader, refused);
  for (const std::string& path : command.sources)
    if (const std::string trouble = feed_path(path, reader); !trouble.empty())
      return refuse(err, "memtype", trouble);
  const readers::Observations seen = reader.finish();
  if (inspect::is_empty(seen) && !command.live) return refuse(err, "memtype", nothing_in(seen));
  const inspect::Inspection found = inspect::inspect(seen);
  out << inspect_text(seen, found, command.full);
  for (const std::string& path : refused)
    out << "Refused  " << path << ": run as root to have it read\n";
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
  sub.add_flag("--full", command->full, "Print all of the map and all lines that were not read");
  return [command](std::ostream& out, std::ostream& err) {
    return inspect_machine(*command, out, err);
  };
}

}  // namespace memtype::cli
