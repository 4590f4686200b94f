#include "language/token_reader.hpp"

#include <algorithm>

namespace memtype::cases {
namespace {

bool is_section_word(std::string_view word) {
  return std::find(section_words().begin(), section_words().end(), word) != section_words().end();
}

bool opens_with_brace(std::string_view word) {
  return word == "machine" || word == "before" || word == "after";
}

}  // namespace

const std::vector<std::string>& section_words() {
  static const std::vector<std::string> words = {"machine", "param",    "bar",    "assume", "const",
                                                 "calls",   "external", "region", "before", "after",
                                                 "program", "async",    "check"};
  return words;
}

const Token& TokenReader::peek(std::size_t n) const {
  return list_.tokens[std::min(next_ + n, list_.tokens.size() - 1)];
}

const Token& TokenReader::advance() {
  const Token& token = peek();
  if (next_ + 1 < list_.tokens.size()) ++next_;
  return token;
}

bool TokenReader::accept(std::string_view text) {
  if (panic_ || !at(text)) return false;
  advance();
  return true;
}

bool TokenReader::expect(std::string_view text, const std::string& where) {
  if (panic_) return false;
  if (accept(text)) return true;
  const bool assigns = at("=") && text == ")";
  auto* d = fail("E004", error_place(), "expected '" + std::string(text) + "'" + where);
  if (d != nullptr && assigns) d->hint = "two values are compared with ==";
  return false;
}

void TokenReader::expected(const std::string& what) {
  fail("E004", error_place(), "expected " + what);
}

// The token that does not fit; at the end of a line, the place behind what is there.
Location TokenReader::error_place() const {
  if (next_ == 0 || (!peek().first_on_line && !at_end())) return peek().at;
  Location place = list_.tokens[next_ - 1].at;
  const std::string_view text = list_.tokens[next_ - 1].text;
  if (text.find('\n') != std::string_view::npos) return peek().at;
  place.column += place.length;
  place.length = 1;
  return place;
}

// Null when the parser is in panic already: then there is nothing to add.
Diagnostic* TokenReader::fail(std::string_view id, Location at, std::string message) {
  if (panic_) return nullptr;
  panic_ = true;
  if (at_end() && list_.truncated) return nullptr;
  return &report_.error(id, at, std::move(message));
}

// A section can only begin at the left margin when something is still open, so that a driver's
// variable may be called `region`.
bool TokenReader::at_section() const {
  const Token& word = peek();
  if (!word.first_on_line || word.at.column != 1 || !is_section_word(word.text)) return false;
  const Token& follows = peek(1);
  if (opens_with_brace(word.text)) return follows.text == "{";
  if (word.text == "assume") return follows.text == "(";
  return follows.kind == Token::Kind::identifier;
}

void TokenReader::skip_token() {
  if (at_identifier()) skipped_.insert(std::string(peek().text));
  advance();
}

// To behind the next ';', or to the '}' or section that ends this block.
void TokenReader::skip_statement() {
  panic_ = false;
  int open = 0;
  while (!at_end() && !at_section()) {
    if (at("}") && open == 0) return;
    const bool last = (at(";") && open == 0) || (at("}") && open == 1);
    if (at("{")) ++open;
    if (at("}")) --open;
    skip_token();
    if (last) return;
  }
}

void TokenReader::skip_section() {
  panic_ = false;
  const std::size_t before = next_;
  skip_statement();
  while (at("}")) {  // of a block, or of a set of types in the middle of a check
    skip_token();
    if (!peek().first_on_line) skip_statement();
  }
  if (next_ == before && !at_end() && !at_section()) skip_token();
}

// For a broken `if (...)`: on to its body. False if there is none before the statement ends.
bool TokenReader::skip_to(std::string_view text) {
  while (!at_end() && !at_section() && !at(";") && !at("}")) {
    if (at(text)) {
      panic_ = false;
      return true;
    }
    skip_token();
  }
  return false;
}

// An index that is known: another is for the callers to complain about.
bool TokenReader::at_index() const {
  return at("[") && peek(1).kind == Token::Kind::number && !peek(1).bad && peek(2).text == "]";
}

NamedPlace TokenReader::identifier(std::string_view what) {
  if (panic_) return {"", error_place()};
  if (at_identifier()) {
    const Token& token = advance();
    return {std::string(token.text), token.at};
  }
  expected(std::string(what));
  return {"", peek().at};
}

// name = IDENT { ( "." | "->" ) IDENT | "[" NUMBER "]" } ;
NamedPlace TokenReader::name() {
  NamedPlace result = identifier("a name");
  while (!panic_ && (at(".") || at("->") || at_index())) {
    if (at_index()) {
      result.name += "[" + std::to_string(peek(1).number) + "]";
      advance();
      advance();
      result.at = span(result.at, advance().at);
      continue;
    }
    result.name += advance().text;
    const NamedPlace member = identifier("a name after '.' or '->'");
    result.name += member.name;
    result.at = span(result.at, member.at);
  }
  return result;
}

TokenReader::Deeper::Deeper(TokenReader& reader) : reader_(reader) {
  if (++reader_.depth_ <= deepest) return;
  auto* d = reader_.fail("E005", reader_.peek().at, "this is nested too deeply");
  if (d != nullptr) d->hint = "use a constant or a variable for an inner part";
}

}  // namespace memtype::cases
