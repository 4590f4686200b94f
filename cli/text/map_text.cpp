#include "text/map_text.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "results/sources.hpp"
#include "text/text.hpp"
#include "text/text_table.hpp"

namespace memtype::cli {
namespace {

using inspect::LargePages;
using inspect::MappedAs;
using inspect::PlacePiece;

constexpr std::size_t most_reserved = 8, most_changes = 200;

std::string range_of(PhysRange range) { return range_text(range.begin, range.end); }

std::string type_of(const std::optional<MemoryType>& type) {
  return type ? std::string(name(*type)) : "broken";
}

// One with its source; of several, which a processor that is not known makes, the names.
std::string rules_text(const MappedAs& mapped) {
  std::vector<std::string_view> names;
  for (const RuleUsed& rule : mapped.rules)
    if (std::find(names.begin(), names.end(), rule.name) == names.end()) names.push_back(rule.name);
  const std::string text = fmt::format("{}", fmt::join(names, ", "));
  return mapped.rules.size() == 1 ? text + ": " + mapped.rules[0].source : text;
}

void add_piece(const PlacePiece& piece, std::string& text) {
  text += fmt::format("MTRR     {} {}{}{}\n", range_of(piece.range),
                      piece.known ? to_string(piece.mtrr) + ", by " : std::string("not known: "),
                      piece.decided_by,
                      piece.undefined             ? "; the manuals leave this overlap undefined"
                      : piece.known && piece.open ? "; which of them is not in the text"
                                                  : "");
  TextTable table;
  const bool reserved = !piece.mappings.empty() && piece.mappings.front().granted.has_value();
  std::vector<std::string> head = {"mapped as", "PAT", "effective"};
  if (reserved) head.emplace_back("a request now");
  head.emplace_back("rule");
  table.add(head);
  for (const MappedAs& mapped : piece.mappings) {
    std::vector<std::string> row = {std::string(name(mapped.mode)), to_string(mapped.page),
                                    to_string(mapped.effective)};
    if (reserved)
      row.push_back(!mapped.granted || mapped.granted->empty()
                        ? "refused"
                        : "gets " + to_string(*mapped.granted));
    row.push_back(rules_text(mapped));
    table.add(std::move(row));
  }
  text += table.text();
}

std::string large_text(const LargePages& large, PhysRange range) {
  const bool small = large.size == PageSize::size_2M;
  const std::string size = small ? "2M" : "1G";
  std::string text = size;
  switch (large.answer) {
    case LargePages::Answer::unknown: return text + " not known: the MTRR types are not";
    case LargePages::Answer::may: text += " may"; break;
    case LargePages::Answer::some_not: {
      text += " not everywhere: the MTRR type changes";
      for (std::size_t i = 0; i < large.splits.size(); ++i)
        text += fmt::format("{} at 0x{:x} inside {}", i == 0 ? "" : ",", large.splits[i].at,
                            range_of(large.splits[i].page));
      if (large.split_count > large.splits.size())
        text += fmt::format(" and {} more", large.split_count - large.splits.size());
    }
  }
  if ((large.begins_inside || large.ends_inside) && range.bytes() >= (small ? 2_MiB : 1_GiB))
    text += fmt::format(" (the place is no multiple of {})", size);
  return text;
}

}  // namespace

std::string mapped_place_text(const readers::Observations& seen, const NamedPlace& named,
                              const inspect::Place& place) {
  std::string text = fmt::format("Place    {}{}{}\n", range_of(place.range),
                                 named.name.find(':') == named.name.npos ? "" : " " + named.name,
                                 place.what.empty() ? "" : "  " + place.what);
  std::size_t shown = 0;
  for (const readers::PatEntry& entry : place.reserved) {
    if (++shown > most_reserved) break;
    text += fmt::format("Reserved {} {} ({})\n", range_of(entry.range), type_of(entry.type),
                        source_line(seen, entry.place));
  }
  if (place.reserved.size() > most_reserved)
    text += fmt::format("Reserved {} more\n", place.reserved.size() - most_reserved);
  if (place.has_list && place.reserved.empty()) text += "Reserved nothing\n";
  for (const PlacePiece& piece : place.pieces) add_piece(piece, text);
  text += "Pages    4K may; " + large_text(place.large[0], place.range) + "; " +
          large_text(place.large[1], place.range) + "\n";
  return text;
}

std::string open_text(const std::vector<inspect::OpenQuestion>& open) {
  std::string text;
  for (const auto& question : open)
    text += fmt::format("Open     {}\n         Run: {}\n", question.what, question.command);
  return text;
}

std::string difference_text(const inspect::Difference& found) {
  std::string text;
  for (const auto& fact : found.facts)
    text += fmt::format("Fact     {}: {} -> {}\n", fact.name, fact.before, fact.after);
  std::size_t shown = 0;
  for (const auto& change : found.types) {
    if (++shown > most_changes) break;
    text += fmt::format("Type     {} {} ({}) -> {} ({}){}\n", range_of(change.range),
                        to_string(change.before), change.before_by, to_string(change.after),
                        change.after_by, change.what.empty() ? "" : "  " + change.what);
  }
  for (const auto& change : found.reservations) {
    if (++shown > most_changes) break;
    const std::string what = change.what.empty() ? "" : "  " + change.what;
    if (change.came)
      text +=
          fmt::format("Came     {} {}{}\n", range_of(change.range), type_of(change.after), what);
    else if (change.went)
      text +=
          fmt::format("Went     {} {}{}\n", range_of(change.range), type_of(change.before), what);
    else
      text += fmt::format("Changed  {} {} -> {}{}\n", range_of(change.range),
                          type_of(change.before), type_of(change.after), what);
  }
  if (shown > most_changes)
    text += fmt::format("More     {}: --json\n",
                        found.types.size() + found.reservations.size() - most_changes);
  if (found.some_open)
    text +=
        "Open     where one text leaves the type open, and the other's is one of these, nothing "
        "was "
        "compared\n";
  if (!found.types_known) text += "Open     MTRRs are not in both texts, and were not compared\n";
  if (!found.has_lists)
    text += "Open     there are no lists of reservations (pat_memtype_list) in both texts\n";
  if (found.none()) text += "Same     nothing differs in what both texts say for certain\n";
  return text;
}

}  // namespace memtype::cli
