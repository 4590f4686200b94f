// Printing of diagnostics: the source line, the caret under it, notes and hint.
#include <algorithm>

#include "memtype/cases/diagnostic.hpp"

namespace memtype::cases {
namespace {

constexpr std::size_t widest = 160;  // columns of source shown before a line is cut
constexpr std::size_t before_caret = 60;
constexpr std::string_view gutter = "      | ";

// What is printed for one character of the source, and how many bytes of the source it stands for.
struct Glyph {
  std::string text;
  std::size_t bytes = 1;
};

// Code points that would move the cursor or reorder the line.
bool is_unprintable(std::uint32_t code) {
  return code < 0x20 || (code >= 0x7f && code < 0xa0) || (code >= 0x200b && code <= 0x200f) ||
         (code >= 0x2028 && code <= 0x202e) || (code >= 0x2060 && code <= 0x206f) || code == 0xfeff;
}

// The number of bytes of the UTF-8 sequence that `lead` begins, 0 if it cannot begin one.
std::size_t sequence_bytes(unsigned char lead) {
  if (lead < 0x80) return 1;
  if (lead >= 0xc2 && lead <= 0xdf) return 2;
  if (lead >= 0xe0 && lead <= 0xef) return 3;
  if (lead >= 0xf0 && lead <= 0xf4) return 4;
  return 0;
}

Glyph glyph_at(std::string_view line, std::size_t at) {
  const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(line[at + i]); };
  if (line[at] == '\t') return {"\t", 1};
  const std::size_t bytes = sequence_bytes(byte(0));
  if (bytes == 0 || at + bytes > line.size()) return {"?", 1};
  constexpr unsigned lead_mask[] = {0, 0x7f, 0x1f, 0x0f, 0x07};
  std::uint32_t code = byte(0) & lead_mask[bytes];
  for (std::size_t i = 1; i < bytes; ++i) {
    if ((byte(i) & 0xc0) != 0x80) return {"?", 1};
    code = code << 6 | (byte(i) & 0x3fU);
  }
  constexpr std::uint32_t smallest[] = {0, 0, 0x80, 0x800, 0x10000};
  const bool surrogate = code >= 0xd800 && code <= 0xdfff;
  if (code < smallest[bytes] || surrogate || code > 0x10ffff) return {"?", 1};
  if (is_unprintable(code)) return {"?", bytes};
  return {std::string(line.substr(at, bytes)), bytes};
}

std::string_view source_line(std::string_view source, std::uint32_t wanted) {
  for (std::uint32_t line = 1; line < wanted; ++line) {
    const std::size_t newline = source.find('\n');
    if (newline == std::string_view::npos) return {};
    source.remove_prefix(newline + 1);
  }
  source = source.substr(0, source.find('\n'));
  if (source.ends_with('\r')) source.remove_suffix(1);
  return source;
}

// The source line and the caret line, without gutters. A tab stays a tab in both.
struct Snippet {
  std::string source, caret;
};

Snippet snippet(std::string_view line, Location at) {
  Snippet out;
  const std::size_t first = at.column > 0 ? at.column - 1 : 0;
  const std::size_t last = first + std::max<std::size_t>(at.length, 1);
  const bool cut = line.size() > widest;
  const std::size_t from = cut && first > before_caret ? first - before_caret : 0;
  const std::size_t until = cut ? std::min(line.size(), from + widest) : line.size();
  if (from > 0) out = {"...", "   "};
  for (std::size_t i = from; i < until;) {
    const Glyph glyph = glyph_at(line, i);
    out.source += glyph.text;
    const bool marked = i + glyph.bytes > first && i < last;
    if (marked)
      out.caret += out.caret.find('^') == std::string::npos ? '^' : '~';
    else if (i < first)
      out.caret += glyph.text == "\t" ? '\t' : ' ';
    i += glyph.bytes;
  }
  if (until < line.size()) out.source += "...";
  if (out.caret.find('^') == std::string::npos) out.caret += '^';
  return out;
}

std::string place(std::string_view file, Location at) {
  return std::string(file) + ':' + std::to_string(at.line) + ':' + std::to_string(at.column);
}

std::string show_source(std::string_view source, Location at) {
  const std::string_view line = source_line(source, at.line);
  if (line.find('\0') != std::string_view::npos) return "";  // no line of a text
  const Snippet text = snippet(line, at);
  std::string number = std::to_string(at.line);
  if (number.size() < 5) number.insert(0, 5 - number.size(), ' ');
  return number + " | " + text.source + '\n' + std::string(gutter) + text.caret + '\n';
}

}  // namespace

std::string render(const Diagnostic& d, std::string_view file_name, std::string_view source_text) {
  const std::string_view word = d.severity == Severity::error ? "error" : "warning";
  std::string out = place(file_name, d.at) + ": " + std::string(word) + ": " + d.message + "  [" +
                    d.id + "]\n" + show_source(source_text, d.at);
  for (const Note& note : d.notes)
    if (!note.at) out += std::string(gutter) + "note: " + note.text + '\n';
  if (!d.hint.empty()) out += std::string(gutter) + "hint: " + d.hint + '\n';
  for (const Note& note : d.notes)
    if (note.at)
      out += place(file_name, *note.at) + ": note: " + note.text + '\n' +
             show_source(source_text, *note.at);
  return out;
}

bool has_error(const std::vector<Diagnostic>& diagnostics) {
  return std::any_of(diagnostics.begin(), diagnostics.end(),
                     [](const Diagnostic& d) { return d.severity == Severity::error; });
}

}  // namespace memtype::cases
