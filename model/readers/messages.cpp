// Messages about memory types: of the kernel (arch/x86/kernel/cpu/mtrr/*.c, arch/x86/mm/pat/*.c,
// arch/x86/mm/ioremap.c, arch/x86/mm/pgtable.c), of graphics drivers and of X.org. A message is a
// row: the words by which it is known, and what is read behind them.
#include <algorithm>

#include "readers.hpp"
#include "scan.hpp"

namespace memtype::readers {
namespace {

// False: the line cannot be read.
using ReadRest = bool (*)(Scan scan, Message& message);

bool nothing(Scan, Message&) { return true; }

bool read_base_size(Scan& scan, PhysRange& range) {
  const auto base = scan.hex();
  if (!base || !scan.word(",")) return false;
  const auto size = scan.hex();
  const auto found = size ? of_size(*base, *size) : std::nullopt;
  if (!found) return false;
  range = *found;
  return true;
}

bool read_types(Scan& scan, std::string_view between, Message& message) {
  message.first = scan_type(scan);
  if (!message.first || !scan.word(between)) return false;
  message.second = scan_type(scan);
  return message.second.has_value();
}

// "fd000000,400000 old: uncachable new: write-combining"
bool mismatch(Scan scan, Message& message) {
  return read_base_size(scan, message.range) && scan.word("old:") &&
         read_types(scan, "new:", message);
}

// "mtrr: 0xe4000000,0x2000000 overlaps existing 0xe4000000,0x800000": the words stand behind.
bool overlaps(Scan scan, Message& message) {
  const std::size_t at = message.text.find("0x");
  Scan before(at == message.text.npos ? std::string_view()
                                      : std::string_view(message.text).substr(at));
  return read_base_size(before, message.range) && read_base_size(scan, message.existing);
}

bool not_aligned(Scan scan, Message& message) {
  const auto base = scan.prefixed();
  if (!base || !scan.past("is not aligned on a size(")) return false;
  const auto size = scan.prefixed();
  const auto range = size ? of_size(*base, *size) : std::nullopt;
  if (range) message.range = *range;
  return range.has_value();
}

bool base_size(Scan scan, Message& message) { return read_base_size(scan, message.range); }

bool decimal(Scan scan, Message& message) {
  const auto number = scan.decimal();
  if (number) message.number = *number;
  return number.has_value();
}

// "losing 2048MB of RAM."
bool megabytes(Scan scan, Message& message) {
  return scan.past("losing") && decimal(scan, message) && scan.past("MB");
}

// "a-b A<->B": exclusive end.
bool conflict(Scan scan, Message& message) {
  const auto pair = scan_pair(scan);
  const auto range = pair ? exclusive(pair->first, pair->last) : std::nullopt;
  if (!range) return false;
  message.range = *range;
  return read_types(scan, "<->", message);
}

// "[mem a-b], track A, req B" (inclusive), before 5.8 "0xa-0xb, track A, req B" (exclusive).
bool reserve_failed(Scan scan, Message& message) {
  if (const auto mem = Scan(scan); mem.rest().find("[mem") != std::string_view::npos) {
    const auto found = scan_mem(scan);
    if (!found) return false;
    message.range = found->range;
  } else {
    const auto pair = scan_pair(scan);
    const auto range = pair ? exclusive(pair->first, pair->last) : std::nullopt;
    if (!range) return false;
    message.range = *range;
  }
  if (!scan.word(",") || !scan.word("track")) return false;
  return read_types(scan, ", req", message);
}

// "expected mapping type A for [mem a-b], got B"
bool map_pfn(Scan scan, Message& message) {
  message.first = scan_type(scan);
  const auto mem = scan_mem(scan);
  if (!message.first || !mem || !scan.past("got")) return false;
  message.range = mem->range;
  message.second = scan_type(scan);
  return message.second.has_value();
}

bool ram_request(Scan scan, Message& message) {
  message.first = scan_type(scan);
  const auto mem = scan_mem(scan);
  if (!message.first || !mem || !scan.past("got")) return false;
  message.range = mem->range;
  message.second = scan_type(scan);
  return true;
}

bool only_mem(Scan scan, Message& message) {
  const auto mem = scan_mem(scan);
  if (mem) message.range = mem->range;
  return mem.has_value();
}

// "[mem 0x383fffa00000-0x383fffc00000]": the kernel prints an exclusive end here.
bool huge_page(Scan scan, Message& message) {
  if (!only_mem(scan, message)) return false;
  if ((message.range.end & 1) != 0) --message.range.end;
  return true;
}

// "0xa-0xb, requested 0x.., got 0x.."
bool ioremap_error(Scan scan, Message& message) {
  const auto pair = scan_pair(scan);
  const auto range = pair ? inclusive(pair->first, pair->last) : std::nullopt;
  if (range) message.range = *range;
  return range.has_value();
}

bool errno_behind(Scan scan, Message& message) { return scan.word("-") && decimal(scan, message); }

// "(0xd4000000,0x800000)"
bool xorg_range(Scan scan, Message& message) {
  return scan.word("(") && read_base_size(scan, message.range);
}

struct Row {
  std::string_view words;
  MessageKind kind;
  ReadRest read = nothing;
};
constexpr Row rows[] = {
    {"conflicting memory types", MessageKind::pat_conflict, conflict},
    {"ioremap memtype_reserve failed", MessageKind::ioremap_failed, errno_behind},
    {"ioremap reserve_memtype failed", MessageKind::ioremap_failed, errno_behind},
    {"memtype_reserve failed", MessageKind::reserve_failed, reserve_failed},
    {"reserve_memtype failed", MessageKind::reserve_failed, reserve_failed},
    {"ioremap error for", MessageKind::ioremap_failed, ioremap_error},
    {"map pfn expected mapping type", MessageKind::map_pfn_mismatch, map_pfn},
    {"map pfn RAM range req", MessageKind::ram_mismatch, ram_request},
    {"reserve_ram_pages_type failed", MessageKind::ram_mismatch, only_mem},
    {"freeing invalid memtype", MessageKind::free_invalid, only_mem},
    {"mtrr: type mismatch for", MessageKind::mtrr_mismatch, mismatch},
    {"overlaps existing", MessageKind::mtrr_overlaps, overlaps},
    {"mtrr: base(", MessageKind::mtrr_not_aligned, not_aligned},
    {"no more MTRRs available", MessageKind::mtrr_full},
    {"no MTRR for", MessageKind::mtrr_absent, base_size},
    {"mtrr: MTRR", MessageKind::mtrr_absent, decimal},
    {"MTRR allocation failed", MessageKind::drm_no_mtrr},
    {"Failed to add WC MTRR", MessageKind::drm_no_mtrr},
    {"Failed to set up write-combining range", MessageKind::xorg_no_wc, xorg_range},
    {"with a huge-page mapping due to MTRR override", MessageKind::huge_page_refused},
    {"your CPUs had inconsistent", MessageKind::cpus_inconsistent},
    {"an incorrect mask", MessageKind::incorrect_mask},
    {"CPU MTRRs don't cover all of memory", MessageKind::ram_not_covered, megabytes},
    {"contains strange UC entry under 1M", MessageKind::strange_uc_entry},
    {"MTRRs disabled by BIOS", MessageKind::mtrr_disabled},
    {"MTRRs disabled (not available)", MessageKind::mtrr_disabled},
    {"MTRR: Disabled", MessageKind::mtrr_disabled},
    {"CPU MTRRs all blank", MessageKind::mtrr_blank},
    {"MTRRs set to read-only", MessageKind::mtrr_read_only},
    {"skipping PAT initialization", MessageKind::pat_skipped},
    {"PAT not supported by", MessageKind::pat_not_supported},
    {"PAT support disabled", MessageKind::pat_disabled},
    {"mtrr_cleanup: can not find optimal value", MessageKind::cleanup_not_found},
    {"Found optimal setting for mtrr clean up", MessageKind::cleanup_found},
    {"invalid mtrr_gran_size or mtrr_chunk_size", MessageKind::cleanup_bad_options},
};

// Known, and nothing to be learned from them.
constexpr std::string_view known[] = {"mtrr: v",
                                      "probably your BIOS does not setup all CPUs",
                                      "mtrr: corrected configuration",
                                      "please specify mtrr_gran_size",
                                      "MTRR registers:",
                                      "MTRR's turned on",
                                      "get_mtrr: cpu",
                                      "MTRR: Enabled",
                                      "MTRR check",
                                      "MTRR trimming",
                                      "PAT support",
                                      "Splitting WC range",
                                      "Write-combining range (",
                                      "mtrr_trim_uncached_memory",
                                      "generic_get_mtrr",
                                      "generic_add_page",
                                      "> /proc/mtrr",
                                      ">/proc/mtrr",
                                      ">| /proc/mtrr",
                                      "cat /proc/mtrr",
                                      "memtype_reserve added",
                                      "memtype_free request",
                                      "Overlap at 0x",
                                      "linux/arch/x86/kernel/cpu/mtrr/",
                                      "arch/x86/mm/pat",
                                      "MTRRs enabled",
                                      "Using MTRR"};

// One of these stands in every line of the tables above: a quick look before the long one.
constexpr std::string_view message_marks[] = {"mtrr",    "MTRR",         "PAT",  "/pat",
                                              "memtype", "memory types", "pfn ", "ram_pages",
                                              "ioremap", "overlaps",     "WC",   "ombining range"};

bool is_candidate(std::string_view text) {
  return std::any_of(std::begin(message_marks), std::end(message_marks),
                     [&](std::string_view mark) { return text.find(mark) != text.npos; });
}

bool is_known(std::string_view text) {
  return std::any_of(std::begin(known), std::end(known),
                     [&](std::string_view words) { return text.find(words) != text.npos; });
}

// "x86/PAT: CPU 0/KVM:1329 conflicting ...": the last ":<digits> " before the words ends the name.
std::string process_in(std::string_view before) {
  const std::size_t mark = before.find("x86/PAT: ");
  if (mark != before.npos) before.remove_prefix(mark + 9);
  while (before.ends_with(' ')) before.remove_suffix(1);
  const std::size_t colon = before.rfind(':');
  if (colon == before.npos || !decimal_number(before.substr(colon + 1))) return "";
  return std::string(before.substr(0, colon));
}

class Messages final : public LineReader {
 public:
  Outcome read(const Line& line, Observations& seen) override {
    if (!is_candidate(line.text)) return Outcome::not_mine;
    for (const Row& row : rows) {
      const std::size_t at = line.text.find(row.words);
      if (at == line.text.npos) continue;
      Message message;
      message.kind = row.kind;
      message.text = line.text;
      message.who = process_in(line.text.substr(0, at));
      const ReadRest rest = row.kind == MessageKind::huge_page_refused ? huge_page : row.read;
      const std::size_t behind = rest == huge_page ? 0 : at + row.words.size();
      if (!rest(Scan(line.text.substr(behind)), message)) return Outcome::unreadable;
      return keep_message(std::move(message), line, seen);
    }
    return is_known(line.text) ? Outcome::taken : Outcome::not_mine;
  }
};

bool same(const Message& a, const Message& b) {
  return a.kind == b.kind && a.range == b.range && a.existing == b.existing && a.first == b.first &&
         a.second == b.second && a.who == b.who && a.number == b.number && a.boot == b.boot;
}

}  // namespace

Outcome keep_message(Message message, const Line& line, Observations& seen) {
  message.place = line.place;
  message.boot = line.boot;
  if (message.text.empty()) message.text = line.text;
  message.text.resize(std::min<std::size_t>(message.text.size(), 400));
  const std::size_t looked_at = std::min<std::size_t>(seen.messages.size(), 64);
  for (auto it = seen.messages.end() - static_cast<std::ptrdiff_t>(looked_at);
       it != seen.messages.end(); ++it)
    if (same(*it, message)) {
      ++it->count;
      return Outcome::taken;
    }
  keep(seen.messages, std::move(message), seen);
  return Outcome::taken;
}

std::unique_ptr<LineReader> make_messages() { return std::make_unique<Messages>(); }

}  // namespace memtype::readers
