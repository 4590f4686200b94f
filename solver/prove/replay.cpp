#include "prove/replay.hpp"

#include <algorithm>

#include "semantics/legal.hpp"
#include "semantics/ordered_run.hpp"
#include "semantics/subjects.hpp"
#include "settings/start.hpp"

namespace memtype::solver {
namespace {

using namespace cases;

// A subject run through its first `w.step` calls or, if that is 0, to its end.
Run<Concrete> run_witness(const Case& c, const Witness& w, int subject, int unroll) {
  std::vector<int> order = w.orders[static_cast<std::size_t>(subject)];
  const auto step = static_cast<std::size_t>(w.step);
  const bool to_end = step == 0 || order.size() < step;
  if (!to_end) order.resize(step);
  OrderedRun ran = run_in_order(c, w.start->choice, w.start->inputs, subject, order,
                                to_end ? RunUntil::end : RunUntil::last_call, unroll);
  if (!ran.in_order) throw InternalError("a witness has more calls than its programs");
  if (ran.beyond > 0) throw InternalError("a witness has fewer calls than its programs");
  return std::move(ran.run);
}

}  // namespace

ReplayResult replay_witness(const Case& c, const Check& check, const Witness& w, int unroll) {
  ReplayResult replay;
  if (!is_legal<Concrete>(c, w.start->choice, w.start->inputs)) return replay;
  const std::vector<int> subjects = subjects_of(check);
  std::vector<Run<Concrete>> runs;
  std::vector<ExactRegions<Concrete>> regions;
  runs.reserve(subjects.size());
  regions.reserve(subjects.size());
  Scope<Concrete> scope{.c = &c, .choice = &w.start->choice, .inputs = &w.start->inputs};
  scope.subjects.resize(c.subjects.size());
  for (int subject : subjects) {
    const auto s = static_cast<std::size_t>(subject);
    runs.push_back(run_witness(c, w, subject, unroll));
    if (runs.back().cut) return replay;
    regions.emplace_back(c, w.start->choice, w.start->inputs, runs.back().system);
    scope.subjects[s] = {&runs.back().system, &runs.back().locals, &regions.back()};
  }
  const Evaluator<Concrete> evaluate(scope);
  if (check.when && !evaluate.condition(*check.when)) return replay;
  replay.confirmed = evaluate.decides(check);
  for (RegionUse use : regions_of(check)) {
    const auto k = static_cast<std::size_t>(
        std::find(subjects.begin(), subjects.end(), use.subject) - subjects.begin());
    const RegionState<Concrete>& state = regions[k].state(use.region);
    replay.undefined = replay.undefined || state.undefined;
    replay.incomplete = replay.incomplete || !state.complete;
  }
  return replay;
}

}  // namespace memtype::solver
