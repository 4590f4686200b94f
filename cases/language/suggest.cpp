#include "language/suggest.hpp"

#include <algorithm>
#include <array>
#include <cctype>
#include <span>

#include "language/report.hpp"

namespace memtype::cases {
namespace {

constexpr std::size_t longest = 64;

char lower(char c) { return static_cast<char>(std::tolower(static_cast<unsigned char>(c))); }

// How many edits still look like a slip of the fingers.
std::size_t tolerance(std::string_view name) { return name.size() < 4 ? 1 : 1 + name.size() / 4; }

}  // namespace

std::size_t edit_distance(std::string_view a, std::string_view b) {
  if (a.size() > longest || b.size() > longest) return longest + 1;
  // Three rows of the usual table: the row before the last is needed for swaps.
  std::array<std::array<std::size_t, longest + 1>, 3> rows{};
  for (std::size_t j = 0; j <= b.size(); ++j) rows[0][j] = j;
  for (std::size_t i = 1; i <= a.size(); ++i) {
    auto& row = rows[i % 3];
    const auto& above = rows[(i + 2) % 3];
    const auto& above2 = rows[(i + 1) % 3];
    row[0] = i;
    for (std::size_t j = 1; j <= b.size(); ++j) {
      const bool equal = lower(a[i - 1]) == lower(b[j - 1]);
      row[j] = std::min({above[j] + 1, row[j - 1] + 1, above[j - 1] + (equal ? 0U : 1U)});
      const bool swap = i > 1 && j > 1 && lower(a[i - 1]) == lower(b[j - 2]) &&
                        lower(a[i - 2]) == lower(b[j - 1]);
      if (swap) row[j] = std::min(row[j], above2[j - 2] + 1);
    }
  }
  return rows[a.size() % 3][b.size()];
}

std::string nearest(std::string_view wanted, const std::vector<std::string>& known) {
  const std::string* best = nullptr;
  std::size_t best_distance = tolerance(wanted) + 1;
  constexpr std::size_t most = 2000;  // hostile files declare more
  for (const std::string& name : std::span(known).first(std::min(known.size(), most))) {
    const std::size_t gap =
        std::max(name.size(), wanted.size()) - std::min(name.size(), wanted.size());
    if (gap >= best_distance) continue;
    const std::size_t distance = edit_distance(wanted, name);
    if (distance >= best_distance) continue;
    best = &name;
    best_distance = distance;
  }
  // A word that shares no letter position is not a slip even if it is short.
  if (best == nullptr || best_distance >= std::max(best->size(), wanted.size())) return "";
  return *best;
}

std::string did_you_mean(std::string_view wanted, const std::vector<std::string>& known) {
  const std::string name = nearest(wanted, known);
  return name.empty() ? "" : "; did you mean " + quoted(name) + "?";
}

}  // namespace memtype::cases
