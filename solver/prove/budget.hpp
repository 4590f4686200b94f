// The time that the checks of a case have.
#pragma once

#include <atomic>
#include <string>
#include <vector>

#include "memtype/solver/check.hpp"
#include "prove/run_time.hpp"
#include "symbolic/watch.hpp"

namespace memtype::solver {

// Each check has `timeout_seconds`, for all machine choices together and with the runs of its
// programs, which count for each check that speaks of them; and all together what is left of the
// run. Used from several threads at once: what these spend adds up.
class Budget {
 public:
  Budget(const cases::Case& c, const CheckOptions& options);

  // From now on, for the check with this index in the case.
  Deadline of_check(std::size_t check) const;
  // The runs of a subject may last as long as one of its checks that is asked for has time; those
  // of a subject without any, as long as a check has.
  Deadline of_subject(int subject) const;
  // Of a question that belongs to no check: as long as a check has.
  Deadline of_all() const;
  std::uint64_t memory() const { return options_.memory; }

  void spend_on_check(std::size_t check, Clock::duration time);
  void spend_on_subject(int subject, Clock::duration time);

  // "the time for this check (5 s) is over".
  std::string words(cases::Stop why) const;

 private:
  Deadline deadline(Clock::duration left) const;

  const CheckOptions& options_;
  std::vector<std::vector<std::size_t>> of_subject_;  // its checks that are asked for
  std::vector<std::atomic<Clock::rep>> spent_;        // by check
};

}  // namespace memtype::solver
