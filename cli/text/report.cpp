// The text of `memtype check` about one file.

#include <fmt/format.h>

#include <algorithm>

#include "text/text.hpp"

namespace memtype::cli {
namespace {

using namespace cases;

std::string judged(const Check& check, const solver::CheckResult& r) {
  std::string text = fmt::format("{:<7}", print_verdict(r.verdict));
  if (r.needs_undefined) text += " (only through an " + undefined_text(r) + ")";
  if (r.as_expected) return text + " as expected";
  if (r.vacuous) return text + " NOT as expected: vacuous, " + r.vacuous_because;
  text += fmt::format(" NOT as expected ({})", print_verdict(check.expect));
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

std::string check_lines(const Case& c, const solver::CaseResult& result) {
  const auto width = [&](auto text) {
    std::size_t w = 0;
    for (const Check& check : c.checks) w = std::max(w, text(check).size());
    return w;
  };
  const std::size_t name_width = width([](const Check& k) { return std::string_view(k.name); });
  const std::size_t kind_width =
      width([](const Check& k) { return print_quantifier(k.quantifier); });
  std::string text;
  for (std::size_t i = 0; i < c.checks.size(); ++i) {
    if (!result.asked[i]) continue;
    const Check& check = c.checks[i];
    text += fmt::format("Check {:<{}} {:<{}} {}\n", check.name, name_width,
                        print_quantifier(check.quantifier), kind_width,
                        judged(check, result.checks[i]));
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

std::string report_text(const FileResult& result, const std::string& show_run, int unroll,
                        bool pictures, std::string& trouble) {
  if (!result.proved) return "";
  const Case& c = *result.loaded.parsed;
  std::string text = "Case " + c.name + "\n" + machine_lines(c, result.proved->left_out);
  for (const solver::Outcomes& outcomes : result.outcomes) text += outcome_lines(c, outcomes);
  text += check_lines(c, *result.proved);
  const VerdictCounts t = count_verdicts(*result.proved);
  text += fmt::format("Observation {} {} as expected, {} not, {} unknown\n", c.name, t.as_expected,
                      t.differs, t.unknown);
  text += fmt::format("Time {:.2f}\nHash {}\n", result.proved->seconds, c.hash);
  return text + runs(result, show_run, unroll, pictures, trouble);
}

}  // namespace memtype::cli
