#include "prove/prover.hpp"

#include <algorithm>

#include "prove/replay.hpp"
#include "prove/witness.hpp"
#include "semantics/subjects.hpp"

namespace memtype::solver {
namespace {

using namespace cases;
using Clock = std::chrono::steady_clock;

// The calls of one subject up to a moment: which program made each, and whether it was executed.
using Path = std::vector<std::pair<int, Bool>>;

// One subject of an obligation: its state at the moment, and the claims made about it.
struct SubjectPart {
  int subject = -1;
  std::shared_ptr<const System<Symbolic>> system;
  std::shared_ptr<const std::vector<std::vector<Int>>> locals;
  std::shared_ptr<const Path> path;
  std::shared_ptr<WitnessRegions> regions;
};

// A moment at which a check is looked at.
struct Obligation {
  Bool guard{true};       // the moment comes about, and the `when` guard holds
  Bool sought{false};     // and the check comes out the way that decides it
  Bool undefined{false};  // and a type in it hangs on an undefined overlap
  std::vector<std::pair<RegionUse, Bool>> mapped;
  std::vector<SubjectPart> parts;
  bool end = false;
};

// The end of one order of one subject, kept for checks that compare subjects and for outcomes.
struct EndState {
  SubjectPart part;
  Bool cut{false};
  std::shared_ptr<ExactRegions<Symbolic>> exact;
};

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

bool is_existential(Quantifier q) { return q == Quantifier::never || q == Quantifier::exists; }

}  // namespace

struct Prover::Impl {
  const Case& c;
  const MachineChoice& choice;
  const Options& options;
  z3::context context;
  ContextScope in_context{context};
  SymbolicInputs symbolic;
  std::vector<std::vector<Obligation>> obligations;  // by check
  std::vector<std::vector<EndState>> ends;           // by subject
  std::vector<Bool> cut;                             // by subject: some loop ran past its bound
  std::vector<bool> explored;                        // by subject: all orders were visited
  std::vector<WitnessPages> pages;                   // by check
  std::optional<Answer> some_machine;                // is there an allowed one?

  Impl(const Case& the_case, const MachineChoice& the_choice, const Options& the_options)
      : c(the_case),
        choice(the_choice),
        options(the_options),
        symbolic(make_inputs(c, choice)),
        obligations(c.checks.size()),
        ends(c.subjects.size()),
        cut(c.subjects.size(), Bool(false)),
        explored(c.subjects.size(), true) {
    in_context.prune_with(new_solver());
    for (const Check& check : c.checks) pages.emplace_back(c, choice, symbolic.inputs, check.name);
    for (std::size_t s = 0; s < c.subjects.size(); ++s)
      if (is_needed(static_cast<int>(s))) explore(static_cast<int>(s));
    for (std::size_t i = 0; i < c.checks.size(); ++i)
      if (wanted(c.checks[i]) && subjects_of(c.checks[i]).size() != 1) add_joint(i);
  }

  bool wanted(const Check& check) const {
    return options.only.empty() || options.only == check.name;
  }

  // A wanted check speaks of this subject; or none is wanted, and all are asked for their ends.
  bool is_needed(int subject) const {
    bool some = false;
    for (const Check& check : c.checks) {
      if (!wanted(check)) continue;
      some = true;
      const std::vector<int> subjects = subjects_of(check);
      if (std::find(subjects.begin(), subjects.end(), subject) != subjects.end()) return true;
    }
    return !some;
  }

  // --- From programs to obligations ---

  Scope<Symbolic> scope() const {
    Scope<Symbolic> s{&c, &choice, &symbolic.inputs, nullptr, {}};
    s.subjects.resize(c.subjects.size());
    return s;
  }

