// mtrr_cleanup() (arch/x86/kernel/cpu/mtrr/cleanup.c), and LinuxBIOS, whose words it took over:
//   original variable MTRRs
//   reg 0, base: 0GB, range: 16GB, type WB
//   total RAM covered: 16110M
//   *BAD*gran_size: 64K   chunk_size: 32M   num_reg: 8   lose cover RAM: -2G
//   New variable MTRRs
//   Setting variable MTRR 0, base:    0MB, range: 32768MB, type WB
#include "readers.hpp"
#include "scan.hpp"

namespace memtype::readers {
namespace {

// Printed with mtrr_cleanup_debug: what is tried, not what is.
constexpr std::string_view debug_lines[] = {"After WB checking",
                                            "After UC checking",
                                            "After sorting",
                                            "MTRR MAP PFN:",
                                            "rangeX:",
                                            "range0:",
                                            "range:",
                                            "hole:",
                                            "DONE variable MTRRs",
                                            "range: "};

class MtrrCleanup final : public LineReader {
 public:
  Outcome read(const Line& line, Observations& seen) override {
    if (const Outcome outcome = read_heading(line, seen); outcome != Outcome::not_mine)
      return outcome;
    if (const Outcome outcome = read_register(line, seen); outcome != Outcome::not_mine)
      return outcome;
    return read_row(line, seen);
  }
  void reset() override {
    teller_ = Teller::original;
    open_ = debugging_ = false;
  }

 private:
  Outcome read_heading(const Line& line, Observations& seen) {
    Scan scan(line.text);
    if (scan.past("total RAM covered:")) {
      const auto size = scan.size();
      if (!size) return Outcome::unreadable;
      say(seen.cleanup_covered, *size, line, seen);
      return Outcome::taken;
    }
    if (line.text.find("original variable MTRRs") != line.text.npos) return begin(Teller::original);
    if (line.text.find("New variable MTRRs") != line.text.npos) return begin(Teller::cleaned);
    for (std::string_view start : debug_lines)
      if (line.text.starts_with(start)) {
        if (start.front() != 'r' && start.front() != 'h') debugging_ = true;
        return debugging_ ? Outcome::taken : Outcome::not_mine;
      }
    return Outcome::not_mine;
  }
  Outcome begin(Teller teller) {
    teller_ = teller;
    open_ = false;
    return Outcome::taken;
  }

  Outcome read_register(const Line& line, Observations& seen) {
    Scan scan(line.text);
    const bool setting = scan.past("Setting variable MTRR");
    if (!setting && !scan.past("reg ")) return Outcome::not_mine;
    const auto number = scan.decimal();
    if (!number || *number > 255 || !scan.word(",") || !scan.word("base:"))
      return Outcome::not_mine;
    const auto base = scan.size();
    if (!base || !scan.word(",") || !scan.word("range:")) return Outcome::unreadable;
    const auto size = scan.size();
    if (!size || !scan.word(",") || !scan.word("type")) return Outcome::unreadable;
    RegisterEntry entry;
    entry.number = static_cast<unsigned>(*number);
    entry.base = *base;
    entry.size = *size;
    entry.unit = 1_KiB;
    entry.type = scan_type(scan);
    entry.place = line.place;
    if (!entry.type) return Outcome::unreadable;
    if (setting && (debugging_ || teller_ == Teller::cleaned)) return Outcome::taken;
    add(line, entry, setting ? Teller::firmware : teller_, seen);
    return Outcome::taken;
  }

  void add(const Line& line, const RegisterEntry& entry, Teller teller, Observations& seen) {
    if (!open_ || entry.number <= last_) {
      if (!keep(seen.registers, RegisterList{teller, line.boot, line.place, {}}, seen)) return;
      list_ = seen.registers.size() - 1;
    }
    open_ = true;
    last_ = entry.number;
    keep_register(seen.registers[list_], entry, seen);
  }

  static Outcome read_row(const Line& line, Observations& seen) {
    Scan scan(line.text);
    CleanupRow row;
    row.place = line.place;
    row.bad = line.text.find("*BAD*") != line.text.npos;
    if (!scan.past("gran_size:")) return Outcome::not_mine;
    const auto gran = scan.size();
    if (!gran || !scan.past("chunk_size:")) return Outcome::unreadable;
    const auto chunk = scan.size();
    if (!chunk || !scan.past("num_reg:")) return Outcome::unreadable;
    const auto registers = scan.decimal();
    if (!registers || !scan.past("lose cover RAM:")) return Outcome::unreadable;
    const bool negative = scan.word("-");
    const auto lost = scan.size();
    if (!lost || *lost >> 62 != 0) return Outcome::unreadable;
    row.gran = *gran;
    row.chunk = *chunk;
    row.registers = static_cast<unsigned>(*registers);
    row.lost = static_cast<std::int64_t>(*lost) * (negative ? -1 : 1);
    keep(seen.cleanup_rows, row, seen);
    return Outcome::taken;
  }

  Teller teller_ = Teller::original;
  bool open_ = false;
  bool debugging_ = false;
  unsigned last_ = 0;
  std::size_t list_ = 0;
};

}  // namespace

std::unique_ptr<LineReader> make_mtrr_cleanup() { return std::make_unique<MtrrCleanup>(); }

}  // namespace memtype::readers
