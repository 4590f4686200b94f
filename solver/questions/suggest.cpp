#include "memtype/solver/suggest.hpp"

#include <algorithm>
#include <chrono>
#include <set>

#include "memtype/cases/print.hpp"
#include "memtype/solver/synthesis.hpp"
#include "prove/concrete_check.hpp"
#include "prove/run_time.hpp"
#include "questions/edits.hpp"
#include "semantics/subjects.hpp"
#include "settings/start.hpp"

namespace memtype::solver {

using namespace cases;

namespace {

constexpr int changed = 0, original = 1;  // the two subjects of the case that is searched

bool holds(const CheckResult& r) { return r.verdict == Verdict::holds && !r.vacuous; }

void move_subject(Expr& e, int from, int to) {
  if (e.symbol.subject == from) {
    e.symbol.subject = to;
    if (e.symbol.kind == Symbol::Kind::subject) e.symbol.index = to;
  }
  for (Expr& part : e.args) move_subject(part, from, to);
}

// A case of two subjects: the one to be changed, and a copy of it that stays.
Case doubled(const Case& c, int subject) {
  Case d = c;
  d.checks.clear();
  Subject copy = c.subjects[static_cast<std::size_t>(subject)];
  d.subjects = {copy};
  for (int& program : copy.programs) {
    d.programs.push_back(c.programs[static_cast<std::size_t>(program)]);
    program = static_cast<int>(d.programs.size()) - 1;
  }
  copy.name += " as it is";
  d.subjects.push_back(copy);
  return d;
}

// The checks of the case that speak of this subject alone, as checks of subject 0.
std::vector<Check> own_checks(const Case& c, int subject) {
  std::vector<Check> own;
  for (const Check& check : c.checks) {
    if (subjects_of(check) != std::vector<int>{subject}) continue;
    own.push_back(check);
    move_subject(own.back().condition, subject, changed);
    if (own.back().when) move_subject(*own.back().when, subject, changed);
  }
  return own;
}

// What must not be lost against the program as it is.
std::vector<Check> no_loss(const Case& d) {
  std::vector<Check> checks;
  const auto add = [&](const std::string& name, Expr condition,
                       std::optional<Expr> when = std::nullopt) {
    checks.push_back(make_check(Quantifier::finally_, name, d.subjects[changed].at,
                                std::move(condition), std::move(when)));
  };
  const auto property = [&](CheckFunction what, int s, std::size_t r) {
    return call_expr(what, {region_expr(d, s, static_cast<int>(r))});
  };
  for (std::size_t r = 0; r < d.regions.size(); ++r) {
    const std::string& name = d.regions[r].name;
    if (d.regions[r].wants)
      add(name + "_no_worse",
          call_expr(CheckFunction::no_worse, {region_expr(d, changed, static_cast<int>(r)),
                                              region_expr(d, original, static_cast<int>(r))}));
    add(name + "_two_types", any_of({not_expr(property(CheckFunction::aliased, changed, r)),
                                     property(CheckFunction::aliased, original, r)}));
  }
  add("no_more_writes",
      binary_expr(Operator::less_equal,
                  call_expr(CheckFunction::mtrr_writes, {subject_expr(d, changed)}),
                  call_expr(CheckFunction::mtrr_writes, {subject_expr(d, original)})),
      fact_expr(Fact::pat_enabled));
  return checks;
}

class ProgramSearch {
 public:
  // `read`: what the file's checks read of the programs.
  ProgramSearch(Case d, ReadResults read, const CheckOptions& options, const SearchLimits& limits,
                SuggestResult& result)
      : d_(std::move(d)),
        read_(std::move(read)),
        options_(options),
        limits_(limits),
        result_(result) {
    options_.only.clear();
  }

  void run(std::vector<Check> goals, std::vector<Check> keeps, std::vector<Check> no_loss) {
    for (auto* list : {&goals, &keeps, &no_loss})
      for (Check& check : *list) demands_.push_back(std::move(check));
    for (const Goal& goal : result_.goals)
      if (goal.now.witness) learn(*goal.now.witness);
    std::vector<Suggestion> frontier = {{{}, d_}};
    seen_.insert(text_of(d_));
    for (int n = 1; n <= limits_.edits && !result_.found && !result_.cut_short; ++n) {
      frontier = next(frontier);
      look_at(frontier);
      if (!result_.cut_short && !result_.found) result_.edits_tried = n;
    }
  }

 private:
  std::string text_of(const Case& c) const {
    Case bare;
    bare.params = c.params;
    for (int p : c.subjects[changed].programs)
      bare.programs.push_back(c.programs[static_cast<std::size_t>(p)]);
    return print_case(bare);
  }

  void learn(const Witness& w) { machines_.push_back(w.start); }

  std::vector<Suggestion> next(const std::vector<Suggestion>& frontier) {
    std::vector<Suggestion> list;
    for (const Suggestion& s : frontier)
      for (Edit& edit : edits_of(s.c, s.c.subjects[changed].programs, read_)) {
        if (seen_.size() > limits_.programs || run_is_over(options_)) {
          result_.cut_short = true;
          return list;
        }
        Suggestion one = s;
        one.edits.push_back(std::move(edit.what));
        one.c.programs[static_cast<std::size_t>(edit.program)] = std::move(edit.changed);
        if (covers(one.c) && seen_.insert(text_of(one.c)).second) list.push_back(std::move(one));
      }
    return list;
  }

