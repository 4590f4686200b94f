// `memtype map`: a real machine's types at addresses, ranges and regions of devices.

#include "commands/map.hpp"

#include <CLI/CLI.hpp>
#include <algorithm>
#include <memory>
#include <ostream>

#include "commands/command.hpp"
#include "commands/options.hpp"
#include "commands/put_output.hpp"
#include "commands/questions.hpp"
#include "formats/map_json.hpp"
#include "results/sources.hpp"
#include "results/write_file.hpp"
#include "text/map_text.hpp"

namespace memtype::cli {
namespace {

// What is wrong with it; empty if nothing is.
std::string read_state(const std::string& path, readers::Observations& seen) {
  readers::SourceReader reader;
  if (std::string trouble = feed_path(path, reader); !trouble.empty()) return trouble;
  seen = reader.finish();
  return inspect::is_empty(seen) ? path + ": " + nothing_in(seen) : "";
}

ExitCode print_difference(const MapCommand& command, std::ostream& out, std::ostream& err) {
  if (!command.words.empty() || command.live)
    return refuse(err, "memtype", "--diff names both sources, and takes no places");
  readers::Observations before, after;
  for (const std::string& trouble :
       {read_state(command.diff[0], before), read_state(command.diff[1], after)})
    if (!trouble.empty()) return refuse(err, "memtype", trouble);
  const inspect::Inspection first = inspect::inspect(before), second = inspect::inspect(after);
  const inspect::Difference found = inspect::difference({before, first}, {after, second});
  return put_output(command.output,
                    command.json ? dump(difference_document(found)) : difference_text(found),
                    found.none() ? exit_ok : exit_differs, out, err);
}

}  // namespace

ExitCode map(const MapCommand& command, std::ostream& out, std::ostream& err) {
  std::vector<std::string> sources, places;
  for (const std::string& word : command.words)
    (looks_like_place(word) ? places : sources).push_back(word);
  std::vector<std::string> inputs = sources;
  inputs.insert(inputs.end(), command.diff.begin(), command.diff.end());
  if (const std::string clash = file_clash(inputs, {command.output}); !clash.empty())
    return refuse(err, "memtype", clash);
  if (!command.diff.empty()) return print_difference(command, out, err);
  if (sources.empty() && !command.live)
    return refuse(err, "memtype", "map takes sources, or --live, and then places");
  if (places.empty())
    return refuse(err, "memtype",
                  "no place: an address (0xfd000000), a range (0xfd000000-0xfdffffff, "
                  "0xfd000000+16M) or a region (01:00.0, 0000:01:00.0:0)");
  readers::SourceReader reader;
  std::vector<std::string> refused;
  if (command.live) feed_live(reader, refused);
  for (const std::string& path : sources)
    if (const std::string trouble = feed_path(path, reader); !trouble.empty())
      return refuse(err, "memtype", trouble);
  const readers::Observations seen = reader.finish();
  if (inspect::is_empty(seen)) return refuse(err, "memtype", nothing_in(seen));
  const inspect::Inspection found = inspect::inspect(seen);
  std::vector<NamedAnswer> answers;
  for (const std::string& word : places) {
    const auto named = find_place(seen, word);
    if (const auto* trouble = std::get_if<std::string>(&named))
      return refuse(err, "memtype", *trouble);
    for (const NamedPlace& place : std::get<std::vector<NamedPlace>>(named))
      answers.push_back({place, inspect::place_in(seen, found, place.range)});
  }
  const auto open = inspect::open_for_places(seen, found);
  std::string text;
  if (command.json) {
    text = dump(map_document(seen, answers, open));
  } else {
    for (const NamedAnswer& answer : answers)
      text += (text.empty() ? "" : "\n") + mapped_place_text(seen, answer.named, answer.place);
    text += open_text(open);
    for (const std::string& path : refused)
      text += "Refused  " + path + ": run as root to have it read\n";
  }
  return put_output(command.output, text, exit_ok, out, err);
}

Execution declare_map(CLI::App& sub) {
  sub.footer(
      "Sources are all that inspect reads. A place is an address (its page), a range as the "
      "kernel\n"
      "prints it (the end is the last byte), a start and a length, or a region of a PCI device.\n"
      "Where several types stand, the texts leave open which; Open says what would settle it.\n"
      "--diff compares two states: two boots, two firmware versions, two lists of reservations.\n\n"
      "Exit code: 0 answered, 1 --diff found a difference, 2 nothing to go by.\n\n"
      "Example: memtype map --live 01:00.0\n"
      "         memtype map dmesg.txt lspci.txt 0xf0000000-0xf7ffffff\n"
      "         memtype map --diff before.txt after.txt");
  const auto command = std::make_shared<MapCommand>();
  sub.add_option(
      "SOURCE", command->words,
      "Logs, files of /proc and /sys, dumps, directories, or -; and the places behind them");
  sub.add_flag("--live", command->live, "This machine's own /proc, /sys and /dev are a source");
  sub.add_option("--diff", command->diff, "Two sources: what is not the same in both")->expected(2);
  sub.add_flag("--json", command->json, "One JSON document instead of the text");
  sub.add_option("-o,--output", command->output, output_help);
  return [command](std::ostream& out, std::ostream& err) { return map(*command, out, err); };
}

}  // namespace memtype::cli
