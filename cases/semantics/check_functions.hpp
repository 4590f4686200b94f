// The questions that checks may ask: one row each, in the order in which they are listed to people.
//
// A new one is a struct in a file questions_of_*.hpp, or one of its own, and its row here.
// Everything else reads the rows. A struct has
//   row       its name, arguments and parameters, and where it may stand (functions.hpp);
//   answer()  the rule, over a domain: a truth value, or a number;
//   complain() [if a region can violate it] what it demands of the region, for messages.
#pragma once

#include <array>
#include <concepts>
#include <tuple>
#include <type_traits>

#include "semantics/questions_of_regions.hpp"
#include "semantics/questions_of_registers.hpp"
#include "semantics/typed.hpp"

namespace memtype::cases {

using CheckFunctions =
    std::tuple<check_functions::Mapped, check_functions::Covered, check_functions::KeepsMapped,
               check_functions::Aliased, check_functions::Has, check_functions::Same,
               check_functions::NoWorse, check_functions::MtrrWrites, check_functions::MtrrUsed,
               check_functions::FirmwareCovers, check_functions::MtrrType,
               check_functions::RegisterKept>;

// The number of a row, by its struct.
template <class F, std::size_t n = 0>
constexpr CheckFunction check_function() {
  if constexpr (std::is_same_v<F, std::tuple_element_t<n, CheckFunctions>>)
    return {n};
  else
    return check_function<F, n + 1>();
}

// What a function answers: `truth` of those that are true or false, else `number`.
template <class D>
struct Answer {
  bool is_truth = false;
  typename D::Bool truth{false};
  typename D::Int number{0};

  Typed<D> typed() const {
    using Int = typename D::Int;
    return is_truth ? Typed<D>{ite(truth, Int(1), Int(0)), truth_kind} : Typed<D>{number, own_kind};
  }
  typename D::Bool as_condition() const {
    return is_truth ? truth : !(number == typename D::Int(0));
  }
};

template <Domain D, class F>
Answer<D> answer_of(const Asked<D>& asked) {
  const auto given = F::template answer<D>(asked);
  if constexpr (std::same_as<decltype(F::template answer<D>(asked)), typename D::Int>)
    return {false, typename D::Bool(false), given};
  else
    return {true, given, typename D::Int(0)};
}

template <Domain D, std::size_t... n>
constexpr auto answer_table(std::index_sequence<n...>) {
  return std::array{&answer_of<D, std::tuple_element_t<n, CheckFunctions>>...};
}

// The rule of a function, carried out.
template <Domain D>
Answer<D> answer(CheckFunction function, const Asked<D>& asked) {
  constexpr std::size_t count = std::tuple_size_v<CheckFunctions>;
  static constexpr auto rules = answer_table<D>(std::make_index_sequence<count>{});
  return rules[function.number](asked);
}

// Enters what the call of a function demands of regions when it is required to be `wanted`.
void complain(CheckFunction function, const Case& c, const Expr& call, bool wanted,
              std::vector<Complaint>& list);

}  // namespace memtype::cases