  void explore(int subject) {
    const auto s = static_cast<std::size_t>(subject);
    const Run<Symbolic> start(c, choice, symbolic.inputs,
                              make_system<Symbolic>(c, choice, symbolic.inputs), options.unroll);
    Explorer<Symbolic> explorer(c.subjects[s], options.max_moments,
                                [&](const Moment<Symbolic>& m) { visit(subject, m); });
    explored[s] = explorer.walk(start);
  }

  void visit(int subject, const Moment<Symbolic>& moment) {
    const auto s = static_cast<std::size_t>(subject);
    auto path = std::make_shared<Path>();
    for (const Step<Symbolic>& step : *moment.steps)
      path->emplace_back(step.program, step.executed);
    cut[s] = cut[s] || moment.run->cut;
    SubjectPart part;
    part.subject = subject;
    part.system = std::make_shared<System<Symbolic>>(moment.run->system);
    part.locals = std::make_shared<std::vector<std::vector<Int>>>(moment.run->locals);
    part.path = std::move(path);
    const Bool there =
        (moment.end ? Bool(true) : moment.steps->back().executed) && !moment.run->cut;
    for (std::size_t i = 0; i < c.checks.size(); ++i) {
      const Check& check = c.checks[i];
      if (!wanted(check) || moment.end != (check.quantifier == Quantifier::finally_)) continue;
      if (subjects_of(check) == std::vector<int>{subject}) add(i, {part}, there, moment.end);
    }
    if (moment.end) ends[s].push_back({std::move(part), moment.run->cut, nullptr});
  }

  // A `finally` check over several subjects (or none): every combination of their orders.
  void add_joint(std::size_t i) {
    const std::vector<int> subjects = subjects_of(c.checks[i]);
    std::vector<std::size_t> at(subjects.size(), 0);
    for (int s : subjects)
      if (ends[static_cast<std::size_t>(s)].empty()) return;
    while (true) {
      Bool there(true);
      std::vector<SubjectPart> parts;
      for (std::size_t k = 0; k < subjects.size(); ++k) {
        const EndState& end = ends[static_cast<std::size_t>(subjects[k])][at[k]];
        parts.push_back(end.part);
        there = there && !end.cut;
      }
      add(i, std::move(parts), there, true);
      std::size_t k = 0;
      while (k < at.size() && ++at[k] == ends[static_cast<std::size_t>(subjects[k])].size())
        at[k++] = 0;
      if (k == at.size()) return;
    }
  }

  void add(std::size_t i, std::vector<SubjectPart> parts, const Bool& there, bool end) {
    const Check& check = c.checks[i];
    const std::string name = check.name + "." + std::to_string(obligations[i].size());
    std::map<int, std::size_t> used;
    Scope<Symbolic> view = scope();
    for (SubjectPart& part : parts) {
      part.regions = std::make_shared<WitnessRegions>(pages[i], used, *part.system,
                                                      name + "." + std::to_string(part.subject));
      view.subjects[static_cast<std::size_t>(part.subject)] = {part.system.get(), part.locals.get(),
                                                               part.regions.get()};
    }
    const Evaluator<Symbolic> evaluate(view);
    Obligation o;
    o.guard = check.when ? there && evaluate.condition(*check.when) : there;
    if (known_false(o.guard)) return;
    const Bool condition = evaluate.condition(check.condition);
    o.sought = o.guard && (is_existential(check.quantifier) ? condition : !condition);
    const z3::expr formula = o.sought.formula();
    for (SubjectPart& part : parts) part.regions->assign(formula);
    for (SubjectPart& part : parts) {
      o.sought = o.sought && part.regions->meaning();
      o.undefined = o.undefined || part.regions->undefined();
    }
    for (RegionUse use : regions_of(check))
      for (SubjectPart& part : parts)
        if (part.subject == use.subject)
          o.mapped.emplace_back(use, o.guard && part.regions->really_mapped(use.region));
    o.end = end;
    o.parts = std::move(parts);
    obligations[i].push_back(std::move(o));
  }

  // --- Questions ---

