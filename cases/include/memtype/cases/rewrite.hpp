// Programs of a case file changed in its text: what is not changed stays as it was written.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "memtype/cases/case.hpp"

namespace memtype::cases {

// The place of a statement that was made and stands in no text.
inline constexpr Location nowhere{0, 0, 0};

// `text` with programs of `c`, which was read from it, as in `changed`: copies of those programs
// with other calls or other arguments, top-level statements in another order, calls left out, and
// statements `nowhere` added at the end. Comments, spelling and layout stay. A program whose text
// cannot be changed so, such as two statements that share a declaration and change places, is
// printed anew. The result was read again and has the programs of `changed`; nothing is returned
// where that is not so.
std::optional<std::string> rewrite_programs(std::string_view text, const Case& c,
                                            const std::vector<Program>& changed);

}  // namespace memtype::cases
