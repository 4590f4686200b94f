#include "prove/budget.hpp"

#include <algorithm>
#include <cstdio>

#include "semantics/subjects.hpp"

namespace memtype::solver {

using cases::Stop;

namespace {

std::string number(double value) {
  char text[32];
  std::snprintf(text, sizeof text, "%.4g", value);
  return text;
}

// A year is as good as ever, and does not overflow.
Clock::duration seconds(double count) {
  return std::chrono::duration_cast<Clock::duration>(
      std::chrono::duration<double>(std::min(count, 3e7)));
}

}  // namespace

Budget::Budget(const cases::Case& c, const CheckOptions& options)
    : options_(options), of_subject_(c.subjects.size()), spent_(c.checks.size()) {
  for (std::size_t i = 0; i < c.checks.size(); ++i)
    if (is_asked(c.checks[i], options))
      for (const int subject : cases::subjects_of(c.checks[i]))
        of_subject_[static_cast<std::size_t>(subject)].push_back(i);
}

Deadline Budget::deadline(Clock::duration left) const {
  const Clock::time_point at = Clock::now() + left;
  if (options_.run_until && *options_.run_until < at) return {*options_.run_until, Stop::run_time};
  return {at, Stop::check_time};
}

Deadline Budget::of_check(std::size_t check) const {
  return deadline(seconds(options_.timeout_seconds) - Clock::duration(spent_[check].load()));
}

Deadline Budget::of_subject(int subject) const {
  Deadline latest{Clock::time_point::min(), Stop::check_time};
  for (const std::size_t check : of_subject_[static_cast<std::size_t>(subject)])
    if (const Deadline own = of_check(check); own.at > latest.at) latest = own;
  return latest.at > Clock::time_point::min() ? latest : of_all();
}

Deadline Budget::of_all() const { return deadline(seconds(options_.timeout_seconds)); }

void Budget::spend_on_check(std::size_t check, Clock::duration time) {
  spent_[check] += time.count();
}

void Budget::spend_on_subject(int subject, Clock::duration time) {
  for (const std::size_t check : of_subject_[static_cast<std::size_t>(subject)])
    spend_on_check(check, time);
}

std::string Budget::words(Stop why) const {
  switch (why) {
    case Stop::none: return "";
    case Stop::check_time:
      return "the time for one check (" + number(options_.timeout_seconds) + " s) is over";
    case Stop::run_time: return "the time for the whole run is over";
    case Stop::memory:
      return options_.memory == 0
                 ? "there is no more memory"
                 : "the memory that may be used (" +
                       number(static_cast<double>(options_.memory) / (1 << 20)) + " MiB) is full";
  }
  return "";
}

bool is_asked(const cases::Check& check, const CheckOptions& options) {
  const std::vector<std::string>& among = options.among;
  return (options.only.empty() || options.only == check.name) &&
         (among.empty() || std::find(among.begin(), among.end(), check.name) != among.end());
}

bool run_is_over(const CheckOptions& options) {
  return options.run_until && Clock::now() >= *options.run_until;
}

}  // namespace memtype::solver
