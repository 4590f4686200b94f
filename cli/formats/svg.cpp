#include "formats/svg.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "formats/xml.hpp"
#include "semantics/subjects.hpp"
#include "text/strip.hpp"
#include "text/text.hpp"

namespace memtype::cli {
namespace {

using namespace cases;

// Pixels.
constexpr int margin = 16, label_width = 84, row_height = 22, gap = 22;
constexpr int title_height = 20, text_down = 15;

// Light fills, so that the letters on them can be read; the letters alone say everything.
std::string_view fill(TypeSet types) {
  const auto type = types.single();
  if (!type) return types.empty() ? "#ffffff" : "#f4d9d9";
  switch (*type) {
    case MemoryType::UC:
    case MemoryType::UC_minus:
    case MemoryType::CD: return "#dddddd";
    case MemoryType::WC:
    case MemoryType::WC_plus: return "#ffe9a8";
    case MemoryType::WT: return "#cfe3f7";
    case MemoryType::WP: return "#e3d5f0";
    case MemoryType::WB: return "#d3ecd0";
  }
  return "#ffffff";
}

struct Box {
  std::string text;
  std::string_view fill;
  bool marked = false;
  friend bool operator==(const Box&, const Box&) = default;
};

class Drawing {
 public:
  Drawing(std::size_t columns, std::size_t longest_text)
      : columns_(columns),
        column_width_(std::clamp(static_cast<int>(longest_text) * 8 + 16, 104, 264)) {}

  void text(int x, int y, std::string_view words, std::string_view more = "") {
    body_ += fmt::format("<text x=\"{}\" y=\"{}\"{}>{}</text>\n", x, y, more, xml_text(words));
    widest_ = std::max(widest_, x + static_cast<int>(words.size()) * 8);
  }
  void line(std::string_view words, bool bold = false) {
    text(margin, y_ + text_down, words, bold ? " font-weight=\"bold\"" : "");
    y_ += title_height;
  }
  // As many lines as it takes.
  void paragraph(std::string_view words) {
    constexpr std::size_t most = 110;
    while (words.size() > most && words.rfind(' ', most) != std::string_view::npos) {
      const std::size_t at = words.rfind(' ', most);
      line(words.substr(0, at));
      words.remove_prefix(at + 1);
    }
    line(words);
  }
  void down(int pixels) { y_ += pixels; }

  // Addresses at the borders of the columns.
  void axis(const Axis& axis) {
    for (std::size_t i = 0; i < axis.columns.size(); ++i)
      text(left(i), y_ + text_down - 2, print_address(axis.columns[i].begin), " fill=\"#555555\"");
    y_ += row_height - 2;
  }

  // One layer; neighbours that are alike become one box.
  void row(std::string_view label, const std::vector<Box>& boxes) {
    text(margin, y_ + text_down, label);
    for (std::size_t i = 0; i < boxes.size();) {
      std::size_t end = i + 1;
      while (end < boxes.size() && boxes[end] == boxes[i]) ++end;
      box(i, end, boxes[i]);
      i = end;
    }
    y_ += row_height;
  }

  std::string finish() {
    const int width = std::max(left(columns_) + margin, widest_ + margin);
    return fmt::format(
               "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
               "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{0}\" height=\"{1}\" "
               "viewBox=\"0 0 {0} {1}\" font-family=\"monospace\" font-size=\"13\">\n"
               "<rect width=\"{0}\" height=\"{1}\" fill=\"#ffffff\"/>\n",
               width, y_ + margin) +
           body_ + "</svg>\n";
  }

 private:
  int left(std::size_t column) const {
    return margin + label_width + static_cast<int>(column) * column_width_;
  }
  void box(std::size_t begin, std::size_t end, const Box& box) {
    const int width = left(end) - left(begin);
    body_ += fmt::format(
        "<rect x=\"{}\" y=\"{}\" width=\"{}\" height=\"{}\" fill=\"{}\" "
        "stroke=\"{}\" stroke-width=\"{}\"/>\n",
        left(begin) + (box.marked ? 1 : 0), y_ + (box.marked ? 1 : 0), width - (box.marked ? 2 : 0),
        row_height - (box.marked ? 2 : 0), box.fill, box.marked ? "#c00000" : "#888888",
        box.marked ? 3 : 1);
    const std::string_view style =
        box.marked ? " text-anchor=\"middle\" font-weight=\"bold\"" : " text-anchor=\"middle\"";
    if (!box.text.empty())
      body_ += fmt::format("<text x=\"{}\" y=\"{}\"{}>{}</text>\n", left(begin) + width / 2,
                           y_ + text_down, style, xml_text(box.text));
  }

