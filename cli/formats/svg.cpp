#include "formats/svg.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "formats/svg_drawing.hpp"
#include "semantics/subjects.hpp"
#include "text/parts.hpp"
#include "text/refusal.hpp"
#include "text/strip.hpp"
#include "text/text.hpp"
#include "text/violation.hpp"

namespace memtype::cli {
namespace {

using namespace cases;
using Font = Drawing::Font;

constexpr std::string_view white = "#ffffff", pink = "#f4d9d9";

// Light fills, so that the letters on them can be read; the letters alone say everything.
struct Fill {
  TypeSet types;
  std::string_view color, meaning;
};
const Fill fills[] = {
    {TypeSet::of(MemoryType::UC, MemoryType::UC_minus, MemoryType::CD), "#dddddd",
     "UC, UC-: uncached"},
    {TypeSet::of(MemoryType::WC, MemoryType::WC_plus), "#ffe9a8", "WC: write-combining"},
    {MemoryType::WT, "#cfe3f7", "WT: write-through"},
    {MemoryType::WP, "#e3d5f0", "WP: write-protected"},
    {MemoryType::WB, "#d3ecd0", "WB: write-back"},
};

std::string_view fill(TypeSet types) {
  if (types.empty()) return white;
  for (const Fill& f : fills)
    if (types.subset_of(f.types)) return f.color;
  return pink;
}

std::string types_text(TypeSet types) { return types.empty() ? "not mapped" : to_string(types); }

std::string base_text(const Cell& cell, std::string_view below) {
  return cell.origin == below ? cell.base : cell.base + " (" + cell.origin + ")";
}

// "12156K", where print_number() has hexadecimal digits.
std::string size_text(std::uint64_t bytes) {
  const std::string text = print_number(bytes);
  return text.starts_with("0x") && bytes % 1024 == 0 ? std::to_string(bytes / 1024) + "K" : text;
}

// "Step 3, line 34: aper = mtrr_add(...) = 0".
std::string step_title(const Case& c, const Trace& trace, std::size_t n) {
  const Step<Concrete>& step = trace.steps[n].step;
  const bool several = c.subjects[static_cast<std::size_t>(trace.subject)].async;
  return fmt::format("Step {}{}, line {}: {}", n + 1,
                     several ? " of " + program_of(c, step).name : std::string(), step.at.line,
                     call_text(c, step));
}

// One program or group and its run.
struct Drawn {
  Trace trace;
  std::size_t shown = 0;  // steps
};

Drawn drawn_run(const Trace& trace, const solver::Witness& w) {
  Drawn d{trace, 0};
  const std::size_t all = d.trace.steps.size();
  d.shown = w.step > 0 ? std::min(static_cast<std::size_t>(w.step), all) : all;
  return d;
}

class Picture {
 public:
  Picture(const Case& c, std::vector<PartText> parts, std::vector<Drawn> runs)
      : c_(c), parts_(std::move(parts)), demands_(demands_of(parts_)), runs_(std::move(runs)) {
    std::vector<const System<Concrete>*> systems;
    for (const Drawn& d : runs_)
      for (std::size_t n = 0; n < d.shown; ++n) systems.push_back(&d.trace.steps[n].system);
    if (systems.empty() || runs_.front().trace.start.empty()) return;
    constexpr std::size_t most_columns = 24;
    axis_ = make_axis(runs_.front().trace.start, systems, most_columns);
    below_ = name_below(systems.front()->page_rule());
    for (const System<Concrete>* system : systems) look_at(cells_of(*system));
  }

  std::string draw(const std::string& title, const std::string& start) {
    Drawing drawing(axis_.columns.size(), longest_);
    drawing.paragraph(title, Font::bold);
    drawing.paragraph("Start: " + start, Font::faint);
    for (const Drawn& d : runs_) draw_run(drawing, d);
    for (const PartText& part : parts_)
      drawing.paragraph(fmt::format("{}: {}{}", part.value ? "True" : "False", part.text,
                                    part.why.empty() ? "" : ": " + part.why));
    legend(drawing);
    return drawing.finish(title);
  }

 private:
  std::vector<Cell> cells_of(const System<Concrete>& system) const {
    return make_cells(c_, runs_.front().trace.start, system, axis_);
  }

  // What all strips have in common.
  void look_at(const std::vector<Cell>& cells) {
    for (std::size_t i = 0; i < cells.size(); ++i) {
      const Cell& cell = cells[i];
      page_differs_ = page_differs_ || cell.pages != cell.got;
      for (TypeSet set : {cell.asked, cell.got, cell.pages, cell.effective}) seen_.push_back(set);
      const auto type = memory_type_named(cell.base);
      seen_.push_back(type ? TypeSet(*type) : any_mtrr_type);
      for (const std::string& head : heads(axis_.columns[i]))
        longest_ = std::max(longest_, head.size());
      longest_ = std::max({longest_, base_text(cell, below_).size(), cell.regions.size()});
    }
  }

  // Both ends and the size; on one line each where there are many columns.
  std::vector<std::string> heads(const Column& column) const {
    constexpr std::size_t many = 6;
    const std::string first = print_address(column.begin), last = print_address(column.end - 1);
    const std::string size = size_text(column.end - column.begin);
    if (axis_.columns.size() <= many) return {first + "-" + last, size};
    return {first, "-" + last, size};
  }