  z3::solver new_solver() {
    z3::solver solver(context, "QF_BV");
    z3::params p(context);
    p.set("rlimit", static_cast<unsigned>(options.resources));
    p.set("ctrl_c", false);  // Z3 would swallow an interrupt meant for the whole program
    // A third of the time of the default on the hardest check of the corpus, no worse elsewhere.
    p.set("branching.heuristic", context.str_symbol("chb"));
    p.set("timeout", static_cast<unsigned>(options.timeout_seconds * 1000));
    solver.set(p);
    solver.add(symbolic.assumptions.formula());
    return solver;
  }

  static Answer ask(z3::solver& solver, const std::vector<z3::expr>& also = {}) {
    z3::expr_vector assumed(solver.ctx());
    for (const z3::expr& e : also) assumed.push_back(e);
    switch (also.empty() ? solver.check() : solver.check(assumed)) {
      case z3::sat: return Answer::yes;
      case z3::unsat: return Answer::no;
      case z3::unknown: return Answer::unknown;
    }
    return Answer::unknown;
  }

  // Is there an allowed machine on which this holds?
  Answer possible(const Bool& what, const Bool& inside = Bool(true)) {
    if (known_false(what)) return Answer::no;
    if (!known_true(what) || !known_true(inside)) return solve(what, inside);
    if (!some_machine) some_machine = solve(what, inside);
    return *some_machine;
  }
  Answer solve(const Bool& what, const Bool& inside) {
    z3::solver solver = new_solver();
    solver.add(inside.formula());
    solver.add(what.formula());
    return ask(solver);
  }

  // Makes the model of a solver that just said yes easier to read: as few registers in use as
  // possible, parameters at their lowest value. Each wish is granted if the claim survives it.
  z3::model tidy(z3::solver& solver) {
    z3::model best = solver.get_model();
    std::vector<z3::expr> granted;
    const auto wish = [&](const z3::expr& e) {
      if (best.eval(e, true).is_true()) {
        granted.push_back(e);
        return;
      }
      granted.push_back(e);
      if (ask(solver, granted) == Answer::yes)
        best = solver.get_model();
      else
        granted.pop_back();
    };
    if (!symbolic.taken.word().is_constant())
      wish(symbolic.taken.word().formula() == context.bv_val(0, 64));
    for (auto r = symbolic.inputs.registers.rbegin(); r != symbolic.inputs.registers.rend(); ++r)
      if (!r->valid.decided() && known_false(r->elsewhere)) wish(!r->valid.formula());
    for (std::size_t p = 0; p < c.params.size(); ++p) {
      const Word& value = symbolic.inputs.params[p].word();
      const std::uint64_t align = std::max<std::uint64_t>(c.params[p].align, 1);
      const std::uint64_t lowest = (value.low() + align - 1) / align * align;
      if (!value.is_constant()) wish(value.formula() == context.bv_val(lowest, 64));
    }
    return best;
  }

  Witness read_witness(const z3::model& model, const Obligation& o) {
    Witness w;
    w.choice = choice;
    w.inputs = read_inputs(c, choice, symbolic, model);
    w.orders.resize(c.subjects.size());
    for (const SubjectPart& part : o.parts) {
      std::vector<int>& order = w.orders[static_cast<std::size_t>(part.subject)];
      for (const auto& [program, executed] : *part.path)
        if (is_true(model, executed)) order.push_back(program);
      if (!o.end) w.step = static_cast<int>(order.size());
    }
    return w;
  }

  // The obligations of one check, any of which decides it.
  struct Search {
    const Check& check;
    const std::vector<Obligation>& list;
    bool defined_only = false;  // no type in it may hang on an undefined overlap
    std::vector<Bool> chosen;   // by obligation: the model may stand for this one
    Bool sought{false};
  };

