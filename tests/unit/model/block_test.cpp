#include "memtype/cpu/block.hpp"

#include <gtest/gtest.h>

#include <vector>

namespace memtype {
namespace block_test {

constexpr unsigned width = 36;

TEST(Block, WhatOneRegisterHolds) {
  EXPECT_TRUE(is_mtrr_block(0, 4_KiB));
  EXPECT_TRUE(is_mtrr_block(3_GiB, 1_GiB));
  EXPECT_FALSE(is_mtrr_block(1_GiB, 2_GiB)) << "not at a multiple of its length";
  EXPECT_FALSE(is_mtrr_block(0, 3_GiB)) << "no power of two";
  EXPECT_FALSE(is_mtrr_block(0, 2_KiB)) << "less than a page";
  EXPECT_FALSE(is_mtrr_block(0, 0));
}

// Mask and length are two words for one thing, up to the whole address space.
TEST(Block, MaskAndLength) {
  for (unsigned bits = 12; bits <= width; ++bits) {
    const std::uint64_t size = std::uint64_t{1} << bits;
    const std::uint64_t mask = block_mask<Concrete>(size, width);
    EXPECT_EQ(block_size<Concrete>(mask, width), size);
    EXPECT_TRUE(is_natural<Concrete>(0, mask, width));
    EXPECT_EQ(mask_blocks(mask, width).size, size);
    EXPECT_EQ(mask_blocks(mask, width).count(1), 1U);
    EXPECT_EQ(matched_span<Concrete>(0, mask, width).last, size - 1);
  }
  EXPECT_EQ(block_mask<Concrete>(64_GiB, width), 0U) << "of 36 bits";
}

TEST(Block, OneBlockHasAContiguousMaskAndAnAlignedBase) {
  EXPECT_TRUE(is_natural<Concrete>(0xd0000000, 0xffff00000, width));
  EXPECT_TRUE(is_natural<Concrete>(0, 0, width)) << "everything";
  EXPECT_TRUE(is_natural<Concrete>(0x1000, 0xffffff000, width));
  EXPECT_FALSE(is_natural<Concrete>(0xd0080000, 0xffff00000, width));
  EXPECT_FALSE(is_natural<Concrete>(0, 0xfffef0000, width));
  EXPECT_FALSE(is_natural<Concrete>(0, 0x7ffff0000, width)) << "must reach the top of the width";
}

// A mask with holes is equal blocks, at every choice of the bits in the holes, and nothing else.
TEST(Block, AMaskWithHoles) {
  const std::uint64_t mask = mtrr_address_bits(width) & ~(1_GiB | 4_GiB | (64_KiB - 1));
  EXPECT_FALSE(is_natural<Concrete>(0, mask, width));
  const MaskBlocks blocks = mask_blocks(mask, width);
  EXPECT_EQ(blocks.size, 64_KiB);
  EXPECT_EQ(blocks.count(64), 4U);
  EXPECT_EQ(blocks.count(3), 4U) << "one more than the limit";
  EXPECT_EQ(blocks.count(2), 3U) << "one more than the limit";
  std::vector<std::uint64_t> offsets;
  blocks.each_offset([&](std::uint64_t offset) { offsets.push_back(offset); });
  EXPECT_EQ(offsets, (std::vector<std::uint64_t>{0, 1_GiB, 4_GiB, 5_GiB}));
  const auto span = matched_span<Concrete>(8_GiB, mask, width);
  EXPECT_EQ(span.first, 8_GiB);
  EXPECT_EQ(span.last, 13_GiB + 64_KiB - 1);
}

// Against every address, in a space of 16 bits with pages of 4 KiB.
TEST(Block, MatchesWithinIsExact) {
  constexpr unsigned bits = 16;
  for (std::uint64_t mask = 0; mask < 1 << bits; mask += page_bytes)
    for (std::uint64_t base = 0; base < 1 << bits; base += page_bytes)
      for (const std::uint64_t begin :
           {0U, 1U, 0x2fffU, 0x3000U, 0x7ffeU, 0x9000U, 0xffffU, 0x10000U})
        for (const std::uint64_t length : {0U, 1U, 2U, 0x1000U, 0x1001U, 0x5003U, 0x20000U}) {
          bool some = false;
          for (std::uint64_t a = begin & page_mask; length > 0 && a < begin + length;
               a += page_bytes)
            some = some || (a < 1 << bits && ((a ^ base) & mask) == 0);
          ASSERT_EQ(matches_within<Concrete>(base, mask, begin, length, bits), some)
              << std::hex << base << " " << mask << " " << begin << " " << length;
        }
}

TEST(Block, TwoBlocksNestOrAreDisjoint) {
  const auto meet = [](PhysRange a, PhysRange b) {
    return blocks_meet<Concrete>(a.begin, block_mask<Concrete>(a.bytes(), width), b.begin,
                                 block_mask<Concrete>(b.bytes(), width));
  };
  for (std::uint64_t begin = 0; begin < 64_KiB; begin += 4_KiB) {
    for (std::uint64_t size = 4_KiB; size <= 16_KiB; size *= 2) {
      if (!is_mtrr_block(begin, size)) continue;
      const PhysRange block{begin, begin + size};
      EXPECT_EQ(meet(block, {16_KiB, 32_KiB}), block.overlaps({16_KiB, 32_KiB})) << begin;
    }
  }
}

TEST(Block, TheLongestAtAPlaceAndTheShortestAroundARange) {
  EXPECT_EQ(largest_block_at(0, 3_GiB), 2_GiB);
  EXPECT_EQ(largest_block_at(1_GiB, 3_GiB), 1_GiB);
  EXPECT_EQ(largest_block_at(4_GiB, 4_KiB), 4_KiB);
  EXPECT_EQ(smallest_block_around({5_KiB, 6_KiB}), (PhysRange{4_KiB, 8_KiB}));
  EXPECT_EQ(smallest_block_around({4_KiB, 16_KiB}), (PhysRange{0, 16_KiB}));
  EXPECT_EQ(smallest_block_around({7_KiB, 9_KiB}), (PhysRange{0, 16_KiB}));
  EXPECT_EQ(smallest_block_around({8_MiB, 12_MiB}), (PhysRange{8_MiB, 12_MiB}));
}

}  // namespace block_test
}  // namespace memtype
