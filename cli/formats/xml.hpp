#pragma once

#include <string>
#include <string_view>

namespace memtype::cli {

// Text for XML 1.0, inside an element or an attribute in double quotes: markup escaped, control
// characters, which XML cannot hold, as '?'.
std::string xml_text(std::string_view text);

}  // namespace memtype::cli
