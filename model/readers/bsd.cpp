// OpenBSD and FreeBSD:
//   mtrr: Pentium Pro MTRR support, 10 var ranges, 88 fixed ranges            OpenBSD's dmesg
//   mtrr: CPU supports MTRRs but not enabled by BIOS
//   0x0/0x80000 BIOS write-back fixed-base fixed-length set-by-firmware active     memcontrol list
#include "readers.hpp"
#include "scan.hpp"

namespace memtype::readers {
namespace {

class Bsd final : public LineReader {
 public:
  Outcome read(const Line& line, Observations& seen) override {
    Scan scan(line.text);
    if (scan.word("mtrr: CPU supports MTRRs but not enabled by BIOS")) {
      say(seen.enabled, false, line, seen);
      Message message;
      message.kind = MessageKind::mtrr_disabled;
      return keep_message(std::move(message), line, seen);
    }
    if (scan.word("mtrr: ") && line.text.find(" var ranges") != line.text.npos)
      return read_counts(scan, line, seen);
    return read_range(line, seen);
  }
  void reset() override { open_ = false; }

 private:
  static Outcome read_counts(Scan scan, const Line& line, Observations& seen) {
    if (!scan.past("support,")) return Outcome::unreadable;
    const auto count = scan.decimal();
    if (!count || *count > 255) return Outcome::unreadable;
    say(seen.register_count, static_cast<unsigned>(*count), line, seen, Teller::memcontrol);
    return Outcome::taken;
  }

  Outcome read_range(const Line& line, Observations& seen) {
    Scan scan(line.text);
    const auto base = scan.prefixed();
    if (!base || !scan.word("/")) return Outcome::not_mine;
    const auto size = scan.prefixed();
    const auto range = size ? of_size(*base, *size) : std::nullopt;
    if (!range) return Outcome::not_mine;
    Scan words = scan;
    words.token();  // the owner
    const std::string_view rest = words.rest();
    std::optional<MemoryType> type;
    bool named = false;
    for (Scan word = words; !word.at_end() && !type; word.token()) {
      Scan ahead = word;
      type = scan_type(ahead);
      named |= word.rest().starts_with("unknown");
    }
    if (!type) return named ? Outcome::taken : Outcome::not_mine;
    add(line, *range, *type, rest, seen);
    return Outcome::taken;
  }

  void add(const Line& line, PhysRange range, MemoryType type, std::string_view flags,
           Observations& seen) {
    const bool active = flags.find(" active") != flags.npos;
    if (flags.find("fixed-base") != flags.npos) {
      say(seen.fixed, FixedRun{range, type}, line, seen, Teller::memcontrol);
      return;
    }
    if (!open_) {
      if (!keep(seen.registers, RegisterList{Teller::memcontrol, line.boot, line.place, {}}, seen))
        return;
      open_ = true;
      list_ = seen.registers.size() - 1;
    }
    RegisterEntry entry;
    RegisterList& list = seen.registers[list_];
    entry.number = static_cast<unsigned>(list.entries.size());
    entry.in_use = active;
    entry.base = range.begin;
    entry.size = range.bytes();
    entry.type = type;
    entry.place = line.place;
    keep_register(list, entry, seen);
  }
  bool open_ = false;
  std::size_t list_ = 0;
};

}  // namespace

std::unique_ptr<LineReader> make_bsd() { return std::make_unique<Bsd>(); }

}  // namespace memtype::readers
