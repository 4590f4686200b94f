// The moment of a concrete run at which a check is looked at: what replays go by, and what is said
// of a counterexample.
#pragma once

#include <vector>

#include "semantics/evaluate.hpp"
#include "semantics/interpreter.hpp"

namespace memtype::cases {

class ConcreteMoment {
 public:
  // `orders`: by subject, the program of each of its calls. `step`: so many calls are made, as far
  // as the order has them; 0: the programs run to their end.
  ConcreteMoment(const Case& c, const Check& check, const MachineChoice& choice,
                 const Inputs<Concrete>& inputs, const std::vector<std::vector<int>>& orders,
                 int step, int unroll);
  // The scope points into it.
  ConcreteMoment(const ConcreteMoment&) = delete;
  ConcreteMoment& operator=(const ConcreteMoment&) = delete;

  bool in_order() const { return in_order_; }     // each call of an order was made in its turn
  std::size_t beyond() const { return beyond_; }  // calls that the orders do not have
  bool cut() const { return cut_; }               // a loop ran past its bound

  const Scope<Concrete>& scope() const { return scope_; }
  // Of a subject that the check speaks of.
  const RegionState<Concrete>& state(int subject, int region);

  bool guard_holds() const;
  // The condition comes out the way that decides the check.
  bool decides() const;

 private:
  void run(const std::vector<std::vector<int>>& orders, int step, int unroll);

  const Case& c_;
  const Check& check_;
  const MachineChoice& choice_;
  const Inputs<Concrete>& inputs_;
  std::vector<int> subjects_;
  std::vector<Run<Concrete>> runs_;
  std::vector<ExactRegions<Concrete>> regions_;
  Scope<Concrete> scope_;
  bool in_order_ = true, cut_ = false;
  std::size_t beyond_ = 0;
};

// A part of a condition without && and ||, and what it ought to have been.
struct ConditionPart {
  const Expr* expr = nullptr;
  bool wanted = true;
};

// The parts because of which the condition is not as `wanted`: of a && b that is false, those that
// are false; of a || b, both. A part that asks for the type of a region that is not mapped, and has
// no answer, is none of them.
std::vector<ConditionPart> deciding_parts(const Scope<Concrete>& scope, const Expr& condition,
                                          bool wanted);

// Does it have && or || in it?
bool has_parts(const Expr& condition);

}  // namespace memtype::cases
