#include "memtype/cpu/pat.hpp"
#include "reading.hpp"

namespace memtype::readers::testing {
namespace pat_setup_test {

std::uint64_t layout(std::string_view text) {
  return encode_pat(Pat{read_all(text).pat.at(0).value.entries});
}

TEST(PatSetup, Words) {
  EXPECT_EQ(layout("x86/PAT: Configuration [0-7]: WB  WC  UC- UC  WB  WP  UC- WT  \n"),
            0x0407050600070106U);
  EXPECT_EQ(layout("PAT configuration [0-7]: WB  WC  UC- UC  WB  WC  UC- UC\n"),
            0x0007010600070106U);
  EXPECT_EQ(layout("<font color=\"#C4A000\">x86/PAT</font>: Configuration [0-7]: "
                   "WB&nbsp;WT&nbsp;UC-&nbsp;UC&nbsp;WC WP UC UC"),
            0x0000050100070406U);
}

TEST(PatSetup, Values) {
  const Observations seen =
      read_all("x86 PAT enabled: cpu 0, old 0x7040600070406, new 0x7010600070106\n");
  ASSERT_EQ(seen.pat.size(), 2U);
  EXPECT_TRUE(seen.pat[0].value.before_kernel);
  EXPECT_EQ(encode_pat(Pat{seen.pat[0].value.entries}), pat_power_on);
  EXPECT_EQ(encode_pat(Pat{seen.pat[1].value.entries}), 0x0007010600070106U);
}

TEST(PatSetup, IllegalValuesAreKept) {
  EXPECT_EQ(unread_lines("x86 PAT enabled: cpu 0, old 0x2, new 0x7010600070106\n"
                         "x86/PAT: Configuration [0-7]: WB  WC  UC- UC  WB  XX  UC- WT\n"),
            (std::vector<std::uint32_t>{1, 2}));
}

TEST(PatSetup, ModesOfTheMachine) {
  std::vector<Note> notes;
  const auto mode = [&](std::string_view text) {
    return machine_of(read_all(text), notes).pat.at(0).mode;
  };
  using kernel::PatMode;
  EXPECT_EQ(mode("x86/PAT: Configuration [0-7]: WB  WC  UC- UC  WB  WP  UC- WT\n"), PatMode::full);
  EXPECT_EQ(mode("x86/PAT: Configuration [0-7]: WB  WT  UC- UC  WC  WP  UC  UC\n"), PatMode::xen);
  EXPECT_EQ(mode("x86/PAT: Configuration [0-7]: WB  WT  UC- UC  WB  WT  UC- UC\n"), PatMode::nopat);
  EXPECT_EQ(mode("PAT not supported by CPU.\n"), PatMode::absent);
  EXPECT_EQ(mode("x86/PAT: PAT support disabled via boot option.\n"), PatMode::nopat);
  EXPECT_EQ(mode("x86/PAT: Configuration [0-7]: WB  WC  UC- UC  UC  UC  UC  UC\n"), PatMode::msr);
}

}  // namespace pat_setup_test
}  // namespace memtype::readers::testing
