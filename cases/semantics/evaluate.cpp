#include "semantics/evaluate.hpp"

namespace memtype::cases {

bool compare_fact(const MachineChoice& choice, Fact fact, Operator op, std::string_view word) {
  if (fact == Fact::kernel) {
    const kernel::Version stated = kernel::version_from(word).value_or(kernel::Version{});
    const auto order = kernel::compare(choice.kernel, stated);
    return compare_numbers<Concrete>(op, c_int, order < 0 ? -1 : order > 0 ? 1 : 0, 0);
  }
  if (fact == Fact::env) return kernel::is_named(choice.env, word) == (op == Operator::equal);
  std::string_view value;
  if (fact == Fact::cpu) value = choice.cpu->name;
  if (fact == Fact::pat) value = kernel::name(choice.pat.mode);
  return compare_numbers<Concrete>(op, c_int, value.compare(word), 0);
}

}  // namespace memtype::cases
