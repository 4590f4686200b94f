// One concrete run of a subject in a given order of calls: what replays, traces and pictures of it
// all go through.
#pragma once

#include <cstddef>
#include <functional>
#include <vector>

#include "semantics/interpreter.hpp"

namespace memtype::cases {

// Where it stops: behind the last call of the order, or at the end of all programs. Calls that the
// order does not have are then made program by program.
enum class RunUntil { last_call, end };

struct OrderedRun {
  Run<Concrete> run;
  bool in_order = true;    // each call of the order was made when it was its turn
  std::size_t beyond = 0;  // calls made that the order does not have
};

// `order`: the program of each call; one that has no further call leaves the run not in order.
// `after_call` is called after each step, with the run as the step left it. A loop that passes
// `unroll` rounds is left, and the run is cut.
OrderedRun run_in_order(
    const Case& c, const MachineChoice& choice, const Inputs<Concrete>& inputs, int subject,
    const std::vector<int>& order, RunUntil until, int unroll = default_unroll,
    const std::function<void(const Step<Concrete>&, const Run<Concrete>&)>& after_call = {});

}  // namespace memtype::cases
