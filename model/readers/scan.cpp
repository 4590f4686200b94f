#include "scan.hpp"

#include <algorithm>
#include <charconv>

namespace memtype::readers {
namespace {

std::optional<std::uint64_t> number_of(std::string_view text, int base) {
  std::uint64_t value = 0;
  const char* end = text.data() + text.size();
  const auto [stop, error] = std::from_chars(text.data(), end, value, base);
  if (error != std::errc() || stop != end || text.empty()) return std::nullopt;
  return value;
}

struct TypeWord {
  std::string_view word;
  MemoryType type;
};
// Longer words first: "uncached-minus" begins with "uncached".
constexpr TypeWord type_words[] = {
    {"write-combining", MemoryType::WC},
    {"write-combine", MemoryType::WC},
    {"write-through", MemoryType::WT},
    {"write-protected", MemoryType::WP},
    {"write-protect", MemoryType::WP},
    {"write-back", MemoryType::WB},
    {"uncached-minus", MemoryType::UC_minus},
    {"uncached", MemoryType::UC},
    {"uncachable", MemoryType::UC},
    {"uncacheable", MemoryType::UC},
    {"UC-", MemoryType::UC_minus},
    {"UC", MemoryType::UC},
    {"WC", MemoryType::WC},
    {"WT", MemoryType::WT},
    {"WP", MemoryType::WP},
    {"WB", MemoryType::WB},
};

}  // namespace

std::optional<std::uint64_t> hex_number(std::string_view text) {
  if (text.starts_with("0x") || text.starts_with("0X")) text.remove_prefix(2);
  return number_of(text, 16);
}

std::optional<std::uint64_t> decimal_number(std::string_view text) { return number_of(text, 10); }

void Scan::blanks() {
  while (!rest_.empty() && (rest_.front() == ' ' || rest_.front() == '\t')) rest_.remove_prefix(1);
}

bool Scan::at_end() {
  blanks();
  return rest_.empty();
}

bool Scan::word(std::string_view text) {
  blanks();
  if (!rest_.starts_with(text)) return false;
  rest_.remove_prefix(text.size());
  return true;
}

bool Scan::past(std::string_view text) {
  const std::size_t at = rest_.find(text);
  if (at == rest_.npos) return false;
  rest_.remove_prefix(at + text.size());
  return true;
}

std::optional<std::uint64_t> Scan::hex() {
  blanks();
  std::size_t start = rest_.starts_with("0x") || rest_.starts_with("0X") ? 2 : 0;
  std::size_t end = start;
  while (end < rest_.size() && is_hex_digit(rest_[end])) ++end;
  const auto value = number_of(rest_.substr(start, end - start), 16);
  if (value) rest_.remove_prefix(end);
  return value;
}

std::optional<std::uint64_t> Scan::prefixed() {
  blanks();
  if (!rest_.starts_with("0x") && !rest_.starts_with("0X")) return std::nullopt;
  return hex();
}

std::optional<std::uint64_t> Scan::decimal() {
  blanks();
  std::size_t end = 0;
  while (end < rest_.size() && is_digit(rest_[end])) ++end;
  const auto value = number_of(rest_.substr(0, end), 10);
  if (value) rest_.remove_prefix(end);
  return value;
}

std::string_view Scan::token() {
  blanks();
  const std::size_t end = std::min(rest_.find_first_of(" \t,()[]"), rest_.size());
  const std::string_view token = rest_.substr(0, end);
  rest_.remove_prefix(end);
  return token;
}

std::optional<std::uint64_t> Scan::size() {
  const std::string_view before = rest_;
  const auto value = decimal();
  if (!value) return std::nullopt;
  blanks();
  constexpr std::string_view units = "KMGT";
  const std::size_t unit = rest_.empty() ? units.npos : units.find(rest_.front() & ~0x20);
  unsigned shift = 0;
  if (unit != units.npos &&
      (rest_.size() < 2 || !is_hex_digit(rest_[1]) || lower(rest_[1]) == 'b')) {
    shift = 10 * (static_cast<unsigned>(unit) + 1);
    rest_.remove_prefix(1);
    if (rest_.starts_with("iB"))
      rest_.remove_prefix(2);
    else if (!rest_.empty() && lower(rest_.front()) == 'b')
      rest_.remove_prefix(1);
  }
  if (*value << shift >> shift != *value) {
    rest_ = before;
    return std::nullopt;
  }
  return *value << shift;
}

std::optional<NumberPair> scan_pair(Scan& scan) {
  const auto first = scan.hex();
  if (!first || !scan.word("-")) return std::nullopt;
  const auto last = scan.hex();
  if (!last) return std::nullopt;
  return NumberPair{*first, *last};
}

std::optional<MemRange> scan_mem(Scan& scan) {
  if (!scan.past("[mem ")) return std::nullopt;
  const auto pair = scan_pair(scan);
  if (!pair) return std::nullopt;
  const std::string_view behind = scan.rest();
  if (!scan.past("]")) return std::nullopt;
  const auto range = inclusive(pair->first, pair->last);
  if (!range) return std::nullopt;
  return MemRange{*range, behind.substr(0, behind.find(']'))};
}

std::optional<MemoryType> type_word(std::string_view word) {
  for (const TypeWord& row : type_words)
    if (row.word == word) return row.type;
  return std::nullopt;
}

std::optional<MemoryType> scan_type(Scan& scan) {
  for (const TypeWord& row : type_words) {
    Scan ahead = scan;
    if (!ahead.word(row.word)) continue;
    if (!ahead.rest().empty() && is_letter(ahead.rest().front())) continue;
    scan = ahead;
    return row.type;
  }
  return std::nullopt;
}

bool contains(std::string_view text, std::string_view part) {
  return std::search(text.begin(), text.end(), part.begin(), part.end(),
                     [](char a, char b) { return lower(a) == lower(b); }) != text.end();
}

}  // namespace memtype::readers
