// "did you mean": the known name that is nearest to a mistyped one. Private to the front end.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace memtype::cases {

// Insertions, deletions, replacements and swaps of neighbours that turn `a` into `b`; upper and
// lower case count as equal. Names longer than 64 bytes are never near anything.
std::size_t edit_distance(std::string_view a, std::string_view b);

// The nearest of `known`, or "" if none is near enough to be what was meant.
std::string nearest(std::string_view wanted, const std::vector<std::string>& known);

// "; did you mean 'x'?" or "".
std::string did_you_mean(std::string_view wanted, const std::vector<std::string>& known);

}  // namespace memtype::cases
