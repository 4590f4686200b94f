// Calls of code that is not known, which the case declares.
#include "language/resolver.hpp"

namespace memtype::cases {
namespace {

constexpr FunctionInfo external_rows[] = {
    {"external", KernelCall{.rule = KernelRule::external, .footprint = Footprint::nothing}, "", "",
     ResultKind::nothing, "the case"},
    {"external", KernelCall{.rule = KernelRule::external, .footprint = Footprint::nothing}, "", "",
     ResultKind::number, "the case"},
};

}  // namespace

const FunctionInfo& external_function(bool gives_values) {
  return external_rows[gives_values ? 1 : 0];
}

void declare_externals(SyntaxTree& tree, Names& names) {
  names.parsed.externals = std::move(tree.externals);
  int index = 0;
  for (External& e : names.parsed.externals) {
    if (find_function(e.name) != nullptr)
      names.report.error("E011", e.at, e.name + "() is a call that is known").hint =
          "leave the declaration out, or take another name";
    else
      declare(names.externals, e.name, index, e.at,
              place_of(names.parsed.externals, names.externals, e.name), "call", names.report);
    ++index;
    for (Expr& value : e.values)
      e.numbers.push_back(
          to_int(known_value(value, "the value of an external call", names).value_or(0)));
  }
}

void bind_external(Expr& call, const Names& names) {
  const int index = call.kind == Expr::Kind::call ? find(names.externals, call.text) : -1;
  if (index < 0) return;
  call.symbol.kind = Symbol::Kind::external;
  call.symbol.index = index;
  call.function =
      &external_function(!names.parsed.externals[static_cast<std::size_t>(index)].values.empty());
}

}  // namespace memtype::cases
