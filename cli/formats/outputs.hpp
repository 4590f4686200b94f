// Where the results of a command go: standard output or a file, and reports beside it.
#pragma once

#include <iosfwd>
#include <string>

#include "formats/json.hpp"

namespace memtype::cli {

struct OutputFiles {
  std::string main;   // instead of standard output; empty: standard output
  std::string junit;  // JUnit XML; empty: none
  std::string sarif;  // SARIF; empty: none
};

// Two of them are the same file.
bool has_duplicates(const OutputFiles& files);

// Writes `text` where `files.main` says, and the reports. False, with a message on `err`, if one
// of them could not be written.
bool write_outputs(const OutputFiles& files, const Json& document, const std::string& text,
                   std::ostream& out, std::ostream& err);

}  // namespace memtype::cli
