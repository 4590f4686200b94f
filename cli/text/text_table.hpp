// A table of words for people.
#pragma once

#include <fmt/format.h>

#include <algorithm>
#include <string>
#include <vector>

namespace memtype::cli {

// Rows of equally many cells, each column as wide as it has to be, two spaces between.
class TextTable {
 public:
  void add(std::vector<std::string> row) {
    widths_.resize(std::max(widths_.size(), row.size()));
    for (std::size_t k = 0; k < row.size(); ++k) widths_[k] = std::max(widths_[k], row[k].size());
    rows_.push_back(std::move(row));
  }
  std::size_t width() const {
    std::size_t sum = 0;
    for (std::size_t w : widths_) sum += w + 2;
    return sum;
  }
  // Where a column begins.
  std::size_t start(std::size_t column) const {
    std::size_t at = 2;
    for (std::size_t k = 0; k < column; ++k) at += widths_[k] + 2;
    return at;
  }
  std::string text() const {
    std::string text;
    for (const auto& row : rows_) {
      std::string line;
      for (std::size_t k = 0; k < row.size(); ++k)
        line += fmt::format("  {:<{}}", row[k], widths_[k]);
      while (line.ends_with(' ')) line.pop_back();
      text += line + "\n";
    }
    return text;
  }

 private:
  std::vector<std::size_t> widths_;
  std::vector<std::vector<std::string>> rows_;
};

}  // namespace memtype::cli
