#include "prove/replay.hpp"

#include "semantics/concrete_moment.hpp"
#include "semantics/legal.hpp"
#include "semantics/subjects.hpp"
#include "settings/start.hpp"

namespace memtype::solver {

using namespace cases;

ReplayResult replay_witness(const Case& c, const Check& check, const Witness& w, int unroll) {
  ReplayResult replay;
  if (!is_legal<Concrete>(c, w.start->choice, w.start->inputs)) return replay;
  ConcreteMoment moment(c, check, w.start->choice, w.start->inputs, w.orders, w.step, unroll);
  if (!moment.in_order()) throw InternalError("a witness has more calls than its programs");
  if (moment.beyond() > 0) throw InternalError("a witness has fewer calls than its programs");
  if (moment.cut() || !moment.guard_holds()) return replay;
  replay.confirmed = moment.decides();
  for (RegionUse use : regions_of(check)) {
    const RegionState<Concrete>& state = moment.state(use.subject, use.region);
    replay.undefined = replay.undefined || state.undefined;
    replay.incomplete = replay.incomplete || !state.complete;
  }
  return replay;
}

}  // namespace memtype::solver
