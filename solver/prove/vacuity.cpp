#include "prove/vacuity.hpp"

namespace memtype::solver {

using namespace cases;

namespace {

// At one of the moments this region is mapped.
Bool mapped_somewhere(const std::vector<Obligation>& obligations, RegionUse use) {
  Bool some(false);
  for (const Obligation& o : obligations)
    for (const auto& [region, there] : o.mapped)
      if (region == use) some = some || there;
  return some;
}

std::string name_of(const Case& c, RegionUse use) {
  return c.subjects[static_cast<std::size_t>(use.subject)].name + "." +
         c.regions[static_cast<std::size_t>(use.region)].name;
}

}  // namespace

std::string gap_of(Session& session, const Obligations& obligations, const Check& check) {
  const CheckOptions& options = session.options();
  std::string because;
  for (int subject : subjects_of(check)) {
    const std::string& name = session.the_case().subjects[static_cast<std::size_t>(subject)].name;
    const SubjectRuns& runs = obligations.runs(subject);
    if (!runs.all_orders)
      because = "more than " + std::to_string(options.max_moments) + " moments of '" + name + "'";
    if (session.possible(runs.cut) != Possible::no)
      because =
          "a loop of '" + name + "' can run more than " + std::to_string(options.unroll) + " times";
  }
  return because;
}

Reach reach_of(Session& session, const Obligations& obligations, std::size_t check) {
  const std::vector<Obligation>& list = obligations.of_check(check);
  const std::vector<RegionUse> uses = regions_of(session.the_case().checks[check]);
  const Bool& inside = obligations.pages(check).inside();
  Reach reach;
  Bool reached(false), all_mapped(true);
  for (const Obligation& o : list) reached = reached || o.guard;
  const Possible gets_there = session.possible(reached);
  reach.reached = gets_there == Possible::yes;
  reach.open = gets_there == Possible::unknown;
  if (!reach.reached) return reach;
  for (RegionUse use : uses) all_mapped = all_mapped && mapped_somewhere(list, use);
  reach.mapped = true;
  if (session.possible(all_mapped, inside) == Possible::yes) return reach;
  for (RegionUse use : uses) {
    const Possible answer = session.possible(mapped_somewhere(list, use), inside);
    if (answer == Possible::yes) continue;
    reach.mapped = false;
    reach.open = reach.open || answer == Possible::unknown;
    reach.unmapped_region = name_of(session.the_case(), use);
  }
  return reach;
}

}  // namespace memtype::solver
