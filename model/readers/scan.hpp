// Walking through a line from left to right.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "memtype/types.hpp"

namespace memtype::readers {

constexpr bool is_digit(char c) { return c >= '0' && c <= '9'; }
constexpr bool is_hex_digit(char c) {
  return is_digit(c) || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
}
constexpr bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }
constexpr char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; }

// The whole of `text` as a number: no sign, no blank, nothing behind it; "0x" before hexadecimal
// numbers may be there or not. Nothing if it does not fit into 64 bits.
std::optional<std::uint64_t> hex_number(std::string_view text);
std::optional<std::uint64_t> decimal_number(std::string_view text);

// What is left of a line. Each step skips blanks, then takes what it names or, if that is not
// there, takes nothing and says so.
class Scan {
 public:
  explicit constexpr Scan(std::string_view text) : rest_(text) {}

  std::string_view rest() const { return rest_; }
  bool at_end();
  // This text, in this case of letters.
  bool word(std::string_view text);
  // Goes behind the next occurrence of `text`.
  bool past(std::string_view text);
  std::optional<std::uint64_t> hex();       // with or without 0x
  std::optional<std::uint64_t> prefixed();  // with 0x
  std::optional<std::uint64_t> decimal();
  // Up to the next blank, comma or bracket; empty at the end.
  std::string_view token();
  // "128M", "64 KB", "1GB", "512": bytes. Nothing if it does not fit.
  std::optional<std::uint64_t> size();

 private:
  void blanks();
  std::string_view rest_;
};

// "a-b", "0xa-0xb", "a - b": the two numbers as they stand.
struct NumberPair {
  std::uint64_t first = 0, last = 0;
};
std::optional<NumberPair> scan_pair(Scan& scan);
// The first "[mem 0xa-0xb ...]", anywhere behind; `flags`: what stands behind the numbers.
struct MemRange {
  PhysRange range;
  std::string_view flags;
};
std::optional<MemRange> scan_mem(Scan& scan);

// [first, last] as half-open; nothing if it is the wrong way round or has no end in 64 bits.
constexpr std::optional<PhysRange> inclusive(std::uint64_t first, std::uint64_t last) {
  if (last < first || last == ~std::uint64_t{0}) return std::nullopt;
  return PhysRange{first, last + 1};
}
constexpr std::optional<PhysRange> exclusive(std::uint64_t begin, std::uint64_t end) {
  if (end < begin) return std::nullopt;
  return PhysRange{begin, end};
}
constexpr std::optional<PhysRange> of_size(std::uint64_t begin, std::uint64_t bytes) {
  if (bytes > ~begin) return std::nullopt;
  return PhysRange{begin, begin + bytes};
}

// "write-back", "uncachable", "uncached-minus", "write-protected", "WB", "uncacheable", ...
std::optional<MemoryType> type_word(std::string_view word);
// A type at the start of what is left; takes it.
std::optional<MemoryType> scan_type(Scan& scan);

// The same without regard to case.
bool contains(std::string_view text, std::string_view part);

}  // namespace memtype::readers
