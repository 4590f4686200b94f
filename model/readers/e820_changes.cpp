// What the kernel changes in its memory map, and what it says of its end:
//   e820 update range: 00000000b7e00000 - 0000000100000000 (usable) ==> (reserved)    exclusive end
//   e820: update [mem 0x00000000-0x00000fff] usable ==> reserved                      inclusive
//   e820: remove [mem 0x000a0000-0x000fffff] usable
//   efi: Remove mem95: MMIO range=[0xc0000000-0xcfffffff] (256MB) from e820 map
//   last_pfn = 0x41fe00 max_arch_pfn = 0x400000000
#include "readers.hpp"
#include "scan.hpp"

namespace memtype::readers {
namespace {

// Known, and nothing to be learned: what comes of them stands in other lines.
constexpr std::string_view no_change[] = {
    "update e820 for mtrr",   "available for PCI devices",   "RAM buffer",
    "Not removing mem",       "E820 reservations",           "reserved in E820",
    "reserved as E820 entry", "reserved in ACPI motherboard"};

std::string without_brackets(std::string_view word) {
  while (word.starts_with(' ') || word.starts_with('(')) word.remove_prefix(1);
  while (word.ends_with(' ') || word.ends_with(')')) word.remove_suffix(1);
  return std::string(word);
}

class E820Changes final : public LineReader {
 public:
  Outcome read(const Line& line, Observations& seen) override {
    Scan scan(line.text);
    if (scan.past("last_pfn = ")) {
      const auto pfn = scan.prefixed();
      if (!pfn || *pfn >> 52 != 0) return Outcome::unreadable;
      say(seen.last_pfn, *pfn * page_bytes, line, seen);
      return Outcome::taken;
    }
    if (scan.past("e820 update range:") || scan.past("e820 remove range:"))
      return read_old(scan, line, seen);
    if (scan.past("e820: update ") || scan.past("e820: remove ")) return read_new(scan, line, seen);
    if (scan.past("efi: Remove mem")) return read_efi(scan, line, seen);
    for (std::string_view words : no_change)
      if (line.text.find(words) != line.text.npos) return Outcome::taken;
    return Outcome::not_mine;
  }

 private:
  static Outcome add(PhysRange range, std::string_view words, const Line& line,
                     Observations& seen) {
    MapChange change;
    change.range = range;
    const std::size_t arrow = words.find("==>");
    change.from = without_brackets(words.substr(0, arrow));
    if (arrow != words.npos) change.to = without_brackets(words.substr(arrow + 3));
    change.place = line.place;
    change.boot = line.boot;
    keep(seen.map_changes, std::move(change), seen);
    return Outcome::taken;
  }
  static Outcome read_old(Scan scan, const Line& line, Observations& seen) {
    const auto pair = scan_pair(scan);
    const auto range = pair ? exclusive(pair->first, pair->last) : std::nullopt;
    if (!range || scan.at_end()) return Outcome::unreadable;
    return add(*range, scan.rest(), line, seen);
  }
  static Outcome read_new(Scan scan, const Line& line, Observations& seen) {
    const auto mem = scan_mem(scan);
    if (!mem || scan.at_end()) return Outcome::unreadable;
    return add(mem->range, scan.rest(), line, seen);
  }
  static Outcome read_efi(Scan scan, const Line& line, Observations& seen) {
    if (!scan.past("range=[")) return Outcome::unreadable;
    const auto pair = scan_pair(scan);
    const auto range = pair ? inclusive(pair->first, pair->last) : std::nullopt;
    if (!range) return Outcome::unreadable;
    return add(*range, "MMIO", line, seen);
  }
};

}  // namespace

std::unique_ptr<LineReader> make_e820_changes() { return std::make_unique<E820Changes>(); }

}  // namespace memtype::readers
