// The value domains over which every rule of this library is written once.
//
// A rule (an overlap rule, a check of mtrr_add(), a table look-up) is a function template over a
// domain D. `Concrete`, below, gives it plain integers: the emulator and the library. The solver
// supplies a second domain whose values are formulas. A rule therefore
//   - chooses with ite(), not with `if`, when the condition is a D::Bool;
//   - may use `if` only on facts that are the same on every machine of a proof (an ordinary bool);
//   - allocates nothing and throws nothing of its own.
//
//   D::Bool  a truth value:  && || ! ==
//   D::Word  an unsigned 64-bit number, an address or size in bytes:  + - & | ^ ~ << >> == < <=
//   D::Int   a C `int` or `long`, signed 64 bits, two's complement
//   D::Set   a set of memory types; a single type is a set of one
//
// For all of them: ite(c, a, b). known_true(b)/known_false(b) say "decided already, on every
// machine", which lets rules skip work and never changes an answer.
#pragma once

#include <bit>
#include <concepts>
#include <cstdint>
#include <optional>

#include "memtype/types.hpp"

namespace memtype {

struct Concrete {
  using Bool = bool;
  using Word = std::uint64_t;
  using Int = std::int64_t;
  using Set = TypeSet;
};

constexpr bool ite(bool c, bool a, bool b) { return c ? a : b; }
constexpr std::uint64_t ite(bool c, std::uint64_t a, std::uint64_t b) { return c ? a : b; }
constexpr std::int64_t ite(bool c, std::int64_t a, std::int64_t b) { return c ? a : b; }
constexpr TypeSet ite(bool c, TypeSet a, TypeSet b) { return c ? a : b; }
constexpr bool known_true(bool b) { return b; }
constexpr bool known_false(bool b) { return !b; }
// The same truth value; a domain may take the trouble to find out whether it is false on every
// machine. Worth it where a loop would go on.
constexpr bool prune(bool b) { return b; }
// The number, when it is the same on every machine.
constexpr std::optional<std::uint64_t> known_value(std::uint64_t w) { return w; }

// Reinterpretations, as a C cast does them.
constexpr std::uint64_t to_word(std::int64_t i) { return static_cast<std::uint64_t>(i); }
constexpr std::int64_t to_int(std::uint64_t w) { return static_cast<std::int64_t>(w); }

// The set {t} when c holds, else the empty set.
constexpr TypeSet when(bool c, TypeSet set) { return c ? set : TypeSet{}; }
constexpr bool has(TypeSet set, MemoryType type) { return set.contains(type); }
constexpr bool intersects(TypeSet set, TypeSet other) { return set.intersects(other); }
constexpr bool subset(TypeSet set, TypeSet other) { return set.subset_of(other); }
constexpr bool is_empty(TypeSet set) { return set.empty(); }
// Both sets hold the same types.
constexpr bool equal_sets(TypeSet a, TypeSet b) { return a == b; }

// All bits from the highest set one upwards: 0x0f000 -> ~0xfff on 64 bits below bit 15 kept as is.
constexpr std::uint64_t fill_from_top_bit(std::uint64_t w) {
  return w == 0 ? 0 : w | ~(std::bit_floor(w) - 1);
}
// Above 2^63 no power of two fits: 0, as the shift past the top gives; undefined in C.
constexpr std::uint64_t round_up_pow2(std::uint64_t w) {
  if (w > std::uint64_t{1} << 63) return 0;
  return w <= 1 ? 1 : std::bit_ceil(w);
}
constexpr std::uint64_t round_down_pow2(std::uint64_t w) { return std::bit_floor(w); }
// C's division and remainder. Undefined in C, and 0 here: division by zero; the quotient of the
// smallest number by -1 wraps.
constexpr std::int64_t divide(std::int64_t a, std::int64_t b) {
  if (b == 0) return 0;
  return b == -1 ? to_int(0 - to_word(a)) : a / b;
}
constexpr std::int64_t remainder(std::int64_t a, std::int64_t b) {
  return b == 0 || b == -1 ? 0 : a % b;
}
constexpr std::uint64_t divide(std::uint64_t a, std::uint64_t b) { return b == 0 ? 0 : a / b; }
constexpr std::uint64_t remainder(std::uint64_t a, std::uint64_t b) { return b == 0 ? 0 : a % b; }
// Shifts; the count is taken modulo 64, as x86 does. shift_right() of a signed number is
// arithmetic.
constexpr std::uint64_t shift_left(std::uint64_t a, std::uint64_t n) { return a << (n & 63); }
constexpr std::uint64_t shift_right(std::uint64_t a, std::uint64_t n) { return a >> (n & 63); }
constexpr std::int64_t shift_right(std::int64_t a, std::int64_t n) { return a >> (n & 63); }
// The lowest `bits` bits, 1 to 63 of them, as a signed number.
constexpr std::int64_t sign_extend(std::int64_t a, unsigned bits) {
  const std::uint64_t sign = std::uint64_t{1} << (bits - 1);
  return to_int(((to_word(a) & (2 * sign - 1)) ^ sign) - sign);
}
constexpr bool is_pow2(std::uint64_t w) { return std::has_single_bit(w); }

template <class D>
concept Domain = requires(typename D::Bool b, typename D::Word w, typename D::Int i,
                          typename D::Set s) {
  { ite(b, w, w) } -> std::same_as<typename D::Word>;
  { ite(b, i, i) } -> std::same_as<typename D::Int>;
  { ite(b, s, s) } -> std::same_as<typename D::Set>;
  { w < w } -> std::same_as<typename D::Bool>;
  { i < i } -> std::same_as<typename D::Bool>;
  { known_true(b) } -> std::same_as<bool>;
  { has(s, MemoryType::UC) } -> std::same_as<typename D::Bool>;
};

}  // namespace memtype
