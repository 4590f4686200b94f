// What `memtype inspect` found, as JSON: docs/schema/memtype-inspect-1.schema.json.
#pragma once

#include <string>

#include "formats/json.hpp"
#include "formats/reports.hpp"
#include "memtype/inspect/inspect.hpp"

namespace memtype::cli {

inline constexpr const char* inspect_format = "memtype-inspect-1";

// One machine; `name`: what it is called, such as the path it was read from.
Json inspect_document(const std::string& name, const readers::Observations& seen,
                      const inspect::Inspection& found);
// One that could not be read, and why.
Json inspect_failure(const std::string& name, ExitCode exit, const std::string& why);

// Of an inspection: 1 if a finding is worse than harmless.
ExitCode inspect_exit(const inspect::Inspection& found);

// A line of JSON, for files of one object a line. Bytes that are not UTF-8 become U+FFFD.
std::string dump_line(const Json& document);

// SARIF 2.1.0: a result for each finding, at the first line that shows it, with the others beside.
std::string inspect_sarif(const Json& document, const ReportOptions& options);

}  // namespace memtype::cli
