// What bytes that are no text at all are. Private to the front end.
#pragma once

#include <string_view>

namespace memtype::cases {

// "a binary file"; empty: they may be text.
std::string_view other_than_text(std::string_view bytes);

}  // namespace memtype::cases
