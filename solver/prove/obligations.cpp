#include "prove/obligations.hpp"

#include <algorithm>
#include <map>
#include <string>

namespace memtype::solver {

using namespace cases;

Obligations::Obligations(Session& session, Budget& budget)
    : session_(session),
      c_(session.the_case()),
      by_check_(c_.checks.size()),
      stopped_(c_.checks.size(), Stop::none),
      runs_(c_.subjects.size()) {
  for (const Check& check : c_.checks)
    pages_.emplace_back(c_, session_.choice(), session_.inputs(), check.name);
  for (std::size_t s = 0; s < c_.subjects.size(); ++s)
    if (is_needed(static_cast<int>(s))) explore(static_cast<int>(s), budget);
  for (std::size_t i = 0; i < c_.checks.size(); ++i)
    if (session_.asks_for(c_.checks[i]) && subjects_of(c_.checks[i]).size() != 1)
      add_joint(i, budget);
}

// A check that is asked for speaks of this subject; or none is, and all are run for their ends.
bool Obligations::is_needed(int subject) const {
  bool some = false;
  for (const Check& check : c_.checks) {
    if (!session_.asks_for(check)) continue;
    some = true;
    const std::vector<int> subjects = subjects_of(check);
    if (std::find(subjects.begin(), subjects.end(), subject) != subjects.end()) return true;
  }
  return !some;
}

// Where time or memory is over, the other subjects are not concerned.
void Obligations::explore(int subject, Budget& budget) {
  const auto started = Clock::now();
  const Watch watch(budget.of_subject(subject), budget.memory());
  try {
    walk(subject);
  } catch (...) {
    const Stop stopped = stop_of(std::current_exception(), watch);
    if (stopped == Stop::none) throw;
    if (stopped != Stop::run_time) forget(subject);  // else there is no time for it
    runs_[static_cast<std::size_t>(subject)].stopped = stopped;
  }
  budget.spend_on_subject(subject, Clock::now() - started);
}

void Obligations::forget(int subject) {
  runs_[static_cast<std::size_t>(subject)] = {};
  for (std::size_t i = 0; i < c_.checks.size(); ++i)
    if (subjects_of(c_.checks[i]) == std::vector<int>{subject}) by_check_[i].clear();
}

// Does it matter what the programs do, or does a loop run past its bound whatever the machine is,
// and nothing is asked before their end? The loops alone tell, with calls that may give anything.
bool Obligations::ends_in_time(int subject) {
  SubjectRuns& runs = runs_[static_cast<std::size_t>(subject)];
  const auto code = compile(c_);
  const auto loops = [](const Instruction& i) { return i.kind == Instruction::Kind::test; };
  for (const int program : c_.subjects[static_cast<std::size_t>(subject)].programs) {
    const auto& own = code[static_cast<std::size_t>(program)];
    if (std::none_of(own.begin(), own.end(), loops)) continue;
    Run<Symbolic> run(c_, session_.choice(), session_.inputs(),
                      make_system<Symbolic>(session_.choice(), session_.inputs()),
                      session_.options().unroll);
    int calls = 0;
    run.skip_calls([&] {
      return Int(Word::unknown(("call." + std::to_string(++calls)).c_str(), 64, 0, 0, ~0ULL));
    });
    Step<Symbolic> done;
    while (!run.cut_for_sure && run.step(program, done)) {
    }
    if (run.cut_for_sure) runs.cut_for_sure = run.cut_for_sure;
  }
  if (!runs.cut_for_sure) return true;
  runs.cut = Bool(true);
  return std::any_of(c_.checks.begin(), c_.checks.end(), [&](const Check& check) {
    return session_.asks_for(check) && check.quantifier != Quantifier::finally_ &&
           subjects_of(check) == std::vector<int>{subject};
  });
}

void Obligations::walk(int subject) {
  if (!ends_in_time(subject)) return;
  const auto s = static_cast<std::size_t>(subject);
  const CheckOptions& options = session_.options();
  const Run<Symbolic> start(c_, session_.choice(), session_.inputs(),
                            make_system<Symbolic>(session_.choice(), session_.inputs()),
                            options.unroll);
  Explorer<Symbolic> explorer(c_.subjects[s], options.max_moments,
                              [&](const Moment<Symbolic>& m) { visit(subject, m); });
  runs_[s].all_orders = explorer.walk(start);
}

// The checks of this subject alone that are looked at after a step, or at the end.
std::vector<std::size_t> Obligations::asked_at(int subject, bool end) const {
  std::vector<std::size_t> list;
  for (std::size_t i = 0; i < c_.checks.size(); ++i) {
    const Check& check = c_.checks[i];
    if (!session_.asks_for(check) || end != (check.quantifier == Quantifier::finally_)) continue;
    if (subjects_of(check) == std::vector<int>{subject}) list.push_back(i);
  }
  return list;
}

void Obligations::visit(int subject, const Moment<Symbolic>& moment) {
  SubjectRuns& runs = runs_[static_cast<std::size_t>(subject)];
  runs.cut = runs.cut || moment.run->cut;
  const std::vector<std::size_t> asked = asked_at(subject, moment.end);
  if (asked.empty() && !moment.end) return;  // nobody wants a copy of this state
  auto path = std::make_shared<CallPath>();
  for (const Step<Symbolic>& step : *moment.steps) path->emplace_back(step.program, step.executed);
  SubjectMoment part;
  part.subject = subject;
  part.system = std::make_shared<System<Symbolic>>(moment.run->system);
  part.locals = std::make_shared<std::vector<std::vector<Int>>>(moment.run->locals);
  part.path = std::move(path);
  const Bool there = (moment.end ? Bool(true) : moment.steps->back().executed) && !moment.run->cut;
  for (const std::size_t check : asked) add(check, {part}, there, moment.end);
  if (moment.end) runs.ends.push_back({std::move(part), moment.run->cut});
}

void Obligations::add_joint(std::size_t check, Budget& budget) {
  const auto started = Clock::now();
  const Watch watch(budget.of_check(check), budget.memory());
  try {
    join_ends(check);
  } catch (...) {
    stopped_[check] = stop_of(std::current_exception(), watch);
    if (stopped_[check] == Stop::none) throw;
    by_check_[check].clear();
  }
  budget.spend_on_check(check, Clock::now() - started);
}

Stop Obligations::stopped(std::size_t check) const {
  for (const int subject : subjects_of(c_.checks[check]))
    if (const Stop why = runs(subject).stopped; why != Stop::none) return why;
  return stopped_[check];
}

// A `finally` check over several subjects (or none): every combination of their orders.
void Obligations::join_ends(std::size_t check) {
  const std::vector<int> subjects = subjects_of(c_.checks[check]);
  std::vector<std::size_t> at(subjects.size(), 0);
  for (int s : subjects)
    if (runs(s).ends.empty()) return;
  while (true) {
    Bool there(true);
    std::vector<SubjectMoment> parts;
    for (std::size_t k = 0; k < subjects.size(); ++k) {
      const EndMoment& end = runs(subjects[k]).ends[at[k]];
      parts.push_back(end.part);
      there = there && !end.cut;
    }
    add(check, std::move(parts), there, true);
    std::size_t k = 0;
    while (k < at.size() && ++at[k] == runs(subjects[k]).ends.size()) at[k++] = 0;
    if (k == at.size()) return;
  }
}

void Obligations::add(std::size_t check, std::vector<SubjectMoment> parts, const Bool& there,
                      bool end) {
  const std::string name = c_.checks[check].name + "." + std::to_string(by_check_[check].size());
  std::map<int, std::size_t> used;
  for (SubjectMoment& part : parts)
    part.regions = std::make_shared<WitnessRegions>(pages_[check], used, *part.system,
                                                    name + "." + std::to_string(part.subject));
  if (auto made = formulas_of(c_.checks[check], std::move(parts), there)) {
    made->end = end;
    by_check_[check].push_back(std::move(*made));
  }
}

Scope<Symbolic> Obligations::scope_of(const std::vector<SubjectMoment>& parts) const {
  Scope<Symbolic> scope{.c = &c_, .choice = &session_.choice(), .inputs = &session_.inputs()};
  scope.subjects.resize(c_.subjects.size());
  for (const SubjectMoment& part : parts)
    scope.subjects[static_cast<std::size_t>(part.subject)] = {part.system.get(), part.locals.get(),
                                                              part.regions.get()};
  return scope;
}

// Nothing if the moment never comes about with its guard true.
std::optional<Obligation> Obligations::formulas_of(const Check& check,
                                                   std::vector<SubjectMoment> parts,
                                                   const Bool& there) const {
  const Scope<Symbolic> scope = scope_of(parts);
  const Evaluator<Symbolic> evaluate(scope);
  Obligation o;
  o.guard = check.when ? there && evaluate.condition(*check.when) : there;
  if (known_false(o.guard)) return std::nullopt;
  o.sought = o.guard && evaluate.decides(check);
  const z3::expr formula = o.sought.formula();
  for (SubjectMoment& part : parts) part.regions->assign(formula);
  for (SubjectMoment& part : parts) {
    o.sought = o.sought && part.regions->meaning();
    o.undefined = o.undefined || part.regions->undefined();
  }
  for (RegionUse use : regions_of(check))
    for (SubjectMoment& part : parts)
      if (part.subject == use.subject)
        o.mapped.emplace_back(use, o.guard && part.regions->really_mapped(use.region));
  o.parts = std::move(parts);
  return o;
}

}  // namespace memtype::solver
