// Questions about MTRRs: what was done to them, what the firmware left and what is left of it, and
// what they make of an address.
#pragma once

#include "semantics/asked.hpp"

namespace memtype::cases::check_functions {

// How often a register was written so far.
struct MtrrWrites {
  static constexpr CheckFunctionRow row{
      .name = "mtrr_writes", .arguments = "p", .parameters = "program"};
  template <Domain D>
  static typename D::Int answer(const Asked<D>& asked) {
    return asked.view(0).system->mtrr.writes;
  }
};

// The registers that were taken and not given back.
struct MtrrUsed {
  static constexpr CheckFunctionRow row{
      .name = "mtrr_used", .arguments = "p", .parameters = "program"};
  template <Domain D>
  static typename D::Int answer(const Asked<D>& asked) {
    using Int = typename D::Int;
    Int used(0);
    for (const typename D::Bool& added : asked.view(0).system->mtrr.added)
      used = used + ite(added, Int(1), Int(0));
    return used;
  }
};

// Some valid register at the start matches a byte of [begin, begin + length).
struct FirmwareCovers {
  static constexpr CheckFunctionRow row{.name = "firmware_covers",
                                        .arguments = "nn",
                                        .parameters = "address, size",
                                        .in_guards = true};
  template <Domain D>
  static typename D::Bool answer(const Asked<D>& asked) {
    using Bool = typename D::Bool;
    using Word = typename D::Word;
    const Word begin = asked.word(0), length = asked.word(1);
    const unsigned phys_bits = asked.scope.choice->phys_bits;
    const auto size = known_value(length);
    // A block of the same kind as a register's: the two nest or are disjoint, and need no sums.
    const bool block =
        size && page_bytes <= *size && known_true(is_aligned_block<D>(begin, length));
    const auto meets = [&](const VariableRange<D>& range) {
      if (!range.natural)
        return matches_within<D>(range.base, range.mask, begin, length, phys_bits);
      const AddressSpan<D> span = matched_span<D>(range.base, range.mask, phys_bits);
      if (block) return blocks_meet<D>(begin, ~Word(*size - 1), span.first, range.mask);
      return !(length == Word(0)) && span.first < begin + length && begin <= span.last;
    };
    Bool covers(false);
    for (const VariableRange<D>& range : asked.scope.inputs->registers)
      covers = covers || (range.valid && !range.elsewhere && meets(range));
    return covers;
  }
};

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
