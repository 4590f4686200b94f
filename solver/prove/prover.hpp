// One machine choice under proof: its programs run once over formulas, then questions about them.
#pragma once

#include <optional>
#include <string>

#include "prove/budget.hpp"
#include "prove/obligations.hpp"

namespace memtype::solver {

// What one check comes to on one machine choice.
struct ChoiceResult {
  Possible violated = Possible::no;  // a run exists that decides the check the "bad" way
  bool needs_undefined = false;
  bool undefined_open = false;  // runs that do not need it: not known
  bool unreached = false;       // no moment comes about with the guard true, as facts alone tell
  bool reached = false;         // some moment satisfies assumptions and guard
  bool mapped = false;          // and every region of the check is mapped, as Reach has it
  bool vacuity_open = false;    // one of these two is not known
  std::string unmapped;         // if not: "'after.fb' is never mapped"
  std::string unknown_because;
  cases::Stop stopped = cases::Stop::none;  // unknown because time or memory was over
  std::string defect;                       // what the program failed with instead
  std::optional<Witness> witness;
  // As FoundRun has them.
  std::vector<std::pair<std::string_view, Possible>> shapes;
  double seconds = 0;
};

class Prover {
 public:
  Prover(const cases::Case& c, const cases::MachineChoice& choice, const CheckOptions& options,
         Budget& budget);

  // A check of the case, by its index. `vacuity`: also find out reached and mapped. `shown`: the
  // run will be read by somebody, so it is worth a few more questions to have little in it. What
  // was found before time or memory was over stands.
  ChoiceResult check(std::size_t index, bool vacuity, bool shown);

  Session& session() { return session_; }
  const Obligations& obligations() const { return obligations_; }

 private:
  cases::Stop ask_in_time(std::size_t index, bool vacuity, bool shown, ChoiceResult& result);
  void ask(std::size_t index, bool vacuity, bool shown, ChoiceResult& result);
  ChoiceResult look_for_run(std::size_t index, bool defined_only, bool shown);

  Budget& budget_;
  Session session_;  // what is made from its context goes before it
  Obligations obligations_;
};

}  // namespace memtype::solver
