// The integer types of C as gcc has them on x86-64, and what becomes of a number in one of them.
//
// C11 6.3.1: integer promotions, usual arithmetic conversions. Linux is compiled with
// -fno-strict-overflow: signed arithmetic wraps, and conversions to a signed type that cannot hold
// the value keep its low bits (gcc).
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

namespace memtype::cases {

struct CType {
  std::uint8_t bits = 64;  // 1 (bool), 8, 16, 32 or 64
  bool is_signed = true;

  friend constexpr bool operator==(CType, CType) = default;
};

inline constexpr CType c_bool{1, false};
inline constexpr CType c_int{32, true};
inline constexpr CType c_unsigned{32, false};
inline constexpr CType c_long{64, true};
inline constexpr CType c_unsigned_long{64, false};

// What arithmetic makes of a type that is narrower than int.
constexpr CType promoted(CType type) { return type.bits < 32 ? c_int : type; }

// The type in which two operands are computed and compared.
constexpr CType common_type(CType a, CType b) {
  a = promoted(a);
  b = promoted(b);
  if (a.bits != b.bits) return a.bits > b.bits ? a : b;
  return a.is_signed ? b : a;
}

// One name for each type: "unsigned int", "u8", "bool".
std::string_view name(CType type);
// The type that name() calls so; nothing for any other text.
std::optional<CType> type_named(std::string_view text);

// A type as it is written in a declaration or a cast: one or several words, stars at the end.
// Qualifiers (const, __iomem ...) are passed over. What a pointer holds is a mapping or NULL.
struct WrittenType {
  bool pointer = false;
  std::optional<CType> type;  // without the stars; none of what is no integer type
};
WrittenType read_type(std::span<const std::string_view> words, bool pointer);

// The type that the suffix of a number gives it (C11 6.4.4.1); nothing for one without `u` or `l`.
std::optional<CType> suffix_type(std::string_view number, std::uint64_t value);

// Is this one word of C or of the kernel for an integer type, or `void`?
bool is_type_word(std::string_view word);

}  // namespace memtype::cases
