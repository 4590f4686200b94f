#include "language/statement_text.hpp"

#include <algorithm>
#include <tuple>

namespace memtype::cases {
namespace {

bool opens(std::string_view word) { return word == "(" || word == "{" || word == "["; }
bool closes(std::string_view word) { return word == ")" || word == "}" || word == "]"; }

std::vector<Token> tokens_of_text(std::string_view text) {
  Report report;
  return lex(text, report).tokens;
}

}  // namespace

StatementText::StatementText(std::string_view text) : text_(text), tokens_(tokens_of_text(text)) {}

std::size_t StatementText::begin(std::size_t token) const {
  return token == none() ? text_.size()
                         : static_cast<std::size_t>(tokens_[token].text.data() - text_.data());
}

std::size_t StatementText::at(Location place) const {
  const auto found =
      std::lower_bound(tokens_.begin(), tokens_.end(), place, [](const Token& t, Location p) {
        return std::tie(t.at.line, t.at.column) < std::tie(p.line, p.column);
      });
  const bool there =
      found != tokens_.end() && found->at.line == place.line && found->at.column == place.column;
  return there ? static_cast<std::size_t>(found - tokens_.begin()) : none();
}

std::size_t StatementText::behind_match(std::size_t open) const {
  int depth = 0;
  for (std::size_t t = open; t < none(); ++t) {
    if (opens(word(t))) ++depth;
    if (closes(word(t)) && --depth == 0) return t + 1;
  }
  return none();
}

// Does this `)` close what stands behind if, while or for?
bool StatementText::is_header(std::size_t close) const {
  int depth = 0;
  for (std::size_t t = close; t > 0; --t) {
    if (closes(word(t))) ++depth;
    if (opens(word(t)) && --depth == 0) {
      const std::string_view before = word(t - 1);
      return before == "if" || before == "while" || before == "for";
    }
  }
  return false;
}

std::size_t StatementText::first_of_statement(std::size_t token) const {
  for (; token > 0; --token) {
    const std::string_view before = word(token - 1);
    if (before == ";" || before == "{" || before == "}" || before == "else" || before == "do" ||
        (before == ")" && is_header(token - 1)))
      return token;
  }
  return token;
}

std::size_t StatementText::behind_statement(std::size_t first) const {
  const std::string_view begins = word(first);
  if (first == none()) return first;
  if (begins == "{") return behind_match(first);
  if (begins == "while" || begins == "for") return behind_statement(behind_match(first + 1));
  if (begins == "if") {
    const std::size_t end = behind_statement(behind_match(first + 1));
    return word(end) == "else" ? behind_statement(end + 1) : end;
  }
  // `do` body `while (...);` ends like a simple statement.
  std::size_t t = begins == "do" ? behind_statement(first + 1) : first;
  while (t < none() && word(t) != ";") t = opens(word(t)) ? behind_match(t) : t + 1;
  return std::min(t + 1, none());
}

TextRange StatementText::tokens_of(std::size_t first) const {
  const std::size_t behind = behind_statement(first);
  return {begin(first), end(behind - 1)};
}

std::size_t StatementText::line_begin(std::size_t token) const {
  const std::size_t newline = text_.substr(0, begin(token)).rfind('\n');
  return newline == std::string_view::npos ? 0 : newline + 1;
}

std::string_view StatementText::indent(std::size_t token) const {
  const std::string_view line = text_.substr(line_begin(token));
  return line.substr(0, std::min(line.find_first_not_of(" \t"), line.size()));
}

TextRange StatementText::lines_of(std::size_t first, bool comments_above) const {
  const std::size_t behind = behind_statement(first);
  const std::size_t newline = text_.find('\n', end(behind - 1));
  const bool alone =
      tokens_[first].first_on_line && newline != std::string_view::npos && begin(behind) > newline;
  if (!alone) return {};
  TextRange range{line_begin(first), newline + 1};
  const std::size_t above = first == 0 ? 0 : end(first - 1);
  while (comments_above && range.begin > above + 1) {
    const std::size_t previous = text_.rfind('\n', range.begin - 2);
    if (previous == std::string_view::npos || previous < above) break;
    const std::string_view line = text_.substr(previous + 1, range.begin - previous - 2);
    if (line.find_first_not_of(" \t\r") == std::string_view::npos) break;
    range.begin = previous + 1;
  }
  return range;
}

}  // namespace memtype::cases
