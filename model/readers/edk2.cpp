// EDK2's MtrrLib with debug output (UefiCpuPkg/Library/MtrrLib: MtrrDebugPrintAllMtrrsWorker), and
// patina, which prints 0x before the numbers:
//   MTRR Default Type: 0000000000000c06
//   Fixed MTRR[00]   : 0606060606060606
//   Variable MTRR[00]: Base=0000000080000000 Mask=0000007f80000800
//   Memory Ranges:
//   UC:00000000000A0000-00000000000FFFFF                              inclusive
#include "memtype/cpu/msr.hpp"
#include "readers.hpp"
#include "scan.hpp"

namespace memtype::readers {
namespace {

class Edk2 final : public LineReader {
 public:
  Outcome read(const Line& line, Observations& seen) override {
    Scan scan(line.text);
    if (line.text.starts_with("MTRR Settings:") || line.text.starts_with("Memory Ranges:"))
      return Outcome::taken;
    if (scan.word("MTRR Default Type:")) {
      const auto value = scan.hex();
      return value ? add(msr::mtrr_def_type, *value, line, seen) : Outcome::unreadable;
    }
    if (scan.word("Fixed MTRR[")) return read_fixed(scan, line, seen);
    if (scan.word("Variable MTRR[")) return read_variable(scan, line, seen);
    return read_range(line, seen);
  }

 private:
  static Outcome add(std::uint32_t number, std::uint64_t value, const Line& line,
                     Observations& seen) {
    keep(seen.msrs, MsrValue{number, value, {}, line.place}, seen);
    return Outcome::taken;
  }
  static Outcome read_fixed(Scan scan, const Line& line, Observations& seen) {
    const auto index = scan.decimal();
    if (!index || *index >= FixedRanges::msrs.size() || !scan.past(":")) return Outcome::unreadable;
    const auto value = scan.hex();
    return value ? add(FixedRanges::msrs[*index], *value, line, seen) : Outcome::unreadable;
  }
  static Outcome read_variable(Scan scan, const Line& line, Observations& seen) {
    const auto index = scan.decimal();
    if (!index || *index > 31 || !scan.past("Base=")) return Outcome::unreadable;
    const auto base = scan.hex();
    if (!base || !scan.past("Mask=")) return Outcome::unreadable;
    const auto mask = scan.hex();
    if (!mask) return Outcome::unreadable;
    const auto number = msr::mtrr_base0 + 2 * static_cast<std::uint32_t>(*index);
    add(number, *base, line, seen);
    return add(number + 1, *mask, line, seen);
  }
  static Outcome read_range(const Line& line, Observations& seen) {
    Scan scan(line.text);
    const auto type = scan_type(scan);
    if (!type || !scan.word(":")) return Outcome::not_mine;
    const auto pair = scan_pair(scan);
    const auto range = pair ? inclusive(pair->first, pair->last) : std::nullopt;
    if (!range || !scan.at_end()) return Outcome::not_mine;
    say(seen.typed_ranges, TypedRange{*range, *type}, line, seen, Teller::firmware);
    return Outcome::taken;
  }
};

}  // namespace

std::unique_ptr<LineReader> make_edk2() { return std::make_unique<Edk2>(); }

}  // namespace memtype::readers
