// Which calls commute: made one after the other in either order, they give the same results and
// leave the same machine. Only what is sure on every machine of a proof counts.
#pragma once

#include "semantics/interpreter.hpp"

namespace memtype::cases {

// What a call may read or change.
template <class D>
struct Footprint {
  bool known = false;   // false: anything
  bool mtrrs = false;   // changes MTRRs, or its answer depends on them
  bool memory = false;  // changes mappings and reservations of [begin, end)
  typename D::Word begin{0}, end{0};
};

template <Domain D>
Footprint<D> footprint(const Step<D>& step, const System<D>& system) {
  using Word = typename D::Word;
  Footprint<D> f;
  const Function call = step.function;
  if (call == Function::mtrr_add || call == Function::mtrr_del) {
    f.known = f.mtrrs = true;
  } else if (call == Function::arch_phys_wc_add || call == Function::arch_phys_wc_del) {
    f.known = true;
    f.mtrrs = system.mtrr.present && !system.pat.enabled;
  } else if (call == Function::ioremap || call == Function::ioremap_nocache ||
             call == Function::ioremap_uc || call == Function::ioremap_wc ||
             call == Function::ioremap_wt || call == Function::ioremap_cache) {
    f.known = f.memory = true;
    f.mtrrs = call == Function::ioremap_cache;  // a WB request looks at the MTRRs
    const Word start = to_word(step.arguments[0]);
    f.begin = start & Word(page_mask);
    f.end = kernel::page_up<D>(start + to_word(step.arguments[1]));
  }
  return f;
}

template <Domain D>
bool independent(const Step<D>& a, const Step<D>& b, const System<D>& system) {
  const Footprint<D> x = footprint<D>(a, system), y = footprint<D>(b, system);
  if (!x.known || !y.known || (x.mtrrs && y.mtrrs)) return false;
  if (!x.memory || !y.memory) return true;
  // A range that wraps is empty here and would look disjoint from everything.
  if (!known_true(x.begin < x.end) || !known_true(y.begin < y.end)) return false;
  return known_true(x.end <= y.begin) || known_true(y.end <= x.begin);
}

}  // namespace memtype::cases
