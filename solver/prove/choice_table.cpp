#include "prove/choice_table.hpp"

#include "memtype/solver/in_parallel.hpp"

namespace memtype::solver {

using namespace cases;

namespace {

// Freeing gigabytes of formulas takes seconds, which a run whose time is over does not have: what
// it was working on stays until the program ends.
void abandon(std::unique_ptr<Prover> prover) {
  static std::mutex mutex;
  static auto* const abandoned = new std::vector<std::unique_ptr<Prover>>;
  const std::lock_guard lock(mutex);
  abandoned->push_back(std::move(prover));
}

}  // namespace

ChoiceTable::ChoiceTable(const Case& c, const CheckOptions& options, Budget& budget)
    : choices(machine_choices(c)),
      first(equivalent_choices(c, choices)),
      c_(c),
      options_(options),
      budget_(budget),
      rows_(choices.size(), std::vector<ChoiceResult>(c.checks.size())),
      decided_(c.checks.size()),
      shown_real_(c.checks.size()),
      done_(c.checks.size(), std::vector<bool>(choices.size(), false)),
      told_(c.checks.size(), false) {
  for (auto& d : decided_) d = choices.size();
  for (const Check& check : c.checks)
    first_of_check_.push_back(equivalent_choices(c, check, choices, first));
  for (std::size_t k = 0; k < choices.size(); ++k)
    for (std::size_t i = 0; i < c.checks.size(); ++i)
      all_ += asks(i, k) && is_asked(c.checks[i], options) ? 1 : 0;
}

ChoiceResult ChoiceTable::prove(Prover& prover, std::size_t k, std::size_t check) {
  const bool vacuity = options_.vacuity && !shown_real_[check];
  ChoiceResult result = prover.check(check, vacuity, false);
  if (result.violated == Possible::no && result.reached && result.mapped) shown_real_[check] = true;
  if (result.violated == Possible::yes && !result.needs_undefined) {
    std::size_t best = decided_[check];
    while (k < best && !decided_[check].compare_exchange_weak(best, k)) {
    }
  }
  return result;
}

void ChoiceTable::prove_row(std::size_t k, const std::function<void(std::size_t)>& done) {
  CheckOptions own = options_;
  for (std::size_t i = 0; i < c_.checks.size(); ++i)
    if (asks(i, k) && is_asked(c_.checks[i], options_)) own.among.push_back(c_.checks[i].name);
  if (own.among.empty()) return;
  if (options_.smt2)
    own.smt2 = [this, k](const Smt2Question& asked) {
      Smt2Question question = asked;
      question.choice = k;
      options_.smt2(question);
    };
  // The checks have the runs of the programs in common. Where one check keeps these from being
  // made, each makes its own.
  const bool looked_at = !options_.machines || options_.machines(choices[k]);
  std::unique_ptr<Prover> common;
  std::string broken;
  if (looked_at && is_time_left(own))
    broken = defect_in(options_,
                       [&] { common = std::make_unique<Prover>(c_, choices[k], own, budget_); });
  for (std::size_t i = 0; i < c_.checks.size(); ++i) {
    if (!asks(i, k) || !is_asked(c_.checks[i], options_)) continue;
    if (looked_at && decided_[i] >= k && !common && broken.empty())
      rows_[k][i] = out_of_time(i);
    else if (looked_at && decided_[i] >= k)
      rows_[k][i].defect = defect_in(options_, [&] {
        CheckOptions alone = own;
        alone.only = c_.checks[i].name;
        std::optional<Prover> single;
        if (!broken.empty()) single.emplace(c_, choices[k], alone, budget_);
        rows_[k][i] = prove(single ? *single : *common, k, i);
      });
    finish(k, i, done);
  }
  if (run_is_over(options_)) abandon(std::move(common));
}

// For one of the checks that are asked about at least.
bool ChoiceTable::is_time_left(const CheckOptions& asked) const {
  for (std::size_t i = 0; i < c_.checks.size(); ++i)
    if (is_asked(c_.checks[i], asked) && Clock::now() < budget_.of_check(i).at) return true;
  return false;
}

ChoiceResult ChoiceTable::out_of_time(std::size_t check) const {
  ChoiceResult result;
  result.violated = Possible::unknown;
  result.stopped = budget_.of_check(check).why;
  result.unknown_because = budget_.words(result.stopped);
  return result;
}

void ChoiceTable::finish(std::size_t k, std::size_t check,
                         const std::function<void(std::size_t)>& done) {
  const std::lock_guard lock(mutex_);
  done_[check][k] = true;
  ++answered_;
  if (options_.works) options_.works(answered_, all_);
  if (told_[check] || !is_complete(check)) return;
  told_[check] = true;
  done(check);
}

bool ChoiceTable::is_complete(std::size_t check) const {
  for (std::size_t k = 0; k < choices.size() && k <= decided_[check]; ++k)
    if (asks(check, k) && !done_[check][k]) return false;
  return true;
}

std::vector<const ChoiceResult*> ChoiceTable::column(std::size_t check) const {
  std::vector<const ChoiceResult*> list;
  for (std::size_t k = 0; k < choices.size() && k <= decided_[check]; ++k)
    if (asks(check, k)) list.push_back(&rows_[k][check]);
  return list;
}

const ChoiceResult* ChoiceTable::answer(std::size_t check, std::size_t k) const {
  return k <= decided_[check] && asks(check, k) ? &rows_[k][check] : nullptr;
}

}  // namespace memtype::solver
