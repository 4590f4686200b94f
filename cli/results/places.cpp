#include "results/places.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <optional>
#include <regex>

namespace memtype::cli {
namespace {

constexpr std::uint64_t address_end = std::uint64_t{1} << 52;

// Hexadecimal with 0x or without; "16M" and the like where `sizes`.
std::optional<std::uint64_t> number_in_place(std::string text, bool sizes) {
  unsigned shift = 0;
  bool hex = !sizes;
  if (text.starts_with("0x") || text.starts_with("0X")) {
    text.erase(0, 2);
    hex = true;
  }
  constexpr std::string_view units = "KMGT";
  if (sizes && !hex && !text.empty() && units.find(text.back()) != units.npos) {
    shift = 10 * (static_cast<unsigned>(units.find(text.back())) + 1);
    text.pop_back();
  }
  std::uint64_t value = 0;
  const char* end = text.data() + text.size();
  const auto [stop, error] = std::from_chars(text.data(), end, value, hex ? 16 : 10);
  if (error != std::errc() || stop != end || text.empty()) return std::nullopt;
  return value << shift >> shift == value ? std::optional(value << shift) : std::nullopt;
}

const std::regex& device_pattern() {
  static const std::regex pattern(
      "(?:([0-9a-fA-F]{4}):)?([0-9a-fA-F]{2}:[0-9a-fA-F]{2}\\.[0-7])(?::([0-5]))?");
  return pattern;
}
const std::regex& range_pattern() {
  static const std::regex pattern(
      "\\[?(?:mem "
      ")?((?:0x|0X)?[0-9a-fA-F]+)\\s*(?:([-+,])\\s*((?:0x|0X)?[0-9a-fA-F]+[KMGT]?))?\\]?");
  return pattern;
}

std::variant<std::vector<NamedPlace>, std::string> device_place(const readers::Observations& seen,
                                                                const std::string& text,
                                                                const std::smatch& match) {
  const std::string device = (match[1].matched ? match[1].str() : "0000") + ":" + match[2].str();
  std::vector<NamedPlace> places;
  bool unassigned = false;
  // The last one said counts.
  for (auto bar = seen.bars.rbegin(); bar != seen.bars.rend(); ++bar) {
    if (bar->device != device || bar->number > 5) continue;
    if (match[3].matched && std::to_string(bar->number) != match[3].str()) continue;
    const std::string name = fmt::format("{}:{}", device, bar->number);
    const bool told = std::any_of(places.begin(), places.end(),
                                  [&](const NamedPlace& place) { return place.name == name; });
    unassigned |= bar->range.empty();
    if (!told && !bar->range.empty()) places.push_back({name, bar->range});
  }
  std::sort(places.begin(), places.end(),
            [](const NamedPlace& a, const NamedPlace& b) { return a.name < b.name; });
  if (!places.empty()) return places;
  if (unassigned) return text + ": this region has no address";
  return text + ": the text has no such region. Run: lspci -vv";
}

std::variant<std::vector<NamedPlace>, std::string> range_place(const std::string& text,
                                                               const std::smatch& match) {
  const auto begin = number_in_place(match[1], false);
  if (!begin) return text + ": no address of 64 bits";
  PhysRange range{*begin & page_mask, (*begin & page_mask) + page_bytes};
  if (match[2].matched) {
    const std::string sign = match[2];
    const auto second = number_in_place(match[3], sign == "+");
    if (!second) return text + ": no number behind the '" + sign + "'";
    if (sign == "-" && *second < *begin) return text + ": it ends before it begins";
    if (sign != "-" && (*second == 0 || *second > address_end)) return text + ": no such length";
    range = {*begin, sign == "-" ? *second + 1 : *begin + *second};
  }
  if (range.begin >= address_end || range.end > address_end || range.empty())
    return text + ": physical addresses have at most 52 bits";
  return std::vector<NamedPlace>{{text, range}};
}

}  // namespace

bool looks_like_place(const std::string& text) {
  return text.size() < 100 &&
         (std::regex_match(text, device_pattern()) || std::regex_match(text, range_pattern()));
}

std::variant<std::vector<NamedPlace>, std::string> find_place(const readers::Observations& seen,
                                                              const std::string& text) {
  std::smatch match;
  if (std::regex_match(text, match, device_pattern())) return device_place(seen, text, match);
  if (std::regex_match(text, match, range_pattern())) return range_place(text, match);
  return text + ": neither an address nor a range nor a region such as 01:00.0:0";
}

}  // namespace memtype::cli
