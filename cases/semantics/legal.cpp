#include "semantics/legal.hpp"

#include <algorithm>

namespace memtype::cases {

bool depends_on_param(const Case& c, const Expr& e, bool unranged) {
  if (e.kind == Expr::Kind::name) {
    const auto index = static_cast<std::size_t>(e.symbol.index);
    if (e.symbol.kind == Symbol::Kind::param) return !unranged || !c.params[index].has_range;
    if (e.symbol.kind == Symbol::Kind::constant)
      return depends_on_param(c, c.constants[index].value, unranged);
  }
  return std::any_of(e.args.begin(), e.args.end(),
                     [&](const Expr& part) { return depends_on_param(c, part, unranged); });
}

ParamBounds param_bounds(const Param& param, unsigned phys_bits) {
  if (param.has_range) return {param.low, param.high};
  return {0, width_bits(phys_bits)};
}

}  // namespace memtype::cases
