#include "semantics/check_functions.hpp"

namespace memtype::cases {
namespace {

using Complain = void (*)(const Case&, const Expr&, bool, std::vector<Complaint>&);

template <class F>
constexpr Complain complain_of() {
  if constexpr (requires { &F::complain; })
    return &F::complain;
  else
    return nullptr;
}

template <std::size_t... n>
constexpr auto complain_table(std::index_sequence<n...>) {
  return std::array{complain_of<std::tuple_element_t<n, CheckFunctions>>()...};
}

}  // namespace

std::string joined_names(TypeSet types) {
  std::string text;
  for (MemoryType t : all_memory_types) {
    if (!types.contains(t)) continue;
    if (!text.empty()) text += " or ";
    text += name(t);
  }
  return text;
}

void complain(CheckFunction function, const Case& c, const Expr& call, bool wanted,
              std::vector<Complaint>& list) {
  static constexpr auto table =
      complain_table(std::make_index_sequence<std::tuple_size_v<CheckFunctions>>{});
  if (table[function.number] != nullptr) table[function.number](c, call, wanted, list);
}

}  // namespace memtype::cases
