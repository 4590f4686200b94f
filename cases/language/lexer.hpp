// Text to tokens. Private to the front end.
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "language/report.hpp"

namespace memtype::cases {

struct Token {
  enum class Kind { identifier, number, string, punctuation, end };
  Kind kind = Kind::end;
  std::string_view text;  // as written; a string with its quotes
  Location at;
  std::uint64_t number = 0;    // value of a number
  bool bad = false;            // a number that was reported already
  bool first_on_line = false;  // nothing but layout and comments before it
};

// The tokens of `text`, the last of which is the only one of kind `end`. Bad characters are
// reported and left out; a bad number is reported and has the value 0. A string or comment that is
// never closed ends the list early: `truncated` says so, and errors at the end are then noise.
struct TokenList {
  std::vector<Token> tokens;
  bool truncated = false;
};
TokenList lex(std::string_view text, Report& report);

}  // namespace memtype::cases
