#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <sstream>

#include "commands/commands.hpp"

namespace memtype::cli {
namespace vectors_test {

namespace fs = std::filesystem;

constexpr const char* kinds[] = {"mtrr", "msr", "effective", "ept", "npt"};

// A directory of this test alone.
class WrittenVectors : public ::testing::Test {
 protected:
  void SetUp() override {
    const auto* info = ::testing::UnitTest::GetInstance()->current_test_info();
    directory_ =
        fs::temp_directory_path() / ("memtype-vectors-" + std::to_string(getpid()) + info->name());
    fs::create_directory(directory_);
  }
  void TearDown() override { fs::remove_all(directory_); }

  std::string file(const char* name) const { return (directory_ / name).string(); }
  std::size_t files() const {
    return static_cast<std::size_t>(std::distance(fs::directory_iterator(directory_), {}));
  }
  int run(const VectorsCommand& command) { return vectors(command, out_, err_); }

  fs::path directory_;
  std::ostringstream out_, err_;
};

std::string content(const std::string& name) {
  std::ifstream in(name, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

TEST_F(WrittenVectors, TwoRunsAreByteIdenticalInAFileAndOnStandardOutput) {
  for (const char* kind : kinds) {
    out_.str("");
    EXPECT_EQ(run({kind, 42, 100, file("a")}), exit_ok);
    EXPECT_EQ(run({kind, 42, 100, file("b")}), exit_ok);
    EXPECT_EQ(run({kind, 42, 100, "-"}), exit_ok);
    EXPECT_FALSE(content(file("a")).empty());
    EXPECT_EQ(content(file("a")), content(file("b"))) << kind;
    EXPECT_EQ(content(file("a")), out_.str()) << kind;
  }
}

// FNV-1a.
std::uint64_t hash_of(const std::string& text) {
  std::uint64_t hash = 0xcbf29ce484222325;
  for (const char c : text) hash = (hash ^ static_cast<unsigned char>(c)) * 0x100000001b3;
  return hash;
}

// Pinned: a change here changes what others have generated and kept.
TEST_F(WrittenVectors, TheBytesOfSeedOneArePinned) {
  EXPECT_EQ(run({"mtrr", 1, 200, ""}), exit_ok);
  EXPECT_EQ(hash_of(out_.str()), 0x859b95d28007a7cU);
  out_.str("");
  EXPECT_EQ(run({"msr", 1, 200, ""}), exit_ok);
  EXPECT_EQ(hash_of(out_.str()), 0xd7b280f2fbef80d3U);
}

TEST_F(WrittenVectors, ConformReplaysThemWithoutDifference) {
  for (const char* kind : kinds) {
    ASSERT_EQ(run({kind, 3, 200, file("v.jsonl")}), exit_ok);
    out_.str("");
    EXPECT_EQ(conform({{file("v.jsonl")}, false}, out_, err_), exit_ok);
    EXPECT_NE(out_.str().find(" 0 known differences, 0 new\n"), std::string::npos) << out_.str();
  }
}

TEST_F(WrittenVectors, AFileIsReplacedAndNothingElseIsLeftBehind) {
  std::ofstream(file("v")) << "old";
  EXPECT_EQ(run({"ept", 1, 1, file("v")}), exit_ok);
  EXPECT_EQ(content(file("v")).substr(0, 8), "{\"kind\":");
  EXPECT_EQ(files(), 1U);
}

TEST_F(WrittenVectors, ALinkStaysALink) {
  std::ofstream(file("v")) << "old";
  fs::create_symlink("v", file("link"));
  EXPECT_EQ(run({"ept", 1, 1, file("link")}), exit_ok);
  EXPECT_TRUE(fs::is_symlink(file("link")));
  EXPECT_EQ(content(file("v")).substr(0, 8), "{\"kind\":");
}

TEST_F(WrittenVectors, AFileThatCannotBeWrittenIsBadInputAndLeavesNothing) {
  EXPECT_EQ(run({"ept", 1, 1, file("none/v")}), exit_bad_input);
  fs::create_directory(file("directory"));
  EXPECT_EQ(run({"ept", 1, 1, file("directory")}), exit_bad_input);
  EXPECT_EQ(files(), 1U);
  EXPECT_NE(err_.str().find("cannot be written"), std::string::npos);
}

TEST_F(WrittenVectors, ADeviceIsWrittenToAndNotReplaced) {
  EXPECT_EQ(run({"ept", 1, 1, "/dev/null"}), exit_ok);
  EXPECT_TRUE(fs::is_character_file("/dev/null"));
}

TEST_F(WrittenVectors, AnUnknownKindIsBadInput) {
  EXPECT_EQ(run({"MTRR", 1, 1, ""}), exit_bad_input);
  EXPECT_TRUE(out_.str().empty());
}

}  // namespace vectors_test
}  // namespace memtype::cli
