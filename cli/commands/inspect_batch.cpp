// `memtype inspect --batch` and `--summarise`: many machines, one after the other.

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <functional>
#include <iostream>

#include "commands/inspect.hpp"
#include "commands/questions.hpp"
#include "formats/inspect_summary.hpp"
#include "memtype/solver/in_parallel.hpp"
#include "results/result.hpp"
#include "results/sources.hpp"
#include "results/write_file.hpp"

namespace memtype::cli {
namespace {

namespace fs = std::filesystem;

// Called for each; false: no more of them.
using VisitName = std::function<bool(const std::string&)>;

// Files and folders that stand in the folder itself.
std::string each_entry(const std::string& folder, const VisitName& visit) {
  std::vector<std::string> names;
  std::error_code error;
  for (fs::directory_iterator entry(folder, error), end; !error && entry != end;
       entry.increment(error))
    if (!entry->path().filename().string().starts_with('.'))
      names.push_back(entry->path().string());
  if (error) return folder + ": " + error.message();
  if (names.empty()) return folder + ": no files";
  std::sort(names.begin(), names.end());
  for (const std::string& name : names)
    if (!visit(name)) break;
  return "";
}

std::string each_line(std::istream& in, const std::string& path, const VisitName& visit) {
  for (std::string line; std::getline(in, line);) {
    if (line.ends_with('\r')) line.pop_back();
    if (!line.empty() && !visit(line)) break;
  }
  return in.bad() ? path + ": cannot be read" : "";
}

std::string each_machine(const std::string& path, const VisitName& visit) {
  if (path == "-") return each_line(std::cin, "standard input", visit);
  std::error_code error;
  if (fs::is_directory(path, error)) return each_entry(path, visit);
  std::ifstream in(path, std::ios::binary);
  if (!in) return path + ": cannot be read";
  return each_line(in, path, visit);
}

// One that is neither would never end, or is not there.
bool can_be_read(const std::string& name) {
  std::error_code error;
  const fs::file_status status = fs::status(name, error);
  return fs::is_regular_file(status) || fs::is_directory(status);
}

// One machine's document, whatever it is.
Json machine_document(const std::string& name, readers::SourceReader& reader) {
  try {
    if (!can_be_read(name))
      return inspect_failure(name, exit_bad_input, "there is no such file or folder");
    if (const std::string trouble = feed_path(name, reader); !trouble.empty()) {
      reader.finish();
      return inspect_failure(name, exit_bad_input, trouble);
    }
    const readers::Observations seen = reader.finish();
    if (inspect::is_empty(seen)) return inspect_failure(name, exit_bad_input, nothing_in(seen));
    return inspect_document(name, seen, inspect::inspect(seen));
  } catch (...) {
    return inspect_failure(name, exit_internal,
                           "internal error: " + solver::words_of(std::current_exception()));
  }
}

// What is wrong with the list; empty if nothing is. `exit`: the worst of the machines.
std::string write_batch(const InspectCommand& command, std::ostream& out, ExitCode& exit) {
  readers::SourceReader reader;
  std::size_t number = 0;
  return each_machine(command.batch, [&](const std::string& name) {
    if (number++ % command.shard.of != command.shard.number - 1) return true;
    const Json document = machine_document(name, reader);
    exit = worse(exit, exit_code_of(document.at("exit").get<int>()));
    out << dump_line(document) << std::flush;
    return out.good();
  });
}

}  // namespace

ExitCode inspect_batch(const InspectCommand& command, std::ostream& out, std::ostream& err) {
  ExitCode exit = exit_ok;
  std::string trouble;
  const std::string& file = command.files.main;
  if (file.empty()) {
    trouble = write_batch(command, out, exit);
  } else if (!write_file(file,
                         [&](std::ostream& lines) {
                           trouble = write_batch(command, lines, exit);
                           return trouble.empty() && lines.good();
                         }) &&
             trouble.empty()) {
    return refuse(err, file, "cannot be written");
  }
  return trouble.empty() ? exit : refuse(err, "memtype", trouble);
}

ExitCode inspect_summarise(const InspectCommand& command, std::ostream& out, std::ostream& err) {
  InspectSummary summary;
  std::size_t line_number = 0;
  ExitCode exit = exit_ok;
  const auto add = [&](const std::string& line) {
    ++line_number;
    if (line.empty() || summary.add(Json::parse(line, nullptr, false))) return;
    err << command.summarise << ":" << line_number << ": error: this is no result of inspect\n";
    exit = exit_bad_input;
  };
  std::ifstream file;
  if (command.summarise != "-") {
    file.open(command.summarise, std::ios::binary);
    if (!file) return refuse(err, command.summarise, "cannot be read");
  }
  std::istream& in = command.summarise == "-" ? std::cin : file;
  for (std::string line; std::getline(in, line);) add(line);
  if (in.bad() || line_number == 0) return refuse(err, command.summarise, "there is nothing in it");
  out << summary.text(command.full);
  return worse(exit, summary.exit());
}

}  // namespace memtype::cli
