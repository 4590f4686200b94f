// One machine choice under proof: its programs run once over formulas, then questions about them.
#pragma once

#include <chrono>
#include <memory>

#include "memtype/solver/check.hpp"
#include "semantics/explore.hpp"
#include "symbolic/inputs.hpp"

namespace memtype::solver {

enum class Answer { yes, no, unknown };

// What one check comes to on one machine choice.
struct ChoiceResult {
  Answer violated = Answer::no;  // a run exists that decides the check the "bad" way
  bool needs_undefined = false;
  bool undefined_open = false;  // the solver gave up on runs that do not need it
  bool reached = false;         // some moment satisfies assumptions and guard
  bool mapped = false;          // and every region of the check is mapped at some such moment
  bool vacuity_open = false;    // the solver gave up on one of these two
  std::string unmapped_region;
  std::string unknown_because;
  std::optional<Witness> witness;
  double seconds = 0;
};

class Prover {
 public:
  Prover(const cases::Case& c, const cases::MachineChoice& choice, const Options& options);
  ~Prover();

  // `vacuity`: also find out reached and mapped. `shown`: the run will be read by somebody, so
  // it is worth a few more questions to have little in it.
  ChoiceResult check(const cases::Check& check, bool vacuity, bool shown);
  // Ends of one program that are not among `known`; nothing when there is none.
  std::optional<Outcome> next_outcome(int subject, const std::vector<Outcome>& known,
                                      bool& unknown);

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace memtype::solver
