// Every order in which the calls of a subject can happen, as a walk over a tree of runs.
#pragma once

#include <cstddef>
#include <functional>
#include <vector>

#include "memtype/cases/interpreter.hpp"

namespace memtype::cases {

// A moment of one order: after the last step of `order`, or at the end of all programs.
template <class D>
struct Moment {
  const Run<D>* run = nullptr;
  const std::vector<Step<D>>* steps = nullptr;  // so far, one for each member of the order
  bool end = false;
};

// Visits the tree of orders depth first: visit() after each step, and at each end. False when more
// than `limit` moments were visited: the walk then stopped.
template <Domain D>
class Explorer {
 public:
  Explorer(const Subject& subject, std::size_t limit,
           std::function<void(const Moment<D>&)> visit)
      : subject_(subject), limit_(limit), visit_(std::move(visit)) {}

  bool walk(const Run<D>& start) {
    expand(start);
    return visited_ <= limit_;
  }
  std::size_t visited() const { return visited_; }

 private:
  void visit(const Run<D>& run, bool end) {
    ++visited_;
    if (visited_ <= limit_) visit_({&run, &steps_, end});
  }

  void expand(const Run<D>& run) {
    bool ended = true;
    for (int program : subject_.programs) {
      if (visited_ > limit_) return;
      if (run.finished(program)) continue;
      Run<D> next = run;
      Step<D> step;
      if (!next.step(program, step)) continue;
      ended = false;
      steps_.push_back(std::move(step));
      visit(next, false);
      expand(next);
      steps_.pop_back();
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
