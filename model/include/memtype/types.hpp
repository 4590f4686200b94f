// The words of the field: memory types, sets of them, and physical ranges.
//
// Encodings are those of the PAT and MTRR type fields (Intel SDM vol. 3A, tables 11-2 and 11-10;
// AMD APM vol. 2, tables 7-5 and 7-9). CD and WC_plus are results only: no field encodes them, so
// they get numbers that no field can hold.
//
// Every range in this library is half-open, [begin, end), in bytes.
#pragma once

#include <bit>
#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace memtype {

enum class MemoryType : std::uint8_t {
  UC = 0,        // uncacheable, strong
  WC = 1,        // write-combining
  WT = 4,        // write-through
  WP = 5,        // write-protected
  WB = 6,        // write-back
  UC_minus = 7,  // page attribute only: uncacheable unless the MTRR says WC
  CD = 8,        // AMD: cache disabled, but caches are probed (APM vol. 2, 7.4)
  WC_plus = 9,   // AMD nested paging: WC that probes caches (APM vol. 2, 15.25.8)
};

inline constexpr MemoryType all_memory_types[] = {
    MemoryType::UC, MemoryType::WC,       MemoryType::WT, MemoryType::WP,
    MemoryType::WB, MemoryType::UC_minus, MemoryType::CD, MemoryType::WC_plus};

// The five types an MTRR can hold.
inline constexpr MemoryType mtrr_memory_types[] = {MemoryType::UC, MemoryType::WC, MemoryType::WT,
                                                   MemoryType::WP, MemoryType::WB};

// The six types a PAT entry can hold, which are also Linux's six page cache modes.
inline constexpr MemoryType pat_memory_types[] = {MemoryType::UC, MemoryType::WC,
                                                  MemoryType::WT, MemoryType::WP,
                                                  MemoryType::WB, MemoryType::UC_minus};

// "UC", "UC-", "WC", ..., as the manuals and the kernel print them.
constexpr std::string_view name(MemoryType type) {
  switch (type) {
    case MemoryType::UC: return "UC";
    case MemoryType::WC: return "WC";
    case MemoryType::WT: return "WT";
    case MemoryType::WP: return "WP";
    case MemoryType::WB: return "WB";
    case MemoryType::UC_minus: return "UC-";
    case MemoryType::CD: return "CD";
    case MemoryType::WC_plus: return "WC+";
  }
  return "?";
}

// The inverse of name(); nothing for any other text.
constexpr std::optional<MemoryType> memory_type_named(std::string_view text) {
  for (MemoryType type : all_memory_types)
    if (name(type) == text) return type;
  return std::nullopt;
}

// True for the encodings an MTRR may hold: 0, 1, 4, 5, 6 (SDM vol. 3A, table 11-8).
constexpr bool is_mtrr_encoding(std::uint64_t value) {
  return value == 0 || value == 1 || (value >= 4 && value <= 6);
}

// True for the encodings a PAT entry may hold: those of an MTRR, and 7 (SDM vol. 3A, table 11-10).
constexpr bool is_pat_encoding(std::uint64_t value) {
  return is_mtrr_encoding(value) || value == 7;
}

// std::popcount() without the helper function that it calls where the processor may lack POPCNT.
constexpr int count_bits(std::uint64_t word) {
  word -= word >> 1 & 0x5555555555555555;
  word = (word & 0x3333333333333333) + (word >> 2 & 0x3333333333333333);
  return static_cast<int>(((word + (word >> 4)) & 0x0f0f0f0f0f0f0f0f) * 0x0101010101010101 >> 56);
}

// A set of memory types. More than one member means "any of these": a region with several types,
// or a single page whose type the manual leaves undefined.
class TypeSet {
 public:
  constexpr TypeSet() = default;
  constexpr TypeSet(MemoryType type) : bits_(bit(type)) {}  // NOLINT: a type is a set of one
  template <class... Types>
  static constexpr TypeSet of(Types... types) {
    TypeSet set;
    ((set |= TypeSet(types)), ...);
    return set;
  }

  constexpr bool empty() const { return bits_ == 0; }
  constexpr int size() const { return count_bits(bits_); }
  constexpr bool contains(MemoryType type) const { return (bits_ & bit(type)) != 0; }
  constexpr bool subset_of(TypeSet other) const { return (bits_ & ~other.bits_) == 0; }
  constexpr bool intersects(TypeSet other) const { return (bits_ & other.bits_) != 0; }
  // The only member; nothing when the set is empty or has several.
  constexpr std::optional<MemoryType> single() const {
    if (bits_ == 0 || (bits_ & (bits_ - 1)) != 0) return std::nullopt;
    return static_cast<MemoryType>(std::countr_zero(bits_));
  }

  constexpr TypeSet& operator|=(TypeSet other) {
    bits_ = static_cast<std::uint16_t>(bits_ | other.bits_);
    return *this;
  }
  friend constexpr TypeSet operator|(TypeSet a, TypeSet b) { return a |= b; }
  friend constexpr TypeSet operator&(TypeSet a, TypeSet b) {
    TypeSet both;
    both.bits_ = static_cast<std::uint16_t>(a.bits_ & b.bits_);
    return both;
  }
  friend constexpr TypeSet operator-(TypeSet a, TypeSet b) {
    TypeSet rest;
    rest.bits_ = static_cast<std::uint16_t>(a.bits_ & ~b.bits_);
    return rest;
  }
  friend constexpr bool operator==(TypeSet, TypeSet) = default;
  constexpr std::uint16_t bits() const { return bits_; }

 private:
  static constexpr std::uint16_t bit(MemoryType type) {
    return static_cast<std::uint16_t>(1U << static_cast<unsigned>(type));
  }
  std::uint16_t bits_ = 0;
};

inline constexpr TypeSet any_mtrr_type =
    TypeSet::of(MemoryType::UC, MemoryType::WC, MemoryType::WT, MemoryType::WP, MemoryType::WB);

// "UC", "UC|WC", or "-" for the empty set.
inline std::string to_string(TypeSet set) {
  std::string text;
  for (MemoryType type : all_memory_types) {
    if (!set.contains(type)) continue;
    if (!text.empty()) text += '|';
    text += name(type);
  }
  return text.empty() ? "-" : text;
}

// Physical addresses [begin, end), in bytes. Empty when begin == end.
struct PhysRange {
  std::uint64_t begin = 0;
  std::uint64_t end = 0;

  constexpr std::uint64_t bytes() const { return end - begin; }
  constexpr bool empty() const { return begin >= end; }
  constexpr bool contains(std::uint64_t address) const { return begin <= address && address < end; }
  constexpr bool overlaps(PhysRange other) const { return begin < other.end && other.begin < end; }
  friend constexpr auto operator<=>(PhysRange, PhysRange) = default;
};

inline constexpr std::uint64_t page_bytes = 4096;
inline constexpr std::uint64_t page_mask = ~(page_bytes - 1);

inline namespace literals {
constexpr std::uint64_t operator""_KiB(unsigned long long n) { return n << 10; }
constexpr std::uint64_t operator""_MiB(unsigned long long n) { return n << 20; }
constexpr std::uint64_t operator""_GiB(unsigned long long n) { return n << 30; }
}  // namespace literals

}  // namespace memtype
