// How far a long command is, on a terminal or in a log.
#pragma once

#include <chrono>
#include <cstddef>
#include <iosfwd>
#include <optional>
#include <string>

namespace memtype::cli {

// Once it is known of how many things there are done so and so many:
//   line   "[12/148]" over and over on one line of a terminal. Whoever else writes to it calls
//          clear() first; an interrupt clears the line before it ends the program.
//   plain  "Progress 12/148 files 3.5 s", a line each, at most one a second but for the last.
//   off    nothing.
class Progress {
 public:
  enum class Mode { off, line, plain };

  // `unit`: what is counted, "files".
  Progress(std::ostream& err, std::string unit, Mode mode);
  ~Progress();
  Progress(const Progress&) = delete;
  Progress& operator=(const Progress&) = delete;

  void show(std::size_t done, std::size_t total);
  void clear();

 private:
  using Clock = std::chrono::steady_clock;

  std::ostream& err_;
  std::string unit_;
  Mode mode_;
  Clock::time_point begun_ = Clock::now();
  Clock::time_point next_ = begun_;  // no plain line before
};

// The mode called so; "auto" is a line if standard error is a terminal, else off. Nothing if there
// is none of this name.
std::optional<Progress::Mode> progress_mode(const std::string& name);

}  // namespace memtype::cli
