// One machine choice under proof: its unknowns, the solver with its limits, and asking it.
#pragma once

#include <optional>
#include <vector>

#include "memtype/solver/check.hpp"
#include "symbolic/ask.hpp"
#include "symbolic/inputs.hpp"

namespace memtype::solver {

// Is there a value for all unknowns with which something holds? `unknown`: the solver gave up.
enum class Possible { no, yes, unknown };

// Makes its context the one of this thread for as long as it lives; what is built from it must go
// before it does.
class Session {
 public:
  Session(const cases::Case& c, const cases::MachineChoice& choice, const CheckOptions& options);

  const cases::Case& the_case() const { return c_; }
  const cases::MachineChoice& choice() const { return choice_; }
  const CheckOptions& options() const { return options_; }
  const SymbolicInputs& unknowns() const { return unknowns_; }
  const cases::Inputs<Symbolic>& inputs() const { return unknowns_.inputs; }
  z3::context& context() { return context_; }

  // Is this check one of those that the options ask for?
  bool asks_for(const cases::Check& check) const { return is_asked(check, options_); }

  // Holds what is assumed of the unknowns, and the limit of one question.
  z3::solver new_solver();
  // Holds what is true of the unknowns by themselves, and the limit; no rule of the case.
  z3::solver bare_solver();

  // Is there an allowed machine on which both hold?
  Possible possible(const Bool& what, const Bool& also = Bool(true));
  // Such a machine; none also where the solver gave up.
  std::optional<z3::model> find(const Bool& what, const Bool& also);

 private:
  z3::solver limited_solver();
  Possible solve(const Bool& what, const Bool& also);

  const cases::Case& c_;
  const cases::MachineChoice& choice_;
  const CheckOptions& options_;
  z3::context context_;
  ContextScope in_context_{context_};
  SymbolicInputs unknowns_;
  std::optional<Possible> some_machine_;  // is there an allowed one?
};

// What the solver says to what was added to it and, for this question alone, to `assumed` (ask()).
// Throws cases::Stopped where it gave up because a Watch is over.
Possible decide(z3::solver& solver, Wanted wanted, const std::vector<z3::expr>& assumed = {});

}  // namespace memtype::solver
