#include <fmt/format.h>

#include <algorithm>
#include <atomic>
#include <condition_variable>
#include <mutex>
#include <ostream>
#include <thread>

#include "commands.hpp"
#include "load.hpp"
#include "text/text.hpp"

namespace memtype::cli {
namespace {

using namespace cases;

// What one file comes to.
struct FileReport {
  std::string out, err;
  int exit = exit_ok;
};

std::string judged(const Check& check, const solver::CheckResult& r) {
  std::string text = fmt::format("{:<7}", verdict_word(r.verdict));
  if (r.needs_undefined) text += " (only through an undefined MTRR overlap)";
  if (r.as_expected) return text + " as expected";
  if (r.vacuous) return text + " NOT as expected: vacuous, " + r.vacuous_because;
  text += fmt::format(" NOT as expected ({})", verdict_word(check.expect));
  return r.unknown_because.empty() ? text : text + ": " + r.unknown_because;
}

std::string outcome_lines(const Case& c, const solver::Outcomes& outcomes, bool& incomplete) {
  const std::string& who = c.subjects[static_cast<std::size_t>(outcomes.subject)].name;
  std::string text = fmt::format("Outcomes {} {}{}\n", who, outcomes.list.size(),
                                 outcomes.complete ? "" : " or more");
  incomplete = incomplete || !outcomes.complete;
  for (const solver::Outcome& o : outcomes.list) {
    text += " ";
    for (std::size_t r = 0; r < c.regions.size(); ++r)
      text += fmt::format(" {}={}", c.regions[r].name, to_string(o.regions[r]));
    text += fmt::format(" mtrr_writes={}   for example {}\n", o.mtrr_writes,
                        start_text(c, o.example.choice, o.example.inputs));
  }
  return text;
}

int judge(const Case& c, const solver::CaseResult& result, std::string& out) {
  std::size_t expected = 0, differs = 0, unknown = 0;
  const auto width = [&](auto text) {
    std::size_t w = 0;
    for (const Check& check : c.checks) w = std::max(w, text(check).size());
    return w;
  };
  const std::size_t name_width = width([](const Check& k) { return std::string_view(k.name); });
  const std::size_t kind_width = width([](const Check& k) { return quantifier_word(k.quantifier); });
  for (std::size_t i = 0; i < c.checks.size(); ++i) {
    if (!result.asked[i]) continue;
    const Check& check = c.checks[i];
    const solver::CheckResult& r = result.checks[i];
    out += fmt::format("Check {:<{}} {:<{}} {}\n", check.name, name_width,
                       quantifier_word(check.quantifier), kind_width, judged(check, r));
    if (r.as_expected) ++expected;
    else if (r.verdict == Verdict::unknown) ++unknown;
    else ++differs;
  }
  out += fmt::format("Observation {} {} as expected, {} not, {} unknown\n", c.name, expected,
                     differs, unknown);
  return differs > 0 ? exit_differs : unknown > 0 ? exit_unknown : exit_ok;
}

std::string runs(const Case& c, const std::string& file, const solver::CaseResult& result,
                 const CheckCommand& command) {
  std::string text;
  for (std::size_t i = 0; i < c.checks.size(); ++i) {
    const Check& check = c.checks[i];
    const solver::CheckResult& r = result.checks[i];
    if (!result.asked[i] || !r.witness) continue;
    if (r.as_expected && check.name != command.show_run) continue;
    text += witness_text(c, file, check, r, command.options.unroll);
  }
  return text;
}

bool has_check(const Case& c, const std::string& name) {
  return std::any_of(c.checks.begin(), c.checks.end(),
                     [&](const Check& check) { return check.name == name; });
}

FileReport check_file(const std::string& file, const CheckCommand& command,
                      const solver::Options& options) {
  FileReport report;
  const Loaded loaded = load_case(file);
  report.err = loaded.messages;
  if (!loaded.parsed) {
    report.exit = exit_bad_input;
    return report;
  }
  const Case& c = *loaded.parsed;
  for (const std::string* name : {&options.only, &command.show_run}) {
    if (name->empty() || has_check(c, *name)) continue;
    report.err += fmt::format("{}: error: there is no check '{}' in this case\n", file, *name);
    report.exit = exit_bad_input;
    return report;
  }
  try {
    report.out = "Case " + c.name + "\n" + machine_lines(c);
    bool incomplete = false;
    if (command.outcomes)
      for (std::size_t s = 0; s < c.subjects.size(); ++s)
        report.out += outcome_lines(
            c, solver::find_outcomes(c, static_cast<int>(s), options), incomplete);
    const solver::CaseResult result = solver::check_case(c, options);
    report.exit = judge(c, result, report.out);
    report.out += fmt::format("Time {:.2f}\nHash {}\n", result.seconds, c.hash);
    report.out += runs(c, file, result, command);
  } catch (const std::exception& e) {
    report.err += fmt::format("{}: internal error: {}\n", file, e.what());
    report.exit = exit_internal;
  }
  return report;
}

// Reports in file order, each printed as soon as those before it are there.
int check_files(const std::vector<std::string>& files, const CheckCommand& command,
                std::ostream& out, std::ostream& err) {
  solver::Options options = command.options;
  const unsigned jobs = std::max(1U, options.jobs);
  if (files.size() > 1) options.jobs = 1;  // one file a thread instead
  std::vector<FileReport> reports(files.size());
  std::vector<bool> ready(files.size(), false);
  std::atomic<std::size_t> next{0};
  std::mutex mutex;
  std::condition_variable done;
  const auto work = [&] {
    for (std::size_t i = next++; i < files.size(); i = next++) {
      FileReport report = check_file(files[i], command, options);
      const std::lock_guard lock(mutex);
      reports[i] = std::move(report);
      ready[i] = true;
      done.notify_one();
    }
  };
  std::vector<std::thread> threads;
  for (unsigned j = 0; j < jobs && j < files.size(); ++j) threads.emplace_back(work);
  int exit = exit_ok;
  for (std::size_t i = 0; i < files.size(); ++i) {
    std::unique_lock lock(mutex);
    done.wait(lock, [&] { return ready[i]; });
    const FileReport report = std::move(reports[i]);
    lock.unlock();
    err << report.err << std::flush;
    out << report.out << std::flush;
    exit = worse(exit, report.exit);
  }
  for (std::thread& t : threads) t.join();
  return exit;
}

}  // namespace

int worse(int a, int b) {
  for (int code : {exit_internal, exit_bad_input, exit_differs, exit_unknown})
    if (a == code || b == code) return code;
  return exit_ok;
}

int check(const CheckCommand& command, std::ostream& out, std::ostream& err) {
  bool bad = false;
  const std::vector<std::string> files = find_case_files(command.paths, err, bad);
  return worse(check_files(files, command, out, err), bad ? exit_bad_input : exit_ok);
}

}  // namespace memtype::cli
