// Reports for continuous integration, made from a document of results (json.hpp).
#pragma once

#include <string>

#include "formats/json.hpp"

namespace memtype::cli {

// What may be chosen about reports.
struct ReportOptions {
  bool all = false;  // SARIF: also what is as expected
  std::string root;  // SARIF: paths are relative to this folder; empty: as they were given
  std::string docs;  // SARIF: address of the folder docs of memtype, for helpUri; empty: none
};

// JUnit XML as Jenkins, GitLab and GitHub Actions read it: a testsuite for each file, a testcase
// for each check. A verdict that is not as expected is a failure with the run as text, an Unknown
// is skipped, a file that cannot be read is an error.
std::string junit(const Json& document, const ReportOptions& options = {});

// SARIF 2.1.0 (OASIS standard): a rule for each check, named CASE/CHECK; kind pass, fail or open;
// level error for verdicts that are not as expected, with their runs as code flows, at the call
// with which the violation begins; the messages of the front end under their own ids.
std::string sarif(const Json& document, const ReportOptions& options = {});

// The run of a check as indented lines: start, steps, what is wrong. Empty without a run.
std::string run_lines(const Json& check);

// "regs at 0x17ff000 is WC, must be UC".
std::string violation_text(const Json& violation);
// The first violation of the run of a check; null if there is none.
const Json* violation_of(const Json& check);

}  // namespace memtype::cli
