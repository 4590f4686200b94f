#include "prove/refinement.hpp"

#include <algorithm>

#include "prove/model_reading.hpp"
#include "prove/replay.hpp"
#include "prove/shapes.hpp"

namespace memtype::solver {

using namespace cases;

namespace {

// |overlap.WC\|WB| as overlap.WC.WB: not every solver reads a quoted symbol with an escape in it.
std::string without_quotes(const std::string& smt2) {
  std::string text;
  bool quoted = false;
  for (std::size_t i = 0; i < smt2.size(); ++i) {
    if (quoted && smt2[i] == '\\') {
      text += '.';
      ++i;
    } else if (smt2[i] == '|') {
      quoted = !quoted;
    } else {
      text += smt2[i];
    }
  }
  return text;
}

}  // namespace

RunSearch::RunSearch(Session& session, const Check& check,
                     const std::vector<Obligation>& obligations, const WitnessPages& pages,
                     bool defined_only)
    : session_(session),
      check_(check),
      obligations_(obligations),
      pages_(pages),
      defined_only_(defined_only) {
  for (const Obligation& o : obligations_) {
    const std::string name = check.name + ".chosen." + std::to_string(chosen_.size());
    chosen_.push_back(defined_only ? Bool::unknown(name.c_str()) : Bool(true));
    sought_ = sought_ || (chosen_.back() && o.sought && (Bool(!defined_only) || !o.undefined));
  }
}

FoundRun RunSearch::find(bool plain) {
  FoundRun found;
  if (known_false(sought_)) return found;
  z3::solver solver = session_.new_solver();
  solver.add(pages_.inside().formula());
  solver.add(sought_.formula());
  ask_until_replayed(solver, found);
  if (session_.options().smt2) hand_out_question(solver, found.exists);
  if (found.exists != Possible::yes || !plain) return found;
  try {
    std::optional<FoundRun> likely = in_likely_shape(found);
    if (likely)
      found = std::move(*likely);
    else
      found = plainest(solver, found, {});
  } catch (const Stopped&) {
    // A run that was found is not lost.
  }
  end_where_it_begins(found);
  return found;
}

// What has less in it, else what was found.
FoundRun RunSearch::plainest(z3::solver& solver, const FoundRun& found,
                             const std::vector<z3::expr>& wishes) const {
  FoundRun plainer = found;
  return accept(plainest_model(session_, solver, wishes), plainer) ? plainer : found;
}

// The shapes are a courtesy: each has a small part of what a question may cost, and one that is not
// answered within it counts for nothing. `found` keeps what was answered.
std::optional<FoundRun> RunSearch::in_likely_shape(FoundRun& found) const {
  constexpr std::uint64_t most = 20'000'000;
  for (const Shape& shape : likely_shapes(session_)) {
    z3::solver solver = session_.new_solver();
    z3::params limit(session_.context());
    limit.set("rlimit", static_cast<unsigned>(std::min(session_.options().resources, most)));
    solver.set(limit);
    solver.add(pages_.inside().formula());
    solver.add(sought_.formula());
    solver.add(shape.holds.formula());
    FoundRun tried;
    ask_until_replayed(solver, tried);
    found.shapes.emplace_back(shape.name, tried.exists);
    if (tried.exists != Possible::yes || (tried.needs_undefined && !found.needs_undefined))
      continue;
    tried.shapes = found.shapes;
    return plainest(solver, tried, shape.wishes);
  }
  return std::nullopt;
}

// The model may stand for any moment of a run that decides the check; the first one is shown.
void RunSearch::end_where_it_begins(FoundRun& found) const {
  for (int step = 1; step < found.witness->step; ++step) {
    Witness earlier = *found.witness;
    earlier.step = step;
    const ReplayResult replay =
        replay_witness(session_.the_case(), check_, earlier, session_.options().unroll);
    if (!replay.confirmed || replay.incomplete || (replay.undefined && !found.needs_undefined))
      continue;
    // The orders are those up to the moment.
    for (std::vector<int>& order : earlier.orders)
      order.resize(std::min(order.size(), static_cast<std::size_t>(step)));
    found.needs_undefined = replay.undefined;
    found.witness = earlier;
    return;
  }
}

// Until a run is found that does what is claimed, or there is none.
void RunSearch::ask_until_replayed(z3::solver& solver, FoundRun& found) const {
  while (true) {
    found.exists = decide(solver, Wanted::model);
    if (found.exists == Possible::unknown)
      found.unknown_because = "the solver gave up: " + solver.reason_unknown();
    if (found.exists != Possible::yes) return;
    if (accept(solver.get_model(), found)) return;
    if (found.exists == Possible::unknown) return;
    refine(solver);
  }
}

// Reads a witness and runs it. False: it does not do what the formulas say.
bool RunSearch::accept(const z3::model& model, FoundRun& found) const {
  const Witness witness = read_witness(session_, model, obligations_[stands_for(model)]);
  const ReplayResult replay =
      replay_witness(session_.the_case(), check_, witness, session_.options().unroll);
  if (replay.incomplete) {
    found.exists = Possible::unknown;
    found.unknown_because = "a mask with holes has too many pieces to look at";
    return false;
  }
  if (!replay.confirmed || (defined_only_ && replay.undefined)) return false;
  found.needs_undefined = replay.undefined;
  found.witness = witness;
  return true;
}

// The obligation that a model stands for, as an index.
std::size_t RunSearch::stands_for(const z3::model& model) const {
  for (std::size_t n = 0; n < obligations_.size(); ++n)
    if (is_true(model, chosen_[n]) && is_true(model, obligations_[n].sought) &&
        !(defined_only_ && is_true(model, obligations_[n].undefined)))
      return n;
  throw InternalError("check " + check_.name + ": a model satisfies no obligation");
}

// A model that does not replay has taken a claim for false that some page bears out: that page is
// looked at from now on. Finding none is a defect: the formulas and the model disagree.
void RunSearch::refine(z3::solver& solver) const {
  const z3::model model = solver.get_model();
  const std::size_t n = stands_for(model);
  bool refined = false;
  for (const SubjectMoment& part : obligations_[n].parts)
    refined = refine_subject(solver, model, n, part) || refined;
  if (!refined) throw InternalError("check " + check_.name + ": a counterexample does not replay");
}

bool RunSearch::refine_subject(z3::solver& solver, const z3::model& model, std::size_t n,
                               const SubjectMoment& part) const {
  bool refined = false;
  for (const Claim& claim : part.regions->claims()) {
    for (const RegionPoint<Symbolic>& point : points_of(model, part, claim.region)) {
      if (!is_true(model, point.valid)) continue;
      const auto page = page_state<Symbolic>(*part.system, point.valid, point.address);
      const Bool there = WitnessRegions::at(claim, page);
      const bool missed = !is_true(model, claim.holds) && is_true(model, there);
      const bool vague = defined_only_ && is_true(model, page.undefined);
      if (missed) solver.add((claim.holds || !there).formula());
      if (vague) solver.add((!chosen_[n] || !page.undefined).formula());
      refined = refined || missed || vague;
    }
  }
  return refined;
}

// The pages of a region at which something changes: those that the formulas name, and the edges of
// a register whose mask has holes and is not the same on every machine, as the model has them.
std::vector<RegionPoint<Symbolic>> RunSearch::points_of(const z3::model& model,
                                                        const SubjectMoment& part,
                                                        int region) const {
  const auto area =
      region_pages<Symbolic>(session_.the_case(), session_.choice(), session_.inputs(), region);
  const unsigned phys_bits = session_.choice().phys_bits;
  bool complete = true;
  auto points = region_points<Symbolic>(*part.system, area.begin, area.end, complete);
  if (complete) return points;
  for (const VariableRange<Symbolic>& range : part.system->mtrr.hardware.variable) {
    if (range.natural || known_value(range.mask)) continue;
    VariableRange<Concrete> there;
    there.base = read(model, range.base);
    there.mask = read(model, range.mask);
    there.natural = is_natural<Concrete>(there.base, there.mask, phys_bits);
    std::vector<std::uint64_t> edges;
    register_edges<Concrete>(there, phys_bits, edges);
    for (const std::uint64_t edge : edges) {
      const Word address = range.base + Word(edge - there.base);
      const Bool valid = range.valid && area.begin < address && address < area.end;
      if (!known_false(valid)) points.push_back({valid, address});
    }
  }
  return points;
}

// As it stands after all refinements.
void RunSearch::hand_out_question(z3::solver& solver, Possible answer) const {
  Smt2Question question;
  question.check = check_.name;
  question.defined_only = defined_only_;
  question.status = answer == Possible::yes ? "sat" : answer == Possible::no ? "unsat" : "unknown";
  question.text = "(set-logic QF_BV)\n" + without_quotes(solver.to_smt2(question.status.c_str()));
  session_.options().smt2(question);
}

}  // namespace memtype::solver
