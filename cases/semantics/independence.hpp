// Which calls commute: made one after the other in either order, they give the same results and
// leave the same machine. Only what is sure on every machine of a proof counts.
#pragma once

#include "semantics/interpreter.hpp"

namespace memtype::cases {

// What a call may read or change.
template <class D>
struct Touched {
  bool nothing = false;
  bool anything = false;
  bool mtrrs = false;   // changes MTRRs, or its answer depends on them
  bool memory = false;  // changes mappings and reservations of [begin, end)
  typename D::Word begin{0}, end{0};
};

// The footprint of the row, on this machine and with these arguments.
template <Domain D>
Touched<D> touched_by(const Step<D>& step, const System<D>& system) {
  using Word = typename D::Word;
  Touched<D> t;
  switch (step.function->kernel_call()->footprint) {
    case Footprint::nothing: t.nothing = true; return t;
    case Footprint::anything: t.anything = true; return t;
    case Footprint::mtrrs: t.mtrrs = true; return t;
    case Footprint::mtrrs_without_pat:
      t.mtrrs = system.mtrr.present && !system.pat.enabled;
      return t;
    case Footprint::memory: t.memory = true; break;
    case Footprint::memory_and_mtrrs: t.memory = t.mtrrs = true; break;
  }
  const Word start = to_word(step.arguments[0]);
  t.begin = start & Word(page_mask);
  t.end = kernel::page_up<D>(start + to_word(step.arguments[1]));
  return t;
}

template <Domain D>
bool independent(const Step<D>& a, const Step<D>& b, const System<D>& system) {
  const Touched<D> x = touched_by<D>(a, system), y = touched_by<D>(b, system);
  if (x.nothing || y.nothing) return true;
  if (x.anything || y.anything || (x.mtrrs && y.mtrrs)) return false;
  if (!x.memory || !y.memory) return true;
  // A range that wraps is empty here and would look disjoint from everything.
  if (!known_true(x.begin < x.end) || !known_true(y.begin < y.end)) return false;
  return known_true(x.end <= y.begin) || known_true(y.end <= x.begin);
}

}  // namespace memtype::cases
