// The structures of memtype.h as the rules of the model see them. Nothing is copied but pointers.
#pragma once

#include "cpu/mtrr_view.hpp"
#include "memtype.h"
#include "memtype/maps/flat_map.hpp"

namespace memtype::c {

// A processor and its registers, with the members of MsrFile. `Word` and `Pair` are const or not.
template <class Word, class Pair>
struct Registers {
  template <class State>
  Registers(const memtype_cpu& cpu, State& state)
      : vendor(static_cast<Vendor>(cpu.vendor)),
        family(cpu.family),
        phys_bits(cpu.phys_bits),
        in_smm((cpu.flags & MEMTYPE_IN_SMM) != 0),
        has_mtrr((cpu.flags & MEMTYPE_HAS_MTRR) != 0),
        has_pat((cpu.flags & MEMTYPE_HAS_PAT) != 0),
        cap(cpu.mtrr_cap),
        def_type(state.def_type),
        fixed(state.fixed),
        variable(state.variable, cpu.mtrr_cap & 0xff),
        pat(state.pat),
        smrr(state.smrr),
        syscfg(state.syscfg),
        top_mem(state.top_mem),
        top_mem2(state.top_mem2),
        iorr(state.iorr) {}

  Vendor vendor;
  unsigned family, phys_bits;
  bool in_smm, has_mtrr, has_pat;
  std::uint64_t cap;
  Word& def_type;
  std::span<Word, MEMTYPE_FIXED_MSRS> fixed;
  std::span<Pair> variable;
  Word& pat;
  Pair& smrr;
  Word &syscfg, &top_mem, &top_mem2;
  std::span<Pair, 2> iorr;
};
using File = Registers<std::uint64_t, memtype_pair>;
using ConstFile = Registers<const std::uint64_t, const memtype_pair>;

inline bool valid(const memtype_cpu* cpu) {
  return cpu != nullptr && cpu->size == sizeof *cpu && cpu->vendor <= MEMTYPE_CENTAUR &&
         cpu->phys_bits >= 32 && cpu->phys_bits <= FlatMap::max_phys_bits &&
         (cpu->mtrr_cap & 0xff) <= MEMTYPE_MAX_VARIABLE &&
         (cpu->undefined == MEMTYPE_UNDEFINED_REPORT || is_mtrr_encoding(cpu->undefined));
}
inline bool valid(const memtype_state* state) {
  return state != nullptr && state->size == sizeof *state;
}
inline bool valid(const memtype_cpu* cpu, const memtype_state* state) {
  return valid(cpu) && valid(state);
}

// What the registers mean, with the caller's policy for undefined overlaps.
inline auto view(const memtype_cpu& cpu, const memtype_state& state) {
  MtrrView mtrr{ConstFile(cpu, state)};
  if (cpu.undefined != MEMTYPE_UNDEFINED_REPORT)
    for (TypeSet set : UndefinedChoice<Concrete>::undefined_sets())
      mtrr.choice[set] = static_cast<MemoryType>(cpu.undefined);
  return mtrr;
}

inline memtype_status status(MsrFault fault) { return static_cast<memtype_status>(fault); }
static_assert(static_cast<int>(MsrFault::outside_smm) == MEMTYPE_OUTSIDE_SMM);
static_assert(static_cast<int>(Vendor::centaur) == MEMTYPE_CENTAUR);
static_assert(static_cast<int>(MemoryType::WC_plus) == MEMTYPE_WC_PLUS);
static_assert(static_cast<int>(EffectiveTable::amd_pat) == MEMTYPE_TABLE_AMD);
static_assert(static_cast<int>(PageSize::size_1G) == MEMTYPE_PAGE_1G);

inline memtype_answer answer(const TypeAnswer& known) {
  const auto single = known.candidates.single();
  const bool certain = single.has_value() && known.exact;
  memtype_answer result = {};
  result.type = certain ? static_cast<std::uint8_t>(*single) : std::uint8_t{MEMTYPE_NONE};
  result.candidates = static_cast<std::uint8_t>(known.candidates.bits());
  result.flags = static_cast<std::uint8_t>((known.undefined ? MEMTYPE_IS_UNDEFINED : 0) |
                                           (known.exact ? 0 : MEMTYPE_IS_INEXACT));
  return result;
}

// The single type of a set, or MEMTYPE_NONE.
inline std::uint8_t number(TypeSet types) {
  const auto single = types.single();
  return single ? static_cast<std::uint8_t>(*single) : std::uint8_t{MEMTYPE_NONE};
}

}  // namespace memtype::c
