// Which of several: the label of a `switch` that is gone to, the value that an external call gives.
#pragma once

#include <vector>

#include "semantics/code.hpp"
#include "semantics/evaluate.hpp"

namespace memtype::cases {

// Where the value is that of each `case`; of `default`, where it is none of them. C11 6.8.4.2: the
// constants are converted to the promoted type of the value.
template <Domain D>
std::vector<typename D::Bool> ways_of(const Evaluator<D>& evaluate, const typename D::Bool& active,
                                      const Instruction& selection) {
  using Bool = typename D::Bool;
  using Int = typename D::Int;
  const Typed<D> value = evaluate.value(*selection.expr);
  const NumberKind kind = left_kind(value.kind, value.kind);
  std::vector<Bool> list;
  Bool none = active;
  std::size_t otherwise = selection.choices.size();
  for (const Stmt* choice : selection.choices) {
    if (choice->is_default) otherwise = list.size();
    const Int wanted = choice->is_default ? Int(0) : evaluate.number(choice->expr);
    list.push_back(active && !Bool(choice->is_default) &&
                   compare_numbers<D>(Operator::equal, kind.type, operand<D>(value, kind),
                                      convert<D>(wanted, kind.type)));
    none = none && !list.back();
  }
  if (otherwise < list.size()) list[otherwise] = none;
  return list;
}

// The number with this index; the first where there is none, 0 where there are no numbers.
template <Domain D>
typename D::Int value_of(const std::vector<std::int64_t>& numbers, const typename D::Int& which) {
  using Int = typename D::Int;
  Int value(numbers.empty() ? 0 : numbers[0]);
  for (std::size_t n = 1; n < numbers.size(); ++n)
    value = ite(which == Int(static_cast<std::int64_t>(n)), Int(numbers[n]), value);
  return value;
}

}  // namespace memtype::cases
