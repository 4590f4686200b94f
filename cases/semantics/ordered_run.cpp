#include "semantics/ordered_run.hpp"

namespace memtype::cases {

OrderedRun run_in_order(
    const Case& c, const MachineChoice& choice, const Inputs<Concrete>& inputs, int subject,
    const std::vector<int>& order, RunUntil until, int unroll,
    const std::function<void(const Step<Concrete>&, const Run<Concrete>&)>& after_call) {
  OrderedRun ordered{
      Run<Concrete>(c, choice, inputs, make_system<Concrete>(choice, inputs), unroll)};
  const auto step = [&](int program) {
    Step<Concrete> done;
    if (!ordered.run.step(program, done)) return false;
    if (after_call) after_call(done, ordered.run);
    return true;
  };
  for (const int program : order) ordered.in_order = step(program) && ordered.in_order;
  if (until == RunUntil::last_call) return ordered;
  for (const int program : c.subjects[static_cast<std::size_t>(subject)].programs)
    while (step(program)) ++ordered.beyond;
  return ordered;
}

}  // namespace memtype::cases
