// What the kernel prints of PCI devices (drivers/pci/probe.c, setup-res.c, setup-bus.c):
//   pci 0000:00:02.0: reg 10 32bit mmio: [0xf0000000-0xf03fffff]              2.6.31, 2.6.32
//   pci 0000:00:02.0: reg 0x18: [mem 0xe0000000-0xefffffff 64bit pref]
//   pci 0000:00:02.0: BAR 2 [mem 0x4000000000-0x400fffffff 64bit pref]        6.9 on
//   pci 0000:01:00.0: BAR 6: assigned [mem 0xf1000000-0xf107ffff pref]        later: moved
//   pci 0000:00:1c.4:   bridge window [mem 0xf0000000-0xf00fffff 64bit pref]
//   pci_bus 0000:00: root bus resource [mem 0xdf200000-0xfeafffff window]
// A range that starts at 0 is not assigned yet. All ends are inclusive.
#include <map>
#include <utility>

#include "readers.hpp"
#include "scan.hpp"

namespace memtype::readers {
namespace {

bool has_word(std::string_view text, std::string_view word) { return text.find(word) != text.npos; }

// Configuration space offset of a region register: 0x10 is number 0, 0x30 the expansion ROM.
std::optional<unsigned> number_of_register(std::uint64_t offset) {
  if (offset == 0x30) return 6;
  if (offset < 0x10 || offset > 0x24 || offset % 4 != 0) return std::nullopt;
  return static_cast<unsigned>(offset - 0x10) / 4;
}

class PciLog final : public LineReader {
 public:
  Outcome read(const Line& line, Observations& seen) override {
    if (line.text.find("[mem ") == line.text.npos && line.text.find("mmio: [") == line.text.npos)
      return read_device(line, seen);
    if (has_word(line.text, "bridge window [") || has_word(line.text, "root bus resource [") ||
        has_word(line.text, "pci_bus ") || line.text.starts_with("bus: "))
      return read_window(line, seen);
    const std::string device = pci_address_in(line.text);
    if (device.empty()) return Outcome::not_mine;
    Scan scan(line.text);
    if (has_word(line.text, "VF BAR")) return Outcome::taken;  // of virtual functions, none yet
    if (scan.past(" reg ")) return read_register(scan, device, line, seen);
    if (scan.past(" BAR ")) return read_bar(scan, device, line, seen);
    return Outcome::not_mine;
  }

 private:
  Outcome read_register(Scan scan, const std::string& device, const Line& line,
                        Observations& seen) {
    const auto offset = scan.hex();
    const auto number = offset ? number_of_register(*offset) : std::nullopt;
    if (!number) return Outcome::unreadable;
    Bar bar;
    bar.device = device;
    bar.number = *number;
    if (!read_range(scan, bar)) return Outcome::unreadable;
    return add(std::move(bar), line, seen);
  }

  // "[mem a-b flags]", or "64bit mmio pref: [a-b]" of 2.6.31.
  static bool read_range(Scan scan, Bar& bar) {
    if (has_word(scan.rest(), "[mem ")) {
      const auto mem = scan_mem(scan);
      if (!mem) return false;
      set(bar, mem->range, mem->flags);
      return true;
    }
    const std::string_view flags = scan.rest().substr(0, scan.rest().find('['));
    if (!scan.past("[")) return false;
    const auto pair = scan_pair(scan);
    const auto range = pair ? inclusive(pair->first, pair->last) : std::nullopt;
    if (range) set(bar, *range, flags);
    return range.has_value();
  }
  static void set(Bar& bar, PhysRange range, std::string_view flags) {
    if (range.begin != 0) bar.range = range;
    bar.prefetchable = has_word(flags, "pref");
    bar.is_64bit = has_word(flags, "64bit");
  }

  // 6.9 on "BAR 2 [mem ..]", with ": assigned" behind it when it was moved; before that
  // "BAR 2: assigned [mem ..]".
  Outcome read_bar(Scan scan, const std::string& device, const Line& line, Observations& seen) {
    const auto number = scan.decimal();
    if (!number) return Outcome::not_mine;
    if (*number > 6) return Outcome::taken;  // windows and virtual functions
    for (std::string_view words :
         {"can't", "failed to", "no space", "error", "releasing", "contains", "requesting"})
      if (has_word(scan.rest(), words)) return Outcome::taken;  // does not lie there
    Bar bar;
    bar.device = device;
    bar.number = static_cast<unsigned>(*number);
    if (!read_range(scan, bar)) return Outcome::unreadable;
    return add(std::move(bar), line, seen);
  }

