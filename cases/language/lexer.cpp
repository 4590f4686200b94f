#include "language/lexer.hpp"

#include <algorithm>
#include <string>
#include <utility>

#include "memtype/cases/print.hpp"
#include "semantics/operators.hpp"

namespace memtype::cases {
namespace {

// Besides the operators and assignments.
constexpr std::string_view other_punctuators[] = {"->", "..", "++", "--", "(", ")", "{", "}",
                                                  "[",  "]",  ";",  ",",  ".", "?", ":"};

bool is_punctuator(std::string_view text) {
  return operator_named(text, 1) || operator_named(text, 2) || is_assignment(text) ||
         std::find(std::begin(other_punctuators), std::end(other_punctuators), text) !=
             std::end(other_punctuators);
}

// The C locale's idea, independent of the program's.
constexpr bool is_digit(char c) { return c >= '0' && c <= '9'; }
constexpr bool is_letter(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
}
constexpr bool is_word(char c) { return is_letter(c) || is_digit(c); }
constexpr char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; }

// The digit's value, or `base` if it is none.
constexpr unsigned digit(char c, unsigned base) {
  const char l = lower(c);
  unsigned value = base;
  if (is_digit(l)) value = static_cast<unsigned>(l - '0');
  if (l >= 'a' && l <= 'f') value = static_cast<unsigned>(l - 'a') + 10;
  return std::min(value, base);
}

// log2 of what the suffix multiplies with; -1 if there is no such suffix.
int suffix_shift(std::string_view suffix) {
  std::string s;
  for (char c : suffix.substr(0, 4)) s += lower(c);
  if (s == "k") return 10;
  if (s == "m") return 20;
  if (s == "g") return 30;
  if (s == "t") return 40;
  constexpr std::string_view c_suffixes[] = {"", "u", "l", "ul", "lu", "ll", "ull", "llu"};
  return std::find(std::begin(c_suffixes), std::end(c_suffixes), s) != std::end(c_suffixes) ? 0
                                                                                            : -1;
}

// A unit in a small letter. Behind hexadecimal digits it may have been meant as one of them.
void warn_small_suffix(Report& report, Location at, std::string_view written,
                       std::string_view digits, int shift) {
  const std::string unit = print_number(std::uint64_t{1} << shift);
  const bool hex = digits.size() > 1 && lower(digits[1]) == 'x';
  auto& d = report.warning(
      hex ? "W012" : "W013", at,
      hex ? quoted(written) + " is " + quoted(digits) + " times " + unit
          : quoted(written) + " is read as " + quoted(std::string(digits) + unit.back()));
  d.hint = hex ? "write the suffix as a capital letter, or the digit that is meant"
               : "write the suffix as a capital letter";
}

class Lexer {
 public:
  Lexer(std::string_view text, Report& report) : text_(text), report_(report) {}

  TokenList run() {
    if (text_.starts_with("\xef\xbb\xbf")) take(3);  // byte order mark
    while (skip_layout()) token();
    push(Token::Kind::end, 0);
    return std::move(list_);
  }

 private:
  bool done() const { return at_ >= text_.size(); }
  char peek(std::size_t n = 0) const { return at_ + n < text_.size() ? text_[at_ + n] : '\0'; }
  std::string_view rest() const { return text_.substr(at_); }

  Location here(std::size_t length) const {
    const auto column = static_cast<std::uint32_t>(at_ - line_start_ + 1);
    return {line_, column, static_cast<std::uint32_t>(std::max<std::size_t>(length, 1))};
  }

  void take(std::size_t bytes) {
    for (; bytes > 0 && !done(); --bytes) {
      if (text_[at_++] != '\n') continue;
      ++line_;
      line_start_ = at_;
      fresh_line_ = true;
    }
  }

  void push(Token::Kind kind, std::size_t bytes, std::uint64_t number = 0) {
    const std::string_view text = text_.substr(std::min(at_, text_.size()), bytes);
    const std::size_t shown = std::min(text.find('\n'), text.size());
    list_.tokens.push_back(
        {kind, text, here(shown), number, std::exchange(bad_, false), fresh_line_});
    fresh_line_ = false;
    take(bytes);
  }

  // False at the end of the text.
  bool skip_layout() {
    while (!done()) {
      const char c = peek();
      if (c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\f' || c == '\v') {
        take(1);
      } else if (rest().starts_with("//")) {
        take(std::min(rest().find('\n'), rest().size()));
      } else if (rest().starts_with("/*")) {
        comment();
      } else {
        return true;
      }
    }
    return false;
  }

  void comment() {
    const std::size_t close = rest().find("*/", 2);
    if (close == std::string_view::npos) {
      report_.error("E003", here(2), "this comment is never closed").hint = "end it with */";
      return give_up();
    }
    take(close + 2);
  }

  void give_up() {
    list_.truncated = true;
    take(rest().size());
  }

  void token() {
    const char c = peek();
    if (is_letter(c)) return identifier();
    if (is_digit(c)) return number();
    if (c == '"') return string();
    for (const std::size_t bytes : {3U, 2U, 1U})  // the longest that fits
      if (const auto text = rest().substr(0, bytes); is_punctuator(text))
        return push(Token::Kind::punctuation, text.size());
    stray();
  }

