#include <charconv>

#include "memtype/linux/cleanup.hpp"

namespace memtype::kernel {
namespace {

// As C writes them: 0x... and 0... are not decimal. Leaves what follows the digits in `text`.
std::optional<unsigned> take_c_number(std::string_view& text) {
  int base = 10;
  if (text.size() > 1 && text[0] == '0') {
    base = text[1] == 'x' || text[1] == 'X' ? 16 : 8;
    text.remove_prefix(base == 16 ? 2 : 0);
  }
  unsigned number = 0;
  const auto [rest, bad] = std::from_chars(text.data(), text.data() + text.size(), number, base);
  if (bad != std::errc{}) return std::nullopt;
  text.remove_prefix(static_cast<std::size_t>(rest - text.data()));
  return number;
}

// 9a4af5a00a8b: kstrtouint() in place of simple_strtoul().
constexpr Version whole_spare_number{7, 1};

}  // namespace

unsigned spare_registers_from(std::string_view text, Version kernel) {
  const auto number = take_c_number(text);
  if (kernel < whole_spare_number) return number.value_or(0);
  return number && text.empty() ? *number : CleanupOptions{}.spare_registers;
}

}  // namespace memtype::kernel
