#include "semantics/concrete_moment.hpp"

#include <algorithm>

#include "semantics/ordered_run.hpp"
#include "semantics/subjects.hpp"

namespace memtype::cases {
namespace {

bool joins_parts(const Expr& e) {
  return e.kind == Expr::Kind::binary &&
         (e.op == Operator::logical_and || e.op == Operator::logical_or);
}

bool negates(const Expr& e) { return e.kind == Expr::Kind::unary && e.op == Operator::logical_not; }

void collect_parts(const Evaluator<Concrete>& evaluate, const Expr& e, bool wanted,
                   std::vector<ConditionPart>& parts) {
  const bool as_wanted = wanted ? evaluate.condition(e, Unanswered::is_true)
                                : !evaluate.condition(e, Unanswered::is_false);
  if (as_wanted) return;
  if (negates(e) && (joins_parts(e.args[0]) || negates(e.args[0])))
    return collect_parts(evaluate, e.args[0], !wanted, parts);
  if (!joins_parts(e)) {
    parts.push_back({&e, wanted});
    return;
  }
  for (const Expr& part : e.args) collect_parts(evaluate, part, wanted, parts);
}

}  // namespace

ConcreteMoment::ConcreteMoment(const Case& c, const Check& check, const MachineChoice& choice,
                               const Inputs<Concrete>& inputs,
                               const std::vector<std::vector<int>>& orders, int step, int unroll)
    : c_(c),
      check_(check),
      choice_(choice),
      inputs_(inputs),
      subjects_(subjects_of(check)),
      scope_{.c = &c_, .choice = &choice_, .inputs = &inputs_} {
  run(orders, step, unroll);
}

void ConcreteMoment::run(const std::vector<std::vector<int>>& orders, int step, int unroll) {
  runs_.reserve(subjects_.size());
  regions_.reserve(subjects_.size());
  scope_.subjects.resize(c_.subjects.size());
  for (const int subject : subjects_) {
    const auto s = static_cast<std::size_t>(subject);
    std::vector<int> order = orders[s];
    const auto calls = static_cast<std::size_t>(step);
    const bool to_end = step == 0 || order.size() < calls;
    if (!to_end) order.resize(calls);
    OrderedRun ran = run_in_order(c_, choice_, inputs_, subject, order,
                                  to_end ? RunUntil::end : RunUntil::last_call, unroll);
    in_order_ = in_order_ && ran.in_order;
    beyond_ += ran.beyond;
    cut_ = cut_ || ran.run.cut;
    runs_.push_back(std::move(ran.run));
    regions_.emplace_back(c_, choice_, inputs_, runs_.back().system);
    scope_.subjects[s] = {&runs_.back().system, &runs_.back().locals, &regions_.back()};
  }
}

const RegionState<Concrete>& ConcreteMoment::state(int subject, int region) {
  const auto at = std::find(subjects_.begin(), subjects_.end(), subject) - subjects_.begin();
  return regions_[static_cast<std::size_t>(at)].state(region);
}

bool ConcreteMoment::guard_holds() const {
  return !check_.when || Evaluator<Concrete>(scope_).condition(*check_.when);
}

bool ConcreteMoment::decides() const { return Evaluator<Concrete>(scope_).decides(check_); }

std::vector<ConditionPart> deciding_parts(const Scope<Concrete>& scope, const Expr& condition,
                                          bool wanted) {
  std::vector<ConditionPart> parts;
  collect_parts(Evaluator<Concrete>(scope), condition, wanted, parts);
  return parts;
}

bool has_parts(const Expr& condition) {
  return joins_parts(condition) || (negates(condition) && has_parts(condition.args[0]));
}

}  // namespace memtype::cases
