#include "memtype/cpu/nested.hpp"

#include <map>

#include "types_from_text.hpp"

namespace memtype {
namespace nested_test {

using enum MemoryType;

TEST(Ept, TheEptTypeTakesThePlaceOfTheMtrr) {
  for (MemoryType ept : mtrr_memory_types)
    for (MemoryType page : pat_memory_types)
      EXPECT_EQ(ept_effective_type<Concrete>(ept, page, false, false),
                TypeSet(effective_row(EffectiveTable::intel_pat, ept, page).effective));
}

TEST(Ept, IgnorePatLeavesTheEptType) {
  for (MemoryType ept : mtrr_memory_types)
    for (MemoryType page : pat_memory_types)
      EXPECT_EQ(ept_effective_type<Concrete>(ept, page, true, false), TypeSet(ept));
}

TEST(Ept, CacheDisableWinsOverIgnorePat) {
  EXPECT_EQ(ept_effective_type<Concrete>(WB, WB, true, true), TypeSet(UC));
  EXPECT_EQ(ept_effective_type<Concrete>(WB, WC, false, true), TypeSet(UC));
}

TEST(Ept, Types23And7AreAMisconfiguration) {
  for (std::uint64_t type = 0; type < 8; ++type)
    EXPECT_EQ(is_ept_encoding(type), type != 2 && type != 3 && type != 7) << type;
}

// APM vol. 2, table 15-19: a line for each guest type, columns for the host's.
TEST(NestedPaging, GuestAndHostPatAllThirtySixCells) {
  const auto hosts = types_from("UC UC- WC WP WT WB");
  const std::map<MemoryType, const char*> lines = {
      {UC, "UC UC UC UC UC UC"}, {UC_minus, "UC UC- WC UC UC UC"}, {WC, "WC WC WC WC+ WC+ WC+"},
      {WP, "UC UC UC WP UC WP"}, {WT, "UC UC UC UC WT WT"},        {WB, "UC UC WC WP WT WB"}};
  EXPECT_EQ(std::size(nested_pat_rows), hosts.size() * lines.size());
  for (const auto& [guest, line] : lines) {
    const auto cells = types_from(line);
    for (std::size_t i = 0; i < hosts.size(); ++i)
      EXPECT_EQ(combined_pat_type<Concrete>(guest, hosts[i]), TypeSet(cells[i]))
          << name(guest) << " with host " << name(hosts[i]);
  }
}

// APM vol. 2, table 15-20: a line for each combined type, columns for the host's MTRR.
TEST(NestedPaging, CombinedPatAndHostMtrr) {
  const auto mtrrs = types_from("UC WC WP WT WB");
  struct Line {
    MemoryType guest, host;  // a pair that gives the combined type
    const char* cells;
  };
  const Line lines[] = {{UC, WB, "UC CD CD CD CD"}, {UC_minus, UC_minus, "UC WC CD CD CD"},
                        {WC, WC, "WC WC WC WC WC"}, {WC, WB, "WC WC WC+ WC+ WC+"},
                        {WP, WB, "UC CD WP CD WP"}, {WT, WB, "UC CD CD WT WT"},
                        {WB, WB, "UC WC WP WT WB"}};
  for (const Line& line : lines) {
    const auto cells = types_from(line.cells);
    for (std::size_t i = 0; i < mtrrs.size(); ++i)
      EXPECT_EQ(npt_effective_type<Concrete>(line.guest, line.host, mtrrs[i], false),
                TypeSet(cells[i]))
          << name(line.guest) << ", " << name(line.host) << ", MTRR " << name(mtrrs[i]);
  }
}

TEST(NestedPaging, AHostThatLeavesWbTurnsGuestWcOverCacheableMemoryIntoWcPlus) {
  EXPECT_EQ(npt_effective_type<Concrete>(WC, WB, WB, false), TypeSet(WC_plus));
  EXPECT_EQ(npt_effective_type<Concrete>(UC_minus, WB, WC, false), TypeSet(CD));
}

TEST(NestedPaging, CacheDisableOfGuestOrHostIsCd) {
  EXPECT_EQ(npt_effective_type<Concrete>(WB, WB, WB, true), TypeSet(CD));
}

TEST(NestedPaging, WithSnpNothingIsIncoherent) {
  EXPECT_EQ(npt_effective_type<Concrete>(UC, UC, UC, false, true), TypeSet(CD));
  EXPECT_EQ(npt_effective_type<Concrete>(WC, WC, WC, false, true), TypeSet(WC_plus));
  EXPECT_EQ(npt_effective_type<Concrete>(WB, WB, WB, false, true), TypeSet(WB));
  EXPECT_EQ(npt_effective_type<Concrete>(WT, WB, WB, false, true), TypeSet(WT));
  EXPECT_EQ(npt_effective_type<Concrete>(WP, WB, WP, false, true), TypeSet(WP));
}

}  // namespace nested_test
}  // namespace memtype