  void identifier() {
    std::size_t bytes = 1;
    while (is_word(peek(bytes))) ++bytes;
    // The two types whose names end in an operator, where no operator can stand.
    const std::string_view word = rest().substr(0, bytes);
    const bool operator_type =
        (word == "UC" && peek(bytes) == '-') || (word == "WC" && peek(bytes) == '+');
    const bool range = word == "UC" && peek(bytes + 1) == '(';  // UC-(0xfed00000, 4K)
    if (operator_type && (range || operand_cannot_follow(bytes + 1))) ++bytes;
    push(Token::Kind::identifier, bytes);
  }

  bool operand_cannot_follow(std::size_t from) const {
    while (peek(from) == ' ' || peek(from) == '\t') ++from;
    return peek(from) == ',' || peek(from) == ')' || peek(from) == '}';
  }

  void string() {
    const std::size_t close = rest().find('"', 1);
    if (close != std::string_view::npos) return push(Token::Kind::string, close + 1);
    report_.error("E003", here(1), "this string is never closed").hint =
        "end it with \"; a string may span lines";
    give_up();
  }

  void number() {
    std::size_t bytes = 1;
    while (is_word(peek(bytes))) ++bytes;
    if (peek(bytes) == '.' && is_digit(peek(bytes + 1))) return fraction(bytes + 1);
    push(Token::Kind::number, bytes, value(rest().substr(0, bytes)));
  }

  void fraction(std::size_t bytes) {
    bad_ = true;
    while (is_word(peek(bytes)) || (peek(bytes) == '.' && is_digit(peek(bytes + 1)))) ++bytes;
    const std::string_view written = rest().substr(0, bytes);
    auto& d = report_.error("E002", here(bytes), quoted(written) + " is not a whole number");
    d.hint = "a kernel version is written in quotes, \"6.12\"; a range with two dots, 0..8";
    push(Token::Kind::number, bytes);
  }

  std::uint64_t value(std::string_view written) {
    bad_ = true;
    const bool hex = written.size() > 1 && lower(written[1]) == 'x' && written[0] == '0';
    if (!hex && written.size() > 1 && written[0] == '0' && is_digit(written[1])) {
      auto& d = report_.error("E007", here(written.size()),
                              quoted(written) + " would be an octal number in C");
      d.hint = "leave out the leading zeros, or write 0x... for a hexadecimal number";
      return 0;
    }
    const unsigned base = hex ? 16 : 10;
    std::size_t i = hex ? 2 : 0;
    const std::size_t first = i;
    std::uint64_t result = 0;
    bool fits = true;
    for (; i < written.size() && digit(written[i], base) < base; ++i) {
      const unsigned d = digit(written[i], base);
      fits = fits && result <= (UINT64_MAX - d) / base;
      result = result * base + d;
    }
    return scaled(written, written.substr(i), i > first, fits, result);
  }

  std::uint64_t scaled(std::string_view written, std::string_view suffix, bool any_digit, bool fits,
                       std::uint64_t result) {
    const int shift = suffix_shift(suffix);
    if (!any_digit || shift < 0) {
      const std::string why = any_digit ? ": it cannot end in " + quoted(suffix) : "";
      auto& d =
          report_.error("E002", here(written.size()), quoted(written) + " is not a number" + why);
      d.hint = "numbers look like 4096, 0x1000, 4K, 16M, 2G, 1T or 4096UL";
      return 0;
    }
    if (shift > 0 && lower(suffix[0]) == suffix[0])
      warn_small_suffix(report_, here(written.size()), written,
                        written.substr(0, written.size() - suffix.size()), shift);
    bad_ = !fits || result > UINT64_MAX >> shift;
    if (!bad_) return result << shift;
    report_.error("E006", here(written.size()), quoted(written) + " does not fit into 64 bits");
    return 0;
  }

  void stray() {
    const char c = peek();
    const auto byte = static_cast<unsigned char>(c);
    // One message for a run of bytes that cannot be text.
    std::size_t bytes = 1;
    const auto foreign = [](char b) { return static_cast<unsigned char>(b) >= 0x80 || b < ' '; };
    while (foreign(c) && bytes < rest().size() && peek(bytes) != '\n' && foreign(peek(bytes)))
      ++bytes;
    const std::string what =
        byte > ' ' && byte < 0x7f ? quoted(std::string_view(&c, 1)) : "byte " + print_address(byte);
    auto& d = report_.error("E001", here(bytes), what + " has no meaning in a case file");
    if (c == '#') {
      d.hint = "there is no preprocessor; write const NAME = VALUE; for a #define";
      take(std::min(rest().find('\n'), rest().size()));  // the whole directive is foreign
    } else {
      if (byte >= 0x80) d.hint = "letters outside ASCII are fine in comments and strings";
      if (c == '\'') d.hint = "strings are written in double quotes";
      take(bytes);
    }
  }

  std::string_view text_;
  Report& report_;
  TokenList list_;
  std::size_t at_ = 0;
  std::size_t line_start_ = 0;
  std::uint32_t line_ = 1;
  bool fresh_line_ = true;
  bool bad_ = false;  // the number about to be pushed
};

}  // namespace

TokenList lex(std::string_view text, Report& report) { return Lexer(text, report).run(); }

}  // namespace memtype::cases
