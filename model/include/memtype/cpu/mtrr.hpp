// The MTRRs of one processor and the memory type they give an address.
//
// Intel SDM vol. 3A, 11.11 "Memory Type Range Registers" (now 13.11); AMD APM
// vol. 2, 7.7. Masks with holes and bases with bits below the mask are legal for the processor and
// are right here: an address matches when it equals the base in every bit of the mask.
#pragma once

#include <array>
#include <cstddef>
#include <span>
#include <vector>

#include "memtype/cpu/block.hpp"
#include "memtype/cpu/overlap.hpp"
#include "memtype/domain.hpp"

namespace memtype {

// IA32_MTRR_PHYSBASEn / IA32_MTRR_PHYSMASKn.
inline constexpr std::uint64_t mtrr_mask_valid = 1U << 11;
inline constexpr std::uint64_t mtrr_type_field = 0xff;

// One variable range. `base` and `mask` hold address bits only.
template <class D>
struct VariableRange {
  typename D::Bool valid{false};
  typename D::Word base{0};
  typename D::Word mask{0};
  typename D::Set type{MemoryType::UC};
  // Taken by a range that lies away from everything of interest: in use, but matches nothing. So a
  // case can say "two registers are taken" without saying by what.
  typename D::Bool elsewhere{false};
  // Structural knowledge, the same on every machine of a proof: is_natural(), so the range is one
  // block, and two such blocks nest or are disjoint.
  bool natural = true;
};

// The range that a pair of MSR values describes; reserved bits are ignored.
constexpr VariableRange<Concrete> range_from_msrs(std::uint64_t physbase, std::uint64_t physmask,
                                                  unsigned phys_bits) {
  const std::uint64_t bits = mtrr_address_bits(phys_bits);
  VariableRange<Concrete> range;
  range.valid = (physmask & mtrr_mask_valid) != 0;
  range.base = physbase & bits;
  range.mask = physmask & bits;
  range.type = static_cast<MemoryType>(physbase & 7);
  range.natural = is_natural<Concrete>(range.base, range.mask, phys_bits);
  return range;
}

// A run of addresses below 1 MiB to which the fixed-range registers give one type.
struct FixedRun {
  PhysRange range;
  MemoryType type = MemoryType::UC;
};

// The 88 fixed ranges: 8 of 64 KiB, 16 of 16 KiB, 64 of 4 KiB (SDM vol. 3A, table 11-9).
class FixedRanges {
 public:
  static constexpr std::size_t count = 88;
  static constexpr std::uint64_t end = 1_MiB;
  // MSR addresses of the 11 registers, in address order of what they cover.
  static constexpr std::array<std::uint32_t, 11> msrs = {0x250, 0x258, 0x259, 0x268, 0x269, 0x26a,
                                                         0x26b, 0x26c, 0x26d, 0x26e, 0x26f};

  constexpr FixedRanges() = default;
  explicit constexpr FixedRanges(MemoryType all) { types_.fill(all); }
  // WB below 640 KiB, UC above: what firmware usually leaves.
  static FixedRanges usual();
  // From the 11 MSR values; each byte must be a legal encoding.
  static FixedRanges from_msrs(std::span<const std::uint64_t, 11> values);
  std::array<std::uint64_t, 11> to_msrs() const;

  // Range i as the 11 MSR values have it: the byte, whatever it holds.
  static constexpr std::uint8_t byte(std::span<const std::uint64_t, 11> values, std::size_t i) {
    return static_cast<std::uint8_t>(values[i / 8] >> (i % 8 * 8));
  }
  // [begin, end) of range i.
  static constexpr PhysRange range(std::size_t i) {
    if (i < 8) return {i * 64_KiB, (i + 1) * 64_KiB};
    if (i < 24) return {512_KiB + (i - 8) * 16_KiB, 512_KiB + (i - 7) * 16_KiB};
    return {768_KiB + (i - 24) * 4_KiB, 768_KiB + (i - 23) * 4_KiB};
  }
  // The range that holds an address below 1 MiB.
  static constexpr std::size_t index(std::uint64_t address) {
    if (address < 512_KiB) return address / 64_KiB;
    if (address < 768_KiB) return 8 + (address - 512_KiB) / 16_KiB;
    return 24 + (address - 768_KiB) / 4_KiB;
  }
  MemoryType at(std::uint64_t address) const { return types_[index(address)]; }
  void set(std::size_t i, MemoryType type) { types_[i] = type; }
  MemoryType type(std::size_t i) const { return types_[i]; }
  // Neighbours of equal type joined.
  std::vector<FixedRun> runs() const;

