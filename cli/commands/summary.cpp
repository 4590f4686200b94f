// `memtype check --summary`: regions against what the firmware left, program by program.
#include "memtype/solver/summary.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <ostream>
#include <sstream>

#include "commands/answers.hpp"
#include "commands/commands.hpp"
#include "commands/options.hpp"
#include "commands/questions.hpp"
#include "memtype/cases/print.hpp"
#include "memtype/solver/synthesis.hpp"
#include "results/each_file.hpp"
#include "text/text_table.hpp"

namespace memtype::cli {
namespace {

using namespace cases;
using solver::firmware_layouts;
using solver::HowRight;
using solver::SummaryCell;
using solver::SummaryPart;
using solver::SummaryRow;

constexpr std::size_t line_width = 100;

struct FileSummary {
  Case c;
  std::vector<SummaryRow> rows;
  bool has_program = true;  // the one asked for
};

std::string_view word(HowRight how) {
  switch (how) {
    case HowRight::always: return "always";
    case HowRight::at_end: return "at end";
    case HowRight::right_or_undefined: return "always/u";
    case HowRight::undefined: return "undef";
    case HowRight::wrong_or_undefined: return "never/u";
    case HowRight::sometimes: return "some";
    case HowRight::not_mapped: return "-";
    case HowRight::unknown: return "?";
    case HowRight::never: return "never";
  }
  return "?";
}

std::string note_of(const SummaryCell& cell) {
  std::string text;
  for (std::size_t k = 0; k < cell.parts.size(); ++k) {
    const SummaryPart& part = cell.parts[k];
    const bool last = k + 1 == cell.parts.size();
    text += (k == 0 ? "" : "; ");
    if (last && k > 0) text += "else ";
    text += word(part.how);
    if (!part.reason.empty()) text += " (" + part.reason + ")";
    if (!last) text += " where " + part.where;
  }
  return text;
}

// Broken between words where a line would be too long; later lines stand further in.
std::string wrapped(const std::string& text) {
  std::istringstream words(text);
  std::string done, line = " ", word;
  while (words >> word) {
    if (line.size() + 1 + word.size() > line_width && line.size() > 6) {
      done += line + "\n";
      line = "     ";
    }
    line += " " + word;
  }
  return done + line + "\n";
}

// The notes below one table, each once, by letter.
class Notes {
 public:
  std::string letter(const std::string& note) {
    auto at = std::find(list_.begin(), list_.end(), note);
    if (at == list_.end()) at = list_.insert(at, note);
    return name(static_cast<std::size_t>(at - list_.begin()));
  }
  std::string text() const {
    std::string text;
    for (std::size_t n = 0; n < list_.size(); ++n)
      text += wrapped(fmt::format("({}) {}", name(n), list_[n]));
    return text;
  }

