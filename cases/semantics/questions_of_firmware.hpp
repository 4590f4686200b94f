// What lies below mappings, mapped or not; and what is left of the firmware's set-up.
#pragma once

#include "semantics/asked.hpp"

namespace memtype::cases::check_functions {

// The MTRRs, or what is in their place (base_type_at()), give the byte at this address the type.
struct MtrrType {
  static constexpr CheckFunctionRow row{
      .name = "mtrr_type", .arguments = "pnt", .parameters = "program, address, TYPE"};
  template <Domain D>
  static typename D::Bool answer(const Asked<D>& asked) {
    return intersects(base_type_at<D>(*asked.view(0).system, asked.word(1)), asked.types(2));
  }
};

// Variable register n holds what it held before the first call: not valid still, or the same range
// and type. False of a register that the processor does not have.
struct RegisterKept {
  static constexpr CheckFunctionRow row{
      .name = "register_kept", .arguments = "pn", .parameters = "program, register"};
  template <Domain D>
  static typename D::Bool answer(const Asked<D>& asked) {
    const auto& now = asked.view(0).system->mtrr.hardware.variable;
    const auto& start = asked.scope.inputs->registers;
    typename D::Bool kept(false);
    for (std::size_t i = 0; i < start.size(); ++i)
      kept = kept || (asked.word(1) == typename D::Word(i) && same<D>(start[i], now[i]));
    return kept;
  }

 private:
  template <Domain D>
  static typename D::Bool same(const VariableRange<D>& a, const VariableRange<D>& b) {
    const typename D::Bool content = a.base == b.base && a.mask == b.mask &&
                                     a.elsewhere == b.elsewhere && equal_sets(a.type, b.type);
    return a.valid == b.valid && (!a.valid || content);
  }
};

}  // namespace memtype::cases::check_functions
