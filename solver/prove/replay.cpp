#include "prove/replay.hpp"

#include <algorithm>

#include "semantics/legal.hpp"
#include "semantics/subjects.hpp"

namespace memtype::solver {
namespace {

using namespace cases;

// A subject run in a given order, through its first `w.step` calls or, if that is 0, to its end.
Run<Concrete> run_order(const Case& c, const Witness& w, const std::vector<int>& programs,
                        const std::vector<int>& order, int unroll) {
  Run<Concrete> run(c, w.choice, w.inputs, make_system<Concrete>(c, w.choice, w.inputs), unroll);
  Step<Concrete> step;
  int done = 0;
  for (int program : order) {
    if (!run.step(program, step)) throw InternalError("a witness has more calls than its programs");
    if (++done == w.step) return run;
  }
  for (int program : programs)  // what follows the last calls
    if (run.step(program, step)) throw InternalError("a witness has fewer calls than its programs");
  return run;
}

}  // namespace

Replay replay_witness(const Case& c, const Check& check, const Witness& w, int unroll) {
  Replay replay;
  if (!is_legal<Concrete>(c, w.choice, w.inputs)) return replay;
  const std::vector<int> subjects = subjects_of(check);
  std::vector<Run<Concrete>> runs;
  std::vector<ExactRegions<Concrete>> regions;
  runs.reserve(subjects.size());
  regions.reserve(subjects.size());
  Scope<Concrete> scope{&c, &w.choice, &w.inputs, nullptr, {}};
  scope.subjects.resize(c.subjects.size());
  for (int subject : subjects) {
    const auto s = static_cast<std::size_t>(subject);
    runs.push_back(run_order(c, w, c.subjects[s].programs, w.orders[s], unroll));
    if (runs.back().cut) return replay;
    regions.emplace_back(c, w.choice, w.inputs, runs.back().system);
    scope.subjects[s] = {&runs.back().system, &runs.back().locals, &regions.back()};
  }
  const Evaluator<Concrete> evaluate(scope);
  if (check.when && !evaluate.condition(*check.when)) return replay;
  const bool existential =
      check.quantifier == Quantifier::never || check.quantifier == Quantifier::exists;
  replay.confirmed = evaluate.condition(check.condition) == existential;
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
