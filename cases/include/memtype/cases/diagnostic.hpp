// What the front end says about a case file, and how that is printed.
//
// The shape is the one of gcc and clang. Every kind of message has an id that never changes its
// meaning, a row in error_catalogue() and a file in tests/errors/ that provokes it.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "memtype/cases/case.hpp"

namespace memtype::cases {

enum class Severity { error, warning };

// One more sentence about a diagnostic; with a location it shows its own source line.
struct Note {
  std::string text;
  std::optional<Location> at;
};

struct Diagnostic {
  Severity severity = Severity::error;
  std::string id;  // "E012", "W003"
  Location at;
  std::string message;
  std::vector<Note> notes;
  std::string hint;  // what to write instead; empty if there is nothing good to say
};

// `file:line:col: error: message  [E012]`, the source line, the caret line, notes, hint; ends with
// a newline. Any bytes in `source_text` and any location are survived: control characters and
// bytes that are not UTF-8 print as '?', long lines are cut around the caret, and a line with a
// zero byte in it is not shown.
std::string render(const Diagnostic& diagnostic, std::string_view file_name,
                   std::string_view source_text);

// True if one of them is an error.
bool has_error(const std::vector<Diagnostic>& diagnostics);

struct ErrorInfo {
  std::string_view id;
  std::string_view meaning;  // one line
};

// Every id that parse_case() can report, in order.
const std::vector<ErrorInfo>& error_catalogue();

}  // namespace memtype::cases
