// Ranges of a case that are a parameter plus a number, for making new ones out of them.
#pragma once

#include <optional>
#include <string>

#include "memtype/cases/case.hpp"

namespace memtype::solver {

// param + offset; param -1: the number alone.
struct Place {
  int param = -1;
  std::int64_t offset = 0;
  friend bool operator==(const Place&, const Place&) = default;
};

// [start, start + length) in bytes.
struct Span {
  Place start;
  std::int64_t length = 0;
  std::int64_t end() const { return start.offset + length; }
  friend bool operator==(const Span&, const Span&) = default;
};

// An expression as a place, as far as it folds (semantics/fold.hpp); nothing for anything else.
std::optional<Place> place_of(const cases::Case& c, const cases::Expr& e);
std::optional<Span> span_of(const cases::Case& c, const cases::Expr& start,
                            const cases::Expr& length);
std::optional<Span> span_of(const cases::Case& c, const cases::Region& region);

// Back to expressions: "bar + 8M", "8M - 4K" as the number it is.
cases::Expr place_expr(const cases::Case& c, const Place& place);

// The smallest block that one MTRR can hold and that contains the span wherever the parameter is;
// nothing where the parameter's alignment does not say.
std::optional<Span> block_around(const cases::Case& c, const Span& span);
// The same around all regions that lie at the same parameter as this one.
std::optional<Span> block_of_all(const cases::Case& c, const Span& span);
// The block that its parameter's alignment spans, if all regions at this parameter lie in it: a BAR
// is aligned to its size. Else block_of_all().
std::optional<Span> bar_around(const cases::Case& c, const Span& span);

// Why bar_around() has nothing for a region: what is not known; empty if no MTRR can hold it at
// all.
std::string why_no_bar(const cases::Case& c, const cases::Region& region);

}  // namespace memtype::solver
