// Inputs are read or refused, outputs are complete and hit no input.
#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cstdlib>

#include "../program.hpp"

namespace memtype::cli::testing {
namespace files_test {

namespace fs = std::filesystem;

// The exit code of the program where standard output takes nothing.
int exit_into_full(const std::string& arguments) {
  const std::string command = "cd '" MEMTYPE_SOURCE_DIR "' && '" MEMTYPE_PROGRAM "' " + arguments +
                              " >/dev/full 2>/dev/null </dev/null";
  const int status = std::system(command.c_str());
  return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

// A folder with `usage_counts.case` in it, also as a link, a hard link and with another name for
// its folder.
class Files : public ::testing::Test {
 protected:
  void SetUp() override {
    fs::create_directories(folder_);
    fs::copy_file(fs::path(MEMTYPE_SOURCE_DIR) / "cases/rules/usage_counts.case", input());
    fs::create_symlink(input(), folder_ / "link.case");
    fs::create_hard_link(input(), folder_ / "hard.txt");
  }
  void TearDown() override { fs::remove_all(folder_); }

  fs::path input() const { return folder_ / "usage_counts.case"; }
  std::string at(const std::string& name) const { return "'" + (folder_ / name).string() + "'"; }
  void write(const std::string& name, const std::string& text) const {
    std::ofstream(folder_ / name, std::ios::binary) << text;
  }

  fs::path folder_ = fs::path(::testing::TempDir()) /
                     ("memtype_files_" + std::to_string(getpid()) + "_" +
                      ::testing::UnitTest::GetInstance()->current_test_info()->name());
};

TEST_F(Files, NoOutputIsWrittenOverAnInput) {
  const std::string before = read_file(input());
  ASSERT_FALSE(before.empty());
  for (const std::string name :
       {"usage_counts.case", "link.case", "hard.txt", "./usage_counts.case"})
    for (const std::string option : {"--sarif", "--junit", "-o", "--run x --svg"}) {
      const std::string said =
          run_program("check " + at("usage_counts.case") + " " + option + " " + at(name));
      EXPECT_NE(said.find("would be written over the input"), std::string::npos) << said;
      EXPECT_NE(said.find("exit 2"), std::string::npos) << said;
    }
  const std::string converted =
      run_program("convert --to-json " + at("usage_counts.case") + " -o " + at("hard.txt"));
  EXPECT_NE(converted.find("would be written over the input"), std::string::npos) << converted;
  write("results.json", "{}");
  const std::string merged =
      run_program("merge " + at("results.json") + " --junit " + at("results.json"));
  EXPECT_NE(merged.find("would be written over the input"), std::string::npos) << merged;
  EXPECT_EQ(read_file(input()), before);
}

TEST_F(Files, TwoOutputsAreTwoFiles) {
  const std::string check = "check " + at("usage_counts.case");
  fs::create_symlink("a", folder_ / "link");  // which is not there yet
  for (const std::string& outputs :
       {"--json -o " + at("a") + " --junit " + at("./a"), std::string("--json -o - --sarif -"),
        "--json -o " + at("a") + " --sarif " + at("link"),
        std::string("--json -o not_there.json --sarif ./not_there.json")}) {
    const std::string said = run_program(check + " " + outputs);
    EXPECT_NE(said.find("two outputs cannot go to the same file"), std::string::npos) << said;
  }
  EXPECT_FALSE(fs::exists(folder_ / "a"));
  EXPECT_FALSE(fs::exists(MEMTYPE_SOURCE_DIR "/not_there.json"));
}

TEST_F(Files, AnOutputKeepsItsPermissionsAndItsLink) {
  write("out.json", "old");
  fs::permissions(folder_ / "out.json", fs::perms::owner_read | fs::perms::owner_write);
  fs::create_symlink(folder_ / "out.json", folder_ / "out");
  run_program("convert --to-json " + at("usage_counts.case") + " -o " + at("out"));
  EXPECT_TRUE(fs::is_symlink(folder_ / "out"));
  EXPECT_EQ(read_file(folder_ / "out.json").front(), '{');
  EXPECT_EQ(fs::status(folder_ / "out.json").permissions(),
            fs::perms::owner_read | fs::perms::owner_write);
  std::size_t files = 0;
  for ([[maybe_unused]] const auto& entry : fs::directory_iterator(folder_)) ++files;
  EXPECT_EQ(files, 5U) << "something was left beside the output";
}

TEST_F(Files, StandardOutputIsAFileToo) {
  const std::string check = "check " + at("usage_counts.case");
  for (const std::string name : {"-", "/dev/stdout"}) {
    const std::string said = run_program(check + " --json -o " + name);
    EXPECT_EQ(said.front(), '{') << said;
    run_program(check + " --junit " + name + " > " + at("both"));
    const std::string both = read_file(folder_ / "both");
    EXPECT_EQ(both.rfind("Case usage_counts", 0), 0U) << both;
    EXPECT_NE(both.find("</testsuites>"), std::string::npos) << both;
  }
}

TEST_F(Files, AFullStandardOutputIsAnError) {
  if (!fs::exists("/dev/full")) GTEST_SKIP();
  for (const std::string& command :
       {std::string("rules"), "convert --to-json " + at("usage_counts.case"),
        "run " + at("usage_counts.case"), "corpus --list " + at("usage_counts.case"),
        "check " + at("usage_counts.case"), "check --json " + at("usage_counts.case"),
        "check --summary " + at("usage_counts.case"), std::string("boot"), std::string("--help"),
        std::string("vectors --kind npt"), std::string("conform tests/vectors/xen_mtrr.jsonl.gz")})
    EXPECT_EQ(exit_into_full(command), 2) << command;
}

TEST_F(Files, WhatCannotBeReadIsSaid) {
  for (const std::string command :
       {"check", "run", "fmt", "convert --to-json", "convert --from-json", "merge", "check --diff",
        "check --suggest"})
    for (const std::string file : {"/proc/self/mem", "nothing.case"}) {
      const std::string said = run_program(command + " " + file);
      EXPECT_NE(said.find(file + ": error: "), std::string::npos) << command << said;
      EXPECT_NE(said.find("exit 2"), std::string::npos) << command << said;
    }
  EXPECT_NE(run_program("merge /proc").find("/proc: error: cannot be read: Is a directory"),
            std::string::npos);
}

TEST_F(Files, WhatIsNoTextGetsOneLine) {
  using namespace std::string_literals;
  write("utf16.case",
        "\xff\xfe"
        "c\0a\0s\0e\0 \0x\0\n\0"s);
  write("be.case", "\0c\0a\0s\0e\0 \0x\0\n"s);
  write("elf.case",
        "\x7f"
        "ELF\2\1\1\0\0\0\0\0\0\n\n\n"s);
  for (const auto& [name, what] : {std::pair("utf16.case", "text in UTF-16"),
                                   {"be.case", "text in UTF-16"},
                                   {"elf.case", "a binary file"}})
    EXPECT_EQ(run_program("check " + at(name)), (folder_ / name).string() +
                                                    ":1:1: error: this is " + what +
                                                    "; a case is text in UTF-8  [E001]\nexit 2\n");
}

TEST_F(Files, APipeIsRead) {
  ASSERT_EQ(mkfifo((folder_ / "pipe").c_str(), 0600), 0);
  const std::string said = run_program(
      "check " + at("pipe"), "(cat " + at("usage_counts.case") + " > " + at("pipe") + " &) ;");
  EXPECT_EQ(said.rfind("Case usage_counts", 0), 0U) << said;
}

}  // namespace files_test
}  // namespace memtype::cli::testing
