// A value of a machine fact as it is written.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "memtype/cases/case.hpp"

namespace memtype::cases {

// One alternative of a fact: `linux`, `0..8`, `WB(0, 4G) + UC(0xc0000000, 1G)`, `ram(0, 2G)`.
// Strings are Expr::Kind::word, words and types Expr::Kind::name, `T(a, b)` Expr::Kind::call.
struct FactValue {
  Location at;
  std::vector<Expr> items;    // joined by '+', or by commas
  std::optional<Expr> up_to;  // items[0] .. up_to
  bool commas = false;        // printed with commas between the items
};

// As a case file has it: "WB(0, 4G) + UC(0xc0000000, 1G)".
std::string print_value(const FactValue& value);
// As `name=value` has it, without spaces: "WB(0,4G)+UC(0xc0000000,1G)". Strings but versions keep
// theirs, and their quotes.
std::string print_setting(const FactValue& value);

// One value as it is, several as "any of (A, B)".
std::string print_alternatives(const std::vector<FactValue>& values);

Expr word_expr(std::string_view word);                          // linux
Expr string_expr(std::string_view text);                        // "6.12"
Expr address_expr(std::uint64_t value);                         // 0xf8000000
Expr size_expr(std::uint64_t value);                            // 16M
Expr call_expr(std::string_view name, std::vector<Expr> args);  // WB(0, 4G)

// Stands where an expression could not be read.
inline Expr unreadable(Location at) {
  Expr e;
  e.at = at;
  e.unreadable = true;
  return e;
}
inline bool is_unreadable(const Expr& e) { return e.unreadable; }

}  // namespace memtype::cases
