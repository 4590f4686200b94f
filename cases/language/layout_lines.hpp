// A file as lines of pieces: tokens and comments with the columns they stand in. Private to the
// formatter.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "language/lexer.hpp"

namespace memtype::cases {

struct Piece {
  std::string text;
  std::size_t column = 0;  // in the source, from 0, tabs as eight columns
  bool comment = false;
  Token::Kind kind = Token::Kind::end;
  bool ends_label = false;  // the colon of `out:`, `case X:`, `default:`
};

struct Line {
  std::vector<Piece> pieces;  // none: a blank line
  std::size_t depth = 0;      // open braces before the line, less those it begins with closing
  bool continues = false;     // begins inside a statement or section
  std::string_view section;   // the word its section begins with; views into a table
  bool lone() const { return pieces.size() == 1 && pieces[0].comment; }
};

// The lines of a text. A piece of several lines (a string, a comment) is one piece of the line it
// begins in.
std::vector<Line> split_lines(std::string_view text);

}  // namespace memtype::cases
