#include "prove/vacuity.hpp"

#include <algorithm>

namespace memtype::solver {

using namespace cases;

namespace {

// At this moment the region is mapped.
Bool mapped_at(const Obligation& o, RegionUse use) {
  Bool some(false);
  for (const auto& [region, there] : o.mapped)
    if (region == use) some = some || there;
  return some;
}

// At one of the moments.
Bool mapped_somewhere(const std::vector<Obligation>& obligations, RegionUse use) {
  Bool some(false);
  for (const Obligation& o : obligations) some = some || mapped_at(o, use);
  return some;
}

const Region& region_of(const Case& c, RegionUse use) {
  return c.regions[static_cast<std::size_t>(use.region)];
}

std::string name_of(const Case& c, RegionUse use) {
  return "'" + c.subjects[static_cast<std::size_t>(use.subject)].name + "." +
         region_of(c, use).name + "'";
}

// At this moment all of the region is mapped.
Bool mapped_in_whole(const Obligation& o, RegionUse use) {
  Bool whole(false);
  for (const SubjectMoment& part : o.parts)
    if (part.subject == use.subject)
      whole = o.guard && part.regions->pages(use.region).some &&
              covered<Symbolic>(*part.regions, use.region);
  return whole;
}

// In this model there is a moment at which all of the region is mapped.
bool in_whole(const z3::model& model, const std::vector<Obligation>& obligations, RegionUse use) {
  return std::any_of(obligations.rbegin(), obligations.rend(), [&](const Obligation& o) {
    return is_true(model, o.guard) && is_true(model, mapped_in_whole(o, use));
  });
}

// Is there a moment at which all of it is mapped? From the last on, where most is mapped.
Possible ever_in_whole(Session& session, const std::vector<Obligation>& obligations,
                       RegionUse use) {
  Possible answer = Possible::no;
  for (auto o = obligations.rbegin(); o != obligations.rend(); ++o) {
    const Possible here = session.possible(mapped_in_whole(*o, use));
    if (here == Possible::yes) return here;
    if (here == Possible::unknown) answer = here;
  }
  return answer;
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
      because = (runs.cut_for_sure ? "the loop in line " + std::to_string(runs.cut_for_sure->line) +
                                         " of '" + name + "' runs"
                                   : "a loop of '" + name + "' can run") +
                " more than " + std::to_string(options.unroll) + " times";
  }
  return because;
}

Reach reach_of(Session& session, const Obligations& obligations, std::size_t check) {
  const std::vector<Obligation>& list = obligations.of_check(check);
  const std::vector<RegionUse> uses = regions_of(session.the_case().checks[check]);
  const Bool& inside = obligations.pages(check).inside();
  Reach reach;
  Bool reached(false);
  for (const Obligation& o : list) reached = reached || o.guard;
  const Possible gets_there = session.possible(reached);
  reach.reached = gets_there == Possible::yes;
  reach.open = gets_there == Possible::unknown;
  if (!reach.reached) return reach;
  reach.mapped = true;
  Bool all_mapped(true);
  for (RegionUse use : uses) all_mapped = all_mapped && mapped_somewhere(list, use);
  const auto together = session.find(all_mapped, inside);
  for (RegionUse use : uses) {
    const bool whole = wants_all(region_of(session.the_case(), use));
    if (together && (!whole || in_whole(*together, list, use))) continue;
    const Possible some = session.possible(mapped_somewhere(list, use), inside);
    const Possible answer =
        whole && some == Possible::yes ? ever_in_whole(session, list, use) : some;
    if (answer == Possible::yes) continue;
    reach.mapped = false;
    reach.open = reach.open || answer == Possible::unknown;
    reach.unmapped = name_of(session.the_case(), use) +
                     (some == Possible::yes ? " is never mapped in whole, and its region does not "
                                              "say 'where mapped'"
                                            : " is never mapped");
  }
  return reach;
}

}  // namespace memtype::solver
