#include "reading.hpp"

namespace memtype::readers::testing {
namespace pat_list_test {

// The end is exclusive in both forms.
TEST(PatList, BothForms) {
  const Observations seen = read_all(
      "PAT memtype list:\n"
      "write-back @ 0x55ba4000-0x55ba5000\n"
      "uncached-minus @ 0xf0000000-0xf8000000\n"
      "PAT memtype list:\n"
      "PAT: [mem 0x00000000fd000000-0x00000000fd002000] write-combining\n"
      "PAT: [mem 0x0000004017200000-0x0000004017201000] uncached\n"
      "PAT: [mem 0x0000004017200000-0x0000004017201000] broken\n");
  ASSERT_EQ(seen.pat_lists.size(), 2U);
  EXPECT_EQ(seen.pat_lists[0].entries.at(1).range, (PhysRange{0xf0000000, 0xf8000000}));
  EXPECT_EQ(seen.pat_lists[0].entries.at(1).type, MemoryType::UC_minus);
  EXPECT_EQ(seen.pat_lists[1].entries.at(0).range, (PhysRange{0xfd000000, 0xfd002000}));
  EXPECT_EQ(seen.pat_lists[1].entries.at(1).type, MemoryType::UC);
  EXPECT_EQ(seen.pat_lists[1].entries.at(2).type, std::nullopt);
}

TEST(PatList, TheLastListIsTheMachine) {
  std::vector<Note> notes;
  const Machine machine = machine_of(read_all("PAT memtype list:\n"
                                              "uncached-minus @ 0xf0000000-0xf0001000\n"
                                              "PAT memtype list:\n"
                                              "write-combining @ 0xe0000000-0xe8000000\n"),
                                     notes);
  ASSERT_EQ(machine.reserved.at(0).size(), 1U);
  EXPECT_EQ(machine.reserved[0][0].mode, MemoryType::WC);
  EXPECT_EQ(machine.reserved[0][0].length, 128_MiB);
}

TEST(PatList, BrokenLinesAreKept) {
  EXPECT_EQ(unread_lines("PAT: [mem 0x0-0x1000] sideways\n"
                         "uncached-minus @ 0xf0000000+0x1000\n"),
            (std::vector<std::uint32_t>{1, 2}));
}

}  // namespace pat_list_test
}  // namespace memtype::readers::testing