  std::size_t columns_;
  int column_width_;
  int y_ = margin;
  int widest_ = 0;
  std::string body_;
};

std::string types_text(TypeSet types) { return types.empty() ? "not mapped" : to_string(types); }

std::string base_text(const Cell& cell, std::string_view below) {
  return cell.origin == below ? cell.base : cell.base + " " + cell.origin;
}

void strip(Drawing& drawing, const Axis& axis, const std::vector<Cell>& cells,
           std::string_view below) {
  drawing.axis(axis);
  std::vector<Box> regions, base, pages, effective, wants;
  for (const Cell& cell : cells) {
    const auto type = memory_type_named(cell.base);
    const auto want = memory_type_named(cell.wants);
    regions.push_back({cell.regions, "#ffffff"});
    base.push_back({base_text(cell, below), fill(type ? TypeSet(*type) : any_mtrr_type)});
    pages.push_back({types_text(cell.pages), fill(cell.pages)});
    effective.push_back({types_text(cell.effective), fill(cell.effective), cell.wrong});
    wants.push_back({cell.wants, fill(want ? TypeSet(*want) : TypeSet{})});
  }
  drawing.row("region", regions);
  drawing.row(below, base);
  drawing.row("page", pages);
  drawing.row("effective", effective);
  drawing.row("wants", wants);
  drawing.down(gap);
}

// "Step 3 before :34  aper = mtrr_add(...) = 0".
std::string step_title(const Case& c, const Trace& trace, std::size_t n) {
  const Step<Concrete>& step = trace.steps[n].step;
  return fmt::format("Step {} {} :{}  {}", n + 1, program_of(c, step).name, step.at.line,
                     call_text(c, step));
}

struct DrawnMoments {
  Trace trace;
  std::size_t shown = 0;  // steps
};

DrawnMoments moments_of(const Case& c, const solver::Witness& w, int subject, int unroll) {
  const auto s = static_cast<std::size_t>(subject);
  DrawnMoments m{trace_run(c, w.start->choice, w.start->inputs, subject, w.orders[s], unroll), 0};
  const std::size_t all = m.trace.steps.size();
  m.shown = w.step > 0 ? std::min(static_cast<std::size_t>(w.step), all) : all;
  return m;
}

}  // namespace

std::string run_svg(const Case& c, const std::string& file, const Check& check,
                    const solver::CheckResult& result, int unroll) {
  const solver::Witness& w = *result.witness;
  std::vector<DrawnMoments> subjects;
  for (int subject : subjects_of(check)) subjects.push_back(moments_of(c, w, subject, unroll));
  std::vector<const System<Concrete>*> systems;
  for (const DrawnMoments& m : subjects)
    for (std::size_t n = 0; n < m.shown; ++n) systems.push_back(&m.trace.steps[n].system);
  constexpr std::size_t most_columns = 24;
  const std::vector<RegionView> regions =
      subjects.empty() ? std::vector<RegionView>{} : subjects.front().trace.start;
  const bool drawn = !regions.empty() && !systems.empty();
  const Axis axis = drawn ? make_axis(regions, systems, most_columns) : Axis{};
  const std::string_view below = drawn ? name_below(systems.front()->page_rule()) : "";

  std::size_t longest = 0;
  for (std::size_t i = 0; drawn && i < systems.size(); ++i)
    for (const Cell& cell : make_cells(c, regions, *systems[i], axis))
      longest = std::max({longest, base_text(cell, below).size(), cell.regions.size()});
  Drawing drawing(axis.columns.size(), longest);
  drawing.line(fmt::format("{}: check {} ({}): {}", file, check.name,
                           print_quantifier(check.quantifier), print_verdict(result.verdict)),
               true);
  drawing.paragraph("Start  " + start_text(c, w));
  drawing.down(gap / 2);
  for (const DrawnMoments& m : subjects) {
    const std::string& who = c.subjects[static_cast<std::size_t>(m.trace.subject)].name;
    if (subjects.size() > 1) drawing.line("Program " + who, true);
    for (std::size_t n = 0; n < m.shown; ++n) {
      drawing.line(step_title(c, m.trace, n));
      if (drawn) strip(drawing, axis, make_cells(c, regions, m.trace.steps[n].system, axis), below);
    }
  }
  drawing.line(axis.more ? "Not to scale; there is more to the right." : "Not to scale.");
  return drawing.finish();
}

}  // namespace memtype::cli
