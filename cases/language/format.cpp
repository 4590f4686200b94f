#include "memtype/cases/format.hpp"

#include <algorithm>
#include <map>

#include "language/layout_lines.hpp"
#include "semantics/operators.hpp"

namespace memtype::cases {
namespace {

constexpr std::size_t indent = 4, when_column = 14;

bool is_word(const Piece& p) {
  return p.kind == Token::Kind::identifier || p.kind == Token::Kind::number ||
         p.kind == Token::Kind::string;
}

bool is_one_of(std::string_view text, std::initializer_list<std::string_view> list) {
  return std::find(list.begin(), list.end(), text) != list.end();
}

bool is_operator(std::string_view t) {
  const bool pointer = t == "*" || t == "&";  // in a declaration they look the same
  return (operator_named(t, 2) && !pointer) || is_assignment(t) || t == "?" || t == ":";
}

// Spaces between two neighbouring pieces of a line; the gap in the source is `gap`.
class Spacing {
 public:
  std::size_t between(const Line& line, std::size_t i, std::size_t gap) const {
    const Piece& before = line.pieces[i - 1];
    const Piece& here = line.pieces[i];
    if (here.comment) return std::max<std::size_t>(gap, 1);
    if (before.comment) return std::max<std::size_t>(gap, 1);
    if (is_one_of(here.text, {"[", "]"}) || before.text == "[") return 0;
    if (here.ends_label) return 0;
    if (before.ends_label) return 1;
    if (is_one_of(here.text, {",", ";", ")", "..", ".", "->"})) return 0;
    if (is_one_of(before.text, {"(", "..", ".", "->", "!", "~"})) return 0;
    if (is_assignment(here.text)) return std::max<std::size_t>(gap, 1);
    const bool aligned = is_one_of(line.section, {"param", "bar", "async"}) ||
                         (here.text == "{" && !line.continues && line.depth == 0);
    if (aligned && gap > 1) return gap;
    if (before.text == "," || before.text == ";") return 1;
    if (here.text == "{")
      return before.text == "in" || is_word(before) || before.text == ")" ? 1 : gap;
    if (is_operator(here.text) && is_binary(line, i)) return 1;
    if (is_operator(before.text)) return is_binary(line, i - 1) ? 1 : 0;
    return std::min<std::size_t>(gap, 1);
  }

 private:
  // An operator with a value in front of it. `*` and `&` are left to the author.
  static bool is_binary(const Line& line, std::size_t i) {
    if (i == 0) return true;  // the rest of a line before
    const Piece& before = line.pieces[i - 1];
    if (before.text == "return") return false;
    return is_word(before) || before.text == ")" || before.text == "}" || before.text == "++" ||
           before.text == "--";
  }
};

bool is_check(const Line& l) { return !l.continues && l.section == "check" && !l.lone(); }
bool is_fact(const Line& l) {
  return l.section == "machine" && l.depth == 1 && !l.continues && l.pieces.size() > 1 &&
         l.pieces[0].kind == Token::Kind::identifier;
}
bool is_region(const Line& l) {
  return !l.continues && l.section == "region" && l.pieces.size() > 2 && !l.lone();
}

// Columns in the source, counted from where a line should begin, and how far the text before
// reaches. The one in which most of them stand is kept, else all go to the first that has room.
class Votes {
 public:
  void add(std::size_t column) { ++votes_[column], ++all_; }
  void need(std::size_t column) { needed_ = std::max(needed_, column); }
  std::size_t winner() const {
    for (const auto& [column, count] : votes_)
      if (count * 2 > all_) return column;
    return needed_;
  }

 private:
  std::map<std::size_t, std::size_t> votes_;
  std::size_t all_ = 0, needed_ = 0;
};

class Formatter {
 public:
  explicit Formatter(std::string_view text) : lines_(split_lines(text)) {}

  std::string run() {
    measure();
    std::string out;
    bool blank = false;
    for (std::size_t i = 0; i < lines_.size(); ++i) {
      if (lines_[i].pieces.empty()) {
        blank = true;
        continue;
      }
      if (blank && !out.empty()) out += '\n';
      blank = false;
      out += line(i) + "\n";
    }
    return out;
  }

 private:
  // --- Columns ---

  static std::size_t moved(const Line& l, std::size_t piece) {
    return l.pieces[piece].column - std::min(l.pieces[piece].column, l.pieces[0].column) +
           l.depth * indent;
  }

  void measure() {
    Votes conditions;
    for (const Line& l : lines_) {
      if (!is_check(l) || l.pieces.size() < 4) continue;
      conditions.need(when_column + l.pieces[2].text.size() + 1);
      conditions.add(moved(l, 3));
    }
    condition_ = conditions.winner();
    for (std::size_t i = 0; i < lines_.size();) i = measure_block(i);
    Votes expects;
    for (std::size_t k = 0; k < lines_.size(); ++k) {
      const std::size_t e = expect_of(lines_[k]);
      if (e == lines_[k].pieces.size()) continue;
      expects.add(lines_[k].pieces[e].column);
      if (e > 0) expects.need(up_to(k, e).size() + 1);
    }
    expect_ = expects.winner();
  }

  // Neighbouring lines of one kind share their columns; facts those of their block.
  std::size_t measure_block(std::size_t i) {
    std::size_t end = i + 1;
    if (is_fact(lines_[i])) {
      while (end < lines_.size() && (lines_[end].depth > 0 || lines_[end].pieces.empty())) ++end;
      measure_facts(i, end);
    } else if (is_region(lines_[i])) {
      while (end < lines_.size() && is_region(lines_[end])) ++end;
      measure_regions(i, end);
    }
    return end;
  }

