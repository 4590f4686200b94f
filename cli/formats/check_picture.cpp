// The run behind a check as layers, step by step.
#include <fmt/format.h>

#include <algorithm>

#include "formats/picture.hpp"
#include "semantics/subjects.hpp"
#include "text/parts.hpp"
#include "text/strip.hpp"
#include "text/text.hpp"
#include "text/violation.hpp"

namespace memtype::cli {
namespace {

using namespace cases;

constexpr std::size_t most_pieces = 4096;

Json piece(std::uint64_t begin, std::uint64_t end, const std::string& label,
           const std::string& type) {
  Json json = {{"first", json_hex(begin)}, {"last", json_hex(end - 1)}, {"label", label}};
  if (!type.empty()) json["type"] = type;
  return json;
}

std::string several(TypeSet types) {
  std::string text;
  for (const MemoryType type : all_memory_types)
    if (types.contains(type)) text += (text.empty() ? "" : "/") + std::string(name(type));
  return text;
}

Json layer(const std::string& title, const std::string& what, Json items) {
  return {{"name", title}, {"what", what}, {"items", std::move(items)}};
}

// Adds to a layer; goes on with the last item where only the place is another.
void append(Json& items, Json next, bool touches) {
  if (touches && !items.empty()) {
    Json same = items.back();
    same["first"] = next["first"];
    same["last"] = next["last"];
    if (same == next) {
      items.back()["last"] = next["last"];
      return;
    }
  }
  items.push_back(std::move(next));
}

// What one moment of one subject shows.
class Moment {
 public:
  Moment(const Case& c, const Trace& trace, std::size_t step, const Axis& axis,
         const std::vector<Complaint>& demands)
      : c_(c),
        trace_(trace),
        now_(trace.steps[step]),
        axis_(axis),
        violation_(find_violation(now_.regions, trace.subject, demands)) {}

  bool is_bad() const { return violation_.page != nullptr; }

  Json layers() const {
    Json list = Json::array();
    list.push_back(
        layer("Wanted", "The regions of the case, and the type that each wants", regions()));
    list.push_back(layer("Mappings", "What was asked for and what was got", mappings()));
    add_registers(list);
    add_cells(list);
    return list;
  }

 private:
  Json regions() const {
    Json items = Json::array();
    for (const RegionView& view : now_.regions) {
      if (view.begin == view.end) continue;
      const Region& region = c_.regions[static_cast<std::size_t>(view.region)];
      const std::string wants = region.wants ? std::string(name(*region.wants)) : "";
      items.push_back(piece(view.begin, view.end, region.name, wants));
      items.back()["lines"].push_back(wants.empty() ? "wants no type" : "wants " + wants);
    }
    return items;
  }

  Json mappings() const {
    Json items = Json::array();
    for (const auto& m : now_.system.mappings) {
      if (!m.live || m.kind == kernel::MappingKind::area || m.kind == kernel::MappingKind::direct)
        continue;
      const TypeSet page = kernel::page_types<Concrete>(now_.system.pat, m.mode);
      const std::string asked = m.asked == page ? "as asked" : "asked " + to_string(m.asked);
      items.push_back(piece(m.begin, m.end, asked, several(page)));
      items.back()["lines"] = {fmt::format("asked {}, got {}; the processor reads {}",
                                           to_string(m.asked), to_string(m.mode), to_string(page))};
    }
    return items;
  }

  // Inside the axis; the rest is said.
  void add_registers(Json& list) const {
    Json items = Json::array();
    const std::uint64_t begin = axis_.columns.front().begin, end = axis_.columns.back().end;
    const auto& hardware = now_.system.mtrr.hardware;
    for (std::size_t i = 0; i < hardware.variable.size(); ++i) {
      const VariableRange<Concrete>& range = hardware.variable[i];
      if (!range.valid || range.elsewhere || !range.natural) continue;
      const std::uint64_t last = range.base + block_size<Concrete>(range.mask, hardware.phys_bits);
      if (range.base >= end || last <= begin) continue;
      items.push_back(
          piece(std::max(begin, range.base), std::min(end, last),
                fmt::format("reg {}{}", i, range.base < begin || last > end ? ", a part" : ""),
                several(range.type)));
      items.back()["lines"] = {"all of it: " + register_text(range, hardware.phys_bits)};
    }
    if (!items.empty())
      list.push_back(layer("Variable MTRRs", "Registers in use", std::move(items)));
  }

  bool is_wrong(const Cell& cell, const Column& column) const {
    if (violation_.page == nullptr) return false;
    const auto region = std::find_if(
        now_.regions.begin(), now_.regions.end(),
        [&](const RegionView& view) { return view.region == violation_.complaint->region; });
    return region != now_.regions.end() && region->begin < column.end &&
           column.begin < region->end && !(cell.effective & violation_.mapping->effective).empty();
  }

