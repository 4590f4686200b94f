#include "memtype/cpu/pat.hpp"

#include "types_from_text.hpp"

namespace memtype {
namespace pat_test {

using enum MemoryType;

TEST(Pat, PowerOnLayoutIsWbWtUcMinusUcTwice) {
  const Pat pat = decode_pat(0x0007040600070406);
  const auto expected = types_from("WB WT UC- UC WB WT UC- UC");
  for (unsigned i = 0; i < 8; ++i) EXPECT_EQ(pat[i], expected[i]) << i;
  EXPECT_EQ(pat_power_on, 0x0007040600070406U);
}

TEST(Pat, EncodingIsTheInverseOfDecoding) {
  for (std::uint64_t msr : {0x0407050600070106U, 0x0000050100070406U, 0x0706050401000706U})
    EXPECT_EQ(encode_pat(decode_pat(msr)), msr);
}

TEST(Pat, IndexIsFourPatTwoPcdOnePwt) {
  for (unsigned i = 0; i < 8; ++i) {
    const PageBits bits{.pwt = (i & 1) != 0, .pcd = (i & 2) != 0, .pat = (i & 4) != 0};
    EXPECT_EQ(bits.index(), i);
    EXPECT_EQ(PageBits::from_index(i), bits);
  }
}

TEST(Pat, ThePatBitIsBit7OfASmallPageAndBit12OfALargeOne) {
  EXPECT_TRUE(page_bits(1U << 7, PageSize::size_4K).pat);
  EXPECT_FALSE(page_bits(1U << 12, PageSize::size_4K).pat);
  for (PageSize size : {PageSize::size_2M, PageSize::size_1G}) {
    EXPECT_TRUE(page_bits(1U << 12, size).pat);
    EXPECT_FALSE(page_bits(1U << 7, size).pat) << "bit 7 says that the page is large";
  }
}

TEST(Pat, PwtIsBit3AndPcdBit4InEverySize) {
  for (PageSize size : {PageSize::size_4K, PageSize::size_2M, PageSize::size_1G}) {
    EXPECT_EQ(page_bits(1U << 3, size), (PageBits{.pwt = true}));
    EXPECT_EQ(page_bits(1U << 4, size), (PageBits{.pcd = true}));
  }
}

TEST(Pat, ThePatBitNeverTakesPartInAccessesToPagingStructures) {
  EXPECT_EQ(table_bits(~std::uint64_t{0}), (PageBits{.pwt = true, .pcd = true, .pat = false}));
}

TEST(Pat, LegalEncodingsAre01456And7) {
  for (std::uint64_t value = 0; value < 256; ++value) {
    const bool legal = value == 0 || value == 1 || (value >= 4 && value <= 7);
    EXPECT_EQ(is_pat_encoding(value), legal) << value;
    EXPECT_EQ(is_mtrr_encoding(value), legal && value != 7) << value;
    for (unsigned byte = 0; byte < 8; ++byte)
      EXPECT_EQ(is_legal_pat(value << (8 * byte)), legal) << value << " in byte " << byte;
  }
}

}  // namespace pat_test
}  // namespace memtype
