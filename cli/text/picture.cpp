// The text picture: an address axis, not to scale, cut where anything changes.

#include <fmt/format.h>

#include <algorithm>

#include "text/strip.hpp"
#include "text/text.hpp"

namespace memtype::cli {
namespace {

using namespace cases;

std::string types_text(TypeSet types) { return types.empty() ? "." : to_string(types); }

std::string table(const std::vector<std::vector<std::string>>& rows) {
  std::vector<std::size_t> widths(rows.front().size(), 0);
  for (const auto& row : rows)
    for (std::size_t i = 0; i < row.size(); ++i) widths[i] = std::max(widths[i], row[i].size());
  std::string text;
  for (const auto& row : rows) {
    std::string line = fmt::format("  {:<{}} ", row[0], widths[0]);
    for (std::size_t i = 1; i < row.size(); ++i)
      line += fmt::format("| {:<{}} ", row[i], widths[i]);
    text += line + "|\n";
  }
  return text;
}

}  // namespace

std::string picture(const Case& c, const MachineChoice& choice, const Inputs<Concrete>& inputs,
                    const System<Concrete>& system) {
  const std::vector<RegionView> regions = view_regions(c, choice, inputs, system);
  if (regions.empty()) return "";
  constexpr std::size_t most_columns = 16;
  const System<Concrete>* const moment[] = {&system};
  const Axis axis = make_axis(regions, moment, most_columns);
  const std::vector<Cell> cells = make_cells(c, regions, system, axis);
  const std::string below(name_below(system.page_rule()));
  std::vector<std::vector<std::string>> rows = {{""},     {""},          {below},  {"from"},
                                                {"page"}, {"effective"}, {"wants"}};
  for (std::size_t i = 0; i < cells.size(); ++i) {
    const Cell& cell = cells[i];
    const std::string effective = types_text(cell.effective);
    rows[0].push_back(print_address(axis.columns[i].begin));
    rows[1].push_back(cell.regions);
    rows[2].push_back(cell.base);
    rows[3].push_back(cell.origin);
    rows[4].push_back(types_text(cell.pages));
    rows[5].push_back(cell.wrong ? "**" + effective + "**" : effective);
    rows[6].push_back(cell.wants);
  }
  return table(rows) + (axis.more ? "  (more to the right)\n" : "");
}

}  // namespace memtype::cli
