#include "prove/session.hpp"

namespace memtype::solver {

Session::Session(const cases::Case& c, const cases::MachineChoice& choice,
                 const CheckOptions& options)
    : c_(c), choice_(choice), options_(options), unknowns_(make_inputs(c, choice)) {
  in_context_.prune_with(new_solver());
}

z3::solver Session::new_solver() {
  z3::solver solver = limited_solver();
  solver.add(unknowns_.assumptions.formula());
  return solver;
}

z3::solver Session::bare_solver() {
  z3::solver solver = limited_solver();
  solver.add(unknowns_.bounds.formula());
  return solver;
}

z3::solver Session::limited_solver() {
  z3::solver solver(context_, "QF_BV");
  z3::params p(context_);
  p.set("rlimit", static_cast<unsigned>(options_.resources));
  p.set("ctrl_c", false);  // Z3 would swallow an interrupt meant for the whole program
  // A third of the time of the default on the hardest check of the corpus, no worse elsewhere.
  p.set("branching.heuristic", context_.str_symbol("chb"));
  solver.set(p);
  // Z3 has two solvers behind one: what was pushed goes to the incremental one, which makes clauses
  // of the formulas at once. The other rewrites them at length before, and again bit by bit, which
  // takes longer than the answer (docs/performance.md).
  solver.push();
  return solver;
}

Possible Session::possible(const Bool& what, const Bool& also) {
  if (known_false(what)) return Possible::no;
  if (!known_true(what) || !known_true(also)) return solve(what, also);
  if (!some_machine_) some_machine_ = solve(what, also);
  return *some_machine_;
}

std::optional<z3::model> Session::find(const Bool& what, const Bool& also) {
  if (known_false(what)) return std::nullopt;
  z3::solver solver = new_solver();
  solver.add(also.formula());
  solver.add(what.formula());
  if (decide(solver, Wanted::model) != Possible::yes) return std::nullopt;
  return solver.get_model();
}

Possible Session::solve(const Bool& what, const Bool& also) {
  z3::solver solver = new_solver();
  solver.add(also.formula());
  solver.add(what.formula());
  return decide(solver, Wanted::answer);
}

Possible decide(z3::solver& solver, Wanted wanted, const std::vector<z3::expr>& assumed) {
  z3::expr_vector list(solver.ctx());
  for (const z3::expr& e : assumed) list.push_back(e);
  switch (ask(solver, list, wanted)) {
    case z3::sat: return Possible::yes;
    case z3::unsat: return Possible::no;
    case z3::unknown: break;
  }
  cases::stop_if_asked();
  return Possible::unknown;
}

}  // namespace memtype::solver
