#include "memtype/solver/check.hpp"

#include <atomic>

#include "memtype/solver/in_parallel.hpp"
#include "prove/also_on.hpp"
#include "prove/choice_table.hpp"
#include "prove/judge.hpp"
#include "prove/left_out.hpp"
#include "prove/outcomes.hpp"
#include "settings/start.hpp"
#include "symbolic/ask.hpp"

namespace memtype::solver {
namespace {

using namespace cases;

// Which model the solver finds depends on what it was asked before, and that on the threads and on
// what was known already. The run that is shown is therefore looked for once more, with nothing
// else asked. Gives the shapes of firmware that were asked about.
std::vector<std::pair<std::string_view, Possible>> find_run_again(const Case& c, std::size_t index,
                                                                  const CheckOptions& options,
                                                                  Budget& budget,
                                                                  CheckResult& result) {
  const Check& check = c.checks[index];
  if (!result.witness) return {};
  if (options.shows && !options.shows(check, result)) return {};
  const AskAfresh afresh;
  CheckOptions alone = options;
  alone.only = check.name;
  alone.smt2 = {};
  const std::shared_ptr<const Start> start = result.witness->start;
  ChoiceResult again = Prover(c, start->choice, alone, budget).check(index, false, true);
  if (again.violated == Possible::yes && again.needs_undefined == result.needs_undefined)
    result.witness = std::move(again.witness);
  return again.shapes;
}

// Does the work, for so long. Why it was stopped; none: it was not.
template <class Work>
Stop until(const Deadline& deadline, std::uint64_t memory, Work work) {
  const Watch watch(deadline, memory);
  try {
    stop_if_asked();
    work();
  } catch (...) {
    const Stop why = stop_of(std::current_exception(), watch);
    if (why == Stop::none) throw;
    return why;
  }
  return Stop::none;
}

// Half of the time that a check has: the rest is for the proof.
Deadline half_of_all(const Budget& budget) {
  const Clock::time_point now = Clock::now();
  const Deadline all = budget.of_all();
  return {now + (all.at - now) / 2, all.why};
}

// Nothing is left out in silence: what was not looked for is said.
LeftOut not_looked_for(const std::string& what, Stop why, const Budget& budget) {
  return {what, why == Stop::memory
                    ? budget.words(why)
                    : "half of the time was over before all that is left out was found"};
}

// What the rules of the case leave out of this choice.
std::vector<ChoiceGap> gaps_in(const Case& c, const MachineChoice& choice,
                               const CheckOptions& options) {
  try {
    Session session(c, choice, options);
    return gaps_of(session);
  } catch (const Stopped&) {
    throw;
  } catch (...) {
    stop_if_asked();  // what the interrupted solver throws
    if (!options.keep_going) throw;
    return {};  // the checks meet the same defect
  }
}

std::vector<LeftOut> ruled_out(const Case& c, const ChoiceTable& table, const CheckOptions& options,
                               const Budget& budget, const Deadline& deadline) {
  std::vector<std::vector<ChoiceGap>> gaps(table.size());
  std::atomic<Stop> stopped{Stop::none};
  const auto find = [&](std::size_t k) {
    const bool looked_at = !options.machines || options.machines(table.choices[k]);
    if (!table.is_first(k) || !looked_at || stopped != Stop::none) return;
    const Stop why =
        until(deadline, budget.memory(), [&] { gaps[k] = gaps_in(c, table.choices[k], options); });
    if (why != Stop::none) stopped = why;
  };
  in_parallel(options.jobs, {table.size(), find, {}, {}});
  std::vector<LeftOut> list;
  const Stop why = until(deadline, budget.memory(),
                         [&] { list = left_out(c, table.choices, table.first, gaps); });
  if (why != Stop::none) stopped = why;
  if (stopped != Stop::none) list.push_back(not_looked_for("perhaps some values", stopped, budget));
  return list;
}

// One question, all checks.
class CaseProof {
 public:
  // Lists the machines of the case and merges those that are equal to it.
  CaseProof(const Case& c, const CheckOptions& options, Budget& budget)
      : c_(c), options_(options), budget_(budget), table_(c, options, budget_) {}

  // `started`: when its machines began to be listed.
  CaseResult run(Clock::time_point started) {
    all_.checks.resize(c_.checks.size());
    for (const Check& check : c_.checks) all_.asked.push_back(is_asked(check, options_));
    find_left_out();
    for (std::size_t i = 0; i < c_.checks.size(); ++i)
      budget_.spend_on_check(i, Clock::now() - started);
    const auto prove = [&](std::size_t k) {
      if (table_.is_first(k)) table_.prove_row(k, [&](std::size_t check) { take(check); });
    };
    in_parallel(options_.jobs, {table_.size(), prove, {}, {}});
    for (std::size_t i = 0; i < c_.checks.size(); ++i) {
      if (!all_.asked[i]) continue;
      if (table_.size() == 0) take(i);
      all_.checks[i] = verdict(i);  // with the seconds of all choices
    }
    const auto look_again = [&](std::size_t i) {
      const std::string defect = defect_in(options_, [&] { look_again_at(i); });
      if (!defect.empty()) fail_over(defect, all_.checks[i]);
    };
    in_parallel(options_.jobs, {c_.checks.size(), look_again, {}, {}});
    all_.seconds = std::chrono::duration<double>(Clock::now() - started).count();
    return std::move(all_);
  }

