// Two programs on the same machines: is the new one worse anywhere?
#pragma once

#include <string>
#include <variant>
#include <vector>

#include "memtype/cases/case.hpp"
#include "memtype/solver/check.hpp"

namespace memtype::solver {

// What a comparison of one thing comes to, over everything the case allows. `open`: some question
// was not answered, or cannot be asked of these two programs.
enum class Change { same, better, worse, changed, open };

// One comparison with the run that shows a change. `check` and `result` are what was asked and
// found: with them, the run is shown as that of any check.
struct Comparison {
  Change change = Change::open;
  std::string because;  // open: why
  cases::Check check;
  CheckResult result;
};

// A region. "Right" is the type that the region wants, on all of its mapped pages, and that all of
// its pages are mapped; with `where mapped`, that some page is.
struct RegionDiff {
  int region = -1;
  // At the end of the programs. same: the same types on every machine; better: right wherever it
  // was, and somewhere else too; worse: a machine on which it was right and is not any more;
  // changed: other types or pages on some machine, but right on the same ones, or it maps less
  // somewhere, or the region wants nothing.
  Comparison end;
  // A page that loses its mapping: same; worse for a region that wants its type everywhere; changed
  // for another.
  Comparison mapped;
  // A page with two types at once where there was none before: same or worse.
  Comparison aliased;
  // Regions that want UC, during the programs. same: on no machine is the new program wrong after
  // some call where the old one was right after all of its own; worse: there is such a machine.
  std::optional<Comparison> moments;
};

struct CountDiff {
  std::string name;   // "mtrr_writes", "mtrr_used"
  Comparison at_end;  // better: fewer somewhere and more nowhere; worse: more somewhere
};

struct Diff {
  cases::Case c;  // the machine, both programs and no checks
  int old_subject = -1, new_subject = -1;
  std::vector<RegionDiff> regions;
  std::vector<CountDiff> counts;
  double seconds = 0;
};

// A case with the new case's machine, parameters, constants, regions and programs and, as subject
// `old_name`, the old case's program. Regions and parameters are matched by name.
struct Joined {
  cases::Case c;
  int old_subject = -1, new_subject = -1;
  bool other_machines = false;        // the old case describes other machines
  std::vector<std::string> left_out;  // regions of the old case that the new one lacks
};
// The text of an error: what cannot be compared.
using JoinError = std::string;
std::variant<Joined, JoinError> join_cases(const cases::Case& old_case, int old_subject,
                                           const cases::Case& new_case, int new_subject,
                                           const std::string& old_name,
                                           const std::string& new_name);

// Compares two subjects of one case. Where a group has several orders, every order of the new one
// is held against every order of the old one. Throws InternalError.
Diff diff_subjects(const cases::Case& c, int old_subject, int new_subject,
                   const CheckOptions& options);

}  // namespace memtype::solver
