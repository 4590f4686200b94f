#include "text/text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <bit>

namespace memtype::cli {

using namespace cases;

std::string hex(std::uint64_t value) { return fmt::format("{:x}", value); }

std::string size_text(std::uint64_t bytes) {
  constexpr std::string_view units[] = {"", "K", "M", "G", "T"};
  std::size_t unit = 0;
  while (unit + 1 < std::size(units) && bytes != 0 && bytes % 1024 == 0) {
    bytes /= 1024;
    ++unit;
  }
  return fmt::format("{}{}", bytes, units[unit]);
}

std::string range_text(std::uint64_t begin, std::uint64_t end) {
  return fmt::format("[{:x}-{:x}]", begin, end - 1);
}

std::string register_text(const VariableRange<Concrete>& range, unsigned phys_bits) {
  if (!range.valid) return "free";
  if (range.elsewhere) return "taken";
  const std::uint64_t bits = mtrr_address_bits(phys_bits);
  if (!range.natural)
    return fmt::format("base {:x} mask {:x} {}", range.base, range.mask, to_string(range.type));
  const std::uint64_t size = (~range.mask & bits) + page_bytes;
  return fmt::format("{} {}", range_text(range.base, range.base + size), to_string(range.type));
}

}  // namespace memtype::cli
