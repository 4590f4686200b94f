#include "memtype/readers/shape.hpp"

#include <algorithm>
#include <stdexcept>

#include "scan.hpp"

namespace memtype::readers {
namespace {

constexpr std::string_view field_names[] = {"*",     "who",    "begin", "size",   "end",    "last",
                                            "mask",  "begin2", "size2", "x",      "x2",     "x3",
                                            "n",     "n2",     "n3",    "n4",     "error",  "type",
                                            "type2", "mode",   "mode2", "amount", "amount2"};
static_assert(std::size(field_names) == field_count);

Field field_named(std::string_view name) {
  const auto found = std::find(std::begin(field_names), std::end(field_names), name);
  if (found == std::end(field_names))
    throw std::invalid_argument("no field {" + std::string(name) + "}");
  return static_cast<Field>(found - std::begin(field_names));
}

bool is_open(Field field) { return field == Field::anything || field == Field::who; }

std::optional<std::uint64_t> take_amount(Scan& scan) {
  const auto number = scan.decimal();
  if (!number) return std::nullopt;
  constexpr std::string_view units[] = {"kK", "mM", "gG", "tT"};
  for (std::size_t i = 0; i < std::size(units); ++i)
    for (char unit : units[i])
      if (scan.rest().starts_with(unit) && scan.word(std::string_view(&unit, 1))) {
        const std::uint64_t bytes = *number << 10 * (i + 1);
        return bytes >> 10 * (i + 1) == *number ? std::optional(bytes) : std::nullopt;
      }
  return number;
}

// What a field takes from the start of the text, as a number.
std::optional<std::uint64_t> take_number(Field field, Scan& scan) {
  switch (field) {
    case Field::begin:
    case Field::size:
    case Field::end:
    case Field::last:
    case Field::mask:
    case Field::begin2:
    case Field::size2:
    case Field::x:
    case Field::x2:
    case Field::x3: return scan.hex();
    case Field::n:
    case Field::n2:
    case Field::n3:
    case Field::n4: return scan.decimal();
    case Field::error: scan.word("-"); return scan.decimal();
    case Field::type:
    case Field::type2: {
      const auto type = scan_type(scan);
      return type ? std::optional(static_cast<std::uint64_t>(*type)) : std::nullopt;
    }
    case Field::mode:
    case Field::mode2: {
      const auto number = scan.hex();
      const auto mode = number ? mode_numbered(*number) : std::nullopt;
      return mode ? std::optional(static_cast<std::uint64_t>(*mode)) : std::nullopt;
    }
    case Field::amount:
    case Field::amount2: return take_amount(scan);
    case Field::anything:
    case Field::who: break;
  }
  return std::nullopt;
}

// Words, with any number of blanks where they have one.
bool take_words(std::string_view words, std::string_view& rest) {
  for (char c : words) {
    if (c == ' ') {
      while (!rest.empty() && (rest.front() == ' ' || rest.front() == '\t')) rest.remove_prefix(1);
    } else {
      if (rest.empty() || rest.front() != c) return false;
      rest.remove_prefix(1);
    }
  }
  return true;
}

std::string_view without_blanks(std::string_view text) {
  while (text.starts_with(' ')) text.remove_prefix(1);
  while (text.ends_with(' ')) text.remove_suffix(1);
  return text;
}

// A line that ends inside a shape is taken for a part of it from so many bytes of words on.
constexpr std::size_t enough_words = 16;

// "CPU 0/KVM:1329": the number ends it. What stands before "x86/PAT: " is not of the name.
bool take_who(std::string_view text, std::string& who) {
  text = without_blanks(text);
  const std::size_t colon = text.rfind(':');
  if (colon == text.npos || !decimal_number(text.substr(colon + 1))) return false;
  who = text.substr(0, colon);
  return true;
}

}  // namespace

std::optional<MemoryType> mode_numbered(std::uint64_t number) {
  constexpr MemoryType modes[] = {MemoryType::WB, MemoryType::WC, MemoryType::UC_minus,
                                  MemoryType::UC, MemoryType::WT, MemoryType::WP};
  if (number >= std::size(modes)) return std::nullopt;
  return modes[number];
}

Shape::Shape(std::string_view text) {
  while (!text.empty()) {
    if (text.front() == '{') {
      const std::size_t end = text.find('}');
      if (end == text.npos) throw std::invalid_argument("a brace is open");
      const std::string_view inside = text.substr(1, end - 1);
      const std::size_t colon = std::min(inside.find(':'), inside.size());
      pieces_.push_back({true, field_named(inside.substr(0, colon)),
                         colon == inside.size() ? std::string_view() : inside.substr(colon + 1)});
      text.remove_prefix(end + 1);
    } else {
      const std::size_t end = std::min(text.find('{'), text.size());
      pieces_.push_back({false, Field::anything, text.substr(0, end)});
      const std::string_view words = without_blanks(text.substr(0, end));
      if (words.size() > anchor_.size()) anchor_ = words;
      constexpr std::size_t long_words = 8;
      if (start_.empty() && words.size() >= long_words) start_ = words.substr(0, long_words);
      text.remove_prefix(end);
    }
  }
}

// {*} and {who}: up to the next words, as early as the rest fits.
bool Shape::match_open(std::size_t piece, std::string_view rest, Attempt& attempt) const {
  const bool last = piece + 1 == pieces_.size();
  const bool words_follow = !last && !pieces_[piece + 1].is_field;
  for (std::size_t length = last ? rest.size() : 0; length <= rest.size(); ++length) {
    std::string_view behind = rest.substr(length);
    if (words_follow && !take_words(pieces_[piece + 1].text, behind)) {
      attempt.cut |= behind.empty() && attempt.words + rest.size() - length >= enough_words;
      continue;
    }
    Attempt tried = attempt;
    const std::string_view taken = without_blanks(rest.substr(0, length));
    if (pieces_[piece].field == Field::who) {
      if (!take_who(taken, tried.values.who)) continue;
    } else {
      if (taken.empty() && !last) continue;
      if (tried.values.anything.empty()) tried.values.anything = taken;
    }
    const bool fits = match_from(piece + 1, rest.substr(length), tried);
    attempt.cut |= tried.cut;
    if (!fits) continue;
    attempt = std::move(tried);
    return true;
  }
  return false;
}

bool Shape::match_from(std::size_t piece, std::string_view rest, Attempt& attempt) const {
  for (; piece < pieces_.size(); ++piece) {
    const Piece& now = pieces_[piece];
    if (now.is_field && is_open(now.field)) return match_open(piece, rest, attempt);
    if (now.is_field) {
      Scan scan(rest);
      const auto number = take_number(now.field, scan);
      if (!number) {
        attempt.cut |= scan.at_end() && attempt.words >= enough_words;
        return false;
      }
      attempt.values.numbers[static_cast<std::size_t>(now.field)] = number;
      rest = scan.rest();
      continue;
    }
    const std::size_t before = rest.size();
    const bool fits = take_words(now.text, rest);
    attempt.words += before - rest.size();
    if (!fits) {
      attempt.cut |= rest.empty() && attempt.words >= enough_words;
      return false;
    }
  }
  return !attempt.whole || without_blanks(rest).empty();
}

std::optional<FieldValues> Shape::match(std::string_view line, bool whole, bool& cut) const {
  constexpr std::size_t looked_at = 1024;
  line = line.substr(0, looked_at);
  for (std::size_t start = 0; start < line.size(); ++start) {
    if (start != 0 && whole) break;
    // At the start of a word, or where the line begins.
    if (start != 0 && (is_letter(line[start - 1]) || is_digit(line[start - 1]))) continue;
    const Piece& first = pieces_.front();
    if (!first.is_field && line[start] != first.text.front()) continue;
    Attempt attempt;
    attempt.whole = whole;
    if (match_from(0, line.substr(start), attempt)) return std::move(attempt.values);
    cut |= attempt.cut;
    // Only {*} and {who} find what stands further on.
    if (pieces_.front().is_field && is_open(pieces_.front().field)) break;
  }
  return std::nullopt;
}

std::string Shape::skeleton() const {
  std::string text;
  for (const Piece& piece : pieces_)
    text += !piece.is_field ? std::string(piece.text) : piece.field == Field::who ? "*:*" : "*";
  return text;
}

}  // namespace memtype::readers
