#include "line.hpp"

#include <algorithm>
#include <array>

#include "scan.hpp"

namespace memtype::readers {
namespace {

struct Entity {
  std::string_view written, means;
};
constexpr Entity entities[] = {
    {"&nbsp;", " "},
    {"&lt;", "<"},
    {"&gt;", ">"},
    {"&amp;", "&"},
    {"&quot;", "\""},
    {"&#39;", "'"},
    {"&#45;", "-"},
    {"&#160;", " "},
    {"\xc2\xa0", " "},
    // Quoted-printable, where no number can be meant.
    {"=3D", "="},
    {"=5F", "_"},
    {"=C2=A0", " "},
    {"=E2=80=93", "-"},
    {"\xe2\x80\x93", "-"},
};

constexpr std::string_view html_tags[] = {
    "font", "span", "br",   "p",     "pre",  "code", "td",     "tr",        "th", "table",
    "div",  "a",    "tt",   "em",    "b",    "i",    "strong", "li",        "ul", "wbr",
    "hr",   "body", "html", "tbody", "head", "samp", "kbd",    "blockquote"};
// Not "size": lspci prints "[size=128M]".
constexpr std::string_view board_tags[] = {"b", "i", "u", "color", "code", "quote", "font"};

// The length of a tag at the start of `text`, 0 if there is none.
template <std::size_t N>
std::size_t tag_length(std::string_view text, char close, const std::string_view (&names)[N]) {
  std::size_t at = 1;
  if (at < text.size() && text[at] == '/') ++at;
  const std::size_t start = at;
  while (at < text.size() && is_letter(text[at])) ++at;
  std::string name(text.substr(start, at - start));
  std::transform(name.begin(), name.end(), name.begin(), lower);
  if (at == start || at >= text.size()) return 0;
  if (std::find(std::begin(names), std::end(names), name) == std::end(names)) return 0;
  if (text[at] != close && text[at] != ' ' && text[at] != '=' && text[at] != '/') return 0;
  const std::size_t end = text.find(close, at);
  return end == text.npos ? 0 : end + 1;
}

// "\x1b[31m", and the same without the escape character is left alone.
std::size_t escape_length(std::string_view text) {
  if (text.size() < 2 || text[1] != '[') return 1;
  std::size_t end = 2;
  while (end < text.size() && !is_letter(text[end])) ++end;
  return std::min(end + 1, text.size());
}

void append(std::string& line, char c) {
  const bool blank = c == '\t' || c == '\r' || c == '\v' || c == '\f';
  if (blank) c = ' ';
  if (c == ' ' && !line.empty() && line.back() == ' ') return;
  if (static_cast<unsigned char>(c) >= 32) line += c;
}

// One thing at the start of `text` that is not plain: what it means is appended. 0: it is plain.
std::size_t take_markup(std::string_view text, std::string& line) {
  switch (text.front()) {
    case '\x1b': return escape_length(text);
    case '<': return tag_length(text, '>', html_tags);
    case '[': return tag_length(text, ']', board_tags);
    case '&':
    case '=':
    case '\xc2':
    case '\xe2':
      for (const Entity& entity : entities)
        if (text.starts_with(entity.written)) {
          for (char c : entity.means) append(line, c);
          return entity.written.size();
        }
      return 0;
    default: return 0;
  }
}

constexpr std::string_view months[] = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                       "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};

// The kernel's level or that of coreboot: "[DEBUG]".
constexpr std::string_view levels[] = {"[DEBUG]", "[SPEW ]", "[INFO ]", "[NOTE ]", "[WARN ]",
                                       "[ERROR]", "[EMERG]", "[ALERT]", "[CRIT ]", "[SPEW]",
                                       "[INFO]",  "[NOTE]",  "[WARN]"};

// "[    0.000000]", "[  +0.000001]", "[    T0]", "[   C12]", "[2022-01-18 10:40:44.200]",
// "[Sun Mar 19 13:57:12 2023]", "[123456]"; length with brackets, else 0.
std::size_t stamp_length(std::string_view text) {
  if (text.empty() || text.front() != '[') return 0;
  const std::size_t end = text.find(']');
  if (end == text.npos || end > 40) return 0;
  const std::string_view inside = text.substr(1, end - 1);
  bool digit = false;
  for (char c : inside) digit |= is_digit(c);
  const bool plain = std::all_of(inside.begin(), inside.end(), [](char c) {
    return is_digit(c) || c == ' ' || c == '.' || c == '+' || c == ',' || c == 'T' || c == 'C' ||
           c == '-' || c == ':' || c == 'Z';
  });
  const bool dated =
      inside.size() > 20 && (inside.substr(0, 3) == "Sun" || inside.substr(0, 3) == "Mon" ||
                             inside.substr(0, 3) == "Tue" || inside.substr(0, 3) == "Wed" ||
                             inside.substr(0, 3) == "Thu" || inside.substr(0, 3) == "Fri" ||
                             inside.substr(0, 3) == "Sat");
  return digit && (plain || dated) ? end + 1 : 0;
}

// "Apr  8 23:41:52 host kernel:" or "2024-01-02T03:04:05+01:00 host kernel:".
std::size_t syslog_length(std::string_view text) {
  const bool month =
      text.size() > 16 && text[3] == ' ' &&
      std::find(std::begin(months), std::end(months), text.substr(0, 3)) != std::end(months);
  const bool iso = text.size() > 19 && is_digit(text[0]) && text[4] == '-' && text[7] == '-' &&
                   (text[10] == 'T' || text[10] == ' ');
  if (!month && !iso) return 0;
  const std::size_t kernel = text.substr(0, 100).find("kernel: ");
  if (kernel != text.npos) return kernel + 8;
  const std::size_t bare = text.substr(0, 100).find("kernel[");
  const std::size_t end = bare == text.npos ? bare : text.find("]: ", bare);
  return end == text.npos ? 0 : end + 3;
}

// "host kernel: " of journalctl -o short-monotonic; "kern :info : " of dmesg -x; "12:[" of grep -n.
std::size_t name_length(std::string_view text) {
  constexpr std::string_view kernel = " kernel: ";
  const std::size_t blank = text.find(' ');
  if (blank != text.npos && text.substr(blank).starts_with(kernel)) return blank + kernel.size();
  // After blanks are one: "kern :info : [".
  if (text.starts_with("kern :"))
    if (const std::size_t end = text.substr(0, 24).find(": ", 6); end != text.npos) return end + 2;
  std::size_t digits = 0;
  while (digits < text.size() && is_digit(text[digits])) ++digits;
  return digits > 0 && text.substr(digits).starts_with(":[") ? digits + 1 : 0;
}

// "<6>".
std::size_t level_length(std::string_view text) {
  std::size_t at = 1;
  while (at < text.size() && is_digit(text[at])) ++at;
  return text.front() == '<' && at > 1 && at < 5 && at < text.size() && text[at] == '>' ? at + 1
                                                                                        : 0;
}

std::size_t apic_id_length(std::string_view text) {
  Scan scan(text);
  if (!scan.word("apic_id") || !scan.prefixed() || !scan.word(":")) return 0;
  return text.size() - scan.rest().size();
}

std::size_t prefix_length(std::string_view text) {
  for (std::string_view mark : {"> ", "| ", "`", "* ", "(XEN) ", "(XEN)", "kernel: ", "(d0) "})
    if (text.starts_with(mark)) return mark.size();
  if (text.starts_with(">")) return 1;
  for (std::string_view level : levels)
    if (text.starts_with(level)) return level.size();
  for (auto* length : {level_length, stamp_length, syslog_length, apic_id_length, name_length})
    if (const std::size_t n = length(text)) return n;
  return 0;
}

}  // namespace

std::string clean_line(std::string_view raw, bool& continues) {
  while (!raw.empty() && (raw.back() == '\r' || raw.back() == '\n')) raw.remove_suffix(1);
  continues = raw.size() > 60 && raw.size() < 80 && raw.back() == '=';
  if (continues) raw.remove_suffix(1);
  std::string line;
  line.reserve(raw.size());
  for (std::size_t at = 0; at < raw.size();) {
    if (const std::size_t taken = take_markup(raw.substr(at), line)) {
      at += taken;
    } else {
      append(line, raw[at]);
      ++at;
    }
  }
  if (line.ends_with("=20")) line.resize(line.size() - 3);
  while (line.ends_with(' ')) line.pop_back();
  return line;
}

std::size_t message_start(std::string_view line) {
  std::size_t at = 0;
  while (at < line.size()) {
    if (line[at] == ' ') {
      ++at;
      continue;
    }
    const std::size_t taken = prefix_length(line.substr(at));
    if (taken == 0) break;
    at += taken;
  }
  return at;
}

}  // namespace memtype::readers
