#include "text/inspect_text.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "memtype/cpu/msr.hpp"
#include "results/sources.hpp"
#include "text/text.hpp"

namespace memtype::cli {
namespace {

using inspect::Area;
using inspect::Finding;
using inspect::Inspection;
using inspect::MapRun;
using inspect::Severity;
using readers::Observations;
using readers::Place;

constexpr std::size_t most_runs = 24, most_unread = 10, most_evidence = 6, most_ranges = 4;

// Places of one source next to each other share its name: "dmesg.txt:3, 4, 5".
std::string places_text(const Observations& seen, std::vector<Place> places) {
  std::sort(places.begin(), places.end());
  places.erase(std::unique(places.begin(), places.end()), places.end());
  std::string text;
  const Place* before = nullptr;
  std::size_t shown = 0;
  for (const Place& place : places) {
    if (++shown > most_evidence)
      return text + fmt::format(" and {} more", places.size() - most_evidence);
    if (before != nullptr && before->source == place.source)
      text += fmt::format(", {}", place.line);
    else
      text += (text.empty() ? "" : "; ") + source_line(seen, place);
    before = &place;
  }
  return text;
}

std::string size_text(std::uint64_t bytes) {
  for (const auto& [unit, sign] :
       {std::pair{1_GiB, 'G'}, std::pair{1_MiB, 'M'}, std::pair{1_KiB, 'K'}})
    if (bytes >= unit && (bytes % unit == 0 || bytes >= 64 * unit))
      return fmt::format("{}{}{}", bytes % unit == 0 ? "" : "~", bytes / unit, sign);
  return fmt::format("{}", bytes);
}

std::string kernel_text(const Observations& seen) {
  std::string text = seen.kernel.empty() ? "kernel not said" : "Linux " + seen.kernel.back().value;
  if (!seen.hypervisor.empty()) text += ", under " + seen.hypervisor.back().value;
  if (!seen.board.empty()) text += "; " + seen.board.back().value;
  return text;
}

std::string processor_text(const Observations& seen, const Inspection& found) {
  std::string text;
  for (const auto& said : seen.processors)
    if (!said.value.name.empty()) text = said.value.name;
  if (text.empty() && !found.machine.cpu.empty()) text = found.machine.cpu[0]->name;
  if (text.empty()) text = "not said";
  if (found.mtrrs.width)
    text += fmt::format(", {} address bits ({})", *found.mtrrs.width,
                        source_line(seen, found.mtrrs.width.place));
  return text;
}

std::string mtrr_text(const Observations& seen, const Inspection& found) {
  const readers::KnownMtrrs& mtrrs = found.mtrrs;
  std::string text;
  if (mtrrs.enabled.value == false)
    text = fmt::format("off ({})", source_line(seen, mtrrs.enabled.place));
  else if (!mtrrs.seen)
    text = found.guest ? "no registers in the text; in a guest the host decides"
                       : "no registers in the text";
  if (mtrrs.seen) {
    if (!text.empty()) text += "; ";
    text += fmt::format("{}{} registers in use ({})", mtrrs.registers.size(),
                        mtrrs.count ? fmt::format(" of {}", *mtrrs.count) : "",
                        source_line(seen, mtrrs.place));
    text += mtrrs.default_type ? fmt::format(", default type {} ({})", name(*mtrrs.default_type),
                                             source_line(seen, mtrrs.default_type.place))
                               : std::string(", default type not said");
    if (mtrrs.fixed_enabled)
      text += *mtrrs.fixed_enabled ? ", fixed ranges on" : ", fixed ranges off";
    if (mtrrs.tom2) text += fmt::format(", TOM2 0x{:x}", *mtrrs.tom2);
  }
  return text;
}

std::string pat_text(const Observations& seen, const Inspection& found) {
  if (!found.machine.pat.empty()) {
    const kernel::PatMode mode = found.machine.pat[0].mode;
    std::string text = mode == kernel::PatMode::absent  ? "none that Linux uses"
                       : mode == kernel::PatMode::nopat ? "off"
                                                        : "on";
    for (auto said = seen.pat.rbegin(); said != seen.pat.rend(); ++said) {
      if (said->value.before_kernel) continue;
      text += ":";
      for (MemoryType type : said->value.entries) text += " " + std::string(name(type));
      return text + " (" + source_line(seen, said->place) + ")";
    }
    return text;
  }
  return seen.pat_lists.empty() ? "not said" : "in use: there is a list of reservations";
}

std::string ram_text(const Inspection& found) {
  const std::string_view area_name = found.maps_ram ? "RAM" : "below the end of RAM";
  std::uint64_t bytes = 0, not_wb = 0, open = 0;
  for (const Area& area : found.areas)
    if (area.name == area_name) bytes += area.range.bytes();
  if (bytes == 0) return "where it lies is not in the text";
  std::string text = (found.maps_ram ? "" : "at most ") + size_text(bytes);
  if (found.guest) return text + "; its type is the host's affair";
  for (const MapRun& run : found.runs) {
    if (run.area != area_name || run.mtrr == TypeSet(MemoryType::WB)) continue;
    (run.mtrr.contains(MemoryType::WB) ? open : not_wb) += run.range.bytes();
  }
  if (found.runs.empty()) return text + "; its type is not in the text";
  if (not_wb != 0) text += fmt::format("; {} not write-back", size_text(not_wb));
  if (open != 0) text += fmt::format("; {} write-back or not, by what is open", size_text(open));
  return not_wb + open == 0 ? text + ", all of it write-back by the MTRRs" : text;
}

std::string verdict_line(const Inspection& found) {
  if (found.findings.empty())
    return found.open.empty() ? "nothing wrong" : "nothing wrong in what the text says";
  const Finding& worst = found.findings.front();
  return fmt::format("{}: {}", name(worst.severity), worst.what);
}

void add_map(const Inspection& found, bool full, std::string& text) {
  std::size_t shown = 0, left_out = 0;
  for (const MapRun& run : found.runs) {
    const bool plain = run.mtrr == TypeSet(MemoryType::WB) && run.reserved.empty();
    if (!full && (shown >= most_runs ||
                  (plain && !run.area.ends_with("RAM") && run.range.bytes() < 1_MiB))) {
      ++left_out;
      continue;
    }
    ++shown;
    std::string line = fmt::format(
        "Map      {:<35} {:>6} MTRR {:<6} {}", range_text(run.range.begin, run.range.end),
        size_text(run.range.bytes()), to_string(run.mtrr), run.decided_by);
    if (!run.reserved.empty()) line += ", reserved " + to_string(run.reserved);
    if (!run.effective.empty()) line += " = " + to_string(run.effective);
    text += line + "  " + run.area + "\n";
  }
  if (left_out != 0) text += fmt::format("Map      {} more: --full\n", left_out);
}

void add_finding(const Observations& seen, const Finding& finding, std::size_t number,
                 std::string& text) {
  text += fmt::format("Finding {}  {}  {}\n  {}\n", number, name(finding.severity),
                      name(finding.kind), finding.what);
  if (!finding.where.empty()) {
    std::string where;
    for (std::size_t i = 0; i < finding.where.size() && i < most_ranges; ++i)
      where += (i == 0 ? "" : ", ") + range_text(finding.where[i].begin, finding.where[i].end);
    if (finding.where.size() > most_ranges)
      where += fmt::format(" and {} more", finding.where.size() - most_ranges);
    text += "  Where     " + where + "\n";
  }
  if (!finding.evidence.empty())
    text += "  Evidence  " + places_text(seen, finding.evidence) + "\n";
  text += "  Why       " + finding.why + "\n";
  if (!finding.todo.empty()) text += "  Do        " + finding.todo + "\n";
  text += "  Rule      " + finding.rule + "\n";
}

void add_rest(const Observations& seen, const Inspection& found, bool full, std::string& text) {
  for (const auto& question : found.open)
    text += fmt::format("Open     {}\n         Run: {}\n", question.what, question.command);
  for (const auto& note : found.notes)
    text += fmt::format("Note     {} ({})\n", note.text, places_text(seen, note.places));
  for (const auto& trouble : seen.trouble)
    text += fmt::format("Note     {}: {}\n", seen.sources.at(trouble.source), trouble.text);
  if (seen.dropped != 0)
    text += fmt::format(
        "Note     {} more lines are of kinds of which there are too many; they were "
        "not kept\n",
        seen.dropped);
  std::size_t shown = 0;
  for (const auto& line : seen.unread) {
    if (!full && ++shown > most_unread) break;
    text +=
        fmt::format("Unread   {}: {}\n", source_line(seen, line.place), line.text.substr(0, 120));
  }
  const std::uint64_t printed =
      full ? seen.unread.size() : std::min(seen.unread.size(), most_unread);
  if (seen.unread_count > printed)
    text +=
        fmt::format("Unread   {} more{}\n", seen.unread_count - printed, full ? "" : ": --full");
}

}  // namespace

std::string inspect_text(const Observations& seen, const Inspection& found, bool full) {
  std::string text;
  text += "System   " + kernel_text(seen) + "\n";
  text += "CPU      " + processor_text(seen, found) + "\n";
  text += "MTRRs    " + mtrr_text(seen, found) + "\n";
  text += "PAT      " + pat_text(seen, found) + "\n";
  text += "RAM      " + ram_text(found) + "\n";
  text += "Verdict  " + verdict_line(found) + "\n";
  add_map(found, full, text);
  for (std::size_t i = 0; i < found.findings.size(); ++i)
    add_finding(seen, found.findings[i], i + 1, text);
  add_rest(seen, found, full, text);
  return text;
}

}  // namespace memtype::cli
