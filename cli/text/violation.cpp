#include "text/violation.hpp"

namespace memtype::cli {

using namespace cases;

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

namespace {

// A demand that is not about the type of one page.
bool is_unmet(const RegionView& view, const Complaint& d) {
  return (d.aliased && view.state.aliased) ||
         (d.uncovered && view.mapped_bytes < view.end - view.begin);
}

}  // namespace

bool is_violated(const std::vector<RegionView>& regions, int subject,
                 const std::vector<Complaint>& demands) {
  for (const Complaint& d : demands)
    if (d.subject == subject && is_unmet(regions[static_cast<std::size_t>(d.region)], d))
      return true;
  return find_violation(regions, subject, demands).page != nullptr;
}

}  // namespace memtype::cli
