// coreboot's console (src/cpu/x86/mtrr/mtrr.c, src/lib/bootmem.c):
//   MTRR: Physical address space:
//   0x0000000000000000 - 0x00000000000a0000 size 0x000a0000 type 6
//   MTRR: Fixed MSR 0x250 0x0606060606060606
//   CPU physical address size: 39 bits
//   MTRR: default type WB/UC MTRR counts: 6/8.
//   MTRR: WB selected as default type.
//   MTRR: 0 base 0x00000000ff000000 mask 0x0000007fff000000 type 5
//   Fixed MTRRs   : Enabled
//    0. 0000000000000000-0000000000000fff: CONFIGURATION TABLES            inclusive
// What is set up for the time of booting alone follows "TEMPORARY".
#include "memtype/cpu/msr.hpp"
#include "readers.hpp"
#include "scan.hpp"

namespace memtype::readers {
namespace {

std::optional<MemoryType> scan_number(Scan& scan) {
  const auto number = scan.decimal();
  if (!number || !is_mtrr_encoding(*number)) return std::nullopt;
  return static_cast<MemoryType>(*number);
}

constexpr std::string_view coreboot_notes[] = {"MTRR: default type WB/UC MTRR counts",
                                               "Taking a reserved OS MTRR",
                                               "Not enough MTRRs",
                                               "MTRR: Removing WRCOMB",
                                               "Ran out of variable MTRRs",
                                               "call enable_fixed_mtrr",
                                               "MTRR check",
                                               "MTRR: Removing"};

class Coreboot final : public LineReader {
 public:
  Outcome read(const Line& line, Observations& seen) override {
    for (auto part : {&Coreboot::read_heading, &Coreboot::read_msr, &Coreboot::read_register,
                      &Coreboot::read_space, &Coreboot::read_map})
      if (const Outcome outcome = (this->*part)(line, seen); outcome != Outcome::not_mine)
        return outcome;
    for (std::string_view note : coreboot_notes)
      if (line.text.find(note) != line.text.npos) return Outcome::taken;
    return Outcome::not_mine;
  }
  void reset() override {
    teller_ = Teller::firmware;
    open_ = map_ = false;
  }

 private:
  Outcome read_heading(const Line& line, Observations& seen) {
    Scan scan(line.text);
    if (line.text.find("Physical address space:") != line.text.npos) {
      const bool temporary = line.text.find("TEMPORARY") != line.text.npos;
      teller_ = temporary ? Teller::temporary : Teller::firmware;
      open_ = false;
      return Outcome::taken;
    }
    if (scan.past("CPU physical address size:")) {
      const auto bits = scan.decimal();
      if (!bits || *bits > 64) return Outcome::unreadable;
      say(seen.phys_bits, static_cast<unsigned>(*bits), line, seen, Teller::firmware);
      return Outcome::taken;
    }
    if (line.text.find("selected as default type") != line.text.npos && scan.past("MTRR:")) {
      const auto type = scan_type(scan);
      if (!type) return Outcome::unreadable;
      open_ = false;
      say(seen.default_type, *type, line, seen, teller_);
      return Outcome::taken;
    }
    return read_switch(line, seen);
  }

  static Outcome read_switch(const Line& line, Observations& seen) {
    Scan scan(line.text);
    const bool fixed = scan.word("Fixed MTRRs");
    if (!fixed && !scan.word("Variable MTRRs")) return Outcome::not_mine;
    if (!scan.word(":")) return Outcome::not_mine;
    const bool on = scan.word("Enabled");
    if (!on && !scan.word("Disabled")) return Outcome::unreadable;
    say(fixed ? seen.fixed_enabled : seen.enabled, on, line, seen, Teller::firmware);
    return Outcome::taken;
  }

  Outcome read_msr(const Line& line, Observations& seen) {
    Scan scan(line.text);
    if (!scan.past("MTRR: Fixed MSR")) return Outcome::not_mine;
    const auto number = scan.prefixed();
    const auto value = scan.prefixed();
    if (!number || !value || *number > 0xffff) return Outcome::unreadable;
    keep(seen.msrs, MsrValue{static_cast<std::uint32_t>(*number), *value, {}, line.place}, seen);
    return Outcome::taken;
  }

  Outcome read_register(const Line& line, Observations& seen) {
    Scan scan(line.text);
    if (!scan.past("MTRR: ")) return Outcome::not_mine;
    const auto number = scan.decimal();
    if (!number || *number > 255 || !scan.word("base")) return Outcome::not_mine;
    const auto base = scan.prefixed();
    if (!base || !scan.word("mask")) return Outcome::unreadable;
    const auto mask = scan.prefixed();
    if (!mask || !scan.word("type")) return Outcome::unreadable;
    RegisterEntry entry;
    entry.number = static_cast<unsigned>(*number);
    entry.has_mask = true;
    entry.base = *base & page_mask;
    entry.mask = *mask & page_mask;
    entry.type = scan_number(scan);
    entry.place = line.place;
    if (!entry.type) return Outcome::unreadable;
    if (!open_ && keep(seen.registers, RegisterList{teller_, line.boot, line.place, {}}, seen)) {
      list_ = seen.registers.size() - 1;
      open_ = true;
    }
    if (open_) keep_register(seen.registers[list_], entry, seen);
    return Outcome::taken;
  }

  // The end is exclusive where it is the sum of start and size, and inclusive in newer trees.
  Outcome read_space(const Line& line, Observations& seen) {
    Scan scan(line.text);
    const auto first = scan.prefixed();
    if (!first || !scan.word("-")) return Outcome::not_mine;
    const auto last = scan.prefixed();
    if (!last || !scan.word("size")) return Outcome::not_mine;
    const auto size = scan.prefixed();
    if (!size || !scan.word("type")) return Outcome::not_mine;
    const auto type = scan_number(scan);
    const auto range = of_size(*first, *size);
    if (!type || !range || (*last != range->end && *last + 1 != range->end))
      return Outcome::unreadable;
    say(seen.typed_ranges, TypedRange{*range, *type}, line, seen, teller_);
    return Outcome::taken;
  }

  // " 3. 0000000000100000-000000000fffffff: RAM"
  Outcome read_map(const Line& line, Observations& seen) {
    Scan scan(line.text);
    const auto number = scan.decimal();
    if (!number || !scan.word(".") || scan.rest().size() < 34) return Outcome::not_mine;
    const auto pair = scan_pair(scan);
    const auto range = pair ? inclusive(pair->first, pair->last) : std::nullopt;
    if (!range || !scan.word(":") || scan.at_end()) return Outcome::not_mine;
    MapEntry entry;
    entry.range = *range;
    entry.word = scan.rest();
    entry.kind = entry.word == "RAM" ? MapEntry::Kind::ram : MapEntry::Kind::reserved;
    entry.place = line.place;
    if (*number == 0) map_ = false;
    if (MemoryMapSeen* list = map_list(seen, MemoryMapSeen::Origin::bootloader, line, map_))
      keep(list->entries, std::move(entry), seen);
    return Outcome::taken;
  }

  Teller teller_ = Teller::firmware;
  bool open_ = false;  // a list of registers goes on
  bool map_ = false;   // the memory table goes on
  std::size_t list_ = 0;
};

}  // namespace

std::unique_ptr<LineReader> make_coreboot() { return std::make_unique<Coreboot>(); }

}  // namespace memtype::readers
