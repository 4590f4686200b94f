#include "prove/outcomes.hpp"

#include "prove/model_reading.hpp"
#include "semantics/ordered_run.hpp"
#include "settings/start.hpp"

namespace memtype::solver {

using namespace cases;

OutcomeSearch::OutcomeSearch(Session& session, const Obligations& obligations, int subject)
    : session_(session), c_(session.the_case()), subject_(subject) {
  for (const EndMoment& end : obligations.runs(subject).ends)
    ends_.push_back(
        {end, ExactRegions<Symbolic>(c_, session.choice(), session.inputs(), *end.part.system)});
}

const RegionState<Symbolic>& OutcomeSearch::region(End& end, std::size_t index) const {
  return end.regions.state(static_cast<int>(index));
}

Bool OutcomeSearch::is_outcome(End& end, const Outcome& known) const {
  Bool same = end.moment.part.system->mtrr.writes == Int(known.mtrr_writes);
  for (std::size_t r = 0; r < c_.regions.size(); ++r)
    same = same && equal_sets(region(end, r).types, Set(known.regions[r]));
  return same;
}

// None of the known ones, and no type hangs on an undefined overlap.
Bool OutcomeSearch::is_new(End& end, const std::vector<Outcome>& known) const {
  Bool fresh = !end.moment.cut;
  for (std::size_t r = 0; r < c_.regions.size(); ++r) fresh = fresh && !region(end, r).undefined;
  for (const Outcome& o : known) fresh = fresh && !is_outcome(end, o);
  return fresh;
}

std::optional<Outcome> OutcomeSearch::next(const std::vector<Outcome>& known, bool& open) {
  z3::solver solver = session_.new_solver();
  Bool some(false);
  std::vector<Bool> fresh;
  for (End& end : ends_) {
    fresh.push_back(is_new(end, known));
    some = some || fresh.back();
  }
  if (known_false(some)) return std::nullopt;
  solver.add(some.formula());
  const Possible answer = decide(solver, Wanted::model);
  open = open || answer == Possible::unknown;
  if (answer != Possible::yes) return std::nullopt;
  const z3::model model = plainest_model(session_, solver);
  for (std::size_t k = 0; k < ends_.size(); ++k)
    if (is_true(model, fresh[k])) return read_outcome(model, ends_[k].moment);
  return std::nullopt;
}

// What the concrete model says of the machine and order that were found.
Outcome OutcomeSearch::read_outcome(const z3::model& model, const EndMoment& end) const {
  Obligation there;
  there.end = true;
  there.parts = {end.part};
  Outcome outcome;
  outcome.example = read_witness(session_, model, there);
  const Witness& w = outcome.example;
  const OrderedRun ran = run_in_order(c_, w.start->choice, w.start->inputs, subject_,
                                      w.orders[static_cast<std::size_t>(subject_)],
                                      RunUntil::last_call, session_.options().unroll);
  ExactRegions<Concrete> regions(c_, w.start->choice, w.start->inputs, ran.run.system);
  for (std::size_t r = 0; r < c_.regions.size(); ++r)
    outcome.regions.push_back(regions.state(static_cast<int>(r)).types);
  outcome.mtrr_writes = ran.run.system.mtrr.writes;
  return outcome;
}

}  // namespace memtype::solver
