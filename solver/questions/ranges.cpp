#include "questions/ranges.hpp"

#include <algorithm>
#include <bit>

#include "memtype/cpu/block.hpp"
#include "memtype/solver/synthesis.hpp"
#include "semantics/fold.hpp"

namespace memtype::solver {

using namespace cases;

std::optional<ParamOffset> place_of(const Case& c, const Expr& e) {
  const Folded value = fold(e, c);
  if (!value.affine) return std::nullopt;
  return ParamOffset{value.param, static_cast<std::int64_t>(value.offset)};
}

std::optional<ParamRange> span_of(const Case& c, const Expr& start, const Expr& length) {
  const auto at = place_of(c, start), size = place_of(c, length);
  if (!at || !size || size->param >= 0 || size->offset <= 0) return std::nullopt;
  return ParamRange{*at, size->offset};
}
std::optional<ParamRange> span_of(const Case& c, const Region& region) {
  return span_of(c, region.start, region.length);
}

Expr place_expr(const Case& c, const ParamOffset& place) {
  if (place.param < 0) return number_expr(place.offset);
  Expr param = param_expr(c, place.param);
  if (place.offset == 0) return param;
  if (place.offset < 0)
    return binary_expr(Operator::subtract, std::move(param), number_expr(-place.offset));
  return binary_expr(Operator::add, std::move(param), number_expr(place.offset));
}

std::optional<ParamRange> block_around(const Case& c, const ParamRange& span) {
  const std::uint64_t align = span.start.param < 0
                                  ? ~std::uint64_t{0}
                                  : c.params[static_cast<std::size_t>(span.start.param)].align;
  if (span.start.offset < 0 || (span.start.param >= 0 && !std::has_single_bit(align)))
    return std::nullopt;
  const PhysRange block = smallest_block_around(
      {static_cast<std::uint64_t>(span.start.offset), static_cast<std::uint64_t>(span.end())});
  if (block.bytes() > align || block.end > std::uint64_t{1} << 63) return std::nullopt;
  return ParamRange{{span.start.param, static_cast<std::int64_t>(block.begin)},
                    static_cast<std::int64_t>(block.bytes())};
}

namespace {

// From the lowest to the highest byte of the regions at the same parameter.
ParamRange hull(const Case& c, const ParamRange& span) {
  ParamRange all = span;
  for (const Region& r : c.regions) {
    const auto other = span_of(c, r);
    if (!other || other->start.param != span.start.param) continue;
    const std::int64_t low = std::min(all.start.offset, other->start.offset);
    all = {{span.start.param, low}, std::max(all.end(), other->end()) - low};
  }
  return all;
}

}  // namespace

std::optional<ParamRange> block_of_all(const Case& c, const ParamRange& span) {
  return block_around(c, hull(c, span));
}

std::optional<ParamRange> bar_around(const Case& c, const ParamRange& span) {
  const ParamRange all = hull(c, span);
  if (span.start.param < 0) return block_around(c, all);
  const std::uint64_t align = c.params[static_cast<std::size_t>(span.start.param)].align;
  const auto size = static_cast<std::int64_t>(align);
  if (std::has_single_bit(align) && size >= static_cast<std::int64_t>(page_bytes) &&
      all.start.offset >= 0 && all.end() <= size)
    return ParamRange{{span.start.param, 0}, size};
  return block_around(c, all);
}

std::string why_no_bar(const Case& c, const Region& region) {
  const auto start = place_of(c, region.start), length = place_of(c, region.length);
  if (!start) return "its start is not a parameter plus a number";
  if (!length || length->param >= 0) return "its length is not constant";
  if (start->param < 0) return "";
  const std::string& param = c.params[static_cast<std::size_t>(start->param)].name;
  return "which MTRR block holds it depends on the value of " + param;
}

}  // namespace memtype::solver
