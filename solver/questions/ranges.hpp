// Ranges of a case that are a parameter plus a number, for making new ones out of them.
#pragma once

#include <optional>
#include <string>

#include "memtype/cases/case.hpp"

namespace memtype::solver {

// param + offset; param -1: the number alone.
struct ParamOffset {
  int param = -1;
  std::int64_t offset = 0;
  friend bool operator==(const ParamOffset&, const ParamOffset&) = default;
};

// [start, start + length) in bytes.
struct ParamRange {
  ParamOffset start;
  std::int64_t length = 0;
  std::int64_t end() const { return start.offset + length; }
  friend bool operator==(const ParamRange&, const ParamRange&) = default;
};

// An expression as a place, as far as it folds (semantics/fold.hpp); nothing for anything else.
std::optional<ParamOffset> place_of(const cases::Case& c, const cases::Expr& e);
std::optional<ParamRange> span_of(const cases::Case& c, const cases::Expr& start,
                                  const cases::Expr& length);
std::optional<ParamRange> span_of(const cases::Case& c, const cases::Region& region);

// Back to expressions: "bar + 8M", "8M - 4K" as the number it is.
cases::Expr place_expr(const cases::Case& c, const ParamOffset& place);

// The smallest block that one MTRR can hold and that contains the span wherever the parameter is;
// nothing where the parameter's alignment does not say.
std::optional<ParamRange> block_around(const cases::Case& c, const ParamRange& span);
// The same around all regions that lie at the same parameter as this one.
std::optional<ParamRange> block_of_all(const cases::Case& c, const ParamRange& span);
// The block that its parameter's alignment spans, if all regions at this parameter lie in it: a BAR
// is aligned to its size. Else block_of_all().
std::optional<ParamRange> bar_around(const cases::Case& c, const ParamRange& span);

// Why bar_around() has nothing for a region: what is not known; empty if no MTRR can hold it at
// all.
std::string why_no_bar(const cases::Case& c, const cases::Region& region);

}  // namespace memtype::solver