  // A region that one call mapped whole stays mapped whole by one call.
  bool covers(const Case& c) const {
    const std::vector<int>& programs = c.subjects[changed].programs;
    const std::vector<bool> now = covered_regions(c, programs), was = covered_regions(d_, programs);
    for (std::size_t r = 0; r < was.size(); ++r)
      if (was[r] && !now[r]) return false;
    return true;
  }

  void look_at(const std::vector<Suggestion>& candidates) {
    for (const Suggestion& s : candidates) {
      if (run_is_over(options_)) {
        result_.cut_short = true;
        return;
      }
      ++result_.tried;
      if (refuted_by_a_run(s.c)) {
        ++result_.run_refuted;
        continue;
      }
      if (result_.proof_refuted + result_.undecided >= limits_.proofs) {
        result_.cut_short = true;
        return;
      }
      if (proved(s.c)) {
        result_.found = s;
        return;
      }
    }
  }

  // The machines that refuted others are tried first, the latest one before all.
  bool refuted_by_a_run(const Case& c) {
    for (auto m = machines_.rbegin(); m != machines_.rend(); ++m)
      for (const Check& check : demands_)
        if (fails_on(c, check, (*m)->choice, (*m)->inputs, options_)) return true;
    return false;
  }

  // One demand after the other: most candidates fail an early one.
  bool proved(const Case& candidate) {
    for (std::size_t i = 0; i < demands_.size(); ++i) {
      Case c = candidate;
      c.checks = {demands_[i]};
      const CheckResult r = check_case(c, options_).checks.front();
      const bool is_goal = i < result_.goals.size();
      if (r.verdict == Verdict::holds && !(is_goal && r.vacuous)) continue;
      if (r.verdict == Verdict::unknown)
        ++result_.undecided;
      else
        ++result_.proof_refuted;
      if (r.witness) learn(*r.witness);
      return false;
    }
    return true;
  }

  Case d_;
  ReadResults read_;
  CheckOptions options_;
  const SearchLimits& limits_;
  SuggestResult& result_;
  std::vector<Check> demands_;  // the goals first
  std::vector<std::shared_ptr<const Start>> machines_;
  std::set<std::string> seen_;
};

// Splits checks by their verdict now.
struct Judged {
  std::vector<Goal> failing;
  std::vector<Check> holding;
};
Judged judge(const Case& d, std::vector<Check> checks, bool of_file, const CheckOptions& options) {
  Judged judged;
  Case c = d;
  c.checks = std::move(checks);
  const CaseResult now = check_case(c, options);
  for (std::size_t i = 0; i < c.checks.size(); ++i) {
    const CheckResult& r = now.checks[i];
    // No machine of the case gets there: nothing to ask for.
    const bool impossible = r.vacuous && r.vacuous_because.find("mapped") == std::string::npos;
    if (holds(r))
      judged.holding.push_back(c.checks[i]);
    else if (!impossible)
      judged.failing.push_back({c.checks[i], r, of_file});
  }
  return judged;
}

SuggestResult search(const Case& c, int subject, const CheckOptions& options,
                     const SearchLimits& limits, const std::string& only) {
  const auto started = std::chrono::steady_clock::now();
  CheckOptions all = options;
  all.only.clear();
  const Case d = doubled(c, subject);
  std::vector<Check> of_file;
  for (Check& check : own_checks(c, subject))
    if (only.empty() ? check.expect == Verdict::holds : true) of_file.push_back(std::move(check));
  Judged file = judge(d, std::move(of_file), true, all);
  Judged wanted = judge(d, wanted_checks(d, changed), false, all);
  SuggestResult result;
  if (!only.empty()) {
    for (auto* list : {&file.failing, &wanted.failing})
      for (Goal& goal : *list)
        if (goal.check.name == only) result.goals = {goal};
  } else {
    result.goals = file.failing.empty() ? wanted.failing : file.failing;
  }
  std::vector<Check> goals;
  for (const Goal& goal : result.goals) goals.push_back(goal.check);
  // A file that expects a goal to fail tells in its other checks how things are, not how they ought
  // to be.
  const bool keep_file = std::all_of(
      result.goals.begin(), result.goals.end(),
      [](const Goal& goal) { return goal.of_file && goal.check.expect == Verdict::holds; });
  if (keep_file)
    for (Check& check : file.holding)
      if (check.expect == Verdict::holds) result.keeps.push_back(check);
  for (Check& check : wanted.holding) result.keeps.push_back(check);
  if (!goals.empty())
    ProgramSearch(d, results_read(c.checks), all, limits, result)
        .run(goals, result.keeps, no_loss(d));
  result.seconds =
      std::chrono::duration<double>(std::chrono::steady_clock::now() - started).count();
  return result;
}

}  // namespace

SuggestResult suggest(const Case& c, int subject, const CheckOptions& options,
                      const SearchLimits& limits) {
  return search(c, subject, options, limits, options.only);
}

SuggestResult suggest_for(const Case& c, int subject, const Check& goal,
                          const CheckOptions& options, const SearchLimits& limits) {
  return search(c, subject, options, limits, goal.name);
}

}  // namespace memtype::solver
