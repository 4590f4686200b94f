// The smallest change of a program that makes failing goals hold.
#pragma once

#include <string>
#include <vector>

#include "memtype/cases/case.hpp"
#include "memtype/solver/check.hpp"

namespace memtype::solver {

// What a region wants as checks of one subject. UC: after every call of every run. Other types: at
// the end; WC with PAT, and without PAT where the kernel has MTRRs, enough registers are free, and
// the firmware leaves alone the BAR: the block that its parameter's alignment spans, where the
// regions lie inside it.
std::vector<cases::Check> wanted_checks(const cases::Case& c, int subject);

struct Goal {
  cases::Check check;
  CheckResult now;       // of the program as it is
  bool of_file = false;  // a check of the file, else made from what a region wants
};

struct SearchLimits {
  int edits = 2;                  // changes at once
  std::size_t programs = 20'000;  // programs looked at
  std::size_t proofs = 300;       // of these, proved or refuted by the solver
};

struct Suggestion {
  std::vector<std::string> edits;  // one line each
  cases::Case c;                   // the changed program is subject 0
};

struct SuggestResult {
  std::vector<Goal> goals;          // what fails now; empty: nothing to repair
  std::vector<cases::Check> keeps;  // what holds now and has to stay
  std::optional<Suggestion> found;
  int edits_tried = 0;    // all programs with so many changes were looked at
  std::size_t tried = 0;  // programs
  std::size_t run_refuted = 0, proof_refuted = 0, undecided = 0;
  bool cut_short = false;  // a limit was reached
  double seconds = 0;
};

// Goals: the check `options.only`; without one, the checks of the subject that expect Holds and do
// not hold; without any, the wanted checks that do not hold. What holds has to stay: its wanted
// checks and, where the file expects the goals to hold, its other checks that hold as expected. And
// against the program as it is: no region with a wanted type is worse at the end on any machine, no
// page has two types that had one, and with PAT no register is written more often. Programs that a
// lane runs behind others cannot be changed: `subject` has to consist of whole programs. Throws
// InternalError.
SuggestResult suggest(const cases::Case& c, int subject, const CheckOptions& options,
                      const SearchLimits& limits = {});

// Of one failing check, where there are several and they cannot be had together.
SuggestResult suggest_for(const cases::Case& c, int subject, const cases::Check& goal,
                          const CheckOptions& options, const SearchLimits& limits = {});

}  // namespace memtype::solver
