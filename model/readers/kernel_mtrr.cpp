// What the kernel, and Xen with the same words, prints of the MTRRs at boot
// (arch/x86/kernel/cpu/mtrr/generic.c: print_mtrr_state, print_mtrr_map):
//   MTRR default type: uncachable
//   MTRR fixed ranges enabled:
//     00000-9FFFF write-back                                       inclusive
//   MTRR variable ranges enabled:
//     0 base 000000000 mask C00000000 write-back
//     1 disabled
//   TOM2: 000000023f000000 aka 9200M
//   MTRR map: 8 entries (3 fixed + 5 variable; max 23), built from 10 variable MTRRs
//     0: 0000000000000000-000000000009ffff write-back              inclusive
// The number of digits follows the address width of the processor and is not the width.
#include "readers.hpp"
#include "scan.hpp"

namespace memtype::readers {
namespace {

Teller teller_of(const Line& line) {
  return line.whole.find("(XEN)") != line.whole.npos ? Teller::hypervisor : Teller::kernel_log;
}

// "enabled:" or "disabled:".
std::optional<bool> scan_enabled(Scan& scan) {
  if (scan.word("enabled")) return true;
  if (scan.word("disabled")) return false;
  return std::nullopt;
}

class KernelMtrr final : public LineReader {
 public:
  Outcome read(const Line& line, Observations& seen) override {
    for (auto part : {&KernelMtrr::read_heading, &KernelMtrr::read_register,
                      &KernelMtrr::read_fixed, &KernelMtrr::read_map, &KernelMtrr::read_tom2})
      if (const Outcome outcome = (this->*part)(line, seen); outcome != Outcome::not_mine)
        return outcome;
    return Outcome::not_mine;
  }
  void reset() override { open_ = map_ = false; }

 private:
  Outcome read_heading(const Line& line, Observations& seen) {
    Scan scan(line.text);
    const Teller teller = teller_of(line);
    if (scan.past("MTRR default type:")) {
      const auto type = scan_type(scan);
      if (!type) return Outcome::unreadable;
      open_ = false;
      say(seen.default_type, *type, line, seen, teller);
      return Outcome::taken;
    }
    if (scan.past("MTRR fixed ranges ")) {
      const auto enabled = scan_enabled(scan);
      if (!enabled) return Outcome::unreadable;
      say(seen.fixed_enabled, *enabled, line, seen, teller);
      return Outcome::taken;
    }
    if (scan.past("MTRR variable ranges ")) {
      const auto enabled = scan_enabled(scan);
      if (!enabled) return Outcome::unreadable;
      say(seen.enabled, *enabled, line, seen, teller);
      open_ = false;
      return Outcome::taken;
    }
    return Outcome::not_mine;
  }

  Outcome read_register(const Line& line, Observations& seen) {
    Scan scan(line.text);
    const auto number = scan.decimal();
    if (!number || *number > 255) return Outcome::not_mine;
    RegisterEntry entry;
    entry.number = static_cast<unsigned>(*number);
    entry.place = line.place;
    entry.has_mask = true;
    if (scan.word("disabled")) {
      if (!scan.at_end()) return Outcome::not_mine;
      entry.in_use = false;
    } else {
      if (!scan.word("base")) return Outcome::not_mine;
      const auto base = scan.hex();
      if (!base || !scan.word("mask")) return Outcome::unreadable;
      const auto mask = scan.hex();
      if (!mask || scan.at_end()) return Outcome::unreadable;
      entry.base = *base;
      entry.mask = *mask;
      entry.type = scan_type(scan);  // nothing: "?"
      if (!entry.type && !scan.word("?")) return Outcome::unreadable;
    }
    add(line, entry, seen);
    return Outcome::taken;
  }

  void add(const Line& line, const RegisterEntry& entry, Observations& seen) {
    if (!open_ || entry.number <= last_) {
      if (!keep(seen.registers, RegisterList{teller_of(line), line.boot, line.place, {}}, seen))
        return;
      list_ = seen.registers.size() - 1;
    }
    open_ = true;
    last_ = entry.number;
    keep_register(seen.registers[list_], entry, seen);
  }

  Outcome read_fixed(const Line& line, Observations& seen) {
    Scan scan(line.text);
    const std::size_t dash = line.text.find('-');
    if (dash != 5) return Outcome::not_mine;
    const auto pair = scan_pair(scan);
    if (!pair || pair->last > 0xfffff) return Outcome::not_mine;
    const auto type = scan_type(scan);
    const auto range = inclusive(pair->first, pair->last);
    if (!type || !scan.at_end() || !range) return Outcome::not_mine;
    say(seen.fixed, FixedRun{*range, *type}, line, seen, teller_of(line));
    return Outcome::taken;
  }

  Outcome read_map(const Line& line, Observations& seen) {
    Scan scan(line.text);
    if (scan.past("MTRR map:")) return read_counts(scan, line, seen);
    if (!map_) return Outcome::not_mine;
    const auto number = scan.decimal();
    if (!number || !scan.word(":")) return Outcome::not_mine;
    const auto pair = scan_pair(scan);
    const auto type = scan_type(scan);
    const auto range = pair ? inclusive(pair->first, pair->last) : std::nullopt;
    if (!range || !type) return Outcome::not_mine;
    say(seen.typed_ranges, TypedRange{*range, *type}, line, seen, teller_of(line));
    return Outcome::taken;
  }

  Outcome read_counts(Scan scan, const Line& line, Observations& seen) {
    const auto entries = scan.decimal();
    if (!entries || !scan.word("entries") || !scan.word("(")) return Outcome::unreadable;
    const auto fixed = scan.decimal();
    if (!fixed || !scan.word("fixed") || !scan.word("+")) return Outcome::unreadable;
    const auto variable = scan.decimal();
    if (!variable || !scan.past("max")) return Outcome::unreadable;
    const auto max = scan.decimal();
    if (!max || !scan.past("built from")) return Outcome::unreadable;
    const auto registers = scan.decimal();
    if (!registers || *registers > 255) return Outcome::unreadable;
    const auto small = [](std::uint64_t n) { return static_cast<unsigned>(n); };
    say(seen.map_counts,
        MapCounts{small(*entries), small(*fixed), small(*variable), small(*max), small(*registers)},
        line, seen);
    say(seen.register_count, small(*registers), line, seen);
    map_ = true;
    return Outcome::taken;
  }

  Outcome read_tom2(const Line& line, Observations& seen) {
    Scan scan(line.text);
    if (!scan.past("TOM2:")) return Outcome::not_mine;
    const auto end = scan.hex();
    if (!end) return Outcome::unreadable;
    // Xen prints it whether or not it makes memory WB.
    if (teller_of(line) == Teller::hypervisor && !scan.word("(WB)")) return Outcome::taken;
    say(seen.tom2, *end, line, seen, teller_of(line));
    return Outcome::taken;
  }

  bool open_ = false;  // a list of registers goes on
  bool map_ = false;   // behind "MTRR map:"
  unsigned last_ = 0;
  std::size_t list_ = 0;
};

}  // namespace

std::unique_ptr<LineReader> make_kernel_mtrr() { return std::make_unique<KernelMtrr>(); }

}  // namespace memtype::readers
