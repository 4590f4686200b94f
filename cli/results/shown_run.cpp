#include "results/shown_run.hpp"

#include "memtype/cases/print.hpp"

namespace memtype::cli {

ShownRun find_run(const FileResult& result, const std::string& name, std::string& why) {
  if (!result.proved) return {};
  const cases::Case& c = *result.loaded.parsed;
  for (std::size_t i = 0; i < c.checks.size(); ++i) {
    if (c.checks[i].name != name || !result.proved->asked[i]) continue;
    const solver::CheckResult& r = result.proved->checks[i];
    if (r.witness) return {&c.checks[i], &r};
    why = result.file + ": error: check " + name + " " +
          std::string(cases::print_verdict(r.verdict)) + "; there is no run to show\n";
  }
  return {};
}

}  // namespace memtype::cli
