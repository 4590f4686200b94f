#include "semantics/evaluate.hpp"

namespace memtype::cases {
namespace {

template <class T>
bool ordered(const T& a, std::string_view op, const T& b) {
  if (op == "==") return a == b;
  if (op == "!=") return a != b;
  if (op == "<") return a < b;
  if (op == "<=") return a <= b;
  if (op == ">") return a > b;
  return a >= b;
}

}  // namespace

bool compare_fact(const MachineChoice& choice, Fact fact, std::string_view op,
                  std::string_view word) {
  if (fact == Fact::kernel) {
    const kernel::Version stated = kernel::version_from(word).value_or(kernel::Version{});
    const auto order = kernel::compare(choice.kernel, stated);
    return ordered(order < 0 ? -1 : order > 0 ? 1 : 0, op, 0);
  }
  std::string_view value;
  if (fact == Fact::env) value = kernel::name(choice.env);
  if (fact == Fact::cpu) value = choice.cpu->name;
  if (fact == Fact::pat) value = kernel::name(choice.pat_fact.mode);
  return ordered(value, op, word);
}

}  // namespace memtype::cases
