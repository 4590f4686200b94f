// Lines as people send them, and texts that are none.
#include "reading.hpp"

namespace memtype::readers::testing {
namespace read_test {

constexpr std::string_view message = "MTRR default type: write-back";

TEST(Read, Prefixes) {
  for (std::string_view prefix : {"",
                                  "[    0.000000] ",
                                  "[    0.000000][    T0] ",
                                  "[  +0.000001] ",
                                  "[Sun Mar 19 13:57:12 2023] ",
                                  "Nov 29 06:09:07 host kernel: [    0.000000] ",
                                  "Nov 29 06:09:07 host kernel: ",
                                  "[    0.002061] kernel: ",
                                  "kernel: [ 0.000000] ",
                                  "<6>[    0.000000] ",
                                  "> > ",
                                  ">> ",
                                  "        ",
                                  "2024-01-02T03:04:05.123456+01:00 host kernel: ",
                                  "\x1b[32m[    0.000000] \x1b[0m",
                                  "<font color=\"#4E9A06\">[    0.000000] </font>",
                                  "[B]",
                                  "[CODE]",
                                  "[    0.000000] host kernel: ",
                                  "kern  :info  : [    0.000000] ",
                                  "117:[    0.000000] ",
                                  "`",
                                  "2024-01-02 03:04:05 h kernel[1]: "}) {
    const std::string text = std::string(prefix) + std::string(message) + "\r\n" +
                             std::string(prefix) + "  3 base 0E0000000 mask FE0000000 uncachable\n";
    const Observations seen = read_all(text);
    EXPECT_EQ(seen.default_type.size(), 1U) << prefix;
    EXPECT_EQ(seen.registers.size(), 1U) << prefix;
  }
}

TEST(Read, QuotedPrintable) {
  const Observations seen = read_all(
      "reg00: base=3D0x000000000 ( =   0MB), size=3D 2048MB, count=3D1: write-ba=\n"
      "ck=20\n");
  EXPECT_EQ(seen.registers.at(0).entries.at(0).type, MemoryType::WB);
}

TEST(Read, Utf16AndMarks) {
  std::string wide = "\xff\xfe";
  for (char c : std::string(message) + "\n") {
    wide += c;
    wide += '\0';
  }
  EXPECT_EQ(read_all(wide).default_type.size(), 1U);
  EXPECT_EQ(read_all("\xef\xbb\xbf" + std::string(message)).default_type.size(), 1U);
}

TEST(Read, SeveralBoots) {
  const Observations seen = read_all(
      "Linux version 5.10.1 (gcc)\nMTRR default type: uncachable\n"
      "Linux version 6.1.2 (gcc)\nMTRR default type: write-back\n");
  EXPECT_EQ(seen.boots, 2U);
  EXPECT_EQ(seen.default_type.at(1).boot, 2U);
  EXPECT_EQ(*known_mtrrs(seen).default_type, MemoryType::WB);
}

TEST(Read, PiecesOfAnySize) {
  const std::string text = std::string(message) +
                           "\nreg00: base=0x000000000 (    0MB), size= "
                           "2048MB, count=1: write-back\n";
  for (std::size_t size : {1U, 7U, 64U}) {
    SourceReader reader;
    reader.begin("pieces");
    for (std::size_t at = 0; at < text.size(); at += size)
      reader.feed(std::string_view(text).substr(at, size));
    const Observations seen = reader.finish();
    EXPECT_EQ(seen.default_type.size(), 1U);
    EXPECT_EQ(seen.registers.size(), 1U);
  }
}

TEST(Read, SeveralSources) {
  const Source sources[] = {
      {"dmesg.txt", "  0 base 000000000 mask C00000000 write-back\n"},
      {"mtrr.txt", "reg00: base=0x000000000 (    0MB), size=16384MB, count=1: write-back\n"}};
  const Observations seen = read_sources(sources);
  ASSERT_EQ(seen.sources.size(), 2U);
  EXPECT_EQ(seen.registers.at(1).place, (Place{1, 1}));
  const KnownMtrrs mtrrs = known_mtrrs(seen);
  EXPECT_EQ(mtrrs.teller, Teller::proc_mtrr);
  EXPECT_FALSE(mtrrs.registers.at(0).from_size);  // the log has its mask
}

TEST(Read, BoundedMemory) {
  SourceReader reader;
  reader.begin("long");
  const std::string piece(1U << 20, 'x');
  for (int i = 0; i < 12; ++i) reader.feed(piece);
  reader.feed("\n" + std::string(message) + "\n");
  Observations seen = reader.finish();
  EXPECT_EQ(seen.trouble.size(), 1U);
  EXPECT_EQ(seen.default_type.size(), 1U);

  reader.begin("many");
  for (int i = 0; i < 30000; ++i) reader.feed("MTRR default type: write-back\nmtrr: who knows\n");
  seen = reader.finish();
  EXPECT_EQ(seen.default_type.size(), most_facts);
  EXPECT_EQ(seen.dropped, 10000U);
  EXPECT_EQ(seen.unread.size(), most_unread);
  EXPECT_EQ(seen.unread_count, 30000U);
}

TEST(Read, BinaryIsRefused) {
  std::string bytes;
  for (int i = 0; i < 4000; ++i) bytes += static_cast<char>(i * 7919 >> 3);
  const Observations seen = read_source(bytes);
  ASSERT_EQ(seen.trouble.size(), 1U);
  EXPECT_TRUE(seen.unread.empty());
}

TEST(Read, NothingAtAll) {
  const Observations seen = read_source("");
  EXPECT_TRUE(seen.trouble.empty());
  EXPECT_FALSE(known_mtrrs(seen).seen);
  std::vector<Note> notes;
  EXPECT_TRUE(machine_of(seen, notes).firmware.empty());
}

TEST(Read, FormatsAreNamed) {
  for (const Format& format : formats()) {
    EXPECT_FALSE(format.name.empty());
    EXPECT_FALSE(format.what.empty());
  }
}

}  // namespace read_test
}  // namespace memtype::readers::testing
