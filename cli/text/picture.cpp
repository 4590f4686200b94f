// The text picture: an address axis, not to scale, cut where anything changes.

#include <fmt/format.h>

#include <algorithm>

#include "text.hpp"

namespace memtype::cli {
namespace {

using namespace cases;

struct Column {
  std::uint64_t begin = 0, end = 0;
};

// The borders of everything the case speaks of, at most a screenful.
std::vector<Column> columns(const Case& c, const std::vector<RegionView>& regions,
                            const System<Concrete>& system) {
  std::uint64_t first = ~std::uint64_t{0}, last = 0;
  const auto span = [&](std::uint64_t begin, std::uint64_t end) {
    first = std::min(first, begin);
    last = std::max(last, end);
  };
  for (const RegionView& r : regions) span(r.begin, r.end);
  for (const auto& m : system.mappings)
    if (m.live && m.kind != kernel::MappingKind::direct) span(m.begin, m.end);
  (void)c;
  std::vector<std::uint64_t> cuts = {first, last};
  const auto cut = [&](std::uint64_t address) {
    if (first < address && address < last) cuts.push_back(address);
  };
  for (const RegionView& r : regions) {
    cut(r.begin);
    cut(r.end);
  }
  bool complete = true;
  for (const auto& point : region_points<Concrete>(system, first, last, complete))
    if (point.valid) cut(point.address);
  std::sort(cuts.begin(), cuts.end());
  cuts.erase(std::unique(cuts.begin(), cuts.end()), cuts.end());
  std::vector<Column> list;
  for (std::size_t i = 0; i + 1 < cuts.size(); ++i) list.push_back({cuts[i], cuts[i + 1]});
  return list;
}

std::string names_at(const Case& c, const std::vector<RegionView>& regions, std::uint64_t address) {
  std::string text;
  for (const RegionView& r : regions)
    if (r.begin <= address && address < r.end)
      text += (text.empty() ? "" : ",") + c.regions[static_cast<std::size_t>(r.region)].name;
  return text;
}

std::string wants_at(const Case& c, const std::vector<RegionView>& regions, std::uint64_t address) {
  for (const RegionView& r : regions) {
    const Region& region = c.regions[static_cast<std::size_t>(r.region)];
    if (r.begin <= address && address < r.end && region.wants)
      return std::string(name(*region.wants));
  }
  return "";
}

std::string pages_at(const PageView& page) {
  TypeSet types;
  for (const MappingView& m : page.mappings) types |= m.page;
  return types.empty() ? "." : to_string(types);
}

std::string effective_at(const PageView& page, const std::string& wanted) {
  TypeSet types;
  for (const MappingView& m : page.mappings) types |= m.effective;
  if (types.empty()) return ".";
  const auto want = memory_type_named(wanted);
  const bool right = !want || types.subset_of(accepted_types(*want));
  return right ? to_string(types) : "**" + to_string(types) + "**";
}

}  // namespace

std::string picture(const Case& c, const MachineChoice& choice, const Inputs<Concrete>& inputs,
                    const System<Concrete>& system) {
  const std::vector<RegionView> regions = view_regions(c, choice, inputs, system);
  if (regions.empty()) return "";
  constexpr std::size_t most_columns = 16;
  std::vector<Column> list = columns(c, regions, system);
  const bool cut = list.size() > most_columns;
  if (cut) list.resize(most_columns);
  const bool kvm = choice.env == kernel::Environment::kvm;
  std::vector<std::vector<std::string>> rows = {{""}, {""}, {kvm ? "EPT" : "MTRR"}, {"from"},
                                                {"page"}, {"effective"}, {"wants"}};
  for (const Column& column : list) {
    const PageView page = explain_page(system, column.begin);
    const std::string wanted = wants_at(c, regions, column.begin);
    rows[0].push_back(hex(column.begin));
    rows[1].push_back(names_at(c, regions, column.begin));
    rows[2].push_back(page.undefined ? "undefined" : to_string(page.base));
    rows[3].push_back(page.origin);
    rows[4].push_back(pages_at(page));
    rows[5].push_back(effective_at(page, wanted));
    rows[6].push_back(wanted);
  }
  std::vector<std::size_t> widths(list.size() + 1, 0);
  for (const auto& row : rows)
    for (std::size_t i = 0; i < row.size(); ++i) widths[i] = std::max(widths[i], row[i].size());
  std::string text;
  for (const auto& row : rows) {
    std::string line = fmt::format("  {:<{}} ", row[0], widths[0]);
    for (std::size_t i = 1; i < row.size(); ++i) line += fmt::format("| {:<{}} ", row[i], widths[i]);
    text += line + "|\n";
  }
  if (cut) text += "  (more to the right)\n";
  return text;
}

}  // namespace memtype::cli
