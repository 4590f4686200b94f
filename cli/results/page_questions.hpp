// A question about an entry of a page table, as it stands on the command line, and its answer.
#pragma once

#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "memtype/machine/page_question.hpp"

namespace memtype::cli {

// As on the command line; empty: not given.
struct PageQuestion {
  std::string entry;  // a number
  std::string want;   // a type
  std::string pat;    // a number, "linux" or "power-on"
  std::string mtrr;   // a type
  std::string ept;    // a type, or its number in an EPT entry
  bool ignore_pat = false;

  bool is_asked() const { return !entry.empty() || !want.empty(); }
};

// One line of a table: a type below the page, and what comes of it.
struct PageLine {
  MemoryType below = MemoryType::UC;
  std::vector<PageCell> cells;         // a column each: Intel and AMD, or EPT
  std::vector<std::vector<Way>> ways;  // of --want, a column each
};
struct PageReadingAnswer {
  LeafReading leaf;
  bool may_be = true;  // PS fits
  std::vector<PageLine> lines;
};
struct PageAnswer {
  std::uint64_t pat_msr = 0;
  std::string pat_from;  // "as given", "Linux's own", "after a reset"
  Pat pat;
  std::vector<PageRule> columns;
  std::optional<std::uint64_t> entry;
  std::vector<PageReadingAnswer> readings;  // of the entry: 4 KiB, 2 MiB, 1 GiB
  std::optional<MemoryType> want;
  std::vector<PageLine> want_lines;
};

// The answer, or what is wrong with the question.
std::variant<PageAnswer, std::string> answer(const PageQuestion& question);

// "Intel", "AMD", "EPT".
std::string_view column_name(PageRule rule);
std::string_view name(PageSize size);  // "4K", "2M", "1G"

}  // namespace memtype::cli
