// What several MTRRs over one address mean.
//
// Intel SDM vol. 3A, "MTRR Precedences" (11.11.4.1, now 13.11.4.1) and AMD APM
// vol. 2, 7.7.4, agree: identical types give that type, UC wins over everything, WT wins over WB
// where only these two meet, and any other mix is undefined.
#pragma once

#include <array>

#include "memtype/domain.hpp"

namespace memtype {

// The outcome of an overlap: one type, or, where the manuals define none, the types that meet.
struct Overlap {
  TypeSet candidates;  // what the processor may take; one member when defined
  bool undefined = false;
};

// The rule itself. `seen`: the types of all variable ranges that match, not empty.
// Undefined: any type an MTRR can hold. The manuals promise nothing, and recorded answers differ:
// Linux takes UC, Xen the last register, Bochs and KVM (to 6.10) WB even where no register says WB.
constexpr Overlap mtrr_overlap(TypeSet seen) {
  if (seen.contains(MemoryType::UC)) return {MemoryType::UC};
  if (seen.size() == 1) return {seen};
  if (seen == TypeSet::of(MemoryType::WT, MemoryType::WB)) return {MemoryType::WT};
  return {any_mtrr_type, true};
}

// How one processor answers the overlaps that the manuals leave undefined: for each such set of
// types, the type it takes. It is assumed to take the same one whenever the same set of types
// meets. The default says "any", which is what emulation reports; a proof ranges over all choices.
template <class D>
class UndefinedChoice {
 public:
  UndefinedChoice() {
    for (auto& choice : choices_) choice = typename D::Set(any_mtrr_type);
  }
  typename D::Set& operator[](TypeSet seen) { return choices_[index(seen)]; }
  const typename D::Set& operator[](TypeSet seen) const { return choices_[index(seen)]; }

  // The sets over which the choice matters, in a fixed order.
  static constexpr std::array<TypeSet, 10> undefined_sets() {
    std::array<TypeSet, 10> sets{};
    std::size_t n = 0;
    for (unsigned bits = 1; bits < 16; ++bits) {
      const TypeSet set = from_index(bits);
      if (mtrr_overlap(set).undefined) sets[n++] = set;
    }
    return sets;
  }
  // The 16 sets of types without UC, by a dense number 0..15.
  static constexpr TypeSet from_index(std::size_t bits) {
    TypeSet set;
    for (std::size_t i = 0; i < members.size(); ++i)
      if ((bits >> i & 1U) != 0) set |= members[i];
    return set;
  }

 private:
  static constexpr std::array members = {MemoryType::WC, MemoryType::WT, MemoryType::WP,
                                         MemoryType::WB};
  static constexpr std::size_t index(TypeSet seen) {
    std::size_t bits = 0;
    for (std::size_t i = 0; i < members.size(); ++i)
      if (seen.contains(members[i])) bits |= std::size_t{1} << i;
    return bits;
  }
  std::array<typename D::Set, 16> choices_;
};

// True when `seen` is a mix that the manuals leave undefined.
template <Domain D>
typename D::Bool is_undefined_overlap(const typename D::Set& seen) {
  typename D::Bool undefined(false);
  for (TypeSet set : UndefinedChoice<D>::undefined_sets())
    undefined = undefined || equal_sets(seen, typename D::Set(set));
  return undefined;
}

template <>
inline bool is_undefined_overlap<Concrete>(const TypeSet& seen) {
  return !seen.empty() && mtrr_overlap(seen).undefined;
}

// mtrr_overlap() over a domain; the empty set stays empty (no variable range matches).
template <Domain D>
typename D::Set resolve_overlap(const typename D::Set& seen, const UndefinedChoice<D>& choice) {
  using Set = typename D::Set;
  Set result = when(has(seen, MemoryType::UC), Set(mtrr_overlap(MemoryType::UC).candidates));
  for (std::size_t bits = 1; bits < 16; ++bits) {
    const TypeSet set = UndefinedChoice<D>::from_index(bits);
    const Overlap outcome = mtrr_overlap(set);
    result = result | when(equal_sets(seen, Set(set)),
                           outcome.undefined ? choice[set] : Set(outcome.candidates));
  }
  return result;
}

template <>
inline TypeSet resolve_overlap<Concrete>(const TypeSet& seen,
                                         const UndefinedChoice<Concrete>& choice) {
  if (seen.empty()) return seen;
  const Overlap outcome = mtrr_overlap(seen);
  return outcome.undefined ? choice[seen] : outcome.candidates;
}

}  // namespace memtype