  // A later line about the same register replaces the range of the earlier one.
  Outcome add(Bar bar, const Line& line, Observations& seen) {
    bar.place = line.place;
    const std::pair key{bar.device, bar.number};
    if (const auto earlier = bars_.find(key); earlier != bars_.end()) {
      Bar& old = seen.bars[earlier->second];
      const bool prefetchable = bar.prefetchable;
      if (!bar.range.empty()) old = std::move(bar);
      old.prefetchable = prefetchable;
    } else if (keep(seen.bars, std::move(bar), seen)) {
      bars_.emplace(key, seen.bars.size() - 1);
    }
    return Outcome::taken;
  }

  static Outcome read_window(const Line& line, Observations& seen) {
    Scan scan(line.text);
    const auto mem = scan_mem(scan);
    if (!mem) return Outcome::unreadable;
    if (has_word(line.text, "can't") || has_word(line.text, "failed") || mem->range.begin == 0)
      return Outcome::taken;
    BridgeWindow window;
    window.device = pci_address_in(line.text);
    window.range = mem->range;
    window.prefetchable = has_word(mem->flags, "pref");
    window.place = line.place;
    keep(seen.windows, std::move(window), seen);
    return Outcome::taken;
  }

  // "pci 0000:00:02.0: [8086:0126] type 00 class 0x030000"
  static Outcome read_device(const Line& line, Observations& seen) {
    Scan scan(line.text);
    if (!scan.past("] type ")) return Outcome::not_mine;
    const std::string device = pci_address_in(line.text);
    if (device.empty() || !scan.past("class ")) return Outcome::not_mine;
    const auto code = scan.prefixed();
    if (!code) return Outcome::not_mine;
    PciDevice found;
    found.address = device;
    const std::size_t ids = line.text.find('[');
    found.what = "device " + std::string(line.text.substr(ids, 11));
    found.is_display = (*code >> 16) == 3;  // PCI class 03: display controllers
    found.place = line.place;
    keep(seen.devices, std::move(found), seen);
    return Outcome::taken;
  }

  std::map<std::pair<std::string, unsigned>, std::size_t> bars_;  // where in Observations::bars
};

// The length of "0000:01:00.0" or "01:00.0" at the start of the text; 0 if there is none.
std::size_t address_length(std::string_view text) {
  const auto hex_run = [&](std::size_t at, std::size_t n) {
    if (at + n > text.size()) return false;
    for (std::size_t i = at; i < at + n; ++i)
      if (!is_hex_digit(text[i])) return false;
    return true;
  };
  const std::size_t domain = hex_run(0, 4) && text.size() > 4 && text[4] == ':' ? 5 : 0;
  const bool found = hex_run(domain, 2) && text.size() > domain + 6 && text[domain + 2] == ':' &&
                     hex_run(domain + 3, 2) && text[domain + 5] == '.' && text[domain + 6] >= '0' &&
                     text[domain + 6] <= '7';
  return found ? domain + 7 : 0;
}

}  // namespace

std::string pci_address(std::string_view text) {
  const std::size_t length = address_length(text);
  if (length == 0) return "";
  std::string address(text.substr(0, length));
  for (char& c : address) c = lower(c);
  return length == 7 ? "0000:" + address : address;
}

std::string pci_address_in(std::string_view text) {
  for (std::size_t at = 0; at + 7 <= text.size(); ++at) {
    if (!is_hex_digit(text[at]) || (at > 0 && (is_hex_digit(text[at - 1]) || text[at - 1] == ':')))
      continue;
    std::string address = pci_address(text.substr(at));
    if (!address.empty()) return address;
  }
  return "";
}

std::unique_ptr<LineReader> make_pci_log() { return std::make_unique<PciLog>(); }

}  // namespace memtype::readers