 private:
  void look_again_at(std::size_t i) {
    CheckResult& result = all_.checks[i];
    const auto shapes = find_run_again(c_, i, options_, budget_, result);
    if (result.verdict == Verdict::fails && result.witness && options_.also &&
        options_.also(c_.checks[i], result))
      result.also = also_on(c_, i, table_, shapes, options_, budget_);
  }

  void find_left_out() {
    if (options_.vacuity) {
      const Deadline deadline = half_of_all(budget_);
      find_impossible(deadline);
      ruled_ = ruled_out(c_, table_, options_, budget_, deadline);
      all_.left_out.insert(all_.left_out.end(), ruled_.begin(), ruled_.end());
    }
    if (options_.begins) options_.begins(all_.left_out);
  }

  void find_impossible(const Deadline& deadline) {
    const Stop why =
        until(deadline, budget_.memory(), [&] { all_.left_out = impossible_machines(c_); });
    if (why != Stop::none) all_.left_out = {not_looked_for("perhaps some machines", why, budget_)};
  }

  // A check that holds because nobody gets there says what the case leaves out.
  CheckResult verdict(std::size_t i) const {
    CheckResult result = judge(c_.checks[i], table_.column(i), options_.vacuity);
    if (result.verdict == Verdict::holds && !result.vacuous && !result.witness)
      result.unreached = unreached(i);
    if (result.vacuous && !ruled_.empty())
      result.vacuous_because +=
          "; left out is " + ruled_.front().what + ": " + ruled_.front().because;
    return result;
  }

  std::vector<std::string> unreached(std::size_t i) const {
    std::vector<bool> chosen;
    for (std::size_t k = 0; k < table_.size(); ++k) {
      const ChoiceResult* r = table_.answer(i, table_.first_for(i, k));
      chosen.push_back(r != nullptr && r->violated == Possible::no && r->unreached);
    }
    return describe(c_.machine, table_.choices, chosen);
  }

  // This check has its verdict; those that are in order are told.
  void take(std::size_t check) {
    all_.checks[check] = verdict(check);
    ready_[check] = true;
    for (; next_ < c_.checks.size() && (!all_.asked[next_] || ready_[next_]); ++next_)
      if (all_.asked[next_] && options_.tells) options_.tells(next_, all_.checks[next_]);
  }

  const Case& c_;
  const CheckOptions& options_;
  Budget& budget_;
  ChoiceTable table_;
  CaseResult all_;
  std::vector<LeftOut> ruled_;
  std::vector<bool> ready_ = std::vector<bool>(c_.checks.size(), false);
  std::size_t next_ = 0;  // the next check to tell
};

// Time or memory is over before anything was asked.
CaseResult nothing_proved(const Case& c, const CheckOptions& options, const Budget& budget,
                          Stop why) {
  CaseResult all;
  for (const Check& check : c.checks) {
    ChoiceResult open;
    open.violated = Possible::unknown;
    open.stopped = why;
    open.unknown_because = budget.words(why);
    all.asked.push_back(is_asked(check, options));
    all.checks.push_back(all.asked.back() ? judge(check, {&open}, false) : CheckResult{});
  }
  return all;
}

}  // namespace

CaseResult check_case(const Case& c, const CheckOptions& options) {
  const auto started = Clock::now();
  Budget budget(c, options);
  std::unique_ptr<CaseProof> proof;
  Stop why = Stop::run_time;
  if (!run_is_over(options))
    why = until(budget.of_all(), budget.memory(),
                [&] { proof = std::make_unique<CaseProof>(c, options, budget); });
  if (why == Stop::none) return proof->run(started);
  CaseResult all = nothing_proved(c, options, budget, why);
  all.seconds = std::chrono::duration<double>(Clock::now() - started).count();
  return all;
}

Outcomes find_outcomes(const Case& c, int subject, const CheckOptions& options, std::size_t limit) {
  Outcomes outcomes;
  outcomes.subject = subject;
  CheckOptions quiet = options;
  quiet.only = "\n";  // no check
  const AskAfresh afresh;
  Budget budget(c, quiet);
  const Watch watch(budget.of_all(), budget.memory());
  try {
    const std::vector<MachineChoice> choices = machine_choices(c);
    const std::vector<std::size_t> first = equivalent_choices(c, choices);
    for (std::size_t k = 0; k < choices.size(); ++k) {
      if (first[k] != k) continue;
      Prover prover(c, choices[k], quiet, budget);
      if (prover.obligations().runs(subject).stopped != Stop::none) outcomes.complete = false;
      OutcomeSearch search(prover.session(), prover.obligations(), subject);
      bool open = false;
      while (outcomes.list.size() < limit) {
        auto outcome = search.next(outcomes.list, open);
        if (!outcome) break;
        outcomes.list.push_back(std::move(*outcome));
      }
      if (open || outcomes.list.size() >= limit) outcomes.complete = false;
    }
  } catch (...) {
    if (stop_of(std::current_exception(), watch) == Stop::none) throw;
    outcomes.complete = false;
  }
  return outcomes;
}

std::string solver_version() {
  unsigned major = 0, minor = 0, build = 0, revision = 0;
  Z3_get_version(&major, &minor, &build, &revision);
  return "Z3 " + std::to_string(major) + "." + std::to_string(minor) + "." + std::to_string(build);
}

}  // namespace memtype::solver