 private:
  std::array<MemoryType, count> types_{};
};

// All of it. `fixed`, `default_type` and the flags are the same on every machine of one proof.
template <class D>
struct MtrrState {
  unsigned phys_bits = 36;
  bool enabled = true;        // IA32_MTRR_DEF_TYPE.E
  bool fixed_enabled = true;  // IA32_MTRR_DEF_TYPE.FE and MTRRCAP.FIX
  MemoryType default_type = MemoryType::UC;
  std::vector<FixedRun> fixed;  // in address order, covering [0, 1 MiB)
  std::vector<VariableRange<D>> variable;
  // AMD: end of the memory above 4 GiB whose default type is WB (SYSCFG.Tom2ForceMemTypeWB);
  // 0 when not in force (APM vol. 2, 3.2.1).
  std::uint64_t tom2_wb_end = 0;
  UndefinedChoice<D> choice;
};

// Does this register match the address?
template <Domain D>
typename D::Bool matches(const VariableRange<D>& range, const typename D::Word& address) {
  const typename D::Word differs = (address ^ range.base) & range.mask;
  return range.valid && !range.elsewhere && differs == typename D::Word(0);
}

// The types of all variable ranges that match; empty when none does. `ranges`: any range of
// VariableRange<D>.
template <Domain D, class Ranges>
typename D::Set matching_types(const Ranges& ranges, const typename D::Word& address) {
  typename D::Set seen{TypeSet{}};
  for (const VariableRange<D>& range : ranges)
    seen = seen | when(matches<D>(range, address), range.type);
  return seen;
}

// The fixed range's type of an address; nothing at 1 MiB and above.
template <Domain D>
typename D::Set fixed_type_at(const std::vector<FixedRun>& runs, const typename D::Word& address) {
  using Set = typename D::Set;
  using Word = typename D::Word;
  Set fixed{TypeSet{}};
  for (const FixedRun& run : runs)
    fixed = fixed | when(Word(run.range.begin) <= address && address < Word(run.range.end),
                         Set(TypeSet(run.type)));
  return fixed;
}

// The rules below take any state with the members of MtrrState: that one, or MtrrView
// (cpu/mtrr_view.hpp), which reads registers in place.

// The type where no register matches: the default type, or AMD's WB below TOP_MEM2.
template <Domain D, class State>
typename D::Set default_type_at(const State& mtrr, const typename D::Word& address) {
  using Set = typename D::Set;
  using Word = typename D::Word;
  if (mtrr.tom2_wb_end <= 4_GiB) return Set(TypeSet(mtrr.default_type));
  return ite(Word(4_GiB) <= address && address < Word(mtrr.tom2_wb_end),
             Set(TypeSet(MemoryType::WB)), Set(TypeSet(mtrr.default_type)));
}

// The memory type that the MTRRs give one address (below 2^phys_bits). Precedence: MTRRs off
// (E=0): UC everywhere. Below 1 MiB with FE=1: the fixed range. Else the variable ranges by
// mtrr_overlap(), else the default type. A set of several types: the overlap is undefined and the
// state says no choice. Cost: linear in the number of registers.
template <Domain D, class State>
typename D::Set mtrr_type_at(const State& mtrr, const typename D::Word& address) {
  using Set = typename D::Set;
  using Word = typename D::Word;
  if (!mtrr.enabled) return Set(TypeSet(MemoryType::UC));
  const Set seen = matching_types<D>(mtrr.variable, address);
  Set type =
      ite(is_empty(seen), default_type_at<D>(mtrr, address), resolve_overlap<D>(seen, mtrr.choice));
  if (!mtrr.fixed_enabled) return type;
  const auto below = address < Word(FixedRanges::end);
  if (known_false(below)) return type;
  return ite(below, fixed_type_at<D>(mtrr.fixed, address), type);
}

// True when the type of this address hangs on an overlap that the manuals leave undefined.
template <Domain D, class State>
typename D::Bool mtrr_undefined_at(const State& mtrr, const typename D::Word& address) {
  using Bool = typename D::Bool;
  if (!mtrr.enabled) return Bool(false);
  Bool undefined = is_undefined_overlap<D>(matching_types<D>(mtrr.variable, address));
  if (!mtrr.fixed_enabled) return undefined;
  return undefined && !(address < typename D::Word(FixedRanges::end));
}

}  // namespace memtype
