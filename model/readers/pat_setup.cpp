// The PAT at boot (arch/x86/mm/pat/memtype.c: init_cache_modes, pat_bp_init; before 5.7
// arch/x86/mm/pat.c):
//   x86/PAT: Configuration [0-7]: WB  WC  UC- UC  WB  WP  UC- WT
//   x86 PAT enabled: cpu 0, old 0x7040600070406, new 0x7010600070106         2.6.26 to 4.0
#include "memtype/cpu/pat.hpp"
#include "readers.hpp"
#include "scan.hpp"

namespace memtype::readers {
namespace {

class PatSetup final : public LineReader {
 public:
  Outcome read(const Line& line, Observations& seen) override {
    Scan scan(line.text);
    if (scan.past("onfiguration [0-7]:")) return read_words(scan, line, seen);
    if (scan.past("x86 PAT enabled: cpu")) return read_values(scan, line, seen);
    return Outcome::not_mine;
  }

 private:
  static Outcome read_words(Scan scan, const Line& line, Observations& seen) {
    PatLayout layout;
    for (MemoryType& entry : layout.entries) {
      const auto type = scan_type(scan);
      if (!type) return Outcome::unreadable;
      entry = *type;
    }
    say(seen.pat, layout, line, seen);
    return Outcome::taken;
  }

  static Outcome read_values(Scan scan, const Line& line, Observations& seen) {
    if (!scan.past("old")) return Outcome::unreadable;
    const auto before = scan.prefixed();
    if (!before || !scan.past("new")) return Outcome::unreadable;
    const auto now = scan.prefixed();
    if (!now || !is_legal_pat(*now) || !is_legal_pat(*before)) return Outcome::unreadable;
    say(seen.pat, PatLayout{decode_pat(*before).entries, true}, line, seen);
    say(seen.pat, PatLayout{decode_pat(*now).entries, false}, line, seen);
    return Outcome::taken;
  }
};

}  // namespace

std::unique_ptr<LineReader> make_pat_setup() { return std::make_unique<PatSetup>(); }

}  // namespace memtype::readers
