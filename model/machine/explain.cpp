#include "memtype/machine/explain.hpp"

#include <algorithm>

namespace memtype {
namespace {

std::string origin_of(const System<Concrete>& system, std::uint64_t address) {
  if (!goes_by_mtrrs(system)) {
    const bool own = std::any_of(system.guest_memory.begin(), system.guest_memory.end(),
                                 [&](const PhysRange& r) { return r.contains(address); });
    return own ? "guest memory" : std::string(name_below(system.page_rule()));
  }
  if (smrr_covers<Concrete>(system.smrr, address)) return "SMRR";
  const MtrrState<Concrete>& mtrr = system.mtrr.hardware;
  if (!mtrr.enabled) return "MTRRs off";
  if (mtrr.fixed_enabled && address < FixedRanges::end) return "fixed";
  std::string registers;
  for (std::size_t i = 0; i < mtrr.variable.size(); ++i) {
    if (!matches<Concrete>(mtrr.variable[i], address)) continue;
    if (!registers.empty()) registers += ", ";
    registers += "reg " + std::to_string(i);
  }
  if (!registers.empty()) return registers;
  const bool tom2 = address >= 4_GiB && address < mtrr.tom2_wb_end;
  return tom2 ? "below TOP_MEM2" : "default";
}

bool alike(const PageView& a, const PageView& b) {
  const auto same = [](const MappingView& x, const MappingView& y) {
    return x.mapping == y.mapping && x.effective == y.effective;
  };
  return a.base == b.base && a.origin == b.origin && a.mappings.size() == b.mappings.size() &&
         std::equal(a.mappings.begin(), a.mappings.end(), b.mappings.begin(), same);
}

}  // namespace

PageView explain_page(const System<Concrete>& system, std::uint64_t address) {
  PageView view;
  view.address = address;
  view.base = base_type_at<Concrete>(system, address);
  view.below = name_below(system.page_rule());
  view.origin = origin_of(system, address);
  view.undefined = base_undefined_at<Concrete>(system, address);
  for (std::size_t i = 0; i < system.mappings.size(); ++i) {
    const kernel::Mapping<Concrete>& mapping = system.mappings[i];
    if (!mapping.live || address < mapping.begin || address >= mapping.end) continue;
    MappingView m;
    m.mapping = i;
    m.page = *kernel::page_types<Concrete>(system.pat, mapping.mode).single();
    m.effective = page_effective_type<Concrete>(system, view.base, mapping.mode);
    const auto base = view.base.single();
    m.rule =
        base ? rule_used(system.page_rule(), *base, m.page) : RuleUsed{"undefined overlap", ""};
    if (caches_disabled(system)) m.rule = with_cache_disabled(std::move(m.rule), system.table);
    view.mappings.push_back(std::move(m));
  }
  return view;
}

std::vector<PageView> explain_region(const System<Concrete>& system, std::uint64_t begin,
                                     std::uint64_t end) {
  bool complete = true;
  auto points = region_points<Concrete>(system, begin, end, complete);
  std::sort(points.begin(), points.end(),
            [](const auto& a, const auto& b) { return a.address < b.address; });
  std::vector<PageView> views;
  for (const RegionPoint<Concrete>& point : points) {
    if (!point.valid) continue;
    PageView view = explain_page(system, point.address);
    const auto seen = [&](const PageView& other) { return alike(view, other); };
    if (std::none_of(views.begin(), views.end(), seen)) views.push_back(std::move(view));
  }
  return views;
}

}  // namespace memtype
