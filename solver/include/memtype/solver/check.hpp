// Proving and refuting the checks of a case, for every machine it allows.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "memtype/cases/case.hpp"
#include "memtype/cases/left_out.hpp"
#include "memtype/cases/stop.hpp"
#include "memtype/cpu/overlap.hpp"
#include "memtype/machine/machine.hpp"

namespace memtype::cases {
struct Start;
}

namespace memtype::solver {

// A question about one check on one machine choice, as it was last asked: unsat means that no run
// on this machine decides the check.
struct Smt2Question {
  std::string check;
  std::size_t choice = 0;     // index into machine_choices()
  bool defined_only = false;  // asked for runs without an undefined MTRR overlap
  std::string status;         // sat, unsat or unknown
  std::string text;           // SMT-LIB 2, logic QF_BV, with its (check-sat)
};

struct CheckResult;

struct CheckOptions {
  int unroll = cases::default_unroll;
  unsigned jobs = 1;  // threads; results do not depend on it
  // Wall clock for one check: all of its machine choices, and the runs of its programs. What is not
  // answered then is Unknown, and so for the two limits below.
  double timeout_seconds = 300;
  std::optional<std::chrono::steady_clock::time_point> run_until;  // for all that is asked
  std::uint64_t memory = 0;               // bytes that the program may hold; 0: no limit
  std::uint64_t resources = 400'000'000;  // Z3's rlimit for one question: reproducible
  std::size_t max_moments = 200'000;      // steps of all orders of one async group
  // Called for each question that the solver answered, from any of the threads; empty: not wanted.
  std::function<void(const Smt2Question&)> smt2;
  // Find out whether what holds is vacuous, and what the case leaves out; else it is not said.
  bool vacuity = true;
  // Machines to look at, by the facts that do not depend on parameters; where it is false no guard
  // of a check may be true. Empty: all of them.
  std::function<bool(const NumericFacts<Exactly>&)> machines;
  // What is thrown over one check is that check's `defect` and costs the others nothing. Else it is
  // thrown, and ends the whole question.
  bool keep_going = false;
  std::string only;                // name of the one check to look at; empty: all
  std::vector<std::string> among;  // names of those to look at; empty: all
  // Whose runs somebody will read: they are looked for once more, with nothing else asked and as
  // little in the machine as the claim allows, and do not depend on `jobs`. The witnesses of the
  // others decide their checks as well, but may have more in them. Empty: all.
  std::function<bool(const cases::Check&, const CheckResult&)> shows;
  // Which checks that fail are asked about on further machines, within bounds: CheckResult::also.
  // Empty: none.
  std::function<bool(const cases::Check&, const CheckResult&)> also;
  // Called with what the case leaves out, before anything is proved, and then with each check that
  // is asked for as soon as it and those before it have their verdicts; one call at a time, from
  // any of the threads. Empty: not wanted.
  std::function<void(const std::vector<cases::LeftOut>&)> begins;
  std::function<void(std::size_t check, const CheckResult&)> tells;
  // The same of how many questions are done, each check on each machine choice.
  std::function<void(std::size_t done, std::size_t all)> works;
};

// Is this check one of those that the options ask for?
bool is_asked(const cases::Check& check, const CheckOptions& options);

// A machine and an order of calls, concrete, that was run on the concrete model and does what is
// claimed. `step` counts executed calls from 1; 0 means the end of the programs.
struct Witness {
  std::shared_ptr<const cases::Start> start;  // its machine and parameters; never null
  // For each subject the check speaks of: the order of its programs' calls.
  std::vector<std::vector<int>> orders;  // indexed by subject; empty for the others
  int step = 0;

  Machine machine() const;                            // each fact with exactly one value
  const std::vector<std::int64_t>& params() const;    // in the order of the case
  const UndefinedChoice<Concrete>& overlaps() const;  // what undefined overlaps come to on it
};

// On which other machines of the case a check fails, and with which firmware on that of its run.
// Only what was asked is said.
struct AlsoOn {
  // Machines in words (cases::describe()): it fails there, does not, was not asked or not answered.
  std::vector<std::string> fails, holds, open;
  // What the firmware may have left, likely things first, up to the first with which it fails:
  // "no ranges". Those that were not answered are left out.
  std::vector<std::pair<std::string, bool>> firmware;
};

struct CheckResult {
  cases::Verdict verdict = cases::Verdict::unknown;
  bool vacuous = false;         // holds only because nothing it speaks of ever happens
  std::string vacuous_because;  // "region 'regs' is never mapped", or the guard
  // Of a check that holds, and not vacuously: the machines of the case on which its guard is never
  // true, as far as the facts alone tell, in words.
  std::vector<std::string> unreached;
  bool needs_undefined = false;  // fails only through an undefined MTRR overlap
  bool undefined_open = false;   // so far as is known: whether it needs one was not answered
  bool as_expected = false;
  std::string unknown_because;
  cases::Stop stopped = cases::Stop::none;  // Unknown because time or memory was over
  // The program failed over this check, and with what: the verdict is then Unknown.
  std::string defect;
  std::optional<Witness> witness;  // Fails: the counterexample; a Holds of `exists`: the example
  std::optional<AlsoOn> also;      // Fails, where the options ask for it
  double seconds = 0;
};

// One distinct end of a program over everything the case allows.
struct Outcome {
  std::vector<TypeSet> regions;  // by region
  std::int64_t mtrr_writes = 0;
  Witness example;
};
struct Outcomes {
  int subject = -1;
  std::vector<Outcome> list;
  bool complete = true;  // false: more exist than the limit, or a question was not answered
};

struct CaseResult {
  std::vector<CheckResult> checks;  // in file order; those not asked for have verdict unknown
  std::vector<bool> asked;
  // Machines and values of parameters that the file gives and no check ranges over: facts that
  // clash, and what the rules of regions and registers forbid.
  std::vector<cases::LeftOut> left_out;
  double seconds = 0;
};

// A counterexample that does not happen on the concrete model: a defect of this program.
class InternalError : public std::exception {
 public:
  explicit InternalError(std::string what) : what_(std::move(what)) {}
  const char* what() const noexcept override { return what_.c_str(); }

 private:
  std::string what_;
};

// All checks of a case. Throws InternalError, and what the functions of `options` throw; bad cases
// were refused by the parser.
CaseResult check_case(const cases::Case& c, const CheckOptions& options);

// The distinct ends of one program alone, found by asking again with those found excluded.
Outcomes find_outcomes(const cases::Case& c, int subject, const CheckOptions& options,
                       std::size_t limit = 64);

// "Z3 4.8.12", for the version line and the hash of results.
std::string solver_version();

}  // namespace memtype::solver