  static Search make_search(const Check& check, const std::vector<Obligation>& list,
                            bool defined_only) {
    Search s{check, list, defined_only, {}};
    for (const Obligation& o : list) {
      const std::string name = check.name + ".chosen." + std::to_string(s.chosen.size());
      s.chosen.push_back(defined_only ? Bool::unknown(name.c_str()) : Bool(true));
      s.sought = s.sought || (s.chosen.back() && o.sought && (Bool(!defined_only) || !o.undefined));
    }
    return s;
  }

  // The obligation that a model stands for, as an index.
  static std::size_t decided_by(const Search& s, const z3::model& model) {
    for (std::size_t n = 0; n < s.list.size(); ++n)
      if (is_true(model, s.chosen[n]) && is_true(model, s.list[n].sought) &&
          !(s.defined_only && is_true(model, s.list[n].undefined)))
        return n;
    throw InternalError("check " + s.check.name + ": a model satisfies no obligation");
  }

  // Looks for a run; fills in everything but vacuity.
  void search(const Check& check, std::size_t i, bool defined_only, bool shown,
              ChoiceResult& result) {
    const Search s = make_search(check, obligations[i], defined_only);
    result.violated = Answer::no;
    if (known_false(s.sought)) return;
    z3::solver solver = new_solver();
    solver.add(pages[i].inside().formula());
    solver.add(s.sought.formula());
    settle(solver, s, result);
    if (options.smt2) write_question(solver, s, result.violated);
    if (result.violated != Answer::yes || !shown) return;
    // Once more, with as little in the machine as the claim allows.
    ChoiceResult tidied = result;
    if (accept(s, tidy(solver), tidied)) result = std::move(tidied);
  }

  // Asks until a run is found that does what is claimed, or there is none.
  void settle(z3::solver& solver, const Search& s, ChoiceResult& result) {
    while (true) {
      result.violated = ask(solver);
      if (result.violated == Answer::unknown)
        result.unknown_because = "the solver gave up: " + solver.reason_unknown();
      if (result.violated != Answer::yes) return;
      if (accept(s, solver.get_model(), result)) return;
      if (result.violated == Answer::unknown) return;
      refine(solver, s);
    }
  }

  void write_question(z3::solver& solver, const Search& s, Answer answer) const {
    Smt2Question question;
    question.check = s.check.name;
    question.defined_only = s.defined_only;
    question.status = answer == Answer::yes ? "sat" : answer == Answer::no ? "unsat" : "unknown";
    question.text = "(set-logic QF_BV)\n" + without_quotes(solver.to_smt2(question.status.c_str()));
    options.smt2(question);
  }

  // Reads a witness and runs it. False: it does not do what the formulas say.
  bool accept(const Search& s, const z3::model& model, ChoiceResult& result) {
    const Witness witness = read_witness(model, s.list[decided_by(s, model)]);
    const Replay replay = replay_witness(c, s.check, witness, options.unroll);
    if (replay.incomplete) {
      result.violated = Answer::unknown;
      result.unknown_because = "a mask with holes has too many pieces to look at";
      return false;
    }
    if (!replay.confirmed || (s.defined_only && replay.undefined)) return false;
    result.needs_undefined = replay.undefined;
    result.witness = witness;
    return true;
  }

  // A model that does not replay has taken a claim for false that some page bears out: that page
  // is looked at from now on. Finding none is a defect: the formulas and the model disagree.
  void refine(z3::solver& solver, const Search& s) {
    const z3::model model = solver.get_model();
    const std::size_t n = decided_by(s, model);
    bool refined = false;
    for (const SubjectPart& part : s.list[n].parts)
      refined = refine_part(solver, model, s, n, part) || refined;
    if (!refined)
      throw InternalError("check " + s.check.name + ": a counterexample does not replay");
  }

