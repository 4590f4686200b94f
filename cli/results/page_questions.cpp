#include "results/page_questions.hpp"

#include <charconv>

#include "memtype/linux/pat_setup.hpp"

namespace memtype::cli {
namespace {

constexpr PageSize all_sizes[] = {PageSize::size_4K, PageSize::size_2M, PageSize::size_1G};

// A number of at most 64 bits, 0x or decimal.
std::optional<std::uint64_t> number_in(std::string_view text) {
  const bool hex = text.starts_with("0x") || text.starts_with("0X");
  if (hex) text.remove_prefix(2);
  std::uint64_t value = 0;
  const char* end = text.data() + text.size();
  const auto [stop, error] = std::from_chars(text.data(), end, value, hex ? 16 : 10);
  if (error != std::errc() || stop != end || text.empty()) return std::nullopt;
  return value;
}

std::string set_pat(const std::string& text, PageAnswer& answer) {
  if (text.empty() || text == "linux") {
    answer.pat_msr = kernel::pat_msr_for(kernel::PatMode::full, kernel::newest_version);
    answer.pat_from = text.empty() ? "Linux's own, as none is given" : "Linux's own";
  } else if (text == "power-on") {
    answer.pat_msr = pat_power_on;
    answer.pat_from = "after a reset";
  } else {
    const auto number = number_in(text);
    if (!number) return "--pat " + text + " is neither a number nor linux nor power-on";
    if (!is_legal_pat(*number))
      return "--pat " + text +
             " is no value of IA32_PAT: each byte is 0, 1, 4, 5, 6 or 7, and WRMSR of others "
             "faults";
    answer.pat_msr = *number;
    answer.pat_from = "as given";
  }
  answer.pat = decode_pat(answer.pat_msr);
  return "";
}

bool is_below(MemoryType type) { return is_mtrr_encoding(static_cast<std::uint64_t>(type)); }

// The types that may lie below: one that was named, or all five.
std::string set_below(const PageQuestion& question, std::vector<MemoryType>& below) {
  if (question.ept.empty()) {
    if (question.mtrr.empty()) {
      below.assign(std::begin(mtrr_memory_types), std::end(mtrr_memory_types));
      return "";
    }
    const auto type = memory_type_named(question.mtrr);
    if (!type || !is_below(*type))
      return "--mtrr " + question.mtrr + " is no type of an MTRR: UC, WC, WT, WP or WB";
    below = {*type};
    return "";
  }
  if (!question.mtrr.empty())
    return "--ept takes the place of the MTRR: --mtrr does not go with it";
  const auto number = number_in(question.ept);
  const auto type = number && *number < 8 ? std::optional(static_cast<MemoryType>(*number))
                                          : memory_type_named(question.ept);
  if (!type || !is_below(*type))
    return "--ept " + question.ept +
           " is no type of an EPT entry: 0 (UC), 1 (WC), 4 (WT), 5 (WP) or 6 (WB); others are an "
           "EPT misconfiguration";
  below = {*type};
  return "";
}

void set_columns(const PageQuestion& question, PageAnswer& answer) {
  if (question.ept.empty())
    answer.columns = {PageRule::intel_pat, PageRule::amd_pat};
  else
    answer.columns = {question.ignore_pat ? PageRule::ept_ignore_pat : PageRule::ept};
}

}  // namespace

std::variant<PageAnswer, std::string> answer(const PageQuestion& question) {
  PageAnswer answer;
  std::vector<MemoryType> below;
  if (question.ignore_pat && question.ept.empty())
    return "--ignore-pat is a bit of an EPT entry: --ept";
  for (const std::string& trouble : {set_pat(question.pat, answer), set_below(question, below)})
    if (!trouble.empty()) return trouble;
  set_columns(question, answer);
  if (!question.entry.empty()) {
    answer.entry = number_in(question.entry);
    if (!answer.entry) return "--pte " + question.entry + " is no number of 64 bits";
    for (PageSize size : all_sizes) {
      PageReadingAnswer reading{
          read_leaf(*answer.entry, size, answer.pat), may_be_leaf(*answer.entry, size), {}};
      for (MemoryType type : below) {
        PageLine line{type, {}, {}};
        for (PageRule rule : answer.columns)
          line.cells.push_back(page_cell({rule, type}, reading.leaf.page));
        reading.lines.push_back(std::move(line));
      }
      answer.readings.push_back(std::move(reading));
    }
  }
  if (!question.want.empty()) {
    answer.want = memory_type_named(question.want);
    if (!answer.want || *answer.want == MemoryType::UC_minus || *answer.want == MemoryType::WC_plus)
      return "--want " + question.want + " is no effective type: UC, CD, WC, WT, WP or WB";
    for (MemoryType type : below) {
      PageLine line{type, {}, {}};
      for (PageRule rule : answer.columns)
        line.ways.push_back(ways_to(*answer.want, {rule, type}, answer.pat));
      answer.want_lines.push_back(std::move(line));
    }
  }
  return answer;
}

std::string_view column_name(PageRule rule) {
  switch (rule) {
    case PageRule::intel_pat: return "Intel";
    case PageRule::amd_pat: return "AMD";
    case PageRule::ept:
    case PageRule::ept_ignore_pat: return "EPT";
    case PageRule::no_pat:
    case PageRule::npt:
    case PageRule::shadow: break;
  }
  return "?";
}

std::string_view name(PageSize size) {
  switch (size) {
    case PageSize::size_4K: return "4K";
    case PageSize::size_2M: return "2M";
    case PageSize::size_1G: return "1G";
  }
  return "?";
}

}  // namespace memtype::cli
