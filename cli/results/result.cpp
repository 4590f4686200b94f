#include "results/result.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "memtype/solver/in_parallel.hpp"

namespace memtype::cli {
namespace {

using namespace cases;

bool has_check(const Case& c, const std::string& name) {
  return std::any_of(c.checks.begin(), c.checks.end(),
                     [&](const Check& check) { return check.name == name; });
}

// A file that was read and not proved yet. A check that is asked for and not there is `trouble`.
FileResult read_file(const std::string& file, const CheckRequest& request) {
  FileResult result{file, load_case(file), {}, {}, {}, exit_bad_input};
  if (!result.loaded.parsed) return result;
  for (const std::string& name : request.checks) {
    if (has_check(*result.loaded.parsed, name)) continue;
    result.trouble = fmt::format("{}: error: there is no check '{}' in this case\n", file, name);
    return result;
  }
  return result;
}

void prove(const CheckRequest& request, FileResult& result) {
  if (!result.loaded.parsed || !result.trouble.empty()) return;
  const Case& c = *result.loaded.parsed;
  if (request.outcomes)
    for (std::size_t s = 0; s < c.subjects.size(); ++s)
      result.outcomes.push_back(solver::find_outcomes(c, static_cast<int>(s), request.options));
  result.proved = solver::check_case(c, request.options);
  result.exit = exit_of(count_verdicts(*result.proved));
}

}  // namespace

VerdictCounts count_verdicts(const solver::CaseResult& result) {
  VerdictCounts t;
  for (std::size_t i = 0; i < result.checks.size(); ++i) {
    if (!result.asked[i]) continue;
    const solver::CheckResult& r = result.checks[i];
    if (r.as_expected)
      ++t.as_expected;
    else if (r.verdict == Verdict::unknown)
      ++t.unknown;
    else
      ++t.differs;
  }
  return t;
}

ExitCode exit_of(const VerdictCounts& t) {
  return t.differs > 0 ? exit_differs : t.unknown > 0 ? exit_unknown : exit_ok;
}

std::string internal_error(const std::string& file, const std::exception_ptr& failure) {
  std::string what = "an exception of no known kind";
  try {
    std::rethrow_exception(failure);
  } catch (const std::exception& e) {
    what = e.what();
  } catch (...) {
  }
  return fmt::format("{}: internal error: {}\n", file, what);
}

FileResult check_file(const std::string& file, const CheckRequest& request) {
  FileResult only;
  check_files({file}, request, [&](FileResult&& result) { only = std::move(result); });
  return only;
}

ExitCode check_files(const std::vector<std::string>& files, const CheckRequest& request,
                     const std::function<void(FileResult&&)>& take,
                     const std::function<void(std::size_t)>& tick) {
  CheckRequest each = request;
  if (files.size() > 1) each.options.jobs = 1;  // one file a thread instead
  std::vector<FileResult> results(files.size());
  ExitCode exit = exit_ok;
  solver::ParallelItems items;
  items.count = files.size();
  items.work = [&](std::size_t i) {
    results[i] = read_file(files[i], each);
    prove(each, results[i]);
  };
  items.take = [&](std::size_t i, const std::exception_ptr& failure) {
    FileResult result = std::move(results[i]);
    if (failure) {
      result.file = files[i];
      result.trouble = internal_error(files[i], failure);
      result.proved.reset();
      result.exit = exit_internal;
    }
    exit = worse(exit, result.exit);
    take(std::move(result));
  };
  items.tick = tick;
  solver::in_parallel(request.options.jobs, items);
  return exit;
}

}  // namespace memtype::cli