  bool refine_part(z3::solver& solver, const z3::model& model, const Search& s, std::size_t n,
                   const SubjectPart& part) {
    bool refined = false;
    for (const Claim& claim : part.regions->claims()) {
      for (const RegionPoint<Symbolic>& point : points_of(model, part, claim.region)) {
        if (!is_true(model, point.valid)) continue;
        const auto page = page_state<Symbolic>(*part.system, point.valid, point.address);
        const Bool there = WitnessRegions::at(claim, page);
        const bool missed = !is_true(model, claim.holds) && is_true(model, there);
        const bool vague = s.defined_only && is_true(model, page.undefined);
        if (missed) solver.add((claim.holds || !there).formula());
        if (vague) solver.add((!s.chosen[n] || !page.undefined).formula());
        refined = refined || missed || vague;
      }
    }
    return refined;
  }

  // The pages of a region at which something changes: those that the formulas name, and the edges
  // of a register whose mask has holes and is not the same on every machine, as the model has them.
  std::vector<RegionPoint<Symbolic>> points_of(const z3::model& model, const SubjectPart& part,
                                               int region) {
    const auto area = region_pages<Symbolic>(c, choice, symbolic.inputs, region);
    bool complete = true;
    auto points = region_points<Symbolic>(*part.system, area.begin, area.end, complete);
    if (complete) return points;
    for (const VariableRange<Symbolic>& range : part.system->mtrr.hardware.variable) {
      if (range.natural || known_value(range.mask)) continue;
      VariableRange<Concrete> there;
      there.base = read(model, range.base);
      there.mask = read(model, range.mask);
      there.natural = is_natural<Concrete>(there.base, there.mask, choice.phys_bits);
      std::vector<std::uint64_t> edges;
      register_edges<Concrete>(there, choice.phys_bits, edges);
      for (const std::uint64_t edge : edges) {
        const Word address = range.base + Word(edge - there.base);
        const Bool valid = range.valid && area.begin < address && address < area.end;
        if (!known_false(valid)) points.push_back({valid, address});
      }
    }
    return points;
  }

  ChoiceResult check(const Check& check, bool vacuity, bool shown) {
    const auto started = Clock::now();
    const auto i = static_cast<std::size_t>(&check - c.checks.data());
    ChoiceResult result;
    search(check, i, false, shown, result);
    if (result.violated == Answer::yes && result.needs_undefined) {
      ChoiceResult defined;
      search(check, i, true, shown, defined);
      result.undefined_open = defined.violated == Answer::unknown;
      if (defined.violated == Answer::yes) result = std::move(defined);
    }
    if (result.violated == Answer::no) look_for_gaps(check, result);
    if (result.violated == Answer::no && vacuity) look_for_vacuity(i, regions_of(check), result);
    result.seconds = std::chrono::duration<double>(Clock::now() - started).count();
    return result;
  }

  // Reasons for which "no such run" is not the whole truth.
  void look_for_gaps(const Check& check, ChoiceResult& result) {
    std::string because;
    for (int subject : subjects_of(check)) {
      const auto s = static_cast<std::size_t>(subject);
      if (!explored[s])
        because = "more than " + std::to_string(options.max_moments) + " moments of '" +
                  c.subjects[s].name + "'";
      if (possible(cut[s]) != Answer::no)
        because = "a loop of '" + c.subjects[s].name + "' can run more than " +
                  std::to_string(options.unroll) + " times";
    }
    if (because.empty()) return;
    result.violated = Answer::unknown;
    result.unknown_because = because;
  }