  void draw_run(Drawing& drawing, const Drawn& d) {
    drawing.down(10);
    if (runs_.size() > 1)
      drawing.line("Program " + c_.subjects[static_cast<std::size_t>(d.trace.subject)].name,
                   Font::bold);
    std::vector<Cell> before;
    for (std::size_t n = 0; n < d.shown; ++n) {
      const bool last = n + 1 == d.shown;
      drawing.paragraph(step_title(c_, d.trace, n), last ? Font::bold : Font::plain);
      if (const std::string why = refusal_line(d.trace, n); !why.empty()) drawing.paragraph(why);
      if (axis_.columns.empty()) continue;
      std::vector<Cell> now = cells_of(d.trace.steps[n].system);
      if (now != before || last) strip(drawing, d.trace, now, last);
      before = std::move(now);
    }
    if (d.shown == 0) return;
    const Violation v =
        find_violation(d.trace.steps[d.shown - 1].regions, d.trace.subject, demands_);
    if (v.page != nullptr) drawing.paragraph("Why: " + why_sentence(c_, v));
  }

  void strip(Drawing& drawing, const Trace& trace, const std::vector<Cell>& cells, bool last) {
    const std::size_t lines = heads(axis_.columns.front()).size();
    for (std::size_t line = 0; line < lines; ++line) {
      std::vector<std::string> words;
      for (const Column& column : axis_.columns) words.push_back(heads(column)[line]);
      drawing.heads(words);
    }
    std::vector<Box> regions, base, asked, got, pages, effective, wanted;
    for (std::size_t i = 0; i < cells.size(); ++i) {
      const Cell& cell = cells[i];
      const Complaint* demand = demand_on(trace, axis_.columns[i]);
      const bool wrong = last && demand != nullptr && violates(cell, *demand);
      marked_ = marked_ || wrong;
      const auto type = memory_type_named(cell.base);
      regions.push_back({cell.regions, white});
      base.push_back({base_text(cell, below_), fill(type ? TypeSet(*type) : any_mtrr_type)});
      asked.push_back({types_text(cell.asked), fill(cell.asked)});
      got.push_back({types_text(cell.got), fill(cell.got)});
      pages.push_back({types_text(cell.pages), fill(cell.pages)});
      effective.push_back({types_text(cell.effective), fill(cell.effective), wrong});
      wanted.push_back({demand == nullptr ? "" : demand->demand, white});
    }
    drawing.row("region", regions);
    drawing.row("asked", asked);
    drawing.row("got", got);
    if (page_differs_) drawing.row("page", pages);
    drawing.row(below_, base);
    drawing.row("effective", effective);
    if (last && !demands_.empty()) drawing.row("check", wanted);
    drawing.down(12);
  }

  const Complaint* demand_on(const Trace& trace, const Column& column) const {
    for (const Complaint& d : demands_)
      for (const RegionView& view : trace.start)
        if (d.subject == trace.subject && d.region == view.region && view.begin <= column.begin &&
            column.begin < view.end)
          return &d;
    return nullptr;
  }

  static bool violates(const Cell& cell, const Complaint& demand) {
    return cell.effective.intersects(demand.refused) || (demand.aliased && cell.two_types) ||
           (demand.uncovered && cell.effective.empty());
  }

  void legend(Drawing& drawing) const {
    std::vector<Box> samples;
    for (const Fill& f : fills)
      if (std::any_of(seen_.begin(), seen_.end(),
                      [&](TypeSet set) { return !set.empty() && set.subset_of(f.types); }))
        samples.push_back({std::string(f.meaning), f.color});
    if (std::any_of(seen_.begin(), seen_.end(), [](TypeSet set) { return fill(set) == pink; }))
      samples.push_back({"several types, or not defined", pink});
    if (marked_) samples.push_back({"not what the check asks for", white, true});
    drawing.down(6);
    if (!samples.empty()) drawing.legend(samples);
    if (axis_.columns.empty()) return;
    drawing.line("asked: by the call; got: what the kernel granted" +
                     std::string(page_differs_ ? "; page: in the page table" : "") +
                     "; effective: what the processor uses.",
                 Font::faint);
    drawing.line(axis_.more ? "Columns are not to scale; there are more to the right."
                            : "Columns are not to scale.",
                 Font::faint);
  }

  const Case& c_;
  std::vector<PartText> parts_;  // of the condition, those that decided
  std::vector<Complaint> demands_;
  std::vector<Drawn> runs_;
  Axis axis_;
  std::string_view below_;
  std::size_t longest_ = 0;
  std::vector<TypeSet> seen_;
  bool page_differs_ = false, marked_ = false;
};

}  // namespace

std::string run_svg(const Case& c, const std::string& file, const Check& check,
                    const solver::CheckResult& result, int unroll) {
  const solver::Witness& w = *result.witness;
  const std::vector<Trace> traces = traces_of(c, check, w, unroll);
  std::vector<Drawn> runs;
  for (const Trace& trace : traces) runs.push_back(drawn_run(trace, w));
  return Picture(c, decisive_parts(c, check, w, traces, unroll), std::move(runs))
      .draw(headline(file, check, result), start_text(c, *result.witness));
}

}  // namespace memtype::cli
