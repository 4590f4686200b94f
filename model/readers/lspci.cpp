// lspci -v, -vv, -nn (pciutils):
//   01:00.0 VGA compatible controller: ...
//   	Memory at f0000000 (64-bit, prefetchable) [size=128M]
//   	Region 0: Memory at f7800000 (64-bit, non-prefetchable) [size=4M]
//   	Expansion ROM at 000c0000 [virtual] [disabled] [size=128K]
//   	Prefetchable memory behind bridge: 0000004000000000-000000400fffffff [size=256M]
//   	Kernel driver in use: i915
#include "readers.hpp"
#include "scan.hpp"

namespace memtype::readers {
namespace {

constexpr unsigned rom_number = 6;

// "64M", "16": nothing for what lspci does not print.
std::optional<std::uint64_t> size_of(std::string_view text) {
  Scan scan(text);
  if (!scan.past("[size=")) return std::nullopt;
  return scan.size();
}

class Lspci final : public LineReader {
 public:
  Outcome read(const Line& line, Observations& seen) override {
    if (const Outcome outcome = read_device(line, seen); outcome != Outcome::not_mine)
      return outcome;
    Scan scan(line.text);
    if (scan.word("Region")) return read_numbered(scan, line, seen);
    if (scan.word("Memory at ")) return read_memory(scan, next_, line, seen);
    if (scan.word("Expansion ROM at ")) return read_memory(scan, rom_number, line, seen);
    if (scan.word("I/O ports at")) {
      ++next_;
      return Outcome::taken;
    }
    if (scan.word("Prefetchable memory behind bridge:")) return read_window(scan, true, line, seen);
    if (scan.word("Memory behind bridge:")) return read_window(scan, false, line, seen);
    if (scan.word("Kernel driver in use:") && !device_.empty() && !seen.devices.empty()) {
      scan.at_end();
      seen.devices.back().driver = scan.rest();
      return Outcome::taken;
    }
    return Outcome::not_mine;
  }
  void reset() override {
    device_.clear();
    next_ = 0;
  }

 private:
  Outcome read_device(const Line& line, Observations& seen) {
    const std::string address = pci_address(line.text);
    if (address.empty()) return Outcome::not_mine;
    const std::size_t blank = line.text.find(' ');
    if (blank == line.text.npos || blank > 12) return Outcome::not_mine;
    const std::string_view what = line.text.substr(blank + 1);
    if (what.find(": ") == what.npos) return Outcome::not_mine;
    device_ = address;
    next_ = 0;
    PciDevice found;
    found.address = address;
    found.what = what;
    found.is_display = what.find("VGA") != what.npos || what.find("3D controller") != what.npos ||
                       what.find("Display controller") != what.npos;
    found.place = line.place;
    keep(seen.devices, std::move(found), seen);
    return Outcome::taken;
  }

  Outcome read_numbered(Scan scan, const Line& line, Observations& seen) {
    const auto number = scan.decimal();
    if (!number || !scan.word(":")) return Outcome::not_mine;
    if (scan.word("I/O ports at")) return Outcome::taken;
    if (*number > rom_number || !scan.past("Memory at ")) return Outcome::not_mine;
    return read_memory(scan, static_cast<unsigned>(*number), line, seen);
  }

  Outcome read_memory(Scan scan, unsigned number, const Line& line, Observations& seen) {
    Bar bar;
    bar.device = device_;
    bar.number = number;
    bar.place = line.place;
    bar.teller = Teller::lspci;
    const std::string_view rest = scan.rest();
    bar.prefetchable =
        rest.find("prefetchable") != rest.npos && rest.find("non-prefetchable") == rest.npos;
    bar.is_64bit = rest.find("64-bit") != rest.npos;
    bar.disabled = rest.find("[disabled]") != rest.npos;
    if (number != rom_number) next_ = number + (bar.is_64bit ? 2 : 1);
    if (scan.word("<")) {  // "<unassigned>", "<ignored>"
      keep(seen.bars, std::move(bar), seen);
      return Outcome::taken;
    }
    const auto base = scan.hex();
    const auto size = size_of(rest);
    const auto range = base && size ? of_size(*base, *size) : std::nullopt;
    if (!base) return Outcome::unreadable;
    if (!range) return size ? Outcome::unreadable : Outcome::taken;  // an end that nobody says
    if (*base != 0) bar.range = *range;
    keep(seen.bars, std::move(bar), seen);
    return Outcome::taken;
  }

  Outcome read_window(Scan scan, bool prefetchable, const Line& line, Observations& seen) {
    const auto pair = scan_pair(scan);
    if (!pair) return Outcome::taken;  // "[disabled]", "None"
    BridgeWindow window;
    const auto range = inclusive(pair->first, pair->last);
    if (!range) return Outcome::taken;  // a window that is off: its end lies before its start
    window.range = *range;
    window.device = device_;
    window.prefetchable = prefetchable;
    window.place = line.place;
    keep(seen.windows, std::move(window), seen);
    return Outcome::taken;
  }

  std::string device_;
  unsigned next_ = 0;  // the number of the next region that is not numbered
};

}  // namespace

std::unique_ptr<LineReader> make_lspci() { return std::make_unique<Lspci>(); }

}  // namespace memtype::readers
