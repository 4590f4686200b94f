// Blocks of addresses: a variable MTRR as base and mask, and as ranges.
//
// Intel SDM vol. 3A, 11.11.2.3 and 11.11.3 (now 13.11); AMD APM vol. 2, 7.7.3: an
// address matches where it equals the base in every bit of the mask. A mask without holes (all ones
// from some bit to the top of the address width) describes one block, a power of two in length and
// at a multiple of it. One with holes describes equal blocks, one for each choice of the bits in
// the holes.
//
// Bytes; ranges are half-open; address widths are at most 63. All of it takes constant time.
#pragma once

#include <algorithm>
#include <bit>
#include <cstddef>

#include "memtype/domain.hpp"

namespace memtype {

// Address bits [phys_bits-1:0], and those above them.
constexpr std::uint64_t width_bits(unsigned phys_bits) {
  return (std::uint64_t{1} << phys_bits) - 1;
}
constexpr std::uint64_t bits_above(unsigned phys_bits) { return ~width_bits(phys_bits); }

// Address bits [phys_bits-1:12]: what the base and mask fields can hold.
constexpr std::uint64_t mtrr_address_bits(unsigned phys_bits) {
  return width_bits(phys_bits) & page_mask;
}

// A power-of-two length at a multiple of itself. Length 0 counts, at base 0 only. Whether a
// register holds it: is_mtrr_block().
template <Domain D>
constexpr typename D::Bool is_aligned_block(const typename D::Word& base,
                                            const typename D::Word& size) {
  using Word = typename D::Word;
  const Word low = size - Word(1);
  return (size & low) == Word(0) && (base & low) == Word(0);
}

// Can one variable MTRR hold [base, base + size)? An aligned block of at least one page.
constexpr bool is_mtrr_block(std::uint64_t base, std::uint64_t size) {
  return size >= page_bytes && is_aligned_block<Concrete>(base, size);
}

// The mask of a block of `size` bytes. For other lengths: minus the length, which is not its mask.
template <Domain D>
constexpr typename D::Word block_mask(const typename D::Word& size, unsigned phys_bits) {
  using Word = typename D::Word;
  return ~(size - Word(1)) & Word(mtrr_address_bits(phys_bits));
}

// The length of the block of a mask without holes. Mask 0: the whole address space.
template <Domain D>
constexpr typename D::Word block_size(const typename D::Word& mask, unsigned phys_bits) {
  using Word = typename D::Word;
  return (~mask & Word(width_bits(phys_bits))) + Word(1);
}

// Does this pair describe one block? No zero of the mask above a one, and no bit of the base below
// the mask. Both hold address bits only.
template <Domain D>
constexpr typename D::Bool is_natural(const typename D::Word& base, const typename D::Word& mask,
                                      unsigned phys_bits) {
  using Word = typename D::Word;
  const Word below = ~mask & Word(mtrr_address_bits(phys_bits));
  return ((mask << 1) & below) == Word(0) && (base & below) == Word(0);
}

// Do two blocks share a byte? Such blocks nest or are disjoint.
template <Domain D>
constexpr typename D::Bool blocks_meet(const typename D::Word& base, const typename D::Word& mask,
                                       const typename D::Word& other_base,
                                       const typename D::Word& other_mask) {
  return ((base ^ other_base) & mask & other_mask) == typename D::Word(0);
}

// The first and the last byte that a pair matches, holes included.
template <class D>
struct AddressSpan {
  typename D::Word first, last;
};
template <Domain D>
constexpr AddressSpan<D> matched_span(const typename D::Word& base, const typename D::Word& mask,
                                      unsigned phys_bits) {
  using Word = typename D::Word;
  const Word first = base & mask;
  return {first, first | (~mask & Word(mtrr_address_bits(phys_bits))) | Word(page_bytes - 1)};
}

// Does a pair match some byte of [begin, begin + length)? Exact for masks with holes and for bases
// with bits below the mask. False for length 0. No byte above the address width matches.
//
// The first byte that matches from `begin` on: `begin` itself, or it leaves `begin` at one bit,
// upwards, and has the lowest bits that match below that. Where `begin` first differs from the
// base (from the top) it is below, that is the bit; where it is above, the next free zero over it.
template <Domain D>
constexpr typename D::Bool matches_within(const typename D::Word& base,
                                          const typename D::Word& mask,
                                          const typename D::Word& begin,
                                          const typename D::Word& length, unsigned phys_bits) {
  using Word = typename D::Word;
  const Word fixed = (mask & Word(mtrr_address_bits(phys_bits))) | Word(bits_above(phys_bits));
  const Word wanted = base & mask & Word(mtrr_address_bits(phys_bits));
  const Word differs = (begin ^ wanted) & fixed;
  const Word top = round_down_pow2(differs);
  const Word room = ~(fixed | begin | top | (top - Word(1)));
  const Word step = ite((wanted & top) == Word(0), room & (Word(0) - room), top);
  const Word low = step - Word(1);
  const Word first = (begin & ~(step | low)) | step | (wanted & low);
  const typename D::Bool comes = !(step == Word(0)) && first - begin < length;
  return !(length == Word(0)) && (differs == Word(0) || comes);
}

// The equal blocks that a mask makes of the address space, as they lie to the first one: at every
// choice of the bits in `holes`.
struct MaskBlocks {
  std::uint64_t size = 0;
  std::uint64_t holes = 0;

  // 2^holes, or `limit` + 1 if that is more.
  constexpr std::size_t count(std::size_t limit) const {
    const auto bits = static_cast<unsigned>(count_bits(holes));
    return bits >= static_cast<unsigned>(std::bit_width(limit)) ? limit + 1
                                                                : std::size_t{1} << bits;
  }
  // Calls visit(offset) for each, in address order. Time: linear in their number.
  template <class Visit>
  constexpr void each_offset(const Visit& visit) const {
    for (std::uint64_t offset = 0;; offset = (offset - holes) & holes) {
      visit(offset);
      if (offset == holes) return;
    }
  }
};
constexpr MaskBlocks mask_blocks(std::uint64_t mask, unsigned phys_bits) {
  const std::uint64_t bits = mtrr_address_bits(phys_bits);
  mask &= bits;
  const std::uint64_t size = mask == 0 ? std::uint64_t{1} << phys_bits : mask & (0 - mask);
  return {size, bits & ~mask & ~(size - 1)};
}

// The longest aligned block that starts at `begin` and is not longer than `bytes`, which is not 0.
constexpr std::uint64_t largest_block_at(std::uint64_t begin, std::uint64_t bytes) {
  const std::uint64_t fits = std::bit_floor(bytes);
  return begin == 0 ? fits : std::min(begin & (0 - begin), fits);
}

// The smallest block of at least one page around a range that is not empty and ends below 2^63.
constexpr PhysRange smallest_block_around(PhysRange range) {
  std::uint64_t size = std::max(std::bit_ceil(range.bytes()), page_bytes);
  while ((range.begin & ~(size - 1)) != ((range.end - 1) & ~(size - 1))) size <<= 1;
  const std::uint64_t begin = range.begin & ~(size - 1);
  return {begin, begin + size};
}

}  // namespace memtype
