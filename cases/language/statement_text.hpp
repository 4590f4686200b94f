// Where statements stand in the text of a case that was read without an error. Private to the front
// end.
#pragma once

#include <cstddef>
#include <string_view>
#include <vector>

#include "language/lexer.hpp"

namespace memtype::cases {

// Half-open, bytes of the text.
struct TextRange {
  std::size_t begin = 0, end = 0;
};

// Tokens are named by their numbers; `none()` is that of the last one, which ends the list.
class StatementText {
 public:
  explicit StatementText(std::string_view text);

  std::size_t none() const { return tokens_.size() - 1; }
  std::string_view word(std::size_t token) const { return tokens_[token].text; }
  std::size_t begin(std::size_t token) const;
  std::size_t end(std::size_t token) const { return begin(token) + tokens_[token].text.size(); }

  // The token that begins there.
  std::size_t at(Location place) const;
  // Behind the bracket that closes this one.
  std::size_t behind_match(std::size_t open) const;
  std::size_t first_of_statement(std::size_t token) const;
  std::size_t behind_statement(std::size_t first) const;

  // The statement alone.
  TextRange tokens_of(std::size_t first) const;
  // Its lines, with what is written behind it and, on request, the comments right above. Empty if
  // it shares a line with something else.
  TextRange lines_of(std::size_t first, bool comments_above) const;
  // Of the line of this token.
  std::size_t line_begin(std::size_t token) const;
  std::string_view indent(std::size_t token) const;
  bool first_on_line(std::size_t token) const { return tokens_[token].first_on_line; }

 private:
  bool is_header(std::size_t close) const;

  std::string_view text_;
  std::vector<Token> tokens_;
};

}  // namespace memtype::cases
