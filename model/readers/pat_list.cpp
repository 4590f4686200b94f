// /sys/kernel/debug/x86/pat_memtype_list (arch/x86/mm/pat/memtype.c: memtype_seq_show). The end is
// exclusive in both forms:
//   PAT memtype list:
//   write-back @ 0x55ba4000-0x55ba5000                                          to 5.5
//   PAT: [mem 0x0000000068144000-0x0000000068145000] write-back
#include "readers.hpp"
#include "scan.hpp"

namespace memtype::readers {
namespace {

class PatListReader final : public LineReader {
 public:
  Outcome read(const Line& line, Observations& seen) override {
    if (line.text.find("PAT memtype list:") != line.text.npos) {
      open_ = false;
      return Outcome::taken;
    }
    Scan scan(line.text);
    if (scan.word("PAT: [mem")) return read_new(scan, line, seen);
    const auto type = scan_type(scan);
    const bool broken = !type && scan.word("broken");
    if ((!type && !broken) || !scan.word("@")) return Outcome::not_mine;
    const auto pair = scan_pair(scan);
    const auto range = pair ? exclusive(pair->first, pair->last) : std::nullopt;
    if (!range) return Outcome::unreadable;
    add({*range, type, line.place}, line, seen);
    return Outcome::taken;
  }
  void reset() override { open_ = false; }

 private:
  Outcome read_new(Scan scan, const Line& line, Observations& seen) {
    const auto pair = scan_pair(scan);
    const auto range = pair ? exclusive(pair->first, pair->last) : std::nullopt;
    if (!range || !scan.word("]")) return Outcome::unreadable;
    const auto type = scan_type(scan);
    if (!type && !scan.word("broken")) return Outcome::unreadable;
    add({*range, type, line.place}, line, seen);
    return Outcome::taken;
  }
  void add(PatEntry entry, const Line& line, Observations& seen) {
    if (!open_) {
      keep(seen.pat_lists, PatList{line.place, {}}, seen);
      open_ = true;
    }
    keep(seen.pat_lists.back().entries, std::move(entry), seen);
  }
  bool open_ = false;
};

}  // namespace

std::unique_ptr<LineReader> make_pat_list() { return std::make_unique<PatListReader>(); }

}  // namespace memtype::readers
