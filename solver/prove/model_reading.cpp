#include "prove/model_reading.hpp"

#include <algorithm>

#include "settings/start.hpp"

namespace memtype::solver {

Machine Witness::machine() const { return cases::machine_of(start->choice, start->inputs); }

const std::vector<std::int64_t>& Witness::params() const { return start->inputs.params; }

const UndefinedChoice<Concrete>& Witness::overlaps() const { return start->inputs.choice; }

namespace {

class Wishes {
 public:
  explicit Wishes(z3::solver& solver) : solver_(solver), best_(solver.get_model()) {}

  void wish(const z3::expr& e) {
    granted_.push_back(e);
    if (best_.eval(e, true).is_true()) return;
    if (decide(solver_, Wanted::model, granted_) == Possible::yes)
      best_ = solver_.get_model();
    else
      granted_.pop_back();
  }
  const z3::model& best() const { return best_; }

 private:
  z3::solver& solver_;
  z3::model best_;
  std::vector<z3::expr> granted_;
};

}  // namespace

Witness read_witness(const Session& session, const z3::model& model, const Obligation& o) {
  const cases::Case& c = session.the_case();
  Witness w;
  w.start = std::make_shared<cases::Start>(
      cases::Start{session.choice(), read_inputs(c, session.choice(), session.unknowns(), model)});
  w.orders.resize(c.subjects.size());
  for (const SubjectMoment& part : o.parts) {
    std::vector<int>& order = w.orders[static_cast<std::size_t>(part.subject)];
    for (const auto& [program, executed] : *part.path)
      if (is_true(model, executed)) order.push_back(program);
    if (!o.end) w.step = static_cast<int>(order.size());
  }
  return w;
}

z3::model plainest_model(Session& session, z3::solver& solver, const std::vector<z3::expr>& first) {
  z3::context& context = session.context();
  const SymbolicInputs& unknowns = session.unknowns();
  const std::vector<cases::Param>& params = session.the_case().params;
  Wishes wishes(solver);
  for (const z3::expr& wish : first) wishes.wish(wish);
  for (const auto& [moment, answer] : *unknowns.answers)
    if (!answer.word().is_constant()) wishes.wish(answer.word().formula() == context.bv_val(0, 64));
  if (!unknowns.taken.word().is_constant())
    wishes.wish(unknowns.taken.word().formula() == context.bv_val(0, 64));
  for (auto r = unknowns.inputs.registers.rbegin(); r != unknowns.inputs.registers.rend(); ++r)
    if (!r->valid.decided() && known_false(r->elsewhere)) wishes.wish(!r->valid.formula());
  if (session.choice().firmware.any)
    for (const VariableRange<Symbolic>& r : unknowns.inputs.registers)
      wishes.wish(
          (!r.valid || !intersects(r.type, TypeSet::of(MemoryType::WT, MemoryType::WP))).formula());
  for (std::size_t p = 0; p < params.size(); ++p) {
    const Word& value = unknowns.inputs.params[p].word();
    const std::uint64_t align = std::max<std::uint64_t>(params[p].align, 1);
    const std::uint64_t lowest = (value.low() + align - 1) / align * align;
    if (!value.is_constant()) wishes.wish(value.formula() == context.bv_val(lowest, 64));
  }
  return wishes.best();
}

}  // namespace memtype::solver
