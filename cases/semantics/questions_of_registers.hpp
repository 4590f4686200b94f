// Questions about the variable MTRRs: what was done to them, and what the firmware left.
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

}  // namespace memtype::cases::check_functions
