// The unknowns of one machine choice, and reading them back from a model.
#pragma once

#include <map>
#include <memory>

#include "semantics/legal.hpp"
#include "symbolic/symbolic.hpp"

namespace memtype::solver {

// A rule of what the case allows that some inputs break.
struct OpenRule {
  cases::LegalRule rule;
  Bool holds;
  bool definition = false;  // is_definition(): what it leaves out was never a value
};

struct SymbolicInputs {
  cases::Inputs<Symbolic> inputs;
  Bool assumptions{true};  // the case allows them
  // The same in parts: what holds of the unknowns by themselves, and the rules in their order.
  Bool bounds{true};
  std::vector<OpenRule> rules;
  // The answers that were asked for so far (Inputs::answers).
  std::shared_ptr<std::map<cases::CallMoment, Int>> answers;
  Int taken{0};  // with a firmware list: registers in use elsewhere
};

SymbolicInputs make_inputs(const cases::Case& c, const cases::MachineChoice& choice);

// The values of the unknowns in a model.
cases::Inputs<Concrete> read_inputs(const cases::Case& c, const cases::MachineChoice& choice,
                                    const SymbolicInputs& symbolic, const z3::model& model);

bool is_true(const z3::model& model, const Bool& b);
std::uint64_t read(const z3::model& model, const Word& word);

}  // namespace memtype::solver
