#include "text/text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <bit>

namespace memtype::cli {

using namespace cases;

std::string range_text(std::uint64_t begin, std::uint64_t end) {
  if (begin == end) return "[empty]";
  return "[" + print_address(begin) + "-" + print_address(end - 1) + "]";
}

std::string register_text(const VariableRange<Concrete>& range, unsigned phys_bits) {
  if (!range.valid) return "free";
  if (range.elsewhere) return "taken";
  if (!range.natural)
    return fmt::format("base {:#x} mask {:#x} {}", range.base, range.mask, to_string(range.type));
  const std::uint64_t size = block_size<Concrete>(range.mask, phys_bits);
  return fmt::format("{} {}", range_text(range.base, range.base + size), to_string(range.type));
}

}  // namespace memtype::cli
