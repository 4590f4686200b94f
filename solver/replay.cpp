#include "replay.hpp"

#include "memtype/cases/legal.hpp"
#include "memtype/cases/subjects.hpp"

namespace memtype::solver {
namespace {

using namespace cases;

// A subject run in a given order, up to the end or through its first `steps` calls.
Run<Concrete> run_order(const Case& c, const Witness& w, const std::vector<int>& order, int steps,
                        int unroll) {
  Run<Concrete> run(c, w.choice, w.inputs, make_system<Concrete>(c, w.choice, w.inputs), unroll);
  Step<Concrete> step;
  int done = 0;
  for (int program : order) {
    if (steps > 0 && done == steps) return run;
    if (!run.step(program, step)) throw InternalError("a witness has more calls than its programs");
    ++done;
  }
  if (steps > 0) return run;
  for (int program : order) run.step(program, step);  // what follows the last calls
  return run;
}

}  // namespace

bool replays(const Case& c, const Check& check, const Witness& w, int unroll) {
  if (!is_legal<Concrete>(c, w.choice, w.inputs)) return false;
  std::vector<Run<Concrete>> runs;
  std::vector<std::vector<std::optional<RegionState<Concrete>>>> regions(
      c.subjects.size(), std::vector<std::optional<RegionState<Concrete>>>(c.regions.size()));
  Scope<Concrete> scope{&c, &w.choice, &w.inputs, nullptr, {}};
  scope.subjects.resize(c.subjects.size());
  runs.reserve(c.subjects.size());
  for (int subject : subjects_of(check)) {
    const auto s = static_cast<std::size_t>(subject);
    runs.push_back(run_order(c, w, w.orders[s], w.step, unroll));
    // A program without calls still runs to its end.
    if (w.step == 0)
      for (int program : c.subjects[s].programs) {
        Step<Concrete> step;
        if (runs.back().step(program, step)) return false;
      }
    if (runs.back().cut) return false;
    scope.subjects[s] = {&runs.back().system, &runs.back().locals, &regions[s]};
  }
  const Evaluator<Concrete> evaluate(scope);
  if (check.when && !evaluate.condition(*check.when)) return false;
  const bool condition = evaluate.condition(check.condition);
  const bool wanted = check.quantifier == Quantifier::never ||
                      check.quantifier == Quantifier::exists;
  return condition == wanted;
}

}  // namespace memtype::solver
