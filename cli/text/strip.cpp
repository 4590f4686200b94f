#include "text/strip.hpp"

#include <algorithm>

#include "semantics/evaluate.hpp"

namespace memtype::cli {
namespace {

using namespace cases;

struct SeenSpan {
  std::uint64_t first = ~std::uint64_t{0}, last = 0;
  void add(std::uint64_t begin, std::uint64_t end) {
    first = std::min(first, begin);
    last = std::max(last, end);
  }
};

SeenSpan span_of(const std::vector<RegionView>& regions,
                 std::span<const System<Concrete>* const> moments) {
  SeenSpan span;
  for (const RegionView& r : regions) span.add(r.begin, r.end);
  for (const System<Concrete>* system : moments)
    for (const auto& m : system->mappings)
      if (m.live && m.kind != kernel::MappingKind::direct) span.add(m.begin, m.end);
  return span;
}

void name_regions(const Case& c, const std::vector<RegionView>& regions, std::uint64_t address,
                  Cell& cell) {
  for (const RegionView& r : regions) {
    if (address < r.begin || r.end <= address) continue;
    const Region& region = c.regions[static_cast<std::size_t>(r.region)];
    cell.regions += (cell.regions.empty() ? "" : ",") + region.name;
    if (cell.wants.empty() && region.wants) cell.wants = std::string(name(*region.wants));
  }
}

}  // namespace

Axis make_axis(const std::vector<RegionView>& regions,
               std::span<const System<Concrete>* const> moments, std::size_t most) {
  const SeenSpan span = span_of(regions, moments);
  std::vector<std::uint64_t> cuts = {span.first, span.last};
  const auto cut = [&](std::uint64_t address) {
    if (span.first < address && address < span.last) cuts.push_back(address);
  };
  for (const RegionView& r : regions) {
    cut(r.begin);
    cut(r.end);
  }
  bool complete = true;
  for (const System<Concrete>* system : moments)
    for (const auto& point : region_points<Concrete>(*system, span.first, span.last, complete))
      if (point.valid) cut(point.address);
  std::sort(cuts.begin(), cuts.end());
  cuts.erase(std::unique(cuts.begin(), cuts.end()), cuts.end());
  Axis axis;
  for (std::size_t i = 0; i + 1 < cuts.size() && axis.columns.size() < most; ++i)
    axis.columns.push_back({cuts[i], cuts[i + 1]});
  axis.more = axis.columns.size() + 1 < cuts.size();
  return axis;
}

std::vector<Cell> make_cells(const Case& c, const std::vector<RegionView>& regions,
                             const System<Concrete>& system, const Axis& axis) {
  std::vector<Cell> cells;
  for (const Column& column : axis.columns) {
    const PageView page = explain_page(system, column.begin);
    Cell cell;
    name_regions(c, regions, column.begin, cell);
    cell.undefined = page.undefined;
    cell.base = page.undefined ? "undefined" : to_string(page.base);
    cell.origin = page.origin;
    for (const MappingView& m : page.mappings) {
      cell.asked |= system.mappings[m.mapping].asked;
      cell.got |= system.mappings[m.mapping].mode;
      cell.pages |= m.page;
      cell.effective |= m.effective;
      cell.two_types = cell.two_types || m.effective != page.mappings.front().effective;
    }
    const auto want = memory_type_named(cell.wants);
    cell.wrong =
        want && !cell.effective.empty() && !cell.effective.subset_of(accepted_types(*want));
    cells.push_back(std::move(cell));
  }
  return cells;
}

}  // namespace memtype::cli
