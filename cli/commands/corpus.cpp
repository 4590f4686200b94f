// `memtype corpus`: docs/printouts/corpus.md.
#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <map>
#include <memory>
#include <ostream>
#include <sstream>

#include "commands/command.hpp"
#include "commands/commands.hpp"
#include "commands/options.hpp"
#include "commands/questions.hpp"
#include "memtype/solver/properties.hpp"
#include "results/each_file.hpp"

namespace memtype::cli {
namespace {

namespace fs = std::filesystem;

using namespace cases;
using solver::Property;
using solver::PropertyRow;
using Kind = solver::PropertyCell::Kind;

constexpr Property asked_properties[] = {Property::mtrr_dead, Property::wc_without_pat};

// A description on one line, safe inside a table.
std::string one_line(const std::string& text) {
  std::istringstream words(text);
  std::string line, word;
  while (words >> word) {
    for (std::size_t at = 0; (at = word.find('|', at)) != std::string::npos; at += 2)
      word.insert(at, "\\");
    line += (line.empty() ? "" : " ") + word;
  }
  return line;
}

// A file's path from the innermost folder `cases` on, wherever the program runs; as it was given
// where there is none.
fs::path corpus_path(const std::string& file) {
  std::error_code code;
  const fs::path whole = fs::weakly_canonical(file, code);
  fs::path path;
  for (const fs::path& part : whole)
    if (part == "cases")
      path = part;
    else if (!path.empty())
      path /= part;
  return path.empty() ? fs::path(file) : path;
}

bool is_driver(const std::string& file) {
  const fs::path path = corpus_path(file);
  return std::find(path.begin(), path.end(), "drivers") != path.end();
}

ExitCode list(const CorpusCommand& command, std::ostream& out, std::ostream& err) {
  std::map<std::string, std::string> by_directory;
  std::size_t count = 0;
  std::ostringstream nothing;
  const ExitCode exit = each_file<Case>(
      command.paths, command.options, nothing, err,
      [](const Case& c, const solver::CheckOptions&) { return c; },
      [&](const std::string& file, const Case& c, std::string&) {
        const fs::path path = corpus_path(file);
        by_directory[path.has_parent_path() ? path.parent_path().string() : "."] += fmt::format(
            "| [{0}](../../{1}) | {2} |\n", c.name, path.generic_string(), one_line(c.description));
        ++count;
        return exit_ok;
      });
  out << fmt::format("## All {} cases\n", count);
  for (const auto& [directory, rows] : by_directory)
    out << fmt::format("\n### {}\n\n| case | |\n|---|---|\n{}", directory, rows);
  return exit;
}

// What one column of a case comes to, over its programs: "5" proved; "fails: after".
std::string cell_text(const std::vector<PropertyRow>& rows, std::size_t k) {
  std::size_t proved = 0;
  std::string fails, unknown;
  for (const PropertyRow& row : rows) {
    if (k >= row.cells.size()) continue;
    const solver::PropertyCell& cell = row.cells[k];
    const std::string note = cell.note.empty() ? "" : " (" + cell.note + ")";
    if (cell.kind == Kind::proved) ++proved;
    if (cell.kind == Kind::fails) fails += (fails.empty() ? "fails: " : ", ") + row.program + note;
    if (cell.kind == Kind::unknown) unknown += (unknown.empty() ? "unknown: " : ", ") + row.program;
  }
  std::string text;
  if (proved > 0) text = fmt::format("proved {}", proved);
  for (const std::string& more : {fails, unknown})
    if (!more.empty()) text += (text.empty() ? "" : "; ") + more;
  return text.empty() ? "-" : text;
}

struct PropertyAnswers {
  std::vector<std::vector<PropertyRow>> rows;  // by property
  std::string defect;                          // what the program failed with instead
};

PropertyAnswers ask_all(const Case& c, const solver::CheckOptions& options) {
  PropertyAnswers answers;
  try {
    for (Property p : asked_properties) answers.rows.push_back(solver::ask_property(c, p, options));
  } catch (const std::exception& e) {
    answers.defect = e.what();
  }
  return answers;
}

std::string row_text(const PropertyAnswers& answers) {
  if (!answers.defect.empty()) return " internal error |";
  std::string text;
  for (std::size_t p = 0; p < answers.rows.size(); ++p)
    for (std::size_t k = 0; k < solver::machines_of(asked_properties[p]).size(); ++k)
      text += " " + cell_text(answers.rows[p], k) + " |";
  return text;
}

ExitCode properties(const CorpusCommand& command, std::ostream& out, std::ostream& err) {
  out << "## What the programs come to, by environment and PAT\n\n";
  for (Property p : asked_properties)
    for (const solver::PropertyName& name : solver::property_names)
      if (name.property == p) out << fmt::format("* `{}`: {}.\n", name.name, name.meaning);
  out << "\nThe first columns are `mtrr-dead`, the last one `wc-without-pat`: on how many programs "
         "and groups\nof the case it is proved, and which ones fail. `-`: no program is asked, or "
         "there is no such machine.\nIn brackets is why the run that was found fails; where an "
         "option of the driver, a parameter that\nis 0 or 1, decides, what it comes to with the "
         "other value.\n\n| case |";
  std::string rule = "|---|";
  for (Property p : asked_properties)
    for (const std::string& machines : solver::machines_of(p)) {
      out << ' ' << machines << " |";
      rule += "---|";
    }
  out << '\n' << rule << '\n';
  std::ostringstream warnings;  // the list has told them
  const ExitCode exit = each_file<PropertyAnswers>(
      command.paths, command.options, out, warnings, ask_all,
      [&](const std::string& file, const PropertyAnswers& answers, std::string& text) {
        const std::size_t slash = file.rfind('/');
        text += "| " + file.substr(slash == std::string::npos ? 0 : slash + 1) + " |" +
                row_text(answers) + "\n";
        if (answers.defect.empty()) return exit_ok;
        err << file << ": internal error: " << answers.defect << '\n' << std::flush;
        return exit_internal;
      });
  if (exit == exit_internal) err << warnings.str();
  return exit;
}

}  // namespace

ExitCode corpus(const CorpusCommand& command, std::ostream& out, std::ostream& err) {
  if (command.list_only) return list(command, out, err);
  out << "# The corpus\n\nPrinted by `memtype corpus cases`; not to be edited.\n\n";
  ExitCode exit = list(command, out, err);
  CorpusCommand drivers = command;
  bool bad = false;
  drivers.paths.clear();
  std::ostringstream nothing;
  for (const std::string& file : find_case_files(command.paths, nothing, bad))
    if (is_driver(file)) drivers.paths.push_back(file);
  if (drivers.paths.empty()) return exit;
  out << '\n';
  return worse(exit, properties(drivers, out, err));
}

Execution declare_corpus(CLI::App& sub) {
  sub.footer(
      "Prints Markdown; docs/printouts/corpus.md is made by it. The properties are those of\n"
      "the cases below a folder `drivers`.\n\n"
      "Example: memtype corpus cases > docs/printouts/corpus.md");
  const auto command = std::make_shared<CorpusCommand>();
  sub.add_option("PATH", command->paths, "Case files or directories")->required();
  sub.add_flag("--list", command->list_only, "The list alone, without proofs");
  add_jobs(sub, command->options.jobs);
  add_limits(sub, command->options);
  return [command](std::ostream& out, std::ostream& err) { return corpus(*command, out, err); };
}

}  // namespace memtype::cli
