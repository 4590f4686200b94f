#include "results/result.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <atomic>
#include <condition_variable>
#include <mutex>
#include <thread>

namespace memtype::cli {
namespace {

using namespace cases;

bool has_check(const Case& c, const std::string& name) {
  return std::any_of(c.checks.begin(), c.checks.end(),
                     [&](const Check& check) { return check.name == name; });
}

void prove(const Case& c, const Wanted& wanted, FileResult& result) {
  if (wanted.outcomes)
    for (std::size_t s = 0; s < c.subjects.size(); ++s)
      result.outcomes.push_back(solver::find_outcomes(c, static_cast<int>(s), wanted.options));
  result.proved = solver::check_case(c, wanted.options);
  result.exit = exit_of(tally(*result.proved));
}

}  // namespace

Tally tally(const solver::CaseResult& result) {
  Tally t;
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

ExitCode exit_of(const Tally& t) {
  return t.differs > 0 ? exit_differs : t.unknown > 0 ? exit_unknown : exit_ok;
}

FileResult check_file(const std::string& file, const Wanted& wanted) {
  FileResult result{file, load_case(file), {}, {}, {}, exit_bad_input};
  if (!result.loaded.parsed) return result;
  const Case& c = *result.loaded.parsed;
  for (const std::string& name : wanted.checks) {
    if (has_check(c, name)) continue;
    result.trouble = fmt::format("{}: error: there is no check '{}' in this case\n", file, name);
    return result;
  }
  try {
    prove(c, wanted, result);
  } catch (const std::exception& e) {
    result.trouble = fmt::format("{}: internal error: {}\n", file, e.what());
    result.proved.reset();
    result.exit = exit_internal;
  }
  return result;
}

ExitCode check_files(const std::vector<std::string>& files, const Wanted& wanted,
                     const std::function<void(FileResult&&)>& take,
                     const std::function<void(std::size_t)>& tick) {
  Wanted each = wanted;
  const unsigned jobs = std::max(1U, each.options.jobs);
  if (files.size() > 1) each.options.jobs = 1;  // one file a thread instead
  std::vector<std::optional<FileResult>> results(files.size());
  std::size_t done = 0;
  std::atomic<std::size_t> next{0};
  std::mutex mutex;
  std::condition_variable changed;
  const auto work = [&] {
    for (std::size_t i = next++; i < files.size(); i = next++) {
      FileResult result = check_file(files[i], each);
      const std::lock_guard lock(mutex);
      results[i] = std::move(result);
      ++done;
      changed.notify_one();
    }
  };
  std::vector<std::thread> threads;
  for (unsigned j = 0; j < jobs && j < files.size(); ++j) threads.emplace_back(work);
  ExitCode exit = exit_ok;
  std::size_t seen = 0;
  std::unique_lock lock(mutex);
  for (std::size_t i = 0; i < files.size();) {
    changed.wait(lock, [&] { return results[i].has_value() || done != seen; });
    seen = done;
    std::optional<FileResult> result;
    results[i].swap(result);
    lock.unlock();
    if (result) {
      exit = worse(exit, result->exit);
      take(std::move(*result));
      ++i;
    }
    if (tick) tick(seen);
    lock.lock();
  }
  lock.unlock();
  for (std::thread& t : threads) t.join();
  return exit;
}

}  // namespace memtype::cli
