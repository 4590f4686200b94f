#include "text/violation.hpp"

namespace memtype::cli {

using namespace cases;

std::vector<Complaint> demands_of(const Case& c, const Check& check) {
  if (check.quantifier == Quantifier::exists) return {};
  return complaints(c, check.condition, check.quantifier != Quantifier::never);
}

Violation find_violation(const std::vector<RegionView>& regions, int subject,
                         const std::vector<Complaint>& demands) {
  for (const Complaint& d : demands) {
    if (d.subject != subject) continue;
    for (const PageView& page : regions[static_cast<std::size_t>(d.region)].pages)
      for (const MappingView& m : page.mappings)
        if (m.effective.intersects(d.refused)) return {&d, &page, &m};
  }
  return {};
}

bool is_violated(const std::vector<RegionView>& regions, int subject,
                 const std::vector<Complaint>& demands) {
  for (const Complaint& d : demands)
    if (d.subject == subject && d.aliased &&
        regions[static_cast<std::size_t>(d.region)].state.aliased)
      return true;
  return find_violation(regions, subject, demands).page != nullptr;
}

}  // namespace memtype::cli
