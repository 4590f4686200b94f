// The memory map in the boot log (arch/x86/kernel/e820.c: e820__print_table):
//    BIOS-e820: 0000000000000000 - 000000000009fc00 (usable)                 to 3.5, exclusive end
//   BIOS-e820: [mem 0x0000000000000000-0x000000000009efff] usable            3.6 on, inclusive
//   BIOS-e820: [mem 0x0000000000000000-0x000000000009efff]  System RAM       7.1 on
//   BIOS-e820: [gap 0x00000000af800000-0x00000000fed1ffff]                   no memory
// and the lines of /sys/firmware/memmap, one entry each: "0x0 0x9fbff System RAM", inclusive.
#include <algorithm>

#include "readers.hpp"
#include "scan.hpp"

namespace memtype::readers {
namespace {

using Origin = MemoryMapSeen::Origin;

struct Mark {
  std::string_view word;
  Origin origin;
};
constexpr Mark marks[] = {
    {"BIOS-e820: ", Origin::firmware}, {"BIOS-88: ", Origin::firmware},
    {"BIOS-801: ", Origin::firmware},  {"reserve setup_data: ", Origin::extended},
    {"modified: ", Origin::modified},  {"user: ", Origin::user},
    {"Xen: ", Origin::xen_guest},
};
constexpr Mark headings[] = {
    {"BIOS-provided physical RAM map", Origin::firmware},
    {"modified physical RAM map", Origin::modified},
    {"extended physical RAM map", Origin::extended},
    {"user-defined physical RAM map", Origin::user},
};

struct KindWord {
  std::string_view word;
  MapEntry::Kind kind;
};
// Whole words as the kernels print them; "type 20" and the like are `other`.
constexpr KindWord kind_words[] = {
    {"usable", MapEntry::Kind::ram},
    {"System RAM", MapEntry::Kind::ram},
    {"RAM", MapEntry::Kind::ram},
    {"reserved", MapEntry::Kind::reserved},
    {"Reserved", MapEntry::Kind::reserved},
    {"device reserved", MapEntry::Kind::reserved},
    {"ACPI data", MapEntry::Kind::acpi_data},
    {"ACPI Tables", MapEntry::Kind::acpi_data},
    {"ACPI NVS", MapEntry::Kind::acpi_nvs},
    {"ACPI Non-volatile Storage", MapEntry::Kind::acpi_nvs},
    {"Persistent Memory", MapEntry::Kind::persistent},
    {"Persistent Memory (legacy)", MapEntry::Kind::persistent},
};

std::string_view trimmed(std::string_view text) {
  while (text.starts_with(' ')) text.remove_prefix(1);
  while (text.ends_with(' ')) text.remove_suffix(1);
  return text;
}

class E820 final : public LineReader {
 public:
  Outcome read(const Line& line, Observations& seen) override {
    for (const Mark& heading : headings)
      if (line.text.find(heading.word) != line.text.npos) {
        open_ = false;
        return Outcome::taken;
      }
    for (const Mark& mark : marks) {
      const std::size_t at = line.text.find(mark.word);
      // The short marks are words of other messages too.
      if (at == line.text.npos || (mark.word.size() < 8 && at != 0)) continue;
      return read_entry(line, line.text.substr(at + mark.word.size()), mark.origin, seen);
    }
    return read_memmap(line, seen);
  }
  void reset() override { open_ = false; }

 private:
  Outcome read_entry(const Line& line, std::string_view rest, Origin origin, Observations& seen) {
    const std::size_t bracket = rest.rfind('(');
    const bool named =
        rest.ends_with(')') && bracket != rest.npos &&
        map_kind(rest.substr(bracket + 1, rest.size() - bracket - 2)) != MapEntry::Kind::other;
    const bool sure = named || origin == Origin::firmware || origin == Origin::extended;
    const Outcome otherwise = sure ? Outcome::unreadable : Outcome::not_mine;
    Scan scan(rest);
    MapEntry entry;
    entry.place = line.place;
    if (rest.starts_with("[gap ")) return Outcome::taken;
    if (rest.starts_with("[mem ")) {
      const auto mem = scan_mem(scan);
      if (!mem) return otherwise;
      entry.range = mem->range;
      entry.word = trimmed(scan.rest());
    } else if (!read_old(scan, entry)) {
      return otherwise;
    }
    if (entry.word.empty()) return otherwise;
    entry.kind = map_kind(entry.word);
    add(std::move(entry), origin, line, seen);
    return Outcome::taken;
  }

  // "0000000000000000 - 000000000009fc00 (usable)"
  static bool read_old(Scan& scan, MapEntry& entry) {
    const auto pair = scan_pair(scan);
    const auto range = pair ? exclusive(pair->first, pair->last) : std::nullopt;
    if (!range || !scan.word("(")) return false;
    const std::size_t end = scan.rest().rfind(')');
    if (end == std::string_view::npos) return false;
    entry.range = *range;
    entry.word = scan.rest().substr(0, end);
    return true;
  }

  // A line of "start end type", as scripts print /sys/firmware/memmap.
  Outcome read_memmap(const Line& line, Observations& seen) {
    Scan scan(line.text);
    const auto first = scan.prefixed();
    if (!first) return Outcome::not_mine;
    scan.word("-");
    const auto last = scan.prefixed();
    const auto range = last ? inclusive(*first, *last) : std::nullopt;
    if (!range) return Outcome::not_mine;
    const std::string_view word = trimmed(scan.rest());
    const bool named = std::any_of(std::begin(kind_words), std::end(kind_words),
                                   [&](const KindWord& row) { return row.word == word; });
    if (!named && !word.starts_with("Unknown E820 type")) return Outcome::not_mine;
    add({*range, map_kind(word), std::string(word), line.place}, Origin::firmware, line, seen);
    return Outcome::taken;
  }

  void add(MapEntry entry, Origin origin, const Line& line, Observations& seen) {
    if (MemoryMapSeen* list = map_list(seen, origin, line, open_))
      keep(list->entries, std::move(entry), seen);
  }
  bool open_ = false;
};

}  // namespace

MapEntry::Kind map_kind(std::string_view word) {
  for (const KindWord& row : kind_words)
    if (row.word == word) return row.kind;
  if (word.starts_with("persistent")) return MapEntry::Kind::persistent;
  return MapEntry::Kind::other;
}

MemoryMapSeen* map_list(Observations& seen, Origin origin, const Line& line, bool& open) {
  if (open && !seen.maps.empty() && seen.maps.back().origin == origin &&
      seen.maps.back().boot == line.boot)
    return &seen.maps.back();
  open = true;
  return keep(seen.maps, MemoryMapSeen{origin, line.boot, line.place, {}}, seen);
}

std::unique_ptr<LineReader> make_e820() { return std::make_unique<E820>(); }

}  // namespace memtype::readers