  void measure_facts(std::size_t begin, std::size_t end) {
    Votes values;
    for (std::size_t k = begin; k < end; ++k) {
      if (!is_fact(lines_[k])) continue;
      values.need(lines_[k].depth * indent + lines_[k].pieces[0].text.size() + 2);
      values.add(moved(lines_[k], 1));
    }
    for (std::size_t k = begin; k < end; ++k) second_[k] = values.winner();
  }

  void measure_regions(std::size_t begin, std::size_t end) {
    Votes places, wants;
    for (std::size_t k = begin; k < end; ++k) {
      places.need(7 + lines_[k].pieces[1].text.size() + 1);
      places.add(moved(lines_[k], 2));
    }
    for (std::size_t k = begin; k < end; ++k) second_[k] = places.winner();
    for (std::size_t k = begin; k < end; ++k) {
      const std::size_t w = find(lines_[k], "wants");
      if (w == 0) continue;
      wants.need(up_to(k, w).size() + 1);
      wants.add(moved(lines_[k], w));
    }
    for (std::size_t k = begin; k < end; ++k) wants_[k] = wants.winner();
  }

  static std::size_t find(const Line& l, std::string_view word) {
    for (std::size_t i = 1; i < l.pieces.size(); ++i)
      if (l.pieces[i].text == word && !l.pieces[i].comment) return i;
    return 0;
  }

  // The piece of a line of a check at which `expect` stands; the number of pieces if there is none.
  static std::size_t expect_of(const Line& l) {
    for (std::size_t i = 0; i < l.pieces.size() && l.section == "check"; ++i)
      if (l.pieces[i].text == "expect" && !l.pieces[i].comment) return i;
    return l.pieces.size();
  }

  // --- Lines ---

  std::string line(std::size_t k) { return up_to(k, lines_[k].pieces.size()); }

  // The line up to piece `end`, which is left out with the spaces before it.
  std::string up_to(std::size_t k, std::size_t end) {
    const Line& l = lines_[k];
    std::string text(start_of(k), ' ');
    if (end == 0) return text;
    text += l.pieces[0].text;
    for (std::size_t i = 1; i < end; ++i) {
      const Piece& before = l.pieces[i - 1];
      const Piece& here = l.pieces[i];
      const std::size_t source_end =
          before.text.find('\n') == std::string::npos ? before.column + before.text.size() : 0;
      const std::size_t gap = here.column > source_end ? here.column - source_end : 0;
      std::size_t column = text.size() + spacing_.between(l, i, gap);
      if (here.comment && i + 1 == l.pieces.size())
        column = std::max(here.column, text.size() + (gap > 1 ? 2 : 1));
      column = std::max(column, fixed_column(k, i));
      text.resize(column, ' ');
      text += here.text;
    }
    return text;
  }

  // The column in which a piece must stand; 0: none.
  std::size_t fixed_column(std::size_t k, std::size_t i) const {
    const Line& l = lines_[k];
    if (is_fact(l) && i == 1) return second_.at(k);
    if (is_region(l) && i == 2) return second_.at(k);
    if (is_region(l) && l.pieces[i].text == "wants" && wants_.contains(k)) return wants_.at(k);
    if (is_check(l) && i == 2) return when_column;
    if (is_check(l) && i == 3) return condition_;
    if (l.section == "check" && expect_ > 0 && i == expect_of(l)) return expect_;
    return 0;
  }

  std::size_t start_of(std::size_t k) {
    const Line& l = lines_[k];
    if (l.lone() && k > 0 && behind_code(k)) return l.pieces[0].column;
    if (!l.continues) return l.depth * indent;
    if (l.section == "check" && l.pieces[0].text == "expect") return expect_;
    if (l.section == "check" && l.pieces[0].text == "when") return when_column;
    // Moves with the line that its statement begins in.
    std::size_t first = k;
    while (first > 0 && (lines_[first].continues || lines_[first].pieces.empty())) --first;
    const std::size_t was = anchor_source(first), is = anchor(first);
    const std::size_t column = l.pieces[0].column + is;
    return std::max(column > was ? column - was : 0, (l.depth + 1) * indent);
  }

  // What continuation lines hang on: the value of a fact, else the beginning.
  std::size_t anchor_source(std::size_t k) const {
    return lines_[k].pieces[is_fact(lines_[k]) ? 1 : 0].column;
  }
  std::size_t anchor(std::size_t k) {
    const Line& l = lines_[k];
    return is_fact(l) ? fixed_column(k, 1) : l.depth * indent;
  }

  // A comment alone that goes on with one behind code.
  bool behind_code(std::size_t k) const {
    const Piece& here = lines_[k].pieces[0];
    const Line& above = lines_[k - 1];
    if (above.pieces.empty() || !above.pieces.back().comment) return false;
    const bool below_code = above.pieces.size() > 1 || behind_code_above(k - 1);
    return below_code && above.pieces.back().column == here.column &&
           here.column > lines_[k].depth * indent;
  }
  bool behind_code_above(std::size_t k) const {
    return k > 0 && lines_[k].lone() && behind_code(k);
  }

  std::vector<Line> lines_;
  Spacing spacing_;
  std::size_t condition_ = 0, expect_ = 0;
  std::map<std::size_t, std::size_t> second_, wants_;  // columns by line
};

}  // namespace

// A line that moves may give the next pass another majority of columns; that settles at once.
std::string format_case(std::string_view text) {
  std::string before(text), after = Formatter(before).run();
  for (int pass = 0; pass < 8 && after != before; ++pass) {
    before = after;
    after = Formatter(before).run();
  }
  return after;
}

}  // namespace memtype::cases
