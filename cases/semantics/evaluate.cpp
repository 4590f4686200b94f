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
  if (fact == Fact::kernel)
    return ordered(choice.kernel, op, kernel::version_from(word).value_or(kernel::Version{0, 0}));
  std::string_view value;
  if (fact == Fact::env) value = kernel::name(choice.env);
  if (fact == Fact::cpu) value = choice.cpu->name;
  if (fact == Fact::pat) value = kernel::name(choice.pat_fact.mode);
  return ordered(value, op, word);
}

}  // namespace memtype::cases
