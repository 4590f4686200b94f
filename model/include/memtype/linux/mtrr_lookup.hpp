// What Linux believes the MTRRs say about a range: mtrr_type_lookup().
//
// Not what the processor does: Linux reads a register as one block [base, base - mask), so it errs
// on masks with holes and unaligned bases; it takes undefined overlaps as UC; and it merges the
// types of a range by the overlap rule although those pieces do not overlap. Read from
// arch/x86/kernel/cpu/mtrr/generic.c of v6.12.
#pragma once

#include <vector>

#include "memtype/cpu/mtrr.hpp"
#include "memtype/domain.hpp"

namespace memtype::kernel {

// Linux's answer to overlaps the manuals leave undefined: UC (get_effective_type).
template <Domain D>
const UndefinedChoice<D>& linux_choice() {
  static const UndefinedChoice<D> choice = [] {
    UndefinedChoice<D> uc;
    for (TypeSet set : UndefinedChoice<D>::undefined_sets())
      uc[set] = typename D::Set(TypeSet(MemoryType::UC));
    return uc;
  }();
  return choice;
}

// The length Linux reads from a mask: minus the mask with all bits above the address width set.
template <Domain D>
typename D::Word lookup_size(const VariableRange<D>& range, unsigned phys_bits) {
  using Word = typename D::Word;
  return ~(range.mask | Word(bits_above(phys_bits))) + Word(1);
}

template <Domain D>
typename D::Bool lookup_matches(const VariableRange<D>& range, const typename D::Word& address,
                                unsigned phys_bits) {
  if (range.natural)
    return matches<D>(range, address) && (address >> phys_bits) == typename D::Word(0);
  const auto end = range.base + lookup_size<D>(range, phys_bits);
  return range.valid && !range.elsewhere && range.base <= address && address < end;
}

// The type Linux believes one page has, MTRRs enabled. No register reaches beyond the address
// width, but for masks that are too narrow, which Linux reads as far longer ranges.
template <Domain D>
typename D::Set believed_type_at(const MtrrState<D>& mtrr, const typename D::Word& address) {
  using Word = typename D::Word;
  using Set = typename D::Set;
  Set seen{TypeSet{}};
  for (const VariableRange<D>& range : mtrr.variable)
    seen = seen | when(lookup_matches<D>(range, address, mtrr.phys_bits), range.type);
  Set type = ite(is_empty(seen), Set(TypeSet(mtrr.default_type)),
                 resolve_overlap<D>(seen, linux_choice<D>()));
  // AMD's TOP_MEM2 is WB and wins even over UC ranges (mtrr_build_map).
  if (mtrr.tom2_wb_end > 4_GiB)
    type = ite(Word(4_GiB) <= address && address < Word(mtrr.tom2_wb_end),
               Set(TypeSet(MemoryType::WB)), type);
  if (!mtrr.fixed_enabled) return type;
  const auto below = address < Word(FixedRanges::end);
  if (known_false(below)) return type;
  Set fixed{TypeSet{}};
  for (const FixedRun& run : mtrr.fixed)
    fixed = fixed | when(Word(run.range.begin) <= address && address < Word(run.range.end),
                         Set(TypeSet(run.type)));
  return ite(below, fixed, type);
}

// The type of [begin, end), not empty. MTRRs off: UC. (Before v6.5: "invalid", which the only
// caller modelled here treats like UC.) Cost: registers squared.
template <Domain D>
typename D::Set believed_type(const MtrrState<D>& mtrr, const typename D::Word& begin,
                              const typename D::Word& end) {
  using Word = typename D::Word;
  using Set = typename D::Set;
  if (!mtrr.enabled) return Set(TypeSet(MemoryType::UC));
  Set seen = believed_type_at<D>(mtrr, begin);
  const auto visit = [&](const typename D::Bool& there, const Word& point) {
    const auto inside = there && begin < point && point < end;
    if (!known_false(inside)) seen = seen | when(inside, believed_type_at<D>(mtrr, point));
  };
  for (const VariableRange<D>& range : mtrr.variable) {
    visit(range.valid, range.base);
    visit(range.valid, range.base + lookup_size<D>(range, mtrr.phys_bits));
  }
  if (mtrr.tom2_wb_end > 4_GiB) {
    visit(typename D::Bool(true), Word(4_GiB));
    visit(typename D::Bool(true), Word(mtrr.tom2_wb_end));
  }
  if (mtrr.fixed_enabled)
    for (const FixedRun& run : mtrr.fixed) visit(typename D::Bool(true), Word(run.range.end));
  return resolve_overlap<D>(seen, linux_choice<D>());
}

}  // namespace memtype::kernel
