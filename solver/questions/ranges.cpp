#include "questions/ranges.hpp"

#include <algorithm>
#include <bit>

#include "memtype/cpu/block.hpp"
#include "memtype/solver/synthesis.hpp"

namespace memtype::solver {

using namespace cases;

namespace {

// 8M, 8188K, 0xd0000000: a suffix where the number is short with it.
std::string number_text(std::int64_t value) {
  constexpr const char* units[] = {"", "K", "M", "G", "T"};
  std::size_t unit = 0;
  auto rest = static_cast<std::uint64_t>(value);
  while (unit + 1 < std::size(units) && rest != 0 && rest % 1024 == 0) {
    rest /= 1024;
    ++unit;
  }
  return std::to_string(rest) + units[unit];
}

}  // namespace

std::optional<Place> place_of(const Case& c, const Expr& e) {
  if (e.kind == Expr::Kind::number) return Place{-1, e.number};
  if (e.symbol.kind == Symbol::Kind::param) return Place{e.symbol.index, 0};
  if (e.symbol.kind == Symbol::Kind::constant)
    return place_of(c, c.constants[static_cast<std::size_t>(e.symbol.index)].value);
  if (e.kind != Expr::Kind::binary || e.args.size() != 2) return std::nullopt;
  const auto a = place_of(c, e.args[0]), b = place_of(c, e.args[1]);
  if (!a || !b) return std::nullopt;
  if (e.text == "+" && (a->param < 0 || b->param < 0))
    return Place{std::max(a->param, b->param), a->offset + b->offset};
  if (e.text == "-" && b->param < 0) return Place{a->param, a->offset - b->offset};
  if (e.text == "*" && a->param < 0 && b->param < 0) return Place{-1, a->offset * b->offset};
  return std::nullopt;
}

std::optional<Span> span_of(const Case& c, const Expr& start, const Expr& length) {
  const auto at = place_of(c, start), size = place_of(c, length);
  if (!at || !size || size->param >= 0 || size->offset <= 0) return std::nullopt;
  return Span{*at, size->offset};
}
std::optional<Span> span_of(const Case& c, const Region& region) {
  return span_of(c, region.start, region.length);
}

Expr length_expr(std::int64_t length) {
  Expr e = number_expr(length);
  e.text = number_text(length);
  return e;
}

Expr place_expr(const Case& c, const Place& place) {
  if (place.param < 0) return length_expr(place.offset);
  Expr param;
  param.kind = Expr::Kind::name;
  param.text = c.params[static_cast<std::size_t>(place.param)].name;
  param.symbol = {Symbol::Kind::param, place.param, -1, -1};
  if (place.offset == 0) return param;
  if (place.offset < 0) return binary_expr("-", std::move(param), length_expr(-place.offset));
  return binary_expr("+", std::move(param), length_expr(place.offset));
}

std::optional<Span> block_around(const Case& c, const Span& span) {
  const std::uint64_t align = span.start.param < 0
                                  ? ~std::uint64_t{0}
                                  : c.params[static_cast<std::size_t>(span.start.param)].align;
  if (span.start.offset < 0 || (span.start.param >= 0 && !std::has_single_bit(align)))
    return std::nullopt;
  const PhysRange block = smallest_block_around(
      {static_cast<std::uint64_t>(span.start.offset), static_cast<std::uint64_t>(span.end())});
  if (block.bytes() > align || block.end > std::uint64_t{1} << 63) return std::nullopt;
  return Span{{span.start.param, static_cast<std::int64_t>(block.begin)},
              static_cast<std::int64_t>(block.bytes())};
}

namespace {

// From the lowest to the highest byte of the regions at the same parameter.
Span hull(const Case& c, const Span& span) {
  Span all = span;
  for (const Region& r : c.regions) {
    const auto other = span_of(c, r);
    if (!other || other->start.param != span.start.param) continue;
    const std::int64_t low = std::min(all.start.offset, other->start.offset);
    all = {{span.start.param, low}, std::max(all.end(), other->end()) - low};
  }
  return all;
}

}  // namespace

std::optional<Span> block_of_all(const Case& c, const Span& span) {
  return block_around(c, hull(c, span));
}

std::optional<Span> bar_around(const Case& c, const Span& span) {
  const Span all = hull(c, span);
  if (span.start.param < 0) return block_around(c, all);
  const std::uint64_t align = c.params[static_cast<std::size_t>(span.start.param)].align;
  const auto size = static_cast<std::int64_t>(align);
  if (std::has_single_bit(align) && size >= static_cast<std::int64_t>(page_bytes) &&
      all.start.offset >= 0 && all.end() <= size)
    return Span{{span.start.param, 0}, size};
  return block_around(c, all);
}

}  // namespace memtype::solver
