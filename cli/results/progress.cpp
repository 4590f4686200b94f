#include "results/progress.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <csignal>
#include <ostream>
#include <utility>

namespace memtype::cli {
namespace {

constexpr char clear_line[] = "\r\033[K";

// Only what a signal handler may do.
void clear_and_end(int signal) {
  [[maybe_unused]] const auto written = write(STDERR_FILENO, clear_line, sizeof clear_line - 1);
  std::signal(signal, SIG_DFL);
  raise(signal);
}

}  // namespace

Progress::Progress(std::ostream& err, std::string unit, Mode mode)
    : err_(err), unit_(std::move(unit)), mode_(mode) {
  if (mode_ == Mode::line) std::signal(SIGINT, clear_and_end);
}

Progress::~Progress() {
  clear();
  if (mode_ == Mode::line) std::signal(SIGINT, SIG_DFL);
}

void Progress::show(std::size_t done, std::size_t total) {
  if (mode_ == Mode::line) err_ << clear_line << '[' << done << '/' << total << ']' << std::flush;
  const Clock::time_point now = Clock::now();
  if (mode_ != Mode::plain || (now < next_ && done < total)) return;
  next_ = now + std::chrono::seconds(1);
  err_ << fmt::format("Progress {}/{} {} {:.1f} s\n", done, total, unit_,
                      std::chrono::duration<double>(now - begun_).count())
       << std::flush;
}

void Progress::clear() {
  if (mode_ == Mode::line) err_ << clear_line << std::flush;
}

std::optional<Progress::Mode> progress_mode(const std::string& name) {
  if (name == "auto")
    return isatty(STDERR_FILENO) != 0 ? Progress::Mode::line : Progress::Mode::off;
  if (name == "plain") return Progress::Mode::plain;
  if (name == "off") return Progress::Mode::off;
  return std::nullopt;
}

}  // namespace memtype::cli
