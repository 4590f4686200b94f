#include "reading.hpp"

namespace memtype::readers::testing {
namespace proc_mtrr_test {

TEST(ProcMtrr, NewForm) {
  const Observations seen = read_all(
      "reg00: base=0x000000000 (    0MB), size= 2048MB, count=1: write-back\n"
      "reg01: base=0x0ffde0000 ( 4093MB), size=  128KB, count=2: write-protect\n"
      "reg05: base=0x39bfa0000000 (60553728MB), size=  512MB, count=1: write-combining\n");
  ASSERT_EQ(seen.registers.size(), 1U);
  const auto& entries = seen.registers[0].entries;
  ASSERT_EQ(entries.size(), 3U);
  EXPECT_EQ(entries[0].size, 2048_MiB);
  EXPECT_EQ(entries[0].type, MemoryType::WB);
  EXPECT_EQ(entries[1].base, 0xffde0000U);
  EXPECT_EQ(entries[1].size, 128_KiB);
  EXPECT_EQ(entries[1].count, 2U);
  EXPECT_EQ(entries[2].number, 5U);
  EXPECT_EQ(entries[2].base, 0x39bfa0000000U);
  EXPECT_EQ(entries[2].place.line, 3U);
}

TEST(ProcMtrr, OldFormAndForumBlanks) {
  const Observations seen = read_all(
      "> reg00: base=0x00000000 (   0MB), size= 256MB: write-back, count=1\n"
      "reg01: base=0x0f9800000 ( 3992MB ), size= 8MB, count=1: write-through \n"
      "reg02: base=0xd5800000 (3416MB), size=983552MB: ?, count=7\n");
  const auto& entries = seen.registers.at(0).entries;
  ASSERT_EQ(entries.size(), 3U);
  EXPECT_EQ(entries[0].type, MemoryType::WB);
  EXPECT_EQ(entries[1].type, MemoryType::WT);
  EXPECT_EQ(entries[2].size, 983552_MiB);
  EXPECT_EQ(entries[2].type, std::nullopt);
  EXPECT_EQ(entries[2].count, 7U);
}

TEST(ProcMtrr, ASmallerNumberBeginsAnotherList) {
  const Observations seen = read_all(
      "reg00: base=0x000000000 (    0MB), size= 512MB, count=1: write-back\n"
      "reg01: base=0x0e0000000 ( 3584MB), size= 64MB, count=1: write-combining\n"
      "reg00: base=0x000000000 (    0MB), size= 512MB, count=1: write-back\n");
  ASSERT_EQ(seen.registers.size(), 2U);
  // The last one counts, and that is said.
  const KnownMtrrs mtrrs = known_mtrrs(seen);
  EXPECT_EQ(mtrrs.registers.size(), 1U);
  ASSERT_EQ(mtrrs.notes.size(), 1U);
  EXPECT_EQ(mtrrs.notes[0].kind, Note::Kind::chosen);
}

TEST(ProcMtrr, UnreadableEntriesAreKept) {
  EXPECT_EQ(unread_lines("reg00: base=0x000000000 (    0MB), size= 2048MB, count=1: write-up\n"
                         "reg01: base=0xzz (    0MB), size= 2048MB, count=1: write-back\n"),
            (std::vector<std::uint32_t>{1, 2}));
}

TEST(ProcMtrr, AnErrorInsteadOfTheList) {
  const Observations seen = read_all("cat: /proc/mtrr: Input/output error\n");
  ASSERT_EQ(seen.messages.size(), 1U);
  EXPECT_EQ(seen.messages[0].kind, MessageKind::proc_mtrr_error);
}

TEST(ProcMtrr, ALineThatMailHasFolded) {
  const Observations seen =
      read_all("reg03: base=0x100000000 ( 4096MB), size= 2048MB,\ncount=1: write-back\n");
  EXPECT_EQ(seen.registers.at(0).entries.at(0).type, MemoryType::WB);
}

TEST(ProcMtrr, ASizeOfNothingIsUnread) {
  EXPECT_EQ(
      unread_lines("reg00: base=0x0c0000000 ( 3072MB), size=    0MB, count=1: write-combining\n"),
      std::vector<std::uint32_t>{1});
}

}  // namespace proc_mtrr_test
}  // namespace memtype::readers::testing
