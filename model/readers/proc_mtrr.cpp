// /proc/mtrr (arch/x86/kernel/cpu/mtrr/if.c: mtrr_seq_show). Both forms:
//   reg01: base=0x080000000 ( 2048MB), size= 1024MB, count=1: write-back
//   reg01: base=0xd8000000 (3456MB), size= 128MB: write-combining, count=1      to 2.6.2x
#include "readers.hpp"
#include "scan.hpp"

namespace memtype::readers {
namespace {

// What follows the size: the type and the count, in either order.
bool read_type_and_count(Scan& scan, RegisterEntry& entry) {
  bool typed = false, counted = false;
  for (int part = 0; part < 2; ++part) {
    if (!scan.word(",") && !scan.word(":") && part == 0) return false;
    if (scan.word("count=")) {
      const auto count = scan.decimal();
      if (!count || *count > 0xffffffff) return false;
      entry.count = static_cast<unsigned>(*count);
      counted = true;
    } else if (scan.word("?")) {  // mtrr_attrib_to_str() of a number that is no type
      typed = true;
    } else if ((entry.type = scan_type(scan))) {
      typed = true;
    }
  }
  return typed && counted;
}

bool read_entry(Scan scan, RegisterEntry& entry) {
  const auto number = scan.decimal();
  if (!number || *number > 255 || !scan.word(":") || !scan.word("base=")) return false;
  const auto base = scan.prefixed();
  if (!base || !scan.past("size=")) return false;
  const auto size = scan.size();
  if (!size || *size == 0) return false;  // no mask has such a size
  entry.number = static_cast<unsigned>(*number);
  entry.base = *base;
  entry.size = *size;
  entry.unit = 1_KiB;
  return read_type_and_count(scan, entry);
}

class ProcMtrr final : public LineReader {
 public:
  Outcome read(const Line& line, Observations& seen) override {
    Scan scan(line.text);
    if (line.text.find("/proc/mtrr: ") != line.text.npos) return read_error(line, seen);
    if (!scan.word("reg")) {
      const std::size_t at = line.text.find("reg");
      if (at == line.text.npos || line.text.find("base=0x", at) == line.text.npos)
        return Outcome::not_mine;
      scan = Scan(line.text.substr(at + 3));
    }
    if (scan.rest().empty() || !is_digit(scan.rest().front())) return Outcome::not_mine;
    if (scan.rest().find("base") == scan.rest().npos || line.text.find("base:") != line.text.npos)
      return Outcome::not_mine;  // "reg 0, base: 0GB": mtrr_cleanup
    RegisterEntry entry;
    entry.place = line.place;
    if (!read_entry(scan, entry)) return Outcome::unreadable;
    add(line, entry, seen);
    return Outcome::taken;
  }
  void reset() override { open_ = false; }

 private:
  static Outcome read_error(const Line& line, Observations& seen) {
    Message message;
    message.kind = MessageKind::proc_mtrr_error;
    return keep_message(std::move(message), line, seen);
  }
  // A number that is not above the one before begins another list.
  void add(const Line& line, const RegisterEntry& entry, Observations& seen) {
    if (!open_ || entry.number <= last_) {
      if (!keep(seen.registers, RegisterList{Teller::proc_mtrr, line.boot, line.place, {}}, seen))
        return;
      list_ = seen.registers.size() - 1;
    }
    open_ = true;
    last_ = entry.number;
    keep_register(seen.registers[list_], entry, seen);
  }
  bool open_ = false;
  unsigned last_ = 0;
  std::size_t list_ = 0;
};

}  // namespace

std::unique_ptr<LineReader> make_proc_mtrr() { return std::make_unique<ProcMtrr>(); }

}  // namespace memtype::readers
