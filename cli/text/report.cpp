// The text of `memtype check` about one file.

#include <fmt/format.h>

#include <algorithm>

#include "text/text.hpp"

namespace memtype::cli {
namespace {

using namespace cases;

std::string judged(const Check& check, const solver::CheckResult& r) {
  std::string text = fmt::format("{:<7}", verdict_text(r));
  if (r.needs_undefined) text += " (only through an " + undefined_text(r) + ")";
  if (r.as_expected) {
    text += " as expected";
    if (!r.unreached.empty()) text += fmt::format(" (never on {})", fmt::join(r.unreached, ", "));
    return text;
  }
  if (r.vacuous) return text + " NOT as expected: vacuous, " + r.vacuous_because;
  text += fmt::format(" NOT as expected (expected {})", print_verdict(check.expect));
  return r.unknown_because.empty() ? text : text + ": " + r.unknown_because;
}

std::string outcome_lines(const Case& c, const solver::Outcomes& outcomes) {
  const std::string& who = c.subjects[static_cast<std::size_t>(outcomes.subject)].name;
  std::string text = fmt::format("Outcomes {} {}{}\n", who, outcomes.list.size(),
                                 outcomes.complete ? "" : " or more");
  for (const solver::Outcome& o : outcomes.list) {
    text += " ";
    for (std::size_t r = 0; r < c.regions.size(); ++r)
      text += fmt::format(" {}={}", c.regions[r].name, to_string(o.regions[r]));
    text +=
        fmt::format(" mtrr_writes={}   for example {}\n", o.mtrr_writes, start_text(c, o.example));
  }
  return text;
}

std::string runs(const FileResult& result, const std::string& show_run, int unroll, bool pictures,
                 std::string& trouble) {
  const Case& c = *result.loaded.parsed;
  std::string text;
  for (std::size_t i = 0; i < c.checks.size(); ++i) {
    const solver::CheckResult& r = result.proved->checks[i];
    if (!result.proved->asked[i] || !r.witness) continue;
    if (r.as_expected && c.checks[i].name != show_run) continue;
    try {
      text += witness_text(c, result.file, c.checks[i], r, unroll, pictures);
    } catch (...) {
      trouble += run_not_shown(result.file, c.checks[i].name, std::current_exception());
    }
  }
  return text;
}

}  // namespace

std::string verdict_text(const solver::CheckResult& r) {
  const std::string verdict(print_verdict(r.verdict));
  switch (r.stopped) {
    case Stop::none: return verdict;
    case Stop::check_time:
    case Stop::run_time: return verdict + " (time)";
    case Stop::memory: return verdict + " (memory)";
  }
  return verdict;
}

std::string report_head(const FileResult& result, const std::vector<LeftOut>& left_out) {
  const Case& c = *result.loaded.parsed;
  std::string text = "Case " + c.name + "\n" + machine_lines(c, left_out);
  if (result.loaded.use) text += use_lines(*result.loaded.use, c);
  for (const solver::Outcomes& outcomes : result.outcomes) text += outcome_lines(c, outcomes);
  return text;
}

std::string check_line(const Case& c, std::size_t check, const solver::CheckResult& result) {
  std::size_t names = 0, kinds = 0;
  for (const Check& other : c.checks) {
    names = std::max(names, other.name.size());
    kinds = std::max(kinds, print_quantifier(other.quantifier).size());
  }
  return fmt::format("Check {:<{}} {:<{}} {}\n", c.checks[check].name, names,
                     print_quantifier(c.checks[check].quantifier), kinds,
                     judged(c.checks[check], result));
}

std::string report_tail(const FileResult& result, const std::string& show_run, int unroll,
                        bool pictures, std::string& trouble) {
  const Case& c = *result.loaded.parsed;
  const VerdictCounts t = count_verdicts(*result.proved);
  return fmt::format("Observation {} {} as expected, {} not, {} unknown\n", c.name, t.as_expected,
                     t.differs, t.unknown) +
         fmt::format("Time {:.2f}\nHash {}\n", result.proved->seconds, c.hash) +
         runs(result, show_run, unroll, pictures, trouble);
}

std::string report_text(const FileResult& result, const std::string& show_run, int unroll,
                        bool pictures, std::string& trouble) {
  if (!result.proved) return "";
  const Case& c = *result.loaded.parsed;
  std::string text = report_head(result, result.proved->left_out);
  for (std::size_t i = 0; i < c.checks.size(); ++i)
    if (result.proved->asked[i]) text += check_line(c, i, result.proved->checks[i]);
  return text + report_tail(result, show_run, unroll, pictures, trouble);
}

}  // namespace memtype::cli
