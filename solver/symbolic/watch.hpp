// The clock and the memory of a proof.
#pragma once

#include <z3++.h>

#include <chrono>
#include <cstdint>
#include <exception>

#include "memtype/cases/stop.hpp"

namespace memtype::solver {

using Clock = std::chrono::steady_clock;

// When work is to end, and what has then come to its end.
struct Deadline {
  Clock::time_point at = Clock::time_point::max();
  cases::Stop why = cases::Stop::none;
};

// While it lives, the work of this thread ends at the deadline, at that of a Watch around it, or
// when the program holds more than `memory` bytes (0: whatever it holds): a question to the solver
// gives up, and the next statement or formula throws cases::Stopped. One thread of the program
// looks after all Watches, a hundred times a second.
class Watch {
 public:
  Watch(Deadline deadline, std::uint64_t memory);
  ~Watch();
  Watch(const Watch&) = delete;
  Watch& operator=(const Watch&) = delete;

  cases::Stop stopped() const { return flag_.load(); }

 private:
  friend class Watcher;

  Deadline deadline_;
  std::uint64_t memory_;
  std::atomic<cases::Stop> flag_{cases::Stop::none};
  Watch* outer_;
  cases::StopScope scope_{flag_};
};

// What was thrown under a Watch, or just behind it, meant: none if it was no stop but a defect.
// Memory that the system does not give is a stop, too.
cases::Stop stop_of(const std::exception_ptr& thrown, const Watch& watch);

// From now on the questions of this thread are those of this context; null: it asks none. Returns
// the one before.
z3::context* watch_context(z3::context* context);

// What the program holds of the machine's memory now, in bytes; 0 where the system does not say.
std::uint64_t resident_memory();

}  // namespace memtype::solver
