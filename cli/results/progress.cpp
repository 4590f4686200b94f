#include "results/progress.hpp"

#include <unistd.h>

#include <csignal>
#include <ostream>

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

Progress::Progress(std::ostream& err, std::size_t total, bool on)
    : err_(err), total_(total), on_(on) {
  if (!on_) return;
  std::signal(SIGINT, clear_and_end);
  show(0);
}

Progress::~Progress() {
  if (!on_) return;
  clear();
  std::signal(SIGINT, SIG_DFL);
}

void Progress::show(std::size_t done) {
  if (on_) err_ << clear_line << '[' << done << '/' << total_ << ']' << std::flush;
}

void Progress::clear() {
  if (on_) err_ << clear_line << std::flush;
}

bool at_terminal() { return isatty(STDERR_FILENO) != 0; }

}  // namespace memtype::cli
