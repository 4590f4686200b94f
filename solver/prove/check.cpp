#include "memtype/solver/check.hpp"

#include <atomic>
#include <chrono>

#include "memtype/solver/in_parallel.hpp"
#include "prove/left_out.hpp"
#include "prove/outcomes.hpp"
#include "prove/prover.hpp"
#include "settings/start.hpp"

namespace memtype::solver {
namespace {

using namespace cases;

// All answers of one case: a row for each machine choice, a column for each check.
struct ChoiceTable {
  std::vector<MachineChoice> choices;
  std::vector<std::size_t> first;  // equal machines are asked about once
  std::vector<std::vector<ChoiceResult>> rows;
  std::vector<std::vector<ChoiceGap>> gaps;  // a list for each choice
  // The first choice that decides each check by a run; later choices need not be asked.
  std::vector<std::atomic<std::size_t>> decided;
  std::vector<std::atomic<bool>> shown_real;  // some choice showed it is not vacuous

  explicit ChoiceTable(const Case& c)
      : choices(machine_choices(c)),
        first(equivalent_choices(c, choices)),
        rows(choices.size()),
        gaps(choices.size()),
        decided(c.checks.size()),
        shown_real(c.checks.size()) {
    for (auto& d : decided) d = choices.size();
  }
};

bool is_asked(const Check& check, const CheckOptions& options) {
  return options.only.empty() || options.only == check.name;
}

// Does the work. What it throws, in words, where the others are to go on; else it is thrown.
template <class Work>
std::string defect_in(const CheckOptions& options, Work work) {
  if (!options.keep_going) {
    work();
    return "";
  }
  try {
    work();
  } catch (...) {
    return words_of(std::current_exception());
  }
  return "";
}

ChoiceResult prove_check(Prover& prover, const CheckOptions& options, ChoiceTable& table,
                         std::size_t k, std::size_t i) {
  const bool vacuity = options.vacuity && !table.shown_real[i];
  ChoiceResult result = prover.check(i, vacuity, !options.only.empty());
  if (result.violated == Possible::no && result.reached && result.mapped)
    table.shown_real[i] = true;
  if (result.violated == Possible::yes && !result.needs_undefined) {
    std::size_t best = table.decided[i];
    while (k < best && !table.decided[i].compare_exchange_weak(best, k)) {
    }
  }
  return result;
}

void prove_choice(const Case& c, const CheckOptions& options, ChoiceTable& table, std::size_t k) {
  table.rows[k].resize(c.checks.size());
  if (options.machines && !options.machines(table.choices[k])) return;
  CheckOptions own = options;
  if (options.smt2)
    own.smt2 = [&options, k](const Smt2Question& asked) {
      Smt2Question question = asked;
      question.choice = k;
      options.smt2(question);
    };
  // The checks have the runs of the programs in common. Where one check keeps these from being
  // made, each makes its own.
  std::optional<Prover> common;
  const std::string broken = defect_in(options, [&] { common.emplace(c, table.choices[k], own); });
  for (std::size_t i = 0; i < c.checks.size(); ++i) {
    if (!is_asked(c.checks[i], options) || table.decided[i] < k) continue;
    ChoiceResult& result = table.rows[k][i];
    result.defect = defect_in(options, [&] {
      CheckOptions alone = own;
      alone.only = c.checks[i].name;
      std::optional<Prover> single;
      if (!broken.empty()) single.emplace(c, table.choices[k], alone);
      result = prove_check(single ? *single : *common, options, table, k, i);
    });
  }
  if (options.vacuity && common) table.gaps[k] = gaps_of(common->session());
}

void judge_without_run(const Check& check, const std::vector<const ChoiceResult*>& column,
                       bool vacuity, CheckResult& result) {
  const bool exists = check.quantifier == Quantifier::exists;
  result.verdict = exists ? Verdict::fails : Verdict::holds;
  if (exists || !vacuity) return;
  result.vacuous = true;
  bool reached = false, open = false;
  std::string unmapped;
  for (const ChoiceResult* r : column) {
    open = open || r->vacuity_open;
    if (r->reached && r->mapped) result.vacuous = false;
    if (r->reached && !r->mapped && unmapped.empty()) unmapped = r->unmapped;
    reached = reached || r->reached;
  }
  if (!result.vacuous) return;
  if (open) {
    result.vacuous = false;
    result.verdict = Verdict::unknown;
    result.unknown_because = "the solver gave up on whether any run gets there";
    return;
  }
  result.vacuous_because = !reached ? "no allowed machine and run gets there" : unmapped;
}

void fail_over(const std::string& defect, CheckResult& result) {
  result.verdict = Verdict::unknown;
  result.as_expected = false;
  result.unknown_because = "internal error: " + defect;
  result.defect = defect;
  result.witness.reset();
}

CheckResult judge(const Check& check, const std::vector<const ChoiceResult*>& column,
                  bool vacuity) {
  CheckResult result;
  for (const ChoiceResult* r : column)
    if (!r->defect.empty()) {
      fail_over(r->defect, result);
      return result;
    }
  const ChoiceResult* run = nullptr;
  const ChoiceResult* gap = nullptr;
  bool open = false;
  for (const ChoiceResult* r : column) {
    result.seconds += r->seconds;
    if (r->violated == Possible::yes &&
        (run == nullptr || (run->needs_undefined && !r->needs_undefined)))
      run = r;
    if (r->violated == Possible::unknown && gap == nullptr) gap = r;
    open = open || r->undefined_open || r->violated == Possible::unknown;
  }
  if (run != nullptr) {
    const bool exists = check.quantifier == Quantifier::exists;
    result.verdict = exists ? Verdict::holds : Verdict::fails;
    result.needs_undefined = run->needs_undefined;
    result.undefined_open = run->needs_undefined && open;
    result.witness = run->witness;
  } else if (gap != nullptr) {
    result.verdict = Verdict::unknown;
    result.unknown_because = gap->unknown_because;
  } else {
    judge_without_run(check, column, vacuity, result);
  }
  result.as_expected = result.verdict == check.expect && !result.vacuous;
  return result;
}

// Which model the solver finds depends on what it was asked before, and that on the threads. The
// run that is shown is therefore looked for once more, with nothing else asked.
void find_run_again(const Case& c, std::size_t index, const CheckOptions& options,
                    CheckResult& result) {
  const Check& check = c.checks[index];
  if (!result.witness || !options.only.empty()) return;
  if (options.shows && !options.shows(check, result)) return;
  CheckOptions alone = options;
  alone.only = check.name;
  alone.smt2 = {};
  const std::shared_ptr<const Start> start = result.witness->start;
  ChoiceResult again = Prover(c, start->choice, alone).check(index, false, true);
  if (again.violated == Possible::yes && again.needs_undefined == result.needs_undefined)
    result.witness = std::move(again.witness);
}

// What the case leaves out; a check that holds because nobody gets there says so.
void add_left_out(const Case& c, const ChoiceTable& table, CaseResult& all) {
  all.left_out = impossible_machines(c);
  const auto ruled = left_out(c, table.choices, table.first, table.gaps);
  for (CheckResult& result : all.checks)
    if (result.vacuous && !ruled.empty())
      result.vacuous_because +=
          "; left out is " + ruled.front().what + ": " + ruled.front().because;
  all.left_out.insert(all.left_out.end(), ruled.begin(), ruled.end());
}

}  // namespace

CaseResult check_case(const Case& c, const CheckOptions& options) {
  const auto started = std::chrono::steady_clock::now();
  ChoiceTable table(c);
  const auto prove = [&](std::size_t k) {
    if (table.first[k] == k) prove_choice(c, options, table, k);
  };
  in_parallel(options.jobs, {table.choices.size(), prove, {}, {}});
  CaseResult all;
  for (std::size_t i = 0; i < c.checks.size(); ++i) {
    const bool asked = is_asked(c.checks[i], options);
    all.asked.push_back(asked);
    std::vector<const ChoiceResult*> column;
    for (std::size_t k = 0; asked && k < table.choices.size() && k <= table.decided[i]; ++k)
      if (table.first[k] == k) column.push_back(&table.rows[k][i]);
    all.checks.push_back(asked ? judge(c.checks[i], column, options.vacuity) : CheckResult{});
  }
  if (options.vacuity) add_left_out(c, table, all);
  const auto look_again = [&](std::size_t i) {
    const std::string defect =
        defect_in(options, [&] { find_run_again(c, i, options, all.checks[i]); });
    if (!defect.empty()) fail_over(defect, all.checks[i]);
  };
  in_parallel(options.jobs, {c.checks.size(), look_again, {}, {}});
  all.seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - started).count();
  return all;
}

Outcomes find_outcomes(const Case& c, int subject, const CheckOptions& options, std::size_t limit) {
  Outcomes outcomes;
  outcomes.subject = subject;
  CheckOptions quiet = options;
  quiet.only = "\n";  // no check
  const std::vector<MachineChoice> choices = machine_choices(c);
  const std::vector<std::size_t> first = equivalent_choices(c, choices);
  for (std::size_t k = 0; k < choices.size(); ++k) {
    if (first[k] != k) continue;
    Prover prover(c, choices[k], quiet);
    OutcomeSearch search(prover.session(), prover.obligations(), subject);
    bool open = false;
    while (outcomes.list.size() < limit) {
      auto outcome = search.next(outcomes.list, open);
      if (!outcome) break;
      outcomes.list.push_back(std::move(*outcome));
    }
    if (open || outcomes.list.size() >= limit) outcomes.complete = false;
  }
  return outcomes;
}

std::string solver_version() {
  unsigned major = 0, minor = 0, build = 0, revision = 0;
  Z3_get_version(&major, &minor, &build, &revision);
  return "Z3 " + std::to_string(major) + "." + std::to_string(minor) + "." + std::to_string(build);
}

}  // namespace memtype::solver
