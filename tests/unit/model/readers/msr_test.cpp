#include "memtype/cpu/msr.hpp"

#include "reading.hpp"

namespace memtype::readers::testing {
namespace msr_test {

std::uint64_t value(const Observations& seen, std::uint32_t number) {
  const auto found = msr_value(seen, number);
  EXPECT_TRUE(found) << number;
  return found.value.value_or(0);
}

TEST(MsrDump, X86info) {
  const Observations seen = read_all(
      "MTRR registers:\n"
      "MTRRcap (0xfe): 0x0000000000000508 wc:1 fix:1 vcnt:8\n"
      "MTRRphysBase0 (0x200): 0x0000000000000006 (physbase:0x0 type: 0x06 (write-back))\n"
      "MTRRphysMask0 (0x201): 0x0000000fe0000800 (physmask:0xfe0000 valid:1)\n"
      "MTRRfix4K_D8000 0x26b: 0x0606060600000000\n"
      "MTRRdefType (0x2ff): 0x0000000000000c00 (fixed-range flag:1 enable flag:1 default type:0x00 "
      "(uncacheable))\n");
  EXPECT_EQ(value(seen, msr::mtrr_cap), 0x508U);
  EXPECT_EQ(value(seen, 0x26b), 0x0606060600000000U);
  const KnownMtrrs mtrrs = known_mtrrs(seen);
  ASSERT_EQ(mtrrs.registers.size(), 1U);
  EXPECT_EQ(mtrrs.registers[0].mask, 0xfe0000000U);
  EXPECT_EQ(*mtrrs.default_type, MemoryType::UC);
  EXPECT_TRUE(*mtrrs.enabled);
  EXPECT_TRUE(*mtrrs.fixed_enabled);
  EXPECT_EQ(*mtrrs.count, 8U);
}

TEST(MsrDump, WithoutTheMsrDriverNothingIsKnown) {
  EXPECT_TRUE(read_all("MTRRcap (0xfe): \nMTRRdefType (0x2ff):\n").msrs.empty());
}

TEST(MsrDump, OtherPrograms) {
  EXPECT_EQ(value(read_all("0x2ff 0x0000000000000c06\n"), 0x2ff), 0xc06U);
  EXPECT_EQ(value(read_all("0x277: 0x7040600070406\n"), 0x277), 0x7040600070406U);
  EXPECT_EQ(value(read_all("MSR 0x2ff: 0xc06\n"), 0x2ff), 0xc06U);
  EXPECT_EQ(value(read_all("msr[2ff] = c06\n"), 0x2ff), 0xc06U);
  EXPECT_EQ(value(read_all("cpu0: MSR_IA32_CR_PAT: 0x0007010600070106\n"), 0x277),
            0x7010600070106U);
  EXPECT_EQ(value(read_all("IA32_MTRR_PHYSBASE3 = 0xc0000000\n"), 0x206), 0xc0000000U);
  EXPECT_EQ(value(read_all("[CHIPSEC] CPU0: RDMSR( 0x2ff ) = 0000000000000C06 (EAX=00000C06, "
                           "EDX=00000000)\n"),
                  0x2ff),
            0xc06U);
}

TEST(MsrDump, OtherNumbersAreNotTaken) {
  EXPECT_TRUE(read_all("0x1a0 0x0000000000850089\n"
                       "0x277 apples\n"
                       "fe 12\n"
                       "cpu 3: 250 MHz\n")
                  .msrs.empty());
}

TEST(Rdmsr, TheCommandSaysWhichRegister) {
  const Observations seen = read_all(
      "# rdmsr 0x2ff\n"
      "c06\n"
      "root@box:~# rdmsr -a 0x277\n"
      "7040600070406\n"
      "7010600070106\n"
      "$ sudo rdmsr -p 3 -d 254\n"
      "1288\n"
      "# rdmsr -f 7:0 0x2ff\n"
      "6\n"
      "# ls\n");
  ASSERT_EQ(seen.msrs.size(), 4U);
  EXPECT_EQ(seen.msrs[0].value, 0xc06U);
  EXPECT_EQ(seen.msrs[2].cpu, 1U);
  EXPECT_EQ(seen.msrs[2].value, 0x7010600070106U);
  EXPECT_EQ(seen.msrs[3].msr, msr::mtrr_cap);
  EXPECT_EQ(seen.msrs[3].cpu, 3U);
  EXPECT_EQ(seen.msrs[3].value, 0x508U);
}

// A short number looks like what stands before a message.
TEST(Rdmsr, AnswersOfOneAndTwoDigits) {
  const Observations seen = read_all(
      "# rdmsr 0x2ff\n0\n# rdmsr 0x200\n6\n# rdmsr 0x202\n06\n$ sudo rdmsr 0x204\n0x6\n"
      "> # rdmsr 0x206\n> 5\n");
  ASSERT_EQ(seen.msrs.size(), 5U);
  const std::uint64_t values[] = {0, 6, 6, 6, 5};
  for (std::size_t i = 0; i < 5; ++i) EXPECT_EQ(seen.msrs[i].value, values[i]) << i;
}

// The command asked for something that counts; that its answer is missing is said.
TEST(Rdmsr, AnAnswerThatIsNoNumberIsKeptAsUnread) {
  for (const char* answer : {"rdmsr: CPU 0 cannot read MSR 0x000002ff\n",
                             "rdmsr: open: Permission denied\n", "# rdmsr 0x1a0\n850089\n", ""}) {
    const std::string text = std::string("# rdmsr 0x2ff\n") + answer;
    EXPECT_TRUE(read_source(text, "text").msrs.empty()) << answer;
    EXPECT_EQ(unread_lines(text), std::vector<std::uint32_t>{1}) << answer;
  }
  EXPECT_TRUE(read_all("what does rdmsr 0x2ff print here?\n").unread.empty());
  EXPECT_EQ(value(read_all("$ rdmsr 0x2ff  c06\n"), 0x2ff), 0xc06U);
}

TEST(KnownMtrrs, ASourceThatDoesNotCountAndDiffersIsNoted) {
  const std::string msrs =
      "0x200 0x0000000000000006\n0x201 0x0000000f80000800\n0x2ff 0x0000000000000c00\n";
  const std::string same = "reg00: base=0x000000000 (    0MB), size= 2048MB, count=1: write-back\n";
  const std::string other =
      "reg00: base=0x000000000 (    0MB), size= 1024MB, count=1: write-back\n";
  EXPECT_TRUE(known_mtrrs(read_all(msrs + same)).notes.empty());
  const KnownMtrrs mtrrs = known_mtrrs(read_all(msrs + other));
  ASSERT_EQ(mtrrs.notes.size(), 1U);
  EXPECT_EQ(mtrrs.notes[0].kind, Note::Kind::chosen);
  EXPECT_EQ(mtrrs.notes[0].places.size(), 2U);
}

TEST(Rdmsr, CpusThatDifferAreAContradiction) {
  const KnownMtrrs mtrrs = known_mtrrs(read_all("# rdmsr -a 0x2ff\nc06\nc00\n"));
  ASSERT_EQ(mtrrs.notes.size(), 1U);
  EXPECT_EQ(mtrrs.notes[0].kind, Note::Kind::contradiction);
  EXPECT_EQ(*mtrrs.default_type, MemoryType::WB);  // the first one's
  EXPECT_TRUE(known_mtrrs(read_all("# rdmsr -a 0x2ff\nc06\nc06\n")).notes.empty());
}

}  // namespace msr_test
}  // namespace memtype::readers::testing
