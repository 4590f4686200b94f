// Asking the solver, once for each question.
//
// Machines that differ in a fact of which a check reads little give formulas that are the same, or
// the same but for names; so do checks that say the same of two programs, and programs that were
// changed somewhere else. What was answered before, for any case and by any thread, is not asked
// again.
#pragma once

#include <z3++.h>

namespace memtype::solver {

// What is wanted of the answer: whether there is a solution, or the solution as well.
enum class Wanted { answer, model };

// Does all that was added to the solver hold together with `assumed`, for some values? `unknown`:
// it gave up. Only after `Wanted::model` and `sat` does it have a model.
z3::check_result ask(z3::solver& solver, const z3::expr_vector& assumed, Wanted wanted);

// While it lives, this thread asks the solver whatever was answered before. Which solution is found
// hangs on all that a solver was asked: so a run that is shown is the same in any company.
class AskAfresh {
 public:
  AskAfresh();
  ~AskAfresh();
  AskAfresh(const AskAfresh&) = delete;
  AskAfresh& operator=(const AskAfresh&) = delete;

 private:
  bool before_;
};

}  // namespace memtype::solver
