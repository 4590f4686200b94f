// The variable MTRRs as the kernel keeps and reads them.
//
// Read from arch/x86/kernel/cpu/mtrr/{mtrr,generic}.c of v6.12.
#pragma once

#include <vector>

#include "memtype/cpu/mtrr.hpp"
#include "memtype/domain.hpp"
#include "memtype/linux/refusal.hpp"

namespace memtype::kernel {

// A register whose base write faulted: the kernel's own copy, by which look-ups go, has what was
// wanted, while the hardware keeps its old base and type.
template <class D>
struct RefusedWrite {
  typename D::Bool refused{false};
  typename D::Word base{0};
  typename D::Int type{0};
};

// The variable MTRRs as the kernel keeps them. Every register, firmware's and free ones alike,
// starts with usage count 1 (init_table).
template <class D>
struct MtrrTable {
  MtrrState<D> hardware;
  std::vector<typename D::Int> usage;
  std::vector<typename D::Bool> added;   // taken by mtrr_add() since the start, and still in use
  std::vector<RefusedWrite<D>> refused;  // types 2 and 3, which pass all checks
  typename D::Int writes{0};             // register updates so far
  bool present = true;                   // mtrr_enabled(): the kernel has MTRRs to work with
  bool write_combining = true;           // MTRRCAP.WC, and no chipset that breaks it
  bool ppro_erratum = false;             // see CpuProfile
  Why<D> why = {};                       // what refused the last call that failed

  void start_counting() {
    usage.assign(hardware.variable.size(), typename D::Int(1));
    added.assign(hardware.variable.size(), typename D::Bool(false));
    refused.assign(hardware.variable.size(), RefusedWrite<D>{});
    writes = typename D::Int(0);
  }
};

// What generic_get_mtrr() makes of a register: its first byte and length as the kernel sees them.
// A mask that does not reach the top of the address width is extended upwards; holes and unaligned
// bases are taken as they are. Length 0: the register is free.
template <class D>
struct RegisterView {
  typename D::Word base, size;
};
template <Domain D>
RegisterView<D> register_view(const VariableRange<D>& range, unsigned phys_bits) {
  using Word = typename D::Word;
  const Word above(bits_above(phys_bits));
  const Word mask = range.natural
                        ? range.mask | above
                        : ite(range.mask == Word(0), above, fill_from_top_bit(range.mask));
  return {range.base, ite(range.valid, ~mask + Word(1), Word(0))};
}

// How a new range [base, base + size) lies to a register in use.
template <class D>
struct Relation {
  typename D::Bool overlap, encloses, enclosed;  // encloses: and is not equal; enclosed: or equal
};
template <Domain D>
Relation<D> relation(const typename D::Word& base, const typename D::Word& size,
                     const VariableRange<D>& range, unsigned phys_bits) {
  using Word = typename D::Word;
  const auto in_use = range.valid && !range.elsewhere;
  if (range.natural) {  // power-of-two blocks nest or are disjoint: no subtraction needed
    const Word mask = block_mask<D>(size, phys_bits);
    const auto enclosed = (range.mask & ~mask) == Word(0);  // its mask is part of ours
    return {in_use && blocks_meet<D>(base, mask, range.base, range.mask), !enclosed, enclosed};
  }
  const RegisterView<D> old = register_view<D>(range, phys_bits);
  const Word last = base + size - Word(1);
  const Word old_last = old.base + old.size - Word(1);
  const auto inside = old.base <= base && last <= old_last;
  return {in_use && base <= old_last && old.base <= last,
          !inside && base <= old.base && old_last <= last, inside};
}

// One of the two is UC, or they are WT and WB: such ranges may overlap (types_compatible).
template <Domain D>
typename D::Bool types_compatible(const typename D::Set& a, const typename D::Set& b) {
  const auto wt = MemoryType::WT;
  const auto wb = MemoryType::WB;
  return has(a, MemoryType::UC) || has(b, MemoryType::UC) || (has(a, wt) && has(b, wb)) ||
         (has(a, wb) && has(b, wt));
}

}  // namespace memtype::kernel
