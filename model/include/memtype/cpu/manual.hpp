// How the manuals are cited. The chapter of Intel's manual on memory cache control (SDM vol. 3A)
// was number 11 in the edition that the rules were read in; it became 12, and is 13 now. Tables and
// sections kept their numbers behind it. Citations give both: "table 11-7 (now 13-7)".
#pragma once

#include <algorithm>
#include <cstddef>
#include <string_view>

namespace memtype {

// A text as a template argument.
template <std::size_t n>
struct FixedText {
  char text[n]{};
  consteval FixedText(const char (&literal)[n]) { std::copy_n(literal, n, text); }
  constexpr std::string_view view() const { return {text, n - 1}; }
};

namespace detail {

inline constexpr std::string_view chapter_read = "11", chapter_now = "13";

// A number of the chapter begins here: "11-7" or "11.11.4".
constexpr bool is_cited(std::string_view text, std::size_t at) {
  const bool inside = at > 0 && text[at - 1] != ' ';
  const std::size_t end = at + chapter_read.size();
  return !inside && text.substr(at).starts_with(chapter_read) && end < text.size() &&
         (text[end] == '.' || text[end] == '-');
}

// The text, and behind its last number of the chapter the same from the first one on, as it is
// today.
template <FixedText read>
struct Citation {
  static constexpr std::string_view text = read.view();
  static constexpr std::size_t first = [] {
    std::size_t at = 0;
    while (!is_cited(text, at)) ++at;
    return at;
  }();
  static constexpr std::size_t last = [] {
    std::size_t at = text.size() - 1;
    while (!is_cited(text, at)) --at;
    while (at < text.size() &&
           (text[at] == '.' || text[at] == '-' || ('0' <= text[at] && text[at] <= '9')))
      ++at;
    return at;
  }();
  static constexpr std::string_view now = " (now ";
  static constexpr std::size_t length = text.size() + now.size() + last - first + 1;
  static constexpr auto whole = [] {
    FixedText<length + 1> made{{}};
    char* out = made.text;
    const auto add = [&](std::string_view part) { out = std::copy(part.begin(), part.end(), out); };
    add(text.substr(0, last));
    add(now);
    for (std::size_t at = first; at < last;) {
      const bool cited = is_cited(text, at);
      add(cited ? chapter_now : text.substr(at, 1));
      at += cited ? chapter_read.size() : 1;
    }
    add(")");
    add(text.substr(last));
    return made;
  }();
};

}  // namespace detail

// cited<"Intel SDM vol. 3A, table 11-7, note 3">: "Intel SDM vol. 3A, table 11-7 (now 13-7), note
// 3". A text without a number of the chapter does not compile.
template <FixedText read>
inline constexpr std::string_view cited = detail::Citation<read>::whole.view();

}  // namespace memtype
