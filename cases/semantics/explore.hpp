// Every order in which the calls of a subject can happen, as a walk over a tree of runs.
#pragma once

#include <algorithm>
#include <cstddef>
#include <functional>
#include <vector>

#include "semantics/independence.hpp"
#include "semantics/interpreter.hpp"

namespace memtype::cases {

// A moment of one order: after the last step of `order`, or at the end of all programs.
template <class D>
struct Moment {
  const Run<D>* run = nullptr;
  const std::vector<Step<D>>* steps = nullptr;  // so far, one for each member of the order
  bool end = false;
};

// Walks the orders depth first: visit() after each step, and at each end. False when more than
// `limit` moments were visited: the walk then stopped.
//
// Of two neighbouring steps that are independent (independence.hpp) only one order is walked from
// any state: sleep sets (Godefroid 1996). Every state that some order reaches is still visited, so
// checks at every step lose nothing.
template <Domain D>
class Explorer {
 public:
  Explorer(const Subject& subject, std::size_t limit, std::function<void(const Moment<D>&)> visit)
      : subject_(subject), limit_(limit), visit_(std::move(visit)) {}

  bool walk(const Run<D>& start) {
    expand(start, {});
    return visited_ <= limit_;
  }
  std::size_t visited() const { return visited_; }

 private:
  // Steps whose orders before anything else were walked already, by the program that makes them.
  using Sleeping = std::vector<Step<D>>;

  void visit(const Run<D>& run, bool end) {
    ++visited_;
    if (visited_ <= limit_) visit_({&run, &steps_, end});
  }

  static bool sleeps(const Sleeping& sleeping, int program) {
    return std::any_of(sleeping.begin(), sleeping.end(),
                       [&](const Step<D>& s) { return s.program == program; });
  }

  void expand(const Run<D>& run, Sleeping sleeping) {
    bool ended = true;
    for (int program : subject_.programs) {
      if (visited_ > limit_) return;
      if (run.finished(program)) continue;
      if (sleeps(sleeping, program)) {
        ended = false;
        continue;
      }
      Run<D> next = run;
      Step<D> step;
      if (!next.step(program, step)) continue;
      ended = false;
      Sleeping still;
      for (const Step<D>& other : sleeping)
        if (independent<D>(step, other, run.system)) still.push_back(other);
      steps_.push_back(step);
      visit(next, false);
      expand(next, std::move(still));
      steps_.pop_back();
      sleeping.push_back(std::move(step));
    }
    if (!ended) return;
    Run<D> last = run;
    Step<D> none;
    for (int program : subject_.programs) last.step(program, none);  // what follows the last call
    visit(last, true);
  }

  const Subject& subject_;
  std::size_t limit_;
  std::size_t visited_ = 0;
  std::function<void(const Moment<D>&)> visit_;
  std::vector<Step<D>> steps_;
};

}  // namespace memtype::cases
