#include "text/explain_text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "results/sources.hpp"
#include "text/text_table.hpp"

namespace memtype::cli {
namespace {

using inspect::Explanation;

constexpr std::size_t most_of_a_list = 1, most_unknown = 10;

std::string one_message(const readers::Observations& seen, const Explanation& one) {
  const readers::Message& message = one.message;
  const readers::MessageRow& row = message.known->row;
  std::string text = fmt::format(
      "Line     {}{}\nMessage  {}\nMeaning  {}\n", source_line(seen, message.place),
      message.count > 1 ? fmt::format(", {} times", message.count) : "", message.text, row.meaning);
  TextTable numbers;
  for (const inspect::DecodedNumber& number : one.numbers) numbers.add({number.name, number.value});
  text += numbers.text();
  if (!row.rule.empty()) text += fmt::format("Rule     {}\n", row.rule);
  if (!one.instead.empty()) text += fmt::format("Instead  {}\n", one.instead);
  return text + fmt::format("Source   {}{}\n", row.file,
                            row.file.ends_with(".c") || row.file.ends_with(".h")
                                ? ", Linux " + kernels_text(row)
                                : "");
}

std::string pat_words(const Pat& pat) {
  std::string text;
  for (MemoryType type : pat.entries) text += " " + std::string(memtype::name(type));
  return text;
}

// Both columns have one rule wherever their types agree; it stands once, with its source.
std::string rules_of_line(const PageLine& line) {
  std::string text, last;
  for (const PageCell& cell : line.cells) {
    text += cell.rule.name == last ? "; " : (text.empty() ? "" : "; ") + cell.rule.name + ": ";
    text += cell.rule.source;
    last = cell.rule.name;
  }
  return text;
}

void add_reading(const PageAnswer& answer, const PageReadingAnswer& reading, std::string& text) {
  const LeafReading& leaf = reading.leaf;
  const bool small = leaf.size == PageSize::size_4K;
  if (!reading.may_be) {
    text += fmt::format("{}       no page of this size: bit 7 (PS) is 0, so it points to a table\n",
                        name(leaf.size));
    return;
  }
  text += fmt::format(
      "{}       page {}: PAT={} (bit {}) PCD={} (bit 4) PWT={} (bit 3): entry {} of the PAT, {}\n",
      name(leaf.size), fmt::format("0x{:x}", leaf.address), leaf.bits.pat ? 1 : 0, small ? 7 : 12,
      leaf.bits.pcd ? 1 : 0, leaf.bits.pwt ? 1 : 0, leaf.bits.index(), memtype::name(leaf.page));
  TextTable table;
  std::vector<std::string> head = {std::string(name_below(answer.columns.front()))};
  for (PageRule rule : answer.columns)
    head.emplace_back(answer.columns.size() == 1 ? "effective" : column_name(rule));
  head.emplace_back("rule");
  table.add(head);
  for (const PageLine& line : reading.lines) {
    std::vector<std::string> row = {std::string(memtype::name(line.below))};
    for (const PageCell& cell : line.cells) row.push_back(to_string(cell.effective));
    row.push_back(rules_of_line(line));
    table.add(std::move(row));
  }
  text += table.text();
}

std::string ways_text(const std::vector<Way>& ways) {
  if (ways.empty()) return "no entry of this PAT";
  std::string text;
  for (const Way& way : ways)
    text +=
        fmt::format("{}entry {} ({}): 0x{:x} in 4K, 0x{:x} in 2M and 1G", text.empty() ? "" : "; ",
                    way.index, memtype::name(way.page), leaf_bits(way.index, PageSize::size_4K),
                    leaf_bits(way.index, PageSize::size_2M));
  return text;
}

void add_want(const PageAnswer& answer, std::string& text) {
  text += fmt::format(
      "Want     {}: which entry of the PAT, and the bits of a page-table entry (PS "
      "included where it is large)\n",
      memtype::name(*answer.want));
  for (std::size_t column = 0; column < answer.columns.size(); ++column) {
    TextTable table;
    for (const PageLine& line : answer.want_lines)
      table.add({fmt::format("{}, {} {}", column_name(answer.columns[column]),
                             name_below(answer.columns[column]), memtype::name(line.below)),
                 ways_text(line.ways[column])});
    text += table.text();
  }
  const bool amd = answer.columns.back() == PageRule::amd_pat;
  if (amd && (*answer.want == MemoryType::UC || *answer.want == MemoryType::CD))
    text += "On AMD both UC and CD are uncached; CD probes caches. Ask for the other, too.\n";
}

}  // namespace

std::string explain_text(const readers::Observations& seen,
                         const std::vector<Explanation>& messages, bool full) {
  std::string text;
  std::map<const readers::KnownMessage*, std::size_t> shown;
  std::size_t left_out = 0;
  for (const Explanation& one : messages) {
    const bool list = one.message.kind == readers::MessageKind::state;
    if (list && ++shown[one.message.known] > most_of_a_list && !full) {
      ++left_out;
      continue;
    }
    text += (text.empty() ? "" : "\n") + one_message(seen, one);
  }
  if (left_out != 0)
    text +=
        fmt::format("\nMore     {} lines of lists, of kinds explained above: --full\n", left_out);
  std::size_t unknown = 0;
  for (const auto& line : seen.unread) {
    if (++unknown > most_unknown && !full) break;
    text += fmt::format("{}Unknown  {}: {}\n", unknown == 1 && !text.empty() ? "\n" : "",
                        source_line(seen, line.place), line.text.substr(0, 120));
  }
  return text;
}

std::string page_text(const PageAnswer& answer) {
  std::string text = fmt::format("PAT      0x{:016x} ({}):{}\n", answer.pat_msr, answer.pat_from,
                                 pat_words(answer.pat));
  if (answer.entry) text += fmt::format("Entry    0x{:x}\n", *answer.entry);
  for (const PageReadingAnswer& reading : answer.readings) add_reading(answer, reading, text);
  if (answer.want) add_want(answer, text);
  return text;
}

}  // namespace memtype::cli
