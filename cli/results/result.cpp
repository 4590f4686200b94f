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

// A file that was read and not proved yet. `trouble`: nothing is asked of it, or a check that is
// not there.
FileResult read_file(const std::string& file, const CheckRequest& request) {
  FileResult result{file, load_case(file, request.machine.get()), {}, {}, {}, exit_bad_input};
  if (!result.loaded.parsed) return result;
  for (const std::string& name : request.checks) {
    if (has_check(*result.loaded.parsed, name)) continue;
    result.trouble = fmt::format("{}: error: there is no check '{}' in this case\n", file, name);
    return result;
  }
  if (result.loaded.parsed->checks.empty() && !request.outcomes)
    result.trouble = file +
                     ": error: there is no check in this file, so nothing can be proved; "
                     "--suggest, --diff, --summary and --property need none\n";
  return result;
}

void prove(const CheckRequest& request, FileResult& result) {
  if (!result.loaded.parsed || !result.trouble.empty()) return;
  const Case& c = *result.loaded.parsed;
  solver::CheckOptions options = request.options;
  options.keep_going = true;
  ExitCode exit = exit_ok;
  if (request.outcomes) {
    try {
      for (std::size_t s = 0; s < c.subjects.size(); ++s)
        result.outcomes.push_back(solver::find_outcomes(c, static_cast<int>(s), options));
    } catch (...) {
      result.trouble += internal_error(result.file, std::current_exception());
      exit = exit_internal;
    }
  }
  if (request.begins)
    options.begins = [&](const std::vector<LeftOut>& left_out) {
      request.begins(result, left_out);
    };
  if (request.tells)
    options.tells = [&](std::size_t check, const solver::CheckResult& r) {
      request.tells(result, check, r);
    };
  options.works = request.works;
  result.proved = solver::check_case(c, options);
  for (std::size_t i = 0; i < c.checks.size(); ++i)
    if (const std::string& defect = result.proved->checks[i].defect; !defect.empty())
      result.trouble += internal_error(result.file, c.checks[i].name, defect);
  result.exit = worse(exit, exit_of(count_verdicts(*result.proved)));
}

// A file over which something was thrown.
FileResult failed(const std::string& file, const std::exception_ptr& failure) {
  FileResult result;
  result.file = file;
  result.trouble = internal_error(file, failure);
  result.exit = exit_internal;
  return result;
}

}  // namespace

VerdictCounts count_verdicts(const solver::CaseResult& result) {
  VerdictCounts t;
  for (std::size_t i = 0; i < result.checks.size(); ++i) {
    if (!result.asked[i]) continue;
    const solver::CheckResult& r = result.checks[i];
    t.defects += r.defect.empty() ? 0 : 1;
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
  if (t.defects > 0) return exit_internal;
  return t.differs > 0 ? exit_differs : t.unknown > 0 ? exit_unknown : exit_ok;
}

std::string internal_error(const std::string& file, const std::exception_ptr& failure) {
  return fmt::format("{}: internal error: {}\n", file, solver::words_of(failure));
}

std::string internal_error(const std::string& file, const std::string& check,
                           const std::string& what) {
  return fmt::format("{}: internal error: check {}: {}\n", file, check, what);
}

std::string run_not_shown(const std::string& file, const std::string& check,
                          const std::exception_ptr& failure) {
  return internal_error(file, check, "its run cannot be shown: " + solver::words_of(failure));
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
  if (files.size() > 1) {
    each.options.jobs = 1;  // one file a thread instead
    each.begins = {};
    each.tells = {};
    each.works = {};
  }
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
      Loaded loaded = std::move(result.loaded);
      result = failed(files[i], failure);
      result.loaded = std::move(loaded);
    }
    exit = worse(exit, result.exit);
    try {
      take(std::move(result));
    } catch (...) {
      exit = exit_internal;
      take(failed(files[i], std::current_exception()));
    }
  };
  items.tick = tick;
  solver::in_parallel(request.options.jobs, items);
  return exit;
}

}  // namespace memtype::cli
