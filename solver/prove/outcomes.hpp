// The distinct ends of one program, found by asking again with those found excluded.
#pragma once

#include <memory>
#include <optional>
#include <vector>

#include "prove/obligations.hpp"

namespace memtype::solver {

// Of one subject on one machine choice.
class OutcomeSearch {
 public:
  OutcomeSearch(Session& session, const Obligations& obligations, int subject);

  // An end that is not among `known`; nothing when there is none. `open` is set where the solver
  // gave up.
  std::optional<Outcome> next(const std::vector<Outcome>& known, bool& open);

 private:
  struct End {
    const EndMoment& moment;
    cases::ExactRegions<Symbolic> regions;
  };
  const RegionState<Symbolic>& region(End& end, std::size_t index) const;
  Bool is_outcome(End& end, const Outcome& known) const;
  Bool is_new(End& end, const std::vector<Outcome>& known) const;
  Outcome read_outcome(const z3::model& model, const EndMoment& end) const;

  Session& session_;
  const cases::Case& c_;
  int subject_;
  std::vector<End> ends_;
};

}  // namespace memtype::solver
