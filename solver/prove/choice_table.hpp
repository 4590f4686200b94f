// All answers about one case: machine choices against checks.
#pragma once

#include <atomic>
#include <mutex>
#include <vector>

#include "memtype/solver/in_parallel.hpp"
#include "prove/prover.hpp"

namespace memtype::solver {

// A row for each machine choice, a column for each check. prove_row() may run for several rows at
// once.
class ChoiceTable {
 public:
  ChoiceTable(const cases::Case& c, const CheckOptions& options, Budget& budget);

  std::size_t size() const { return choices.size(); }
  // Machines that are equal to what the case reads are asked about once, at the first of them; and
  // so are those that are equal to what one check reads.
  bool is_first(std::size_t k) const { return first[k] == k; }
  bool asks(std::size_t check, std::size_t k) const { return first_for(check, k) == k; }
  std::size_t first_for(std::size_t check, std::size_t k) const {
    return first_of_check_[check][k];
  }
  // Asks all checks about one choice. `done` is called with the index of each whose column has no
  // open place any more, one call at a time.
  void prove_row(std::size_t k, const std::function<void(std::size_t check)>& done);
  // What counts for a check: the answers up to the first choice that decides it by a run.
  std::vector<const ChoiceResult*> column(std::size_t check) const;
  // Of one choice that counts for the check; null if it was not asked.
  const ChoiceResult* answer(std::size_t check, std::size_t k) const;

  const std::vector<cases::MachineChoice> choices;
  const std::vector<std::size_t> first;

 private:
  ChoiceResult prove(Prover& prover, std::size_t k, std::size_t check);
  bool is_time_left(const CheckOptions& asked) const;
  ChoiceResult out_of_time(std::size_t check) const;
  void finish(std::size_t k, std::size_t check, const std::function<void(std::size_t)>& done);
  bool is_complete(std::size_t check) const;

  const cases::Case& c_;
  const CheckOptions& options_;
  Budget& budget_;
  std::vector<std::vector<std::size_t>> first_of_check_;
  std::vector<std::vector<ChoiceResult>> rows_;
  // The first choice that decides each check by a run; later choices need not be asked.
  std::vector<std::atomic<std::size_t>> decided_;
  std::vector<std::atomic<bool>> shown_real_;  // some choice showed it is not vacuous
  std::size_t all_ = 0;                        // places of the table that are asked about
  std::mutex mutex_;                           // of what follows
  std::size_t answered_ = 0;                   // of them
  std::vector<std::vector<bool>> done_;        // by check and choice
  std::vector<bool> told_;                     // by check: `done` was called
};

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

}  // namespace memtype::solver
