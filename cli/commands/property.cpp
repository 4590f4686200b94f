// `memtype check --property`: a property of all converted drivers, program by program.
#include <fmt/format.h>

#include <algorithm>
#include <ostream>

#include "commands/answers.hpp"
#include "commands/commands.hpp"
#include "commands/questions.hpp"
#include "memtype/solver/properties.hpp"
#include "results/each_file.hpp"
#include "text/text.hpp"

namespace memtype::cli {
namespace {

using namespace cases;
using solver::PropertyRow;
using Kind = solver::PropertyCell::Kind;

struct FileAnswer {
  std::vector<PropertyRow> rows;
  Case c;
};

// One word where all cells agree, else one for each kind.
std::string row_text(const PropertyRow& row) {
  if (!row.not_applicable.empty()) return "not applicable: " + row.not_applicable;
  std::string text;
  for (const auto& [kind, word] : {std::pair(Kind::fails, "fails"),
                                   {Kind::unknown, "unknown"},
                                   {Kind::proved, "proved"},
                                   {Kind::not_applicable, "not applicable"}}) {
    std::string where;
    std::size_t count = 0;
    for (const solver::PropertyCell& cell : row.cells) {
      if (cell.kind != kind) continue;
      where += (where.empty() ? "" : ", ") + cell.machines;
      if (!cell.note.empty()) where += " (" + cell.note + ")";
      ++count;
    }
    if (count == 0) continue;
    const bool all = count == row.cells.size() && kind == Kind::proved;
    text += (text.empty() ? "" : "; ") + std::string(word) + (all ? "" : ": " + where);
  }
  return text;
}

struct Totals {
  std::size_t proved = 0, fails = 0, unknown = 0, not_applicable = 0;
};

ExitCode tell(const std::string& file, const FileAnswer& answer, int unroll, Totals& totals,
              std::string& out) {
  ExitCode exit = exit_ok;
  std::size_t width = 0;
  for (const PropertyRow& row : answer.rows) width = std::max(width, row.program.size());
  out += file + "\n";
  std::string runs;
  for (const PropertyRow& row : answer.rows) {
    out += fmt::format("  {:<{}}  {}\n", row.program, width, row_text(row));
    Kind kind = Kind::not_applicable;
    for (std::size_t k = 0; k < row.cells.size(); ++k) {
      const solver::PropertyCell& cell = row.cells[k];
      if (cell.kind == Kind::fails && kind != Kind::fails)
        runs += witness_text(cell.c, file, cell.c.checks[0], cell.result, unroll);
      if (cell.kind == Kind::fails || (cell.kind == Kind::unknown && kind != Kind::fails) ||
          (cell.kind == Kind::proved && kind == Kind::not_applicable))
        kind = cell.kind;
    }
    if (kind == Kind::proved) ++totals.proved;
    if (kind == Kind::not_applicable) ++totals.not_applicable;
    if (kind == Kind::fails) ++totals.fails, exit = worse(exit, exit_differs);
    if (kind == Kind::unknown) ++totals.unknown, exit = worse(exit, exit_unknown);
  }
  out += runs;
  return exit;
}

std::string_view word(Kind kind) {
  switch (kind) {
    case Kind::proved: return "proved";
    case Kind::fails: return "fails";
    case Kind::not_applicable: return "not applicable";
    case Kind::unknown: return "unknown";
  }
  return "?";
}

// What fails is a check of its own with its run; the cells of all programs are in the answer.
void add_file_answer(const QuestionCommand& command, const std::string& file,
                     const FileAnswer& answered) {
  Json answer = {{"question", "property"}, {"property", command.property}, {"rows", Json::array()}};
  std::vector<MadeCheck> checks;
  Case c = answered.c;
  for (const PropertyRow& row : answered.rows) {
    Json cells = Json::array();
    for (const solver::PropertyCell& cell : row.cells) {
      cells.push_back({{"machines", cell.machines}, {"answer", word(cell.kind)}});
      if (!cell.note.empty()) cells.back()["note"] = cell.note;
      if (cell.kind != Kind::fails) continue;
      c = cell.c;
      checks.push_back({cell.c.checks[0], cell.result, false});
      checks.back().check.name = row.program + "_" + cell.machines;
    }
    answer["rows"].push_back({{"program", row.program}, {"cells", std::move(cells)}});
    if (!row.not_applicable.empty()) answer["rows"].back()["not_applicable"] = row.not_applicable;
  }
  add_answer(command, file, std::move(c), std::move(checks), 0, std::move(answer));
}

}  // namespace

ExitCode property(const QuestionCommand& command, std::ostream& out, std::ostream& err) {
  const auto* known =
      std::find_if(std::begin(solver::property_names), std::end(solver::property_names),
                   [&](const solver::PropertyName& p) { return p.name == command.property; });
  if (known == std::end(solver::property_names))
    return refuse(err, "memtype", "there is no property '" + command.property + "'");
  out << fmt::format("Property {}: {}\n", known->name, known->meaning);
  Totals totals;
  const ExitCode exit = each_file<FileAnswer>(
      command.paths, command.options, out, err,
      [&](const Case& c, const solver::CheckOptions& options) {
        return FileAnswer{solver::ask_property(c, known->property, options), c};
      },
      [&](const std::string& file, const FileAnswer& answer, std::string& text) {
        add_file_answer(command, file, answer);
        return tell(file, answer, command.options.unroll, totals, text);
      });
  out << fmt::format("Programs {} proved, {} fail, {} unknown, {} not applicable\n", totals.proved,
                     totals.fails, totals.unknown, totals.not_applicable);
  return exit;
}

void declare_property_question(CLI::App&, CLI::App& group, QuestionCommand& command) {
  std::vector<std::string> names;
  std::string meanings;
  for (const solver::PropertyName& p : solver::property_names) {
    names.emplace_back(p.name);
    meanings += (meanings.empty() ? "" : ";\n") + fmt::format("{}: {}", p.name, p.meaning);
  }
  group.add_option("--property", command.property, meanings)->check(CLI::IsMember(names));
}

}  // namespace memtype::cli
