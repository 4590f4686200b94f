#include "text/unified_diff.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <vector>

namespace memtype::cli {
namespace {

constexpr std::size_t context = 3;

using Lines = std::vector<std::string_view>;

// With their newlines; the last one may have none.
Lines lines_of(std::string_view text) {
  Lines lines;
  while (!text.empty()) {
    const std::size_t newline = text.find('\n');
    const std::size_t length = newline == std::string_view::npos ? text.size() : newline + 1;
    lines.push_back(text.substr(0, length));
    text.remove_prefix(length);
  }
  return lines;
}

struct DiffLine {
  char sign = ' ';
  std::string_view text;
};

// By the longest common subsequence of what lies between the equal heads and tails.
std::vector<DiffLine> compare(const Lines& a, const Lines& b) {
  std::size_t head = 0, tail = 0;
  while (head < std::min(a.size(), b.size()) && a[head] == b[head]) ++head;
  while (head + tail < std::min(a.size(), b.size()) &&
         a[a.size() - 1 - tail] == b[b.size() - 1 - tail])
    ++tail;
  const std::size_t n = a.size() - head - tail, m = b.size() - head - tail;
  std::vector<std::vector<std::size_t>> common(n + 1, std::vector<std::size_t>(m + 1, 0));
  for (std::size_t i = n; i-- > 0;)
    for (std::size_t j = m; j-- > 0;)
      common[i][j] = a[head + i] == b[head + j] ? common[i + 1][j + 1] + 1
                                                : std::max(common[i + 1][j], common[i][j + 1]);
  std::vector<DiffLine> out;
  for (std::size_t i = 0; i < head; ++i) out.push_back({' ', a[i]});
  std::size_t i = 0, j = 0;
  while (i < n || j < m) {
    if (i < n && j < m && a[head + i] == b[head + j]) {
      out.push_back({' ', a[head + i]});
      ++i, ++j;
    } else if (j == m || (i < n && common[i + 1][j] >= common[i][j + 1])) {
      out.push_back({'-', a[head + i++]});
    } else {
      out.push_back({'+', b[head + j++]});
    }
  }
  for (std::size_t k = a.size() - tail; k < a.size(); ++k) out.push_back({' ', a[k]});
  return out;
}

std::string range(std::size_t before, std::size_t count) {
  const std::size_t first = count == 0 ? before : before + 1;
  return count == 1 ? std::to_string(first) : fmt::format("{},{}", first, count);
}

// Behind the last change that belongs to the same hunk as the one at `first`.
std::size_t end_of_hunk(const std::vector<DiffLine>& lines, std::size_t first) {
  std::size_t end = first;
  for (std::size_t i = first; i < lines.size() && i <= end + 2 * context; ++i)
    if (lines[i].sign != ' ') end = i + 1;
  return end;
}

}  // namespace

std::string unified_diff(const std::string& file, std::string_view old_text,
                         std::string_view new_text) {
  if (old_text == new_text) return "";
  const std::vector<DiffLine> lines = compare(lines_of(old_text), lines_of(new_text));
  // A tab ends a name with spaces in it.
  const std::string name = file + (file.find(' ') == std::string::npos ? "" : "\t");
  std::string out = fmt::format("--- {0}\n+++ {0}\n", name);
  std::size_t old_line = 0, new_line = 0, done = 0;
  const auto count = [&](std::size_t from, std::size_t to, char skipped) {
    return static_cast<std::size_t>(
        std::count_if(lines.begin() + static_cast<std::ptrdiff_t>(from),
                      lines.begin() + static_cast<std::ptrdiff_t>(to),
                      [&](const DiffLine& line) { return line.sign != skipped; }));
  };
  for (std::size_t i = 0; i < lines.size(); ++i) {
    if (lines[i].sign == ' ') continue;
    const std::size_t end = end_of_hunk(lines, i), last = std::min(end + context, lines.size());
    const std::size_t first = std::max(done, i < context ? 0 : i - context);
    old_line += count(done, first, '+');
    new_line += count(done, first, '-');
    const std::size_t olds = count(first, last, '+'), news = count(first, last, '-');
    out += fmt::format("@@ -{} +{} @@\n", range(old_line, olds), range(new_line, news));
    for (std::size_t k = first; k < last; ++k) {
      out += lines[k].sign;
      out += lines[k].text;
      if (!lines[k].text.ends_with('\n')) out += "\n\\ No newline at end of file\n";
    }
    old_line += olds;
    new_line += news;
    done = last;
    i = last - 1;
  }
  return out;
}

}  // namespace memtype::cli
