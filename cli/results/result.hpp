// What checking a file comes to, as plain data. Every output - text, JSON, JUnit, SARIF, frozen
// cases, pictures - is made from this and proves nothing itself.
#pragma once

#include <exception>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "memtype/solver/check.hpp"
#include "results/exit_code.hpp"
#include "results/load.hpp"

namespace memtype::cli {

struct FileResult {
  std::string file;                          // the path as it was given or found
  Loaded loaded;                             // the case, or why there is none
  std::string trouble;                       // more errors, rendered, a line each
  std::optional<solver::CaseResult> proved;  // set when all questions were asked
  std::vector<solver::Outcomes> outcomes;    // one for each subject, where they were wanted
  ExitCode exit = exit_ok;
};

// How many checks came out which way; those that were not asked for are not counted. `defects`: so
// many of the unknown ones are internal errors.
struct VerdictCounts {
  std::size_t as_expected = 0, differs = 0, unknown = 0, defects = 0;
};
VerdictCounts count_verdicts(const solver::CaseResult& result);

// The exit code of a tally: 70 if there are defects, 1 if some verdict differs, 3 if only Unknowns
// remain, else 0.
ExitCode exit_of(const VerdictCounts& tally);

struct CheckRequest {
  solver::CheckOptions options;
  bool outcomes = false;
  std::shared_ptr<const OnMachine> machine;  // on which the cases are put; null: none
  std::vector<std::string> checks;           // must exist in each case: what other options name
  // Of the only file: what comes before its first verdict, and each verdict in the order of the
  // file as soon as it stands; from any thread, one call at a time. Empty: not wanted.
  std::function<void(const FileResult&, const std::vector<cases::LeftOut>&)> begins;
  std::function<void(const FileResult&, std::size_t check, const solver::CheckResult&)> tells;
  // Of the only file: how many of its questions (each check on each machine) are done.
  std::function<void(std::size_t done, std::size_t all)> works;
};

// "FILE: internal error: ...", of what was thrown while the file was worked on.
std::string internal_error(const std::string& file, const std::exception_ptr& failure);
// "FILE: internal error: check NAME: ...".
std::string internal_error(const std::string& file, const std::string& check,
                           const std::string& what);
// The same of a check whose verdict stands, but whose run cannot be shown.
std::string run_not_shown(const std::string& file, const std::string& check,
                          const std::exception_ptr& failure);

// check_files() of one file.
FileResult check_file(const std::string& file, const CheckRequest& request);

// Proves the files on `request.options.jobs` threads and hands over each result in file order, on
// the calling thread, as soon as those before it are there. `tick` is called there whenever one
// more file is done, with their number so far. The worst exit code. What is thrown over one check
// is that check's defect; over one file, an internal error of that file alone: its `trouble`, exit
// code 70. Where `take` throws, it is called once more, with that as the trouble of the file and no
// verdicts.
ExitCode check_files(const std::vector<std::string>& files, const CheckRequest& request,
                     const std::function<void(FileResult&&)>& take,
                     const std::function<void(std::size_t done)>& tick = {});

}  // namespace memtype::cli
