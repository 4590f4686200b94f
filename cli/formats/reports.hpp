// Reports for continuous integration, made from a document of results (json.hpp).
#pragma once

#include <string>

#include "formats/json.hpp"

namespace memtype::cli {

// JUnit XML as Jenkins, GitLab and GitHub Actions read it: a testsuite for each file, a testcase
// for each check. A verdict that is not as expected is a failure with the run as text, an Unknown
// is skipped, a file that cannot be read is an error.
std::string junit(const Json& document);

// SARIF 2.1.0 (OASIS standard): a rule for each check, named CASE/CHECK; kind pass, fail or open;
// level error for verdicts that are not as expected, with their runs as code flows; the messages of
// the front end under their own ids.
std::string sarif(const Json& document);

// The run of a check as indented lines: start, steps, what is wrong. Empty without a run.
std::string run_lines(const Json& check);

}  // namespace memtype::cli
