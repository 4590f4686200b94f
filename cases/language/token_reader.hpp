// The tokens of a file for the parser: looking ahead, taking, reporting what does not fit, and
// getting on after an error. Private to the front end.
//
// After the first error of a statement or section the reader is in *panic*: it reports nothing, and
// every rule of the parser returns at once, until the loop over statements or sections finds a
// place to go on.
#pragma once

#include <string>
#include <string_view>
#include <unordered_set>
#include <vector>

#include "language/lexer.hpp"
#include "language/syntax.hpp"

namespace memtype::cases {

const std::vector<std::string>& section_words();

class TokenReader {
 protected:
  TokenReader(TokenList list, Report& report) : report_(report), list_(std::move(list)) {}

  const Token& peek(std::size_t n = 0) const;
  const Token& advance();
  Location last() const { return list_.tokens[next_ - 1].at; }  // of the token that was taken
  bool at(std::string_view text) const { return peek().text == text; }
  bool at_end() const { return peek().kind == Token::Kind::end; }
  bool at_identifier() const { return peek().kind == Token::Kind::identifier; }
  bool at_section() const;
  bool accept(std::string_view text);
  bool expect(std::string_view text, const std::string& where = "");
  bool at_index() const;
  // name = IDENT { ( "." | "->" ) IDENT | "[" NUMBER "]" } ;
  NamedPlace identifier(std::string_view what);
  NamedPlace name();

  void expected(const std::string& what);
  Diagnostic* fail(std::string_view id, Location at, std::string message);
  Location error_place() const;
  bool truncated() const { return list_.truncated; }

  void skip_statement();
  void skip_section();
  bool skip_to(std::string_view text);

  // Deeper than any case a person writes, shallow enough for every recursive walk over the tree.
  static constexpr int deepest = 100;
  class Deeper {
   public:
    explicit Deeper(TokenReader& reader);
    ~Deeper() { --reader_.depth_; }
    Deeper(const Deeper&) = delete;
    Deeper& operator=(const Deeper&) = delete;

   private:
    TokenReader& reader_;
  };

  Report& report_;
  bool panic_ = false;
  std::unordered_set<std::string> skipped_;  // identifiers in text that was skipped

 private:
  void skip_token();

  TokenList list_;
  std::size_t next_ = 0;
  int depth_ = 0;
};

}  // namespace memtype::cases
