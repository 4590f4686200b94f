#include "language/text_kind.hpp"

#include <algorithm>

namespace memtype::cases {

std::string_view other_than_text(std::string_view bytes) {
  if (bytes.starts_with("\xff\xfe") || bytes.starts_with("\xfe\xff")) return "text in UTF-16";
  const std::string_view head = bytes.substr(0, std::size_t{1} << 16);
  const std::size_t zero = head.find('\0');
  if (zero == std::string_view::npos) return "";
  const bool wide =
      zero < 2 && head.substr(std::min<std::size_t>(2, head.size()), 2).find(char{0}) <= 1;
  return wide ? "text in UTF-16" : "a binary file";
}

}  // namespace memtype::cases
