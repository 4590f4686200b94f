// Messages about memory types: those of the table (message_rows.hpp), and words that only say that
// somebody spoke of the MTRRs.
#include <algorithm>

#include "memtype/readers/message_rows.hpp"
#include "readers.hpp"
#include "scan.hpp"

namespace memtype::readers {
namespace {

std::optional<PhysRange> range_of(const FieldValues& values) {
  const auto begin = values[Field::begin];
  if (!begin) return PhysRange{};
  if (const auto size = values[Field::size]) return of_size(*begin, *size);
  if (const auto end = values[Field::end]) return exclusive(*begin, *end);
  if (const auto last = values[Field::last]) return inclusive(*begin, *last);
  return PhysRange{};
}

std::optional<PhysRange> existing_of(const FieldValues& values) {
  if (!values[Field::begin2] || !values[Field::size2]) return PhysRange{};
  return of_size(*values[Field::begin2], *values[Field::size2]);
}

// Nothing: its numbers are no range.
std::optional<Message> message_of(const KnownMessage& known, FieldValues values) {
  const auto range = range_of(values), existing = existing_of(values);
  if (!range || !existing) return std::nullopt;
  Message message;
  message.kind = known.row.kind;
  message.known = &known;
  message.who = std::move(values.who);
  message.range = *range;
  message.existing = *existing;
  message.first = values.type(Field::type);
  message.second = values.type(Field::type2);
  if (const auto mode = values.type(Field::mode)) message.first = mode;
  if (const auto mode = values.type(Field::mode2)) message.second = mode;
  for (Field field : {Field::error, Field::n})
    if (const auto number = values[field]) message.number = *number;
  return message;
}

// Nobody else says this: a line with it is a message of ours, even if it cannot be read.
bool is_distinct(std::string_view anchor) {
  constexpr std::string_view own_words[] = {"mtrr",     "MTRR",    "memtype",   "memory types",
                                            "map pfn ", "ioremap", "ram_pages", "combining range"};
  return std::any_of(std::begin(own_words), std::end(own_words),
                     [&](std::string_view mark) { return anchor.find(mark) != anchor.npos; });
}

// Nothing is to be learned from them.
constexpr std::string_view asides[] = {"mtrr: v",
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

// One of these stands in every line that is read here: a quick look before the long one.
constexpr std::string_view message_marks[] = {
    "mtrr",      "MTRR",    "PAT",      "/pat", "memtype",  "memory types", "pfn ",
    "ram_pages", "ioremap", "overlaps", "WC",   "ombining", "mismatch"};

bool is_candidate(std::string_view text) {
  return std::any_of(std::begin(message_marks), std::end(message_marks),
                     [&](std::string_view mark) { return text.find(mark) != text.npos; });
}

bool is_aside(std::string_view text) {
  return std::any_of(std::begin(asides), std::end(asides),
                     [&](std::string_view words) { return text.find(words) != text.npos; });
}

class Messages final : public LineReader {
 public:
  Outcome read(const Line& line, Observations& seen) override {
    if (!is_candidate(line.text)) return Outcome::not_mine;
    bool unreadable = false;
    for (const KnownMessage& known : known_messages()) {
      if (known.row.kind == MessageKind::state || !known.shape.may_begin_in(line.text)) continue;
      bool cut = false;
      auto values = known.shape.match(line.text, false, cut);
      auto message = values ? message_of(known, std::move(*values)) : std::nullopt;
      if (message && message->kind == MessageKind::other) return Outcome::taken;
      if (message) {
        message->text = line.text;
        return keep_message(std::move(*message), line, seen);
      }
      const std::string_view anchor = known.shape.anchor();
      unreadable |= cut || (is_distinct(anchor) && line.text.find(anchor) != line.text.npos);
    }
    if (unreadable) return Outcome::unreadable;
    return is_aside(line.text) ? Outcome::taken : Outcome::not_mine;
  }
};

bool same(const Message& a, const Message& b) {
  return a.kind == b.kind && a.range == b.range && a.existing == b.existing && a.first == b.first &&
         a.second == b.second && a.who == b.who && a.number == b.number && a.boot == b.boot &&
         a.known == b.known && (a.kind != MessageKind::state || a.text == b.text);
}

}  // namespace

void keep_aside(const Line& line, Observations& seen) {
  MessageMatch match = match_message(line.text);
  if (match.known == nullptr) return;
  const MessageKind kind = match.known->row.kind;
  if (kind != MessageKind::state && kind != MessageKind::other) return;
  if (auto message = message_of(*match.known, std::move(match.values)))
    keep_message(std::move(*message), line, seen);
}

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
