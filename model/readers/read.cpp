// The lines of the sources, each offered to the readers of the table.
#include "memtype/readers/read.hpp"

#include <algorithm>
#include <utility>

#include "readers.hpp"
#include "scan.hpp"
#include "zero_page.hpp"

namespace memtype::readers {
namespace {

// Words that stand in lines about memory types. A line with one of them that no reader takes is
// reported.
constexpr std::string_view relevant_words[] = {
    "mtrr",          "write-combin",    "write-back",   "write-through",
    "write-protect", "uncached-minus",  "uncachable",   "memtype_reserve",
    "memtype_free",  "reserve_memtype", "memory types", "x86/pat",
    "e820",          "physmask",        "physbase",     "reg00",
    "x86 pat",
};

bool is_relevant(std::string_view line) {
  std::string text(line);
  std::transform(text.begin(), text.end(), text.begin(), lower);
  return std::any_of(std::begin(relevant_words), std::end(relevant_words),
                     [&](std::string_view word) { return text.find(word) != text.npos; });
}

// Is this not text? Looked at in the first piece of a source. UTF-16 has a zero at every other
// byte, and they are left out.
bool is_binary(std::string_view start) {
  if (start.starts_with("\xff\xfe") || start.starts_with("\xfe\xff")) return false;
  const auto odd = std::count_if(start.begin(), start.end(), [](char c) {
    const auto byte = static_cast<unsigned char>(c);
    return byte < 9 || (byte > 13 && byte < 32 && byte != 27);
  });
  return static_cast<std::size_t>(odd) * 20 > start.size();
}

constexpr std::size_t looked_at = 4096;

}  // namespace

struct SourceReader::State {
  // A line that a reader knows and cannot read: perhaps the rest stands in the next one.
  struct Pending {
    LineReader* reader = nullptr;
    std::string text;
    Place place;
  };

  explicit State(bool every) : every_message(every) {
    for (const ReaderRow& row : reader_rows()) readers.push_back(row.make());
  }

  void end_line() {
    ++place.line;
    bool continues = false;
    std::string cleaned = clean_line(buffer, continues);
    if (place.line == 1)
      for (std::string_view mark : {"\xef\xbb\xbf", "\xff\xfe", "\xfe\xff"})
        if (cleaned.starts_with(mark)) cleaned.erase(0, mark.size());
    buffer.clear();
    if (cut) ++cut_lines;
    cut = false;
    joined += cleaned;
    if (joined.size() > longest_line) joined.resize(longest_line);
    if (continues) return;
    const std::string line = std::exchange(joined, {});
    if (!line.empty()) offer(line);
  }

  void offer(const std::string& text) {
    Line line;
    line.whole = text;
    line.text = std::string_view(text).substr(message_start(text));
    line.place = place;
    if (line.text.starts_with("Linux version ")) ++seen.boots;
    line.boot = seen.boots;
    if (every_message) keep_aside(line, seen);
    if (pending.reader != nullptr && complete(line)) return;
    for (const auto& reader : readers) {
      const Outcome outcome = reader->read(line, seen);
      if (outcome == Outcome::taken) return;
      if (outcome == Outcome::unreadable) {
        pending = {reader.get(), std::string(line.text), place};
        return;
      }
    }
    if (is_relevant(line.text)) keep_unread(place, line.text);
  }

  // Does this line complete the pending one? If not, that one is unread.
  bool complete(const Line& line) {
    const Pending first = std::exchange(pending, {});
    // A line that is nothing but what looks like the prefix of a message may be a number.
    std::string text = first.text + ' ' + std::string(line.text.empty() ? line.whole : line.text);
    if (text.size() <= longest_line) {
      Line both = line;
      both.text = both.whole = text;
      both.place = first.place;
      if (first.reader->read(both, seen) == Outcome::taken) return true;
    }
    keep_unread(first.place, first.text);
    return false;
  }

  void keep_unread(Place where, std::string_view text) {
    ++seen.unread_count;
    if (seen.unread.size() < most_unread)
      seen.unread.push_back({where, std::string(text.substr(0, 400))});
  }

  void end_source() {
    if (!begun) return;
    if (!buffer.empty() || !joined.empty()) end_line();
    if (!joined.empty()) offer(std::exchange(joined, {}));
    if (pending.reader != nullptr) {
      keep_unread(pending.place, pending.text);
      pending = {};
    }
    if (cut_lines != 0)
      seen.trouble.push_back({place.source, std::to_string(cut_lines) + " lines are longer than " +
                                                std::to_string(longest_line) +
                                                " bytes; the rest of them was not read"});
    if (skipping) seen.trouble.push_back({place.source, "is not text; nothing of it was read"});
    begun = false;
  }

  std::vector<std::unique_ptr<LineReader>> readers;
  Observations seen;
  bool every_message = false;
  Pending pending;
  std::string buffer;  // the line that is being read
  std::string joined;  // lines of quoted-printable before it that it continues
  Place place;
  std::uint64_t cut_lines = 0;
  bool cut = false, begun = false, first_piece = false, skipping = false;
};

SourceReader::SourceReader(bool every_message) : state_(std::make_unique<State>(every_message)) {}
SourceReader::SourceReader(SourceReader&&) noexcept = default;
SourceReader& SourceReader::operator=(SourceReader&&) noexcept = default;
SourceReader::~SourceReader() = default;

void SourceReader::begin(std::string name) {
  State& state = *state_;
  state.end_source();
  state.place = {static_cast<std::uint32_t>(state.seen.sources.size()), 0};
  state.seen.sources.push_back(std::move(name));
  state.cut_lines = 0;
  state.cut = state.skipping = false;
  state.begun = state.first_piece = true;
  for (const auto& reader : state.readers) reader->reset();
}

void SourceReader::feed(std::string_view piece) {
  State& state = *state_;
  if (!state.begun) begin("text");
  if (std::exchange(state.first_piece, false)) {
    if (is_zero_page(piece, state.seen.sources.back()))
      return read_zero_page(piece, state.place, state.seen);
    state.skipping = is_binary(piece.substr(0, looked_at));
  }
  while (!piece.empty() && !state.skipping) {
    const std::size_t end = piece.find('\n');
    const std::string_view part = piece.substr(0, end);
    const std::size_t room = longest_line - std::min(longest_line, state.buffer.size());
    state.cut |= part.size() > room;
    state.buffer += part.substr(0, room);
    if (end == piece.npos) return;
    state.end_line();
    piece.remove_prefix(end + 1);
  }
}

Observations SourceReader::finish() {
  state_->end_source();
  Observations seen = std::move(state_->seen);
  state_ = std::make_unique<State>(state_->every_message);
  return seen;
}

Observations read_sources(std::span<const Source> sources) {
  SourceReader reader;
  for (const Source& source : sources) {
    reader.begin(source.name);
    reader.feed(source.text);
  }
  return reader.finish();
}

Observations read_source(std::string_view text, std::string name) {
  const Source source{std::move(name), text};
  return read_sources(std::span(&source, 1));
}

}  // namespace memtype::readers
