// From programs to formulas: one run over unknowns for each subject, and what each check comes to
// at each moment of it.
#pragma once

#include <memory>
#include <optional>
#include <utility>
#include <vector>

#include "prove/budget.hpp"
#include "prove/session.hpp"
#include "prove/witness.hpp"
#include "semantics/explore.hpp"
#include "semantics/subjects.hpp"

namespace memtype::solver {

// The calls of one subject up to a moment: which program made each, and whether it was executed.
using CallPath = std::vector<std::pair<int, Bool>>;

// One subject at a moment: its state, and the claims that an obligation makes about it.
struct SubjectMoment {
  int subject = -1;
  std::shared_ptr<const System<Symbolic>> system;
  std::shared_ptr<const std::vector<std::vector<Int>>> locals;
  std::shared_ptr<const CallPath> path;
  std::shared_ptr<WitnessRegions> regions;
};

// A moment at which a check is looked at.
struct Obligation {
  Bool guard{true};       // the moment comes about, and the `when` guard holds
  Bool sought{false};     // and the check comes out the way that decides it
  Bool undefined{false};  // and a type in it hangs on an undefined overlap
  std::vector<std::pair<cases::RegionUse, Bool>> mapped;
  std::vector<SubjectMoment> parts;  // one for each subject that the check speaks of
  bool end = false;
};

// The end of one order of one subject.
struct EndMoment {
  SubjectMoment part;
  Bool cut{false};
};

// The moments of one subject.
struct SubjectRuns {
  std::vector<EndMoment> ends;                  // one for each order
  Bool cut{false};                              // some loop ran past its bound
  std::optional<cases::Location> cut_for_sure;  // a loop that does on every machine
  bool all_orders = true;                   // false: there are more moments than the limit allows
  cases::Stop stopped = cases::Stop::none;  // time or memory was over: there is nothing of it
};

// All obligations of the checks that the session asks for. If it asks for none, every subject is
// run for its ends alone.
class Obligations {
 public:
  Obligations(Session& session, Budget& budget);

  // Of the check with this index in the case. Any of them decides it.
  const std::vector<Obligation>& of_check(std::size_t check) const { return by_check_[check]; }
  // Why there are none, if time or memory was over.
  cases::Stop stopped(std::size_t check) const;
  // The unknown pages that they speak of.
  const WitnessPages& pages(std::size_t check) const { return pages_[check]; }
  const SubjectRuns& runs(int subject) const { return runs_[static_cast<std::size_t>(subject)]; }

 private:
  bool is_needed(int subject) const;
  void explore(int subject, Budget& budget);
  void walk(int subject);
  void forget(int subject);
  bool ends_in_time(int subject);
  std::vector<std::size_t> asked_at(int subject, bool end) const;
  void visit(int subject, const cases::Moment<Symbolic>& moment);
  void add_joint(std::size_t check, Budget& budget);
  void join_ends(std::size_t check);
  void add(std::size_t check, std::vector<SubjectMoment> parts, const Bool& there, bool end);
  cases::Scope<Symbolic> scope_of(const std::vector<SubjectMoment>& parts) const;
  std::optional<Obligation> formulas_of(const cases::Check& check, std::vector<SubjectMoment> parts,
                                        const Bool& there) const;

  Session& session_;
  const cases::Case& c_;
  std::vector<std::vector<Obligation>> by_check_;
  std::vector<cases::Stop> stopped_;  // by check: over several subjects
  std::vector<WitnessPages> pages_;   // by check
  std::vector<SubjectRuns> runs_;     // by subject
};

}  // namespace memtype::solver
