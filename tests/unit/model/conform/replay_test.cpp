#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <random>

#include "conform.hpp"
#include "known.hpp"
#include "line_reader.hpp"

namespace memtype::conform {
namespace replay_test {

namespace fs = std::filesystem;

// A file that goes away with the test.
class TemporaryFile {
 public:
  explicit TemporaryFile(const std::string& text, const std::string& name = "recording.jsonl")
      : directory_(fs::temp_directory_path() /
                   ("memtype-conform-" + std::to_string(reinterpret_cast<std::uintptr_t>(this)))),
        path_((directory_ / name).string()) {
    fs::create_directories(directory_);
    std::ofstream(path_, std::ios::binary) << text;
  }
  ~TemporaryFile() { fs::remove_all(directory_); }
  TemporaryFile(const TemporaryFile&) = delete;
  TemporaryFile& operator=(const TemporaryFile&) = delete;
  const std::string& path() const { return path_; }

 private:
  fs::path directory_;
  std::string path_;
};

const std::string fixed =
    R"("fixed":["0x0","0x0","0x0","0x0","0x0","0x0","0x0","0x0","0x0","0x0","0x0"])";

// Default UC, WB in [1 GiB, 2 GiB), one register.
std::string state() {
  return R"({"phys_bits":36,"cap":"0x501","def_type":"0x800",)" + fixed +
         R"(,"var":[["0x40000006","0xfc0000800"]]})";
}

std::string xen_lookup(const std::string& query) {
  return R"({"kind":"lookup","id":0,"cat":"none","xen_overlapped":false,"state":)" + state() +
         R"(,"queries":[)" + query + "]}\n";
}

std::string write(const char* accepted) {
  return std::string(R"({"msr":"0x200","value":"0x6","phys_bits":36,"accepted":)") + accepted +
         R"(,"kvm_old":true,"xen":true,"bochs":null,"note":""})" + "\n";
}

TEST(Conform, AnAnswerThatAgreesIsCounted) {
  const TemporaryFile file(xen_lookup(R"(["0x40000000",0,6],["0x80000000",0,0])"));
  const ReplayReport report = replay_file(file.path());
  EXPECT_EQ(report.records, 1U);
  EXPECT_EQ(report.queries, 2U);
  EXPECT_EQ(report.agreements, 2U);
  EXPECT_EQ(conclude({&report, 1}), Conclusion::nothing_new);
}

TEST(Conform, AWrongAnswerIsANewDifferenceWithAnExample) {
  const TemporaryFile file(xen_lookup(R"(["0x40000000",0,6])") +
                           xen_lookup(R"(["0x40001000",0,1])"));
  const ReplayReport report = replay_file(file.path());
  EXPECT_EQ(report.new_differences(), 1U);
  ASSERT_EQ(report.differences.size(), 1U);
  const DifferenceClass& entry = report.differences[0];
  EXPECT_EQ(entry.kind, "xen_mtrr");
  EXPECT_FALSE(entry.known);
  ASSERT_EQ(entry.examples.size(), 1U);
  EXPECT_EQ(entry.examples[0].line, 2U);
  EXPECT_EQ(entry.examples[0].theirs, "WC");
  EXPECT_EQ(entry.examples[0].ours, "WB");
  EXPECT_NE(entry.examples[0].question.find("0x40001000"), std::string::npos);
  EXPECT_EQ(conclude({&report, 1}), Conclusion::new_difference);
}

TEST(Conform, AKnownDifferenceIsKnownOnlyWithExactlyTheAnswerItPredicts) {
  // [0, 2 GiB) is half UC, half WB; Xen is known to say WB.
  const TemporaryFile known(xen_lookup(R"(["0x40000000",19,6])"));
  EXPECT_EQ(replay_file(known.path()).known_differences(), 1U);
  const TemporaryFile other(xen_lookup(R"(["0x40000000",19,4])"));
  EXPECT_EQ(replay_file(other.path()).new_differences(), 1U);
  const TemporaryFile split(xen_lookup(R"(["0x40000000",19,-1])"));
  EXPECT_EQ(replay_file(split.path()).agreements, 1U);
}

TEST(Conform, ExamplesAreLimitedAndCountsAreNot) {
  std::string text;
  for (int i = 0; i < 10; ++i) text += write("false");
  const TemporaryFile file(text);
  const ReplayReport report = replay_file(file.path(), {.examples = 2});
  ASSERT_EQ(report.differences.size(), 1U);
  EXPECT_EQ(report.differences[0].count, 10U);
  EXPECT_EQ(report.differences[0].examples.size(), 2U);
}

TEST(Conform, MalformedLinesAreReportedByNumberAndTheRestIsRead) {
  const TemporaryFile file(write("true") + "{\"msr\": \n" + "\n" + "[1,2]\n" +
                           R"({"msr":"200","value":"0x0","phys_bits":36})" + "\n" +
                           R"({"what":1})" + "\n" + write("true"));
  const ReplayReport report = replay_file(file.path());
  EXPECT_EQ(report.records, 2U);
  EXPECT_EQ(report.agreements, 6U);
  ASSERT_EQ(report.malformed.size(), 4U);
  EXPECT_EQ(report.malformed[0].line, 2U);
  EXPECT_EQ(report.malformed[1].line, 4U);
  EXPECT_EQ(report.malformed[2].line, 5U);
  EXPECT_EQ(report.malformed[3].line, 6U);
  EXPECT_EQ(conclude({&report, 1}), Conclusion::malformed_input);
}

TEST(Conform, RecordsWithNonsenseInsideAreMalformedNotFatal) {
  const std::string bad[] = {
      R"({"kind":"lookup","xen_overlapped":false,"state":{"phys_bits":99},"queries":[]})",
      R"({"kind":"lookup","xen_overlapped":false,"state":)" + state() + R"(,"queries":[[1]]})",
      R"({"kind":"lookup","xen_overlapped":false,"state":)" + state() +
          R"(,"queries":[["0x0",77,0]]})",
      R"({"kind":"nothing"})",
      R"({"final_def_type":"0x0","state":)" + state() +
          R"(,"nopat":false,"ops":[{"op":"jump"}],"final":[],"post_lookup":[]})",
      R"({"e820":[],"results":{},"ops":[],"state":)" + state() + "}",
      R"({"id":1,"results":[["WB",1]]})",
      "[[[[[[[[",
      "\"\\ud800\"",
  };
  for (const std::string& line : bad) {
    const TemporaryFile file(line + "\n");
    const ReplayReport report = replay_file(file.path());
    EXPECT_EQ(report.malformed_lines, 1U) << line;
    EXPECT_EQ(report.records, 0U) << line;
  }
}

// Every kind of record with random characters changed: understood, different, or malformed, but the
// replay goes on to the end.
TEST(Conform, DamagedRecordsNeverStopTheReplay) {
  std::string text;
  std::size_t lines = 0;
  for (const auto& entry :
       fs::directory_iterator(std::string(MEMTYPE_SOURCE_DIR) + "/tests/vectors")) {
    if (entry.path().extension() != ".gz") continue;
    LineReader reader(entry.path().string());
    std::mt19937 random(7);
    std::string line;
    for (int i = 0; i < 40 && reader.next(line); ++i, ++lines) {
      // Every other line keeps its form: only digits change.
      const std::string letters = i % 2 == 0 ? "0123456789" : "0123456789abcdefx\"[],:{}tW-C";
      for (auto n = 1 + random() % 3; n > 0; --n) {
        char& place = line[random() % line.size()];
        if (i % 2 != 0 || (place >= '0' && place <= '9'))
          place = letters[random() % letters.size()];
      }
      text += line + "\n";
    }
  }
  const TemporaryFile file(text);
  const ReplayReport report = replay_file(file.path());
  EXPECT_GT(lines, 400U);
  EXPECT_GT(report.malformed_lines, 50U);
  EXPECT_GT(report.records, 50U);
  EXPECT_LE(report.records + report.malformed_lines, lines);
  EXPECT_FALSE(render_text(report).empty());
  EXPECT_EQ(render_json(report).find('\n'), std::string::npos);
}

TEST(Conform, AFileThatDoesNotOpenSaysSo) {
  const ReplayReport report = replay_file("/nonexistent/recording.jsonl");
  EXPECT_FALSE(report.opened);
  EXPECT_EQ(conclude({&report, 1}), Conclusion::malformed_input);
  EXPECT_NE(render_text(report).find("cannot be opened"), std::string::npos);
}

TEST(Conform, ADamagedGzipFileIsReported) {
  std::ifstream whole(std::string(MEMTYPE_SOURCE_DIR) + "/tests/vectors/kvm_msr.jsonl.gz",
                      std::ios::binary);
  std::string bytes((std::istreambuf_iterator<char>(whole)), std::istreambuf_iterator<char>());
  ASSERT_GT(bytes.size(), 2000U);
  const TemporaryFile file(bytes.substr(0, 2000), "kvm_msr.jsonl.gz");
  const ReplayReport report = replay_file(file.path());
  EXPECT_GT(report.records, 0U);
  EXPECT_GT(report.malformed_lines, 0U);
}

TEST(Conform, ARecordingThatNeedsAnotherFindsItBesideItself) {
  const TemporaryFile alone("{\"id\":7,\"results\":[[\"WB\",1]]}\n",
                            "linux_mtrr_lookup_v6.1.jsonl");
  const ReplayReport missing = replay_file(alone.path());
  ASSERT_EQ(missing.malformed_lines, 1U);
  EXPECT_NE(missing.malformed[0].message.find("beside"), std::string::npos);

  const std::string asked = R"({"id":7,"class":"bios","nonarch":false,"state":)" + state() +
                            R"(,"queries":[["0x40000000","0x40001000","WB",1]],"map":[]})" + "\n";
  std::ofstream(fs::path(alone.path()).parent_path() / "linux_mtrr_lookup.jsonl") << asked;
  const ReplayReport found = replay_file(alone.path());
  EXPECT_EQ(found.malformed_lines, 0U);
  EXPECT_EQ(found.agreements, 1U);
}

// RdMem and WrMem of the fixed ranges are legal on an AMD that shows them, and nowhere else.
TEST(Conform, TheRecordsOwnVendorSaysWhatIsLegal) {
  const auto malformed = [](const std::string& vendor) {
    std::string ranges = "\"0x1e1e1e1e1e1e1e1e\"";
    for (int i = 0; i < 10; ++i) ranges += ",\"0x0\"";
    const std::string state = R"({"phys_bits":40,"cap":"0x508","def_type":"0xc06","fixed":[)" +
                              ranges +
                              R"(],"var":[["0x0","0x0"],["0x0","0x0"],["0x0","0x0"],["0x0","0x0"],)"
                              R"(["0x0","0x0"],["0x0","0x0"],["0x0","0x0"],["0x0","0x0"]])" +
                              vendor + "}";
    const TemporaryFile file(R"({"id":7,"class":"bios","nonarch":false,"state":)" + state +
                                 R"(,"queries":[["0x40000000","0x40001000","WB",1]],"map":[]})" +
                                 "\n",
                             "linux_mtrr_lookup.jsonl");
    return replay_file(file.path()).malformed_lines;
  };
  EXPECT_EQ(malformed(R"(,"vendor":"amd","syscfg":"0x3fc0000")"), 0U);
  EXPECT_EQ(malformed(R"(,"vendor":"amd","syscfg":"0x0")"), 1U) << "the bits are hidden";
  EXPECT_EQ(malformed(R"(,"vendor":"intel")"), 1U);
  EXPECT_EQ(malformed(""), 1U);
}

TEST(Conform, JsonIsOneLineAndNamesWhatDiffers) {
  const TemporaryFile file(write("false"));
  const std::string json = render_json(replay_file(file.path()));
  EXPECT_EQ(json.find('\n'), std::string::npos);
  EXPECT_NE(json.find("\"new\":1"), std::string::npos);
  EXPECT_NE(json.find("\"theirs\":\"#GP\""), std::string::npos);
}

TEST(Conform, TextShowsTheRuleAndItsSourceOfANewDifference) {
  const TemporaryFile file(write("false"));
  const std::string text = render_text(replay_file(file.path()));
  EXPECT_NE(text.find("NEW: kvm_msr: WRMSR (1)"), std::string::npos) << text;
  EXPECT_NE(text.find("Intel SDM"), std::string::npos) << text;
}

TEST(Conform, OnlyListedClassesAreKnown) {
  EXPECT_EQ(find_known("xen_mtrr", "type of a page"), nullptr);
  EXPECT_EQ(find_known("linux_ioremap", "undefined overlap: WB"), nullptr);
  EXPECT_NE(find_known("kvm_lookup", "undefined overlap: WB"), nullptr);
}

TEST(LineReader, LinesMayBeLongAndTheLastNeedsNoEnd) {
  const std::string longer(100000, 'x');
  const TemporaryFile file("a\n" + longer + "\n\nlast");
  LineReader reader(file.path());
  std::string line;
  ASSERT_TRUE(reader.next(line));
  EXPECT_EQ(line, "a");
  const std::int64_t second = reader.offset();
  ASSERT_TRUE(reader.next(line));
  EXPECT_EQ(line, longer);
  ASSERT_TRUE(reader.next(line));
  EXPECT_EQ(line, "");
  ASSERT_TRUE(reader.next(line));
  EXPECT_EQ(line, "last");
  EXPECT_FALSE(reader.next(line));
  reader.seek(second);
  ASSERT_TRUE(reader.next(line));
  EXPECT_EQ(line, longer);
}

}  // namespace replay_test
}  // namespace memtype::conform