  void add_cells(Json& list) const {
    const std::string below(name_below(now_.system.page_rule()));
    Json base = Json::array(), effective = Json::array();
    const std::vector<Cell> cells = make_cells(c_, now_.regions, now_.system, axis_);
    for (std::size_t i = 0; i < cells.size(); ++i) {
      const Cell& cell = cells[i];
      const Column& column = axis_.columns[i];
      const bool touches = i > 0 && axis_.columns[i - 1].end == column.begin;
      Json under = piece(column.begin, column.end, cell.origin,
                         cell.undefined ? several(any_mtrr_type) : cell.base);
      if (cell.undefined) under["lines"] = {"the manuals define no type where these meet"};
      append(base, std::move(under), touches);
      if (cell.effective.empty()) continue;
      Json seen = piece(column.begin, column.end, cell.regions, several(cell.effective));
      seen["lines"] = {
          fmt::format("{} {} under page type {}", below, cell.base, to_string(cell.pages))};
      if (is_wrong(cell, column)) seen["marked"] = true;
      append(effective, std::move(seen), touches && i > 0 && !cells[i - 1].effective.empty());
    }
    list.push_back(layer(below, "What lies below the page attribute", std::move(base)));
    if (!effective.empty())
      list.push_back(layer("Effective", "What the processor uses", std::move(effective)));
  }

  const Case& c_;
  const Trace& trace_;
  const TraceStep& now_;
  const Axis& axis_;
  Violation violation_;
};

std::string mapping_text(const TraceStep& step) {
  if (step.step.mapping < 0) return "";
  const auto& m = step.system.mappings[static_cast<std::size_t>(step.step.mapping)];
  return fmt::format("{} asked {}  got {}", range_text(m.begin, m.end), to_string(m.asked),
                     to_string(m.mode));
}

bool same_types(const std::vector<RegionView>& a, const std::vector<RegionView>& b) {
  return std::equal(a.begin(), a.end(), b.begin(), b.end(),
                    [](const RegionView& x, const RegionView& y) {
                      return x.state.mapped == y.state.mapped && x.state.types == y.state.types &&
                             x.mapped_bytes == y.mapped_bytes;
                    });
}

Json step_page(const Case& c, const Trace& trace, std::size_t n, const Axis& axis,
               const std::vector<Complaint>& demands) {
  const TraceStep& step = trace.steps[n];
  const Moment moment(c, trace, n, axis, demands);
  Json page = {{"title", fmt::format("Step {}  {} :{}  {}", n + 1, program_of(c, step.step).name,
                                     step.step.at.line, call_text(c, step.step))},
               {"text", Json::array()}};
  if (const std::string asked = mapping_text(step); !asked.empty()) page["text"].push_back(asked);
  for (const RegisterChange& change : step.registers)
    page["text"].push_back(fmt::format(
        "mtrr{} {}", change.index,
        change.after.valid ? register_text(change.after, trace.choice.phys_bits) : "free"));
  const std::vector<RegionView>& before = n == 0 ? trace.start : trace.steps[n - 1].regions;
  if (moment.is_bad())
    page["bad"] = true;
  else if (step.registers.empty() && same_types(before, step.regions))
    page["unchanged"] = true;
  page["layers"] = moment.layers();
  return page;
}

struct ShownTrace {
  Trace trace;
  std::size_t shown = 0;  // steps
};

ShownTrace shown_trace(const Trace& trace, const solver::Witness& w) {
  ShownTrace t{trace, 0};
  const std::size_t all = t.trace.steps.size();
  t.shown = w.step > 0 ? std::min(static_cast<std::size_t>(w.step), all) : all;
  return t;
}

Axis axis_of(const std::vector<ShownTrace>& traces) {
  std::vector<const System<Concrete>*> systems;
  for (const ShownTrace& t : traces)
    for (std::size_t n = 0; n < t.shown; ++n) systems.push_back(&t.trace.steps[n].system);
  if (systems.empty() || traces.front().trace.start.empty()) return {};
  return make_axis(traces.front().trace.start, systems, most_pieces);
}

}  // namespace

Json check_picture(const Case& c, const std::string& file, const Check& check,
                   const solver::CheckResult& result, int unroll) {
  const solver::Witness& w = *result.witness;
  const std::vector<Trace> runs = traces_of(c, check, w, unroll);
  const std::vector<Complaint> demands = demands_of(decisive_parts(c, check, w, runs, unroll));
  Json picture = {
      {"title", fmt::format("{}: check {} ({}): {}", file, check.name,
                            print_quantifier(check.quantifier), print_verdict(result.verdict))},
      {"text", Json::array({"Start  " + start_text(c, w)})},
      {"steps", true},
      {"pages", Json::array()},
      {"findings", Json::array()}};
  std::vector<ShownTrace> traces;
  for (const Trace& trace : runs) traces.push_back(shown_trace(trace, w));
  const Axis axis = axis_of(traces);
  for (const ShownTrace& t : traces) {
    for (std::size_t n = 0; n < t.shown && !axis.columns.empty(); ++n)
      picture["pages"].push_back(step_page(c, t.trace, n, axis, demands));
    if (t.shown == 0) continue;
    const Violation v =
        find_violation(t.trace.steps[t.shown - 1].regions, t.trace.subject, demands);
    if (v.page != nullptr) picture["why"] = why_sentence(c, v);
  }
  return picture;
}

}  // namespace memtype::cli
