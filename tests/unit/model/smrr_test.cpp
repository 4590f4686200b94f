#include "memtype/cpu/smrr.hpp"

#include "types_from_text.hpp"

namespace memtype {
namespace smrr_test {

using enum MemoryType;

// [0x7f000000, 0x7f800000), WB in SMM.
MsrFile with_smrr() {
  MsrFile file = reset_msrs(*find_cpu("intel_core"));
  file.smrr = {0x7f000006, 0xff800800};
  return file;
}

SmrrAccess<Concrete> access(bool in_smm, std::uint64_t address, MemoryType mtrr) {
  return smrr_access_at<Concrete>(smrr_range(with_smrr()), in_smm, address, mtrr);
}

TEST(Smrr, InSmmTheRangeHasItsOwnTypeWhateverTheMtrrsSay) {
  for (MemoryType mtrr : mtrr_memory_types) {
    EXPECT_EQ(access(true, 0x7f000000, mtrr).type, TypeSet(WB));
    EXPECT_FALSE(access(true, 0x7f7fffff, mtrr).hidden);
  }
}

TEST(Smrr, OutsideSmmTheRangeIsUcAndHidden) {
  for (MemoryType mtrr : mtrr_memory_types) {
    EXPECT_EQ(access(false, 0x7f400000, mtrr).type, TypeSet(UC));
    EXPECT_TRUE(access(false, 0x7f400000, mtrr).hidden);
  }
}

TEST(Smrr, OutsideTheRangeTheMtrrTypeHolds) {
  for (bool in_smm : {false, true})
    for (std::uint64_t address : {0x7efff000ULL, 0x7f800000ULL, 0x17f000000ULL}) {
      EXPECT_EQ(access(in_smm, address, WT).type, TypeSet(WT)) << address;
      EXPECT_FALSE(access(in_smm, address, WT).hidden) << address;
    }
}

TEST(Smrr, AnUnsetValidBitAndAProcessorWithoutItMeanNoRange) {
  MsrFile file = with_smrr();
  file.smrr.mask &= ~mtrr_mask_valid;
  EXPECT_FALSE(smrr_range(file).valid);
  file = with_smrr();
  file.cap &= ~mtrr_cap_smrr;
  EXPECT_FALSE(smrr_range(file).valid);
}

TEST(Smrr, MaskZeroCoversTheLowestFourGiB) {
  MsrFile file = with_smrr();
  file.smrr.mask = mtrr_mask_valid;
  EXPECT_TRUE(smrr_covers<Concrete>(smrr_range(file), 0));
  EXPECT_TRUE(smrr_covers<Concrete>(smrr_range(file), 0xffffffff));
  EXPECT_FALSE(smrr_covers<Concrete>(smrr_range(file), 4_GiB));
}

}  // namespace smrr_test
}  // namespace memtype
