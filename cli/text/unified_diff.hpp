// What changed between two texts, as `patch` and `git apply` take it.
#pragma once

#include <string>
#include <string_view>

namespace memtype::cli {

// Empty where both are the same. `file`: how it is called in the two lines of the head.
std::string unified_diff(const std::string& file, std::string_view old_text,
                         std::string_view new_text);

}  // namespace memtype::cli
