// SMRR: the one range that hides the memory of System Management Mode (Intel).
//
// Intel SDM vol. 3A, 11.11.2.4 (now 13.11.2.4). A processor has it when MTRRCAP says
// so (mtrr_cap_smrr). The manual places it above the MTRRs and names no dependence on
// IA32_MTRR_DEF_TYPE, so there is none here. Not modelled: the enabling bit of
// IA32_FEATURE_CONTROL that some models need, and the older registers 0xa0 and 0xa1 of Core 2.
#pragma once

#include "memtype/cpu/msr.hpp"

namespace memtype {

// Base and mask are bits 31:12: the range lies below 4 GiB, however wide addresses are.
inline constexpr std::uint64_t smrr_address_bits = mtrr_address_bits(32);

template <class D>
struct Smrr {
  typename D::Bool valid{false};
  typename D::Word base{0};  // address bits only
  typename D::Word mask{0};
  typename D::Set type{MemoryType::UC};  // inside SMM
};

// The range that the two registers describe; not valid where the processor has none.
Smrr<Concrete> smrr_range(const MsrFile& file);

// The range over one block: `length` a power of two of at least 4 KiB, `start` a multiple of it,
// all below 4 GiB (bytes). Length 0: no range.
Smrr<Concrete> smrr_over(std::uint64_t start, std::uint64_t length, MemoryType type);

// Does the range cover this address (bytes)? A mask with holes covers what matches it.
template <Domain D>
typename D::Bool smrr_covers(const Smrr<D>& smrr, const typename D::Word& address) {
  using Word = typename D::Word;
  const Word differs = (address ^ smrr.base) & smrr.mask;
  return smrr.valid && address < Word(4_GiB) && differs == Word(0);
}

// What an access meets, below the page attribute.
template <class D>
struct SmrrAccess {
  typename D::Set type{MemoryType::UC};
  // The access does not reach memory: a write is dropped, a read gives a fixed value for each byte
  // (which one, the manual does not say).
  typename D::Bool hidden{false};
};

// In the range: its own type in SMM, UC and hidden outside. Elsewhere `mtrr_type`, the type that
// the MTRRs give the address. Constant time.
template <Domain D>
SmrrAccess<D> smrr_access_at(const Smrr<D>& smrr, const typename D::Bool& in_smm,
                             const typename D::Word& address, const typename D::Set& mtrr_type) {
  using Set = typename D::Set;
  const typename D::Bool covered = smrr_covers<D>(smrr, address);
  const Set inside = ite(in_smm, smrr.type, Set(TypeSet(MemoryType::UC)));
  return {ite(covered, inside, mtrr_type), covered && !in_smm};
}

}  // namespace memtype
