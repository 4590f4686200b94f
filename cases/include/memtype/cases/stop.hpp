// Ending work of a thread before it is done: its time or memory is over.
#pragma once

#include <atomic>
#include <exception>

namespace memtype::cases {

enum class Stop : int {
  none,
  check_time,  // the time of one check
  run_time,    // the time of the whole run
  memory,
};

// Thrown by stop_if_asked().
class Stopped : public std::exception {
 public:
  explicit Stopped(Stop why) : why_(why) {}
  Stop why() const { return why_; }
  const char* what() const noexcept override { return "stopped"; }

 private:
  Stop why_;
};

// While it lives, `flag` says whether what this thread does is to end. Scopes of a thread nest; the
// innermost counts.
class StopScope {
 public:
  explicit StopScope(const std::atomic<Stop>& flag);
  ~StopScope();
  StopScope(const StopScope&) = delete;
  StopScope& operator=(const StopScope&) = delete;

 private:
  const std::atomic<Stop>* outer_;
};

// Throws Stopped when the flag of this thread is set. Asked before each statement of a program and
// for each new formula. Cost: a load.
void stop_if_asked();

}  // namespace memtype::cases
