// Looking for a run that decides a check: a model, its replay, and one more page where the replay
// shows that the formulas were too weak.
#pragma once

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "prove/obligations.hpp"

namespace memtype::solver {

struct FoundRun {
  Possible exists = Possible::no;
  std::string unknown_because;
  std::optional<Witness> witness;  // yes: replayed, and does what is claimed
  bool needs_undefined = false;    // some type in it hangs on an undefined overlap
  // Of the shapes of firmware in which a run was looked for, in their order: is there one? The
  // search ends with the first yes.
  std::vector<std::pair<std::string_view, Possible>> shapes;
};

// One check on one machine choice.
class RunSearch {
 public:
  // `defined_only`: no type in the run may hang on an undefined overlap.
  RunSearch(Session& session, const cases::Check& check, const std::vector<Obligation>& obligations,
            const WitnessPages& pages, bool defined_only);

  // `plain`: the run will be read by somebody, so it is worth a few more questions to have little
  // in it, on a machine as people expect it, and to end where what it shows begins. Throws
  // InternalError where formulas and model disagree.
  FoundRun find(bool plain);

 private:
  FoundRun plainest(z3::solver& solver, const FoundRun& found,
                    const std::vector<z3::expr>& wishes) const;
  std::optional<FoundRun> in_likely_shape(FoundRun& found) const;
  void end_where_it_begins(FoundRun& found) const;
  void ask_until_replayed(z3::solver& solver, FoundRun& found) const;
  bool accept(const z3::model& model, FoundRun& found) const;
  std::size_t stands_for(const z3::model& model) const;
  void refine(z3::solver& solver) const;
  bool refine_subject(z3::solver& solver, const z3::model& model, std::size_t n,
                      const SubjectMoment& part) const;
  std::vector<RegionPoint<Symbolic>> points_of(const z3::model& model, const SubjectMoment& part,
                                               int region) const;
  void hand_out_question(z3::solver& solver, Possible answer) const;

  Session& session_;
  const cases::Check& check_;
  const std::vector<Obligation>& obligations_;
  const WitnessPages& pages_;
  bool defined_only_;
  std::vector<Bool> chosen_;  // by obligation: the model may stand for this one
  Bool sought_{false};
};

}  // namespace memtype::solver
