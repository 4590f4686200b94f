// Bits to types and back: every answer must be the table's.
#include "memtype/machine/page_question.hpp"

#include <gtest/gtest.h>

namespace memtype::testing {
namespace page_question_test {

constexpr std::uint64_t linux_pat = 0x0407050600070106;

TEST(PageQuestion, AnEntryReadAsEachSize) {
  const Pat pat = decode_pat(linux_pat);
  // PWT, PCD and bit 7: a 4 KiB page with PAT, a large one without.
  const LeafReading small = read_leaf(0xfd00009b, PageSize::size_4K, pat);
  EXPECT_EQ(small.bits.index(), 7U);
  EXPECT_EQ(small.page, MemoryType::WT);
  EXPECT_EQ(small.address, 0xfd000000U);
  const LeafReading large = read_leaf(0xfd00009b, PageSize::size_2M, pat);
  EXPECT_EQ(large.bits.index(), 3U);
  EXPECT_EQ(large.page, MemoryType::UC);
  EXPECT_EQ(read_leaf(0xfd20109b, PageSize::size_2M, pat).bits.index(), 7U);
  EXPECT_EQ(read_leaf(0xfd20109b, PageSize::size_2M, pat).address, 0xfd200000U);
  EXPECT_EQ(read_leaf(0xfd20109b, PageSize::size_1G, pat).address, 0xc0000000U);
  EXPECT_FALSE(may_be_leaf(0xfd000003, PageSize::size_2M));
  EXPECT_TRUE(may_be_leaf(0xfd000003, PageSize::size_4K));
}

TEST(PageQuestion, BitsOfAnEntryReadBack) {
  for (unsigned index = 0; index < 8; ++index)
    for (PageSize size : {PageSize::size_4K, PageSize::size_2M, PageSize::size_1G}) {
      EXPECT_EQ(pat_index(leaf_bits(index, size), size), index);
      EXPECT_TRUE(may_be_leaf(leaf_bits(index, size), size));
    }
}

TEST(PageQuestion, EveryWayLeadsThere) {
  for (std::uint64_t msr : {linux_pat, pat_power_on})
    for (PageRule rule : {PageRule::intel_pat, PageRule::amd_pat, PageRule::ept})
      for (MemoryType below : mtrr_memory_types)
        for (MemoryType wanted : all_memory_types) {
          const Pat pat = decode_pat(msr);
          const auto ways = ways_to(wanted, {rule, below}, pat);
          std::size_t count = 0;
          for (unsigned index = 0; index < 8; ++index)
            if (page_type_under<Concrete>(rule, below, pat[index]) == TypeSet(wanted)) {
              ASSERT_LT(count, ways.size());
              EXPECT_EQ(ways[count].index, index);
              ++count;
            }
          EXPECT_EQ(count, ways.size());
        }
}

TEST(PageQuestion, CellsNameTheirRule) {
  const PageCell cell = page_cell({PageRule::intel_pat, MemoryType::WC}, MemoryType::UC_minus);
  EXPECT_EQ(cell.effective, TypeSet(MemoryType::WC));
  EXPECT_EQ(cell.rule.name, "EFF-WC-UCM");
  EXPECT_EQ(page_cell({PageRule::ept_ignore_pat, MemoryType::WB}, MemoryType::UC).effective,
            TypeSet(MemoryType::WB));
}

}  // namespace page_question_test
}  // namespace memtype::testing
