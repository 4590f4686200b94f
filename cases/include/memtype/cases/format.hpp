// The canonical layout of a case file, comments and the author's line breaks kept.
#pragma once

#include <string>
#include <string_view>

namespace memtype::cases {

// Lays out the text of a case that parse_case() accepts; what it does to other text is not
// specified. Changes layout alone: the tokens and comments stay what they are and where they are
// in order. Doing it twice is doing it once. Rules:
//
// * four spaces for each open brace; lines that continue a statement move with it;
// * at most one blank line in a row, none at the end; no tabs, no spaces at the ends of lines;
// * the values of a machine's facts stand in one column, at least two spaces behind the names; so
//   do the places and the `wants` of regions in neighbouring lines, and the conditions and `expect`
//   of all checks: the column in which most of them stand (longer lines reach over it), else
//   the first in which all have room; `when` on a line of its own stands 14 columns in
// * one space around binary operators and assignments, after commas and before braces. Spaces that
//   line up assignments, parameters, groups, braces and comments behind code are left.
std::string format_case(std::string_view text);

}  // namespace memtype::cases
