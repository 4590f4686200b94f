// The options that end a proof in time and in memory.
#include <unistd.h>

#include <algorithm>
#include <fstream>
#include <string>

#include "commands/options.hpp"

namespace memtype::cli {
namespace {

// Of the machine, or of the control group that the program runs in.
std::uint64_t all_memory() {
  const auto pages = static_cast<std::uint64_t>(std::max(0L, sysconf(_SC_PHYS_PAGES)));
  std::uint64_t bytes = pages * static_cast<std::uint64_t>(sysconf(_SC_PAGESIZE));
  for (const char* file :
       {"/sys/fs/cgroup/memory.max", "/sys/fs/cgroup/memory/memory.limit_in_bytes"}) {
    std::uint64_t limit = 0;
    if (std::ifstream(file) >> limit && limit > 0) bytes = std::min(bytes, limit);
  }
  return bytes;
}

// "nan" and "inf" are numbers to the library that reads options.
std::string seconds_error(const std::string& text) {
  double seconds = 0;
  const bool number = CLI::detail::lexical_cast(text, seconds);
  return number && seconds >= 0.001 && seconds <= 3e7 ? "" : text + " is no number of seconds";
}

std::string size_error(const std::string& text) {
  return text.starts_with("-") ? text + " is no size of memory" : "";
}

}  // namespace

void add_limits(CLI::App& sub, solver::CheckOptions& options) {
  options.memory = all_memory() / 2;
  sub.add_option(
         "--timeout", options.timeout_seconds,
         "Seconds for one check, on all of its machines together; then it is Unknown (time)")
      ->check(seconds_error)
      ->capture_default_str();
  sub.add_option_function<double>(
         "--time-limit",
         [&options](double seconds) {
           using Clock = std::chrono::steady_clock;
           options.run_until = Clock::now() + std::chrono::duration_cast<Clock::duration>(
                                                  std::chrono::duration<double>(seconds));
         },
         "Seconds for the whole run; what is not proved then is Unknown (time)")
      ->check(seconds_error);
  sub.add_option("--memory-limit", options.memory,
                 "Memory that the program may hold, 4G or 512M; what needs more is Unknown\n"
                 "(memory). By default half of what there is; 0: no limit")
      ->transform(CLI::AsSizeValue(false))
      ->check(size_error)
      ->type_name("SIZE");
}

}  // namespace memtype::cli