  void look_for_vacuity(std::size_t i, const std::vector<RegionUse>& uses, ChoiceResult& result) {
    const std::vector<Obligation>& list = obligations[i];
    Bool reached(false), mapped(true);
    for (const Obligation& o : list) reached = reached || o.guard;
    const Answer gets_there = possible(reached);
    result.reached = gets_there == Answer::yes;
    result.vacuity_open = gets_there == Answer::unknown;
    if (!result.reached) return;
    const auto somewhere = [&](RegionUse use) {
      Bool some(false);
      for (const Obligation& o : list)
        for (const auto& [region, there] : o.mapped)
          if (region == use) some = some || there;
      return some;
    };
    for (RegionUse use : uses) mapped = mapped && somewhere(use);
    result.mapped = true;
    if (possible(mapped, pages[i].inside()) == Answer::yes) return;
    for (RegionUse use : uses) {
      const Answer answer = possible(somewhere(use), pages[i].inside());
      if (answer == Answer::yes) continue;
      result.mapped = false;
      result.vacuity_open = result.vacuity_open || answer == Answer::unknown;
      result.unmapped_region = c.subjects[static_cast<std::size_t>(use.subject)].name + "." +
                               c.regions[static_cast<std::size_t>(use.region)].name;
    }
  }

  // --- Outcomes ---

  const RegionState<Symbolic>& end_region(EndState& end, std::size_t region) {
    if (!end.exact)
      end.exact =
          std::make_shared<ExactRegions<Symbolic>>(c, choice, symbolic.inputs, *end.part.system);
    return end.exact->state(static_cast<int>(region));
  }

  Bool is_outcome(EndState& end, const Outcome& known) {
    Bool same = end.part.system->mtrr.writes == Int(known.mtrr_writes);
    for (std::size_t r = 0; r < c.regions.size(); ++r)
      same = same && equal_sets(end_region(end, r).types, Set(known.regions[r]));
    return same;
  }

  std::optional<Outcome> next_outcome(int subject, const std::vector<Outcome>& known,
                                      bool& unknown) {
    z3::solver solver = new_solver();
    Bool some(false);
    std::vector<Obligation> list;
    for (EndState& end : ends[static_cast<std::size_t>(subject)]) {
      Bool fresh = !end.cut;
      for (std::size_t r = 0; r < c.regions.size(); ++r)
        fresh = fresh && !end_region(end, r).undefined;
      for (const Outcome& o : known) fresh = fresh && !is_outcome(end, o);
      Obligation o;
      o.sought = fresh;
      o.end = true;
      o.parts = {end.part};
      list.push_back(std::move(o));
      some = some || fresh;
    }
    if (known_false(some)) return std::nullopt;
    solver.add(some.formula());
    const Answer answer = ask(solver);
    unknown = unknown || answer == Answer::unknown;
    if (answer != Answer::yes) return std::nullopt;
    const z3::model model = tidy(solver);
    for (std::size_t k = 0; k < list.size(); ++k)
      if (is_true(model, list[k].sought)) return read_outcome(model, list[k]);
    return std::nullopt;
  }

  Outcome read_outcome(const z3::model& model, const Obligation& o) {
    Outcome outcome;
    outcome.example = read_witness(model, o);
    const Witness& w = outcome.example;
    Run<Concrete> run(c, w.choice, w.inputs, make_system<Concrete>(c, w.choice, w.inputs),
                      options.unroll);
    Step<Concrete> step;
    for (int program : w.orders[static_cast<std::size_t>(o.parts.front().subject)])
      run.step(program, step);
    ExactRegions<Concrete> regions(c, w.choice, w.inputs, run.system);
    for (std::size_t r = 0; r < c.regions.size(); ++r)
      outcome.regions.push_back(regions.state(static_cast<int>(r)).types);
    outcome.mtrr_writes = run.system.mtrr.writes;
    return outcome;
  }
};

Prover::Prover(const Case& c, const MachineChoice& choice, const Options& options)
    : impl_(std::make_unique<Impl>(c, choice, options)) {}
Prover::~Prover() = default;

ChoiceResult Prover::check(const Check& check, bool vacuity, bool shown) {
  return impl_->check(check, vacuity, shown);
}
std::optional<Outcome> Prover::next_outcome(int subject, const std::vector<Outcome>& known,
                                            bool& unknown) {
  return impl_->next_outcome(subject, known, unknown);
}

}  // namespace memtype::solver
