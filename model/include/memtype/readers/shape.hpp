// The shape of a line: its words, and fields in braces between them.
//
//   "{who} conflicting memory types {begin}-{end} {type}<->{type2}"
//
// A blank of a shape stands for any number of blanks in the line, none included. A field may have a
// name for people behind a colon: "{n:register}".
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "memtype/types.hpp"

namespace memtype::readers {

// In braces: "*", "who", "begin", ... in this order.
enum class Field : std::uint8_t {
  anything,  // {*}: as little as will do
  who,       // "Xorg:1226": a process and its number
  begin,     // {begin}, {size}, {end}, {last}, {mask}, {x}, {x2}, {x3}: hexadecimal, 0x or not.
  size,      // in bytes
  end,       // the first byte behind the range
  last,      // the last byte of the range
  mask,
  begin2,  // of a range that was there before
  size2,
  x,
  x2,
  x3,
  n,  // {n}, {n2}, {n3}, {n4}: decimal
  n2,
  n3,
  n4,
  error,  // "-16"
  type,   // "write-back", "UC-", ...
  type2,
  mode,  // a number of the kernel's enum page_cache_mode, hexadecimal
  mode2,
  amount,  // {amount}, {amount2}: "64K", "2G", "1875k": bytes; the B of "64KB" is not of it
  amount2,
};
inline constexpr std::size_t field_count = static_cast<std::size_t>(Field::amount2) + 1;

// What stands at each field. A type or mode counts by its encoding.
struct FieldValues {
  std::array<std::optional<std::uint64_t>, field_count> numbers;
  std::string who;
  std::string anything;  // the first of them

  std::optional<std::uint64_t> operator[](Field field) const {
    return numbers[static_cast<std::size_t>(field)];
  }
  std::optional<MemoryType> type(Field field) const {
    const auto number = (*this)[field];
    return number ? std::optional(static_cast<MemoryType>(*number)) : std::nullopt;
  }
};

// A mode as Linux numbers them since 3.19 (arch/x86/include/asm/pgtable_types.h: enum
// page_cache_mode).
std::optional<MemoryType> mode_numbered(std::uint64_t number);

class Shape {
 public:
  // A piece: words, or a field.
  struct Piece {
    bool is_field = false;
    Field field = Field::anything;
    std::string_view text;  // the words, or the name for people
  };

  // `text` outlives the shape. Throws std::invalid_argument where a field has no such name.
  explicit Shape(std::string_view text);

  // The longest words: a line without them is not of this shape.
  std::string_view anchor() const { return anchor_; }
  // Quick: false where no part of a line of this shape stands in the line.
  bool may_begin_in(std::string_view line) const { return line.find(start_) != line.npos; }
  const std::vector<Piece>& pieces() const { return pieces_; }
  // What stands at the fields of the line, or, unless `whole`, of a part of it. Nothing: the line
  // is not of this shape; `cut`: but it is as far as it goes. The first 1024 bytes count. Cost:
  // length of the line for each {*} and {who}.
  std::optional<FieldValues> match(std::string_view line, bool whole, bool& cut) const;
  // "* conflicting memory types *-* *<->*": for a comparison with how the kernel writes it.
  std::string skeleton() const;

 private:
  struct Attempt {
    bool whole = false, cut = false;
    std::size_t words = 0;  // bytes of words that fitted so far
    FieldValues values;
  };
  bool match_from(std::size_t piece, std::string_view rest, Attempt& attempt) const;
  bool match_open(std::size_t piece, std::string_view rest, Attempt& attempt) const;

  std::vector<Piece> pieces_;
  std::string_view anchor_;
  std::string_view start_;  // of the first words that are not short
};

}  // namespace memtype::readers
