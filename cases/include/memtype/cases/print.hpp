// From a Case back to the text of a case file, in the canonical layout.
//
// What is printed reads back as the same tree: parse_case() of print_case(c) differs from `c` in
// locations and hash alone. Comments are no part of a Case and are not printed; loops written with
// `for`, compound assignments and ++ come out as what the parser made of them.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "memtype/cases/case.hpp"

namespace memtype::cases {

// Where a number was written, as it was written; other numbers in hexadecimal from 4096 on. Only
// the parentheses that C's precedences ask for.
std::string print_expr(const Expr& e);

std::string_view print_quantifier(Quantifier quantifier);
std::string_view print_verdict(Verdict verdict);

// The one notation for numbers, in all that is printed; it reads back as the same number.
// A size or count: 16M, 8188K, 0xff123, 42; a suffix where that is exact and has four digits at
// most, hexadecimal from 4096 on.
std::string print_number(std::uint64_t value);
// An address or the value of a register: 0xf8000000; below ten the digit.
std::string print_address(std::uint64_t value);

// The size of a BAR: a number, or the name of a parameter.
std::string print_bar_size(const Param& bar, const std::vector<Param>& params);

// 'text' in single quotes, safe to print: cut when long, '?' for bytes that are not plain ASCII.
std::string quoted(std::string_view text);

// "'a', 'b', 'c'", at most `limit` of them and then "...".
std::string quoted_list(const std::vector<std::string>& names, std::size_t limit = 12);

// The whole file, ending in a newline. Throws nothing.
std::string print_case(const Case& c);

// True when both are the same but for locations, hashes and the way numbers were written.
bool same_tree(const Case& a, const Case& b);

}  // namespace memtype::cases
