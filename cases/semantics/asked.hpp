// What the rule of a check function may look at: one call of it, in a scope.
#pragma once

#include <vector>

#include "semantics/complaint.hpp"
#include "semantics/scope.hpp"

namespace memtype::cases {

template <class D>
struct Asked {
  const Expr& call;
  const Scope<D>& scope;
  const std::vector<typename D::Int>& numbers;  // of the arguments that are numbers, else 0

  const Symbol& symbol(std::size_t n) const { return call.args[n].symbol; }
  typename D::Word word(std::size_t n) const { return to_word(numbers[n]); }
  TypeSet types(std::size_t n) const { return call.args[n].types; }
  int region(std::size_t n) const { return symbol(n).index; }
  // Of the program or group that argument n names or sees a region as.
  const SubjectView<D>& view(std::size_t n) const {
    return scope.subjects[static_cast<std::size_t>(symbol(n).subject)];
  }
  RegionQuestions<D>& questions(std::size_t n) const { return *view(n).regions; }
};

}  // namespace memtype::cases