 private:
  static std::string name(std::size_t n) {
    const std::string last(1, static_cast<char>('a' + n % 26));
    return n < 26 ? last : name(n / 26 - 1) + last;
  }
  std::vector<std::string> list_;
};

// `inside`: conditions up to this length stand in the table.
std::string cell_text(const SummaryRow& row, const SummaryCell& cell, std::size_t inside,
                      Notes& notes) {
  if (cell.parts.empty()) return "n/a";
  const SummaryPart& first = cell.parts[0];
  // The reason stands above the table, with the BARs.
  if (!row.no_bar.empty() && first.reason == row.no_bar) return std::string(word(first.how));
  if (cell.parts.size() == 1 && first.reason.empty()) return std::string(word(first.how));
  const bool exact = cell.parts.size() == 2 && first.how == HowRight::always &&
                     cell.parts[1].how == HowRight::never;
  if (exact && first.where.size() <= inside) return first.where;
  return "(" + notes.letter(note_of(cell)) + ")";
}

std::string row_name(const Case& c, const SummaryRow& row) {
  const Region& region = c.regions[static_cast<std::size_t>(row.region)];
  return fmt::format("{}.{} {}", c.subjects[static_cast<std::size_t>(row.subject)].name,
                     region.name, name(*region.wants));
}

// A cell that no condition decides, and conditions that were not tried.
std::string not_tried(const Case& c, const SummaryRow& row) {
  const auto is_open = [](const SummaryPart& part) { return part.how == HowRight::sometimes; };
  const bool some = std::any_of(row.cells.begin(), row.cells.end(), [&](const SummaryCell& cell) {
    return std::any_of(cell.parts.begin(), cell.parts.end(), is_open);
  });
  if (!some || row.not_tried.empty()) return "";
  std::string list;
  for (const std::string& fact : row.not_tried) list += (list.empty() ? " " : ", ") + fact;
  return wrapped(row_name(c, row) + ": conditions not tried for some:" + list);
}

bool is_never_mapped(const SummaryRow& row) {
  for (const SummaryCell& cell : row.cells)
    for (const SummaryPart& part : cell.parts)
      if (part.how != HowRight::not_mapped) return false;
  return true;
}

ExitCode exit_of(const SummaryRow& row) {
  ExitCode exit = exit_ok;
  for (const SummaryCell& cell : row.cells)
    for (const SummaryPart& part : cell.parts) {
      if (part.how == HowRight::always || part.how == HowRight::not_mapped) continue;
      exit = worse(exit, part.how == HowRight::unknown ? exit_unknown : exit_differs);
    }
  return exit;
}

// "over the BAR" above the columns of its group.
std::string groups(const TextTable& table) {
  std::string line;
  for (std::size_t k = 0; k < std::size(firmware_layouts); ++k) {
    const auto& layout = firmware_layouts[k];
    if (k > 0 && firmware_layouts[k - 1].group == layout.group) continue;
    line.resize(table.start(k + 1), ' ');
    line += layout.group;
  }
  return line + "\n";
}

// The table and its notes, with as much in the table as its width allows.
std::string table_text(const FileSummary& s) {
  std::string text;
  for (std::size_t inside = 40; text.empty(); --inside) {
    TextTable table;
    Notes notes;
    std::vector<std::string> head = {""};
    for (const auto& layout : firmware_layouts) head.emplace_back(layout.name);
    table.add(std::move(head));
    for (const SummaryRow& row : s.rows) {
      if (is_never_mapped(row)) continue;
      std::vector<std::string> line = {row_name(s.c, row)};
      for (const SummaryCell& cell : row.cells) line.push_back(cell_text(row, cell, inside, notes));
      table.add(std::move(line));
    }
    if (table.width() > line_width && inside > 6) continue;
    text = groups(table) + table.text() + notes.text();
  }
  return text;
}

// The BARs, and which regions lie in each.
std::string bars(const FileSummary& s) {
  std::vector<std::pair<std::string, std::string>> list;
  std::vector<int> seen;
  for (const SummaryRow& row : s.rows) {
    if (std::find(seen.begin(), seen.end(), row.region) != seen.end()) continue;
    seen.push_back(row.region);
    const std::string bar =
        row.bar ? fmt::format("({}, {})", print_expr(row.bar->first), print_expr(row.bar->second))
        : row.no_bar.empty() ? std::string("no MTRR holds it")
                             : fmt::format("? ({})", row.no_bar);
    auto at = std::find_if(list.begin(), list.end(), [&](const auto& b) { return b.first == bar; });
    if (at == list.end()) at = list.insert(at, {bar, ""});
    at->second += " " + s.c.regions[static_cast<std::size_t>(row.region)].name;
  }
  std::string text;
  for (const auto& [bar, regions] : list)
    text += fmt::format("{}BAR {} of{}", text.empty() ? "" : "; ", bar, regions);
  return wrapped(text);
}

ExitCode tell(const std::string& file, const FileSummary& s, std::string& text) {
  text += file + "\n";
  if (!s.has_program || s.rows.empty()) {
    text += s.c.programs.empty() ? "  no program; see --suggest\n"
            : !s.has_program     ? "  no such program or group\n"
                                 : "  no region wants a type\n";
    return exit_ok;
  }
  ExitCode exit = exit_ok;
  std::string missing;
  for (const SummaryRow& row : s.rows) {
    exit = worse(exit, exit_of(row));
    if (is_never_mapped(row)) missing += " " + row_name(s.c, row);
  }
  text += bars(s) + table_text(s);
  for (const SummaryRow& row : s.rows) text += not_tried(s.c, row);
  if (!missing.empty()) text += wrapped("never mapped:" + missing);
  return exit;
}

constexpr std::string_view legend =
    "Does each mapped page have the type its region wants, on firmware like this?\n"
    "  always   proved right: after each call where the region wants UC, else at the end\n"
    "  never    proved wrong at the end, wherever it is mapped\n"
    "  PAT      or another condition: proved right on the machines with PAT, wrong on all others\n"
    "  at end   wants UC: proved right, or not mapped, at the end; wrong after some call before\n"
    "  undef    proved: MTRRs overlap there in a way that the manuals do not define; always/u and\n"
    "           never/u: always and never, except on such an overlap\n"
    "  some     right in one run and wrong in another; no condition that was tried tells which\n"
    "  -        not mapped        n/a  no such machine        ?  not answered, or BAR not known\n"
    "free: an MTRR is free before the first call; 2 free: two are. MTRRs: the kernel can use "
    "them.\n"
    "The BAR is as large as its alignment; everything else is as the file says.\n";

void add_file_answer(const QuestionCommand& command, const std::string& file,
                     const FileSummary& s) {
  Json answer = {{"question", "summary"}, {"rows", Json::array()}};
  for (const SummaryRow& row : s.rows) {
    Json cells = Json::array();
    for (std::size_t k = 0; k < row.cells.size(); ++k) {
      Json parts = Json::array();
      for (const SummaryPart& part : row.cells[k].parts) {
        parts.push_back({{"answer", word(part.how)}, {"where", part.where}});
        if (!part.reason.empty()) parts.back()["reason"] = part.reason;
      }
      cells.push_back({{"firmware", firmware_layouts[k].meaning}, {"parts", std::move(parts)}});
    }
    answer["rows"].push_back({{"program", s.c.subjects[static_cast<std::size_t>(row.subject)].name},
                              {"region", s.c.regions[static_cast<std::size_t>(row.region)].name},
                              {"cells", std::move(cells)}});
  }
  add_answer(command, file, s.c, {}, 0, std::move(answer));
}

std::vector<int> subjects_for(const Case& c, const std::string& program) {
  std::vector<int> list;
  for (std::size_t s = 0; s < c.subjects.size(); ++s)
    if (program.empty() ? !c.subjects[s].async : c.subjects[s].name == program)
      list.push_back(static_cast<int>(s));
  return list;
}

}  // namespace

ExitCode summary(const QuestionCommand& command, std::ostream& out, std::ostream& err) {
  bool found = false, explained = false;
  const ExitCode exit = each_file<FileSummary>(
      command.paths, command.options, out, err,
      [&](const Case& c, const solver::CheckOptions& options) {
        const std::vector<int> subjects = subjects_for(c, command.program);
        return FileSummary{c, solver::summarize(c, subjects, options), !subjects.empty()};
      },
      [&](const std::string& file, const FileSummary& s, std::string& text) {
        found = found || s.has_program;
        if (!explained) text += legend;
        explained = true;
        add_file_answer(command, file, s);
        return tell(file, s, text);
      });
  if (!found && !command.program.empty())
    return worse(exit, refuse(err, "memtype",
                              fmt::format("there is no program or group '{}'", command.program)));
  return exit;
}

void declare_summary_question(CLI::App&, CLI::App& group, QuestionCommand&) {
  add_plain_flag(group, "--summary",
                 "A table: on which firmware (UC, WC, WT, WB over the BAR, WB over all, default\n"
                 "WB) each region that wants a type has it, program by program; all cells proved");
}

}  // namespace memtype::cli
