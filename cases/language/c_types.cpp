// The words for types: C11 6.7.2, include/uapi/asm-generic/int-l64.h, include/linux/types.h.
#include <algorithm>
#include <array>
#include <iterator>

#include "memtype/cases/c_type.hpp"

namespace memtype::cases {
namespace {

struct NamedType {
  std::string_view name;
  CType type;
};

// Of several names for one type, the first is the one that is printed.
constexpr NamedType named_types[] = {
    {"bool", c_bool},
    {"int", c_int},
    {"unsigned int", c_unsigned},
    {"long", c_long},
    {"unsigned long", c_unsigned_long},
    {"s8", {8, true}},
    {"u8", {8, false}},
    {"s16", {16, true}},
    {"u16", {16, false}},
    {"_Bool", c_bool},
    {"s32", c_int},
    {"u32", c_unsigned},
    {"s64", c_long},
    {"u64", c_unsigned_long},
    {"__s8", {8, true}},
    {"__u8", {8, false}},
    {"__s16", {16, true}},
    {"__u16", {16, false}},
    {"__s32", c_int},
    {"__u32", c_unsigned},
    {"__s64", c_long},
    {"__u64", c_unsigned_long},
    {"int8_t", {8, true}},
    {"uint8_t", {8, false}},
    {"int16_t", {16, true}},
    {"uint16_t", {16, false}},
    {"int32_t", c_int},
    {"uint32_t", c_unsigned},
    {"int64_t", c_long},
    {"uint64_t", c_unsigned_long},
    {"uint", c_unsigned},
    {"u_int", c_unsigned},
    {"gfp_t", c_unsigned},
    {"ulong", c_unsigned_long},
    {"u_long", c_unsigned_long},
    {"size_t", c_unsigned_long},
    {"ssize_t", c_long},
    {"ptrdiff_t", c_long},
    {"intptr_t", c_long},
    {"uintptr_t", c_unsigned_long},
    {"loff_t", c_long},
    {"off_t", c_long},
    {"pgoff_t", c_unsigned_long},
    {"phys_addr_t", c_unsigned_long},
    {"dma_addr_t", c_unsigned_long},
    {"resource_size_t", c_unsigned_long},
};

const NamedType* find_type(std::string_view name) {
  const auto* row = std::find_if(std::begin(named_types), std::end(named_types),
                                 [&](const NamedType& t) { return t.name == name; });
  return row == std::end(named_types) ? nullptr : row;
}

// The words of which C builds its own types, in any order.
constexpr std::array<std::string_view, 6> parts = {"unsigned", "signed", "char",
                                                   "short",    "int",    "long"};

constexpr std::array<std::string_view, 9> qualifiers = {
    "const",  "volatile", "static",         "register",       "__iomem",
    "__user", "__force",  "__maybe_unused", "__always_unused"};

template <class List>
bool contains(const List& list, std::string_view word) {
  return std::find(list.begin(), list.end(), word) != list.end();
}

// How often each of `parts` stands there.
using Counts = std::array<unsigned, parts.size()>;

std::optional<CType> built_type(const Counts& count) {
  const auto [is_unsigned, is_signed, chars, shorts, ints, longs] = count;
  const bool once = is_unsigned + is_signed <= 1 && chars + shorts <= 1 && ints <= 1;
  if (!once || longs > 2 || (chars + shorts > 0 && longs > 0) || (chars > 0 && ints > 0))
    return std::nullopt;
  CType type = c_int;
  if (chars > 0) type.bits = 8;
  if (shorts > 0) type.bits = 16;
  if (longs > 0) type.bits = 64;
  type.is_signed = is_unsigned == 0;
  return type;
}

}  // namespace

std::string_view name(CType type) {
  const auto* row = std::find_if(std::begin(named_types), std::end(named_types),
                                 [&](const NamedType& t) { return t.type == type; });
  return row->name;
}

std::optional<CType> type_named(std::string_view text) {
  const NamedType* row = find_type(text);
  return row != nullptr && name(row->type) == text ? std::optional(row->type) : std::nullopt;
}

std::optional<CType> suffix_type(std::string_view number, std::uint64_t value) {
  const std::size_t digits = number.find_last_not_of("uUlL") + 1;
  const std::string_view suffix = number.substr(digits);
  if (suffix.empty()) return std::nullopt;
  const bool is_unsigned = suffix.find_first_of("uU") != std::string_view::npos;
  const bool is_long = suffix.find_first_of("lL") != std::string_view::npos;
  if (is_unsigned) return is_long || value > UINT32_MAX ? c_unsigned_long : c_unsigned;
  return value > INT64_MAX ? c_unsigned_long : c_long;
}

bool is_type_word(std::string_view word) {
  return word == "void" || contains(parts, word) || find_type(word) != nullptr;
}

WrittenType read_type(std::span<const std::string_view> words, bool pointer) {
  const NamedType* named = nullptr;
  Counts count{};
  bool built = false;
  for (const std::string_view word : words) {
    if (contains(qualifiers, word)) continue;
    const auto* const part = std::find(parts.begin(), parts.end(), word);
    if (named != nullptr) return {pointer, std::nullopt};
    if (part != parts.end()) {
      ++count[static_cast<std::size_t>(part - parts.begin())];
      built = true;
      continue;
    }
    named = find_type(word);
    if (named == nullptr || built) return {pointer, std::nullopt};
  }
  if (named != nullptr) return {pointer, named->type};
  return {pointer, built ? built_type(count) : std::nullopt};
}

}  // namespace memtype::cases
