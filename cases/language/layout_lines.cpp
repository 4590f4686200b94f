#include "language/layout_lines.hpp"

#include <algorithm>

namespace memtype::cases {
namespace {

constexpr std::string_view sections[] = {"machine", "param",    "bar",    "assume", "const",
                                         "calls",   "external", "region", "before", "after",
                                         "program", "async",    "check",  "case"};

class Splitter {
 public:
  explicit Splitter(std::string_view text) : text_(text) {}

  std::vector<Line> run() {
    Report report;
    for (const Token& token : lex(text_, report).tokens) {
      const auto begin = token.kind == Token::Kind::end
                             ? text_.size()
                             : static_cast<std::size_t>(token.text.data() - text_.data());
      gap(begin);
      if (token.kind == Token::Kind::end) break;
      put(token.text, false, token.kind);
    }
    return std::move(lines_);
  }

 private:
  // Layout and comments up to `end`.
  void gap(std::size_t end) {
    while (at_ < end) {
      const std::string_view rest = text_.substr(at_, end - at_);
      if (rest.starts_with("//")) {
        std::string_view comment = rest.substr(0, std::min(rest.find('\n'), rest.size()));
        const std::size_t length = comment.size();
        while (comment.ends_with(' ') || comment.ends_with('\t') || comment.ends_with('\r'))
          comment.remove_suffix(1);
        put(comment, true, Token::Kind::end);
        at_ += length - comment.size();
      } else if (rest.starts_with("/*")) {
        put(rest.substr(0, rest.find("*/", 2) + 2), true, Token::Kind::end);
      } else {
        layout(rest[0]);
        ++at_;
      }
    }
  }

  void layout(char c) {
    if (c == '\n') {
      if (open_)
        open_ = false;
      else if (!lines_.empty())
        lines_.emplace_back();  // blank
      column_ = 0;
    } else if (c == '\t') {
      column_ += 8 - column_ % 8;
    } else if (c != '\r') {
      ++column_;
    }
  }

  void put(std::string_view words, bool comment, Token::Kind kind) {
    if (!open_) begin_line(words, comment);
    lines_.back().pieces.push_back({std::string(words), column_, comment, kind});
    if (!comment) statement(words);
    if (!comment) follow(words, kind);
    at_ += words.size();
    const std::size_t last_break = words.rfind('\n');
    column_ = last_break == std::string_view::npos ? column_ + words.size()
                                                   : words.size() - last_break - 1;
  }

  void begin_line(std::string_view words, bool comment) {
    lines_.emplace_back();
    open_ = true;
    Line& line = lines_.back();
    line.continues = inside_ && !(words == "{" || words == "}");
    line.depth = depth_ - (words == "}" && depth_ > 0 ? 1 : 0);
    line.section = section_;
    if (!line.continues && depth_ == 0 && !comment) line.section = section_of(words);
  }

  static std::string_view section_of(std::string_view word) {
    const auto at = std::find(std::begin(sections), std::end(sections), word);
    return at == std::end(sections) ? std::string_view() : *at;
  }

  // Labels: `out:`, `case X:` and `default:` end at their colon and stand one level further left.
  void statement(std::string_view word) {
    if (!inside_) {
      words_ = questions_ = 0;
      first_ = word;
      begins_line_ = lines_.back().pieces.size() == 1;
    }
    ++words_;
    if (word == "?") ++questions_;
    const bool label = word == ":" && depth_ > 0 && parens_ == 0 &&
                       (words_ == 2 || (first_ == "case" && questions_-- == 0));
    ends_label_ = label;
    if (!label) return;
    lines_.back().pieces.back().ends_label = true;
    if (begins_line_ && lines_.back().depth > 0) --lines_.back().depth;
  }

  // Where the grammar is after a token.
  void follow(std::string_view word, Token::Kind kind) {
    const bool header = count_++ < 2 || (in_header_ && kind == Token::Kind::string);
    in_header_ = header;
    if (!inside_ && depth_ == 0) section_ = header ? "case" : section_of(word);
    if (word == "(") ++parens_;
    if (word == ")" && parens_ > 0) --parens_;
    const bool set = word == "{" && last_ == "in";
    if (set) in_set_ = true;
    if (word == "{" && !set) ++depth_;
    if (word == "}" && !in_set_ && depth_ > 0) --depth_;
    const bool ends =
        word == ";" || ends_label_ || (word == "{" && !set) || (word == "}" && !in_set_);
    if (word == "}" && in_set_) in_set_ = false;
    inside_ = !header && !(ends && parens_ == 0);
    lines_.back().section = lines_.back().section.empty() ? section_ : lines_.back().section;
    last_ = word;
  }

  std::string_view text_;
  std::size_t at_ = 0, column_ = 0, depth_ = 0, parens_ = 0, count_ = 0;
  bool open_ = false, inside_ = false, in_set_ = false, in_header_ = true;
  bool begins_line_ = false, ends_label_ = false;  // the statement, and a label that it is
  int words_ = 0, questions_ = 0;                  // of the statement so far
  std::string_view section_, last_, first_;
  std::vector<Line> lines_;
};

}  // namespace

std::vector<Line> split_lines(std::string_view text) {
  if (text.starts_with("\xef\xbb\xbf")) text.remove_prefix(3);
  return Splitter(text).run();
}

}  // namespace memtype::cases
