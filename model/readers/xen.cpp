// Xen's own log, `xl dmesg` (xen/arch/x86/e820.c, setup.c; its MTRR lines are those of
// kernel_mtrr.cpp):
//   (XEN) Xen-e820 RAM map:
//   (XEN)  0000000000000000 - 000000000009e800 (usable)         to 4.12, exclusive end
//   (XEN)  [0000000000000000, 000000000009fbff] (usable)        4.13 on, inclusive
//   (XEN) CPU Vendor: AMD, Family 22 (0x16), Model 48 (0x30), Stepping 1 (raw 00730f01)
#include "readers.hpp"
#include "scan.hpp"

namespace memtype::readers {
namespace {

class Xen final : public LineReader {
 public:
  Outcome read(const Line& line, Observations& seen) override {
    if (line.text.find("e820 RAM map:") != line.text.npos ||
        line.text.find("EFI RAM map:") != line.text.npos) {
      open_ = false;
      map_ = true;
      return Outcome::taken;
    }
    Scan scan(line.text);
    if (scan.word("Xen version ") && line.whole.find("(XEN)") != line.whole.npos) {
      say(seen.hypervisor, std::string("Xen"), line, seen, Teller::hypervisor);
      return Outcome::taken;
    }
    if (scan.word("CPU Vendor:")) return read_processor(scan, line, seen);
    return map_ ? read_entry(line, seen) : Outcome::not_mine;
  }
  void reset() override { open_ = map_ = false; }

 private:
  Outcome read_entry(const Line& line, Observations& seen) {
    Scan scan(line.text);
    const bool bracket = scan.word("[");
    const auto first = scan.hex();
    if (!first || !scan.word(bracket ? "," : "-")) return end_of_map();
    const auto last = scan.hex();
    if (!last || (bracket && !scan.word("]")) || !scan.word("(")) return end_of_map();
    const auto range = bracket ? inclusive(*first, *last) : exclusive(*first, *last);
    if (!range) return Outcome::unreadable;
    MapEntry entry;
    entry.range = *range;
    entry.word = scan.rest().substr(0, scan.rest().find(')'));
    entry.kind = map_kind(entry.word);
    entry.place = line.place;
    if (MemoryMapSeen* list = map_list(seen, MemoryMapSeen::Origin::hypervisor, line, open_))
      keep(list->entries, std::move(entry), seen);
    return Outcome::taken;
  }
  Outcome end_of_map() {
    map_ = false;
    return Outcome::not_mine;
  }

  static Outcome read_processor(Scan scan, const Line& line, Observations& seen) {
    Processor processor;
    const std::string_view vendor = scan.token();
    processor.vendor = vendor == "AMD"     ? "AuthenticAMD"
                       : vendor == "Intel" ? "GenuineIntel"
                       : vendor == "Hygon" ? "HygonGenuine"
                                           : std::string(vendor);
    if (scan.past("Family"))
      if (const auto family = scan.decimal()) processor.family = static_cast<unsigned>(*family);
    if (scan.past("Model"))
      if (const auto model = scan.decimal()) processor.model = static_cast<unsigned>(*model);
    say(seen.processors, processor, line, seen, Teller::hypervisor);
    return Outcome::taken;
  }
  bool open_ = false, map_ = false;
};

}  // namespace

std::unique_ptr<LineReader> make_xen() { return std::make_unique<Xen>(); }

}  // namespace memtype::readers
