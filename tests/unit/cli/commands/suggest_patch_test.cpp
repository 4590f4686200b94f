// What --suggest prints is a patch of the user's file: applied, the file says what was proved.
#include <gtest/gtest.h>
#include <unistd.h>

#include <cstdlib>

#include "../program.hpp"

namespace memtype::cli::testing {
namespace suggest_patch_test {

namespace fs = std::filesystem;

class SuggestPatch : public ::testing::Test {
 protected:
  void SetUp() override {
    fs::create_directories(folder_ / "cases");
    std::string text = read_file(fs::path(MEMTYPE_SOURCE_DIR) / "docs/examples/lost_writes.case");
    text.insert(text.find("regs_va = ioremap"), "/* UC-: */ ");
    std::ofstream(folder_ / "cases/lost_writes.case") << text;
  }
  void TearDown() override { fs::remove_all(folder_); }

  // The exit code of a command in the folder, where `memtype` is the program.
  int run(const std::string& command) const {
    const std::string whole = "cd '" + folder_.string() +
                              "' && memtype() { '" MEMTYPE_PROGRAM "' \"$@\"; } && { " + command +
                              "; } >log 2>&1 </dev/null";
    const int status = std::system(whole.c_str());
    return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
  }
  std::string log() const { return read_file(folder_ / "log"); }
  void expect_repaired() const {
    EXPECT_EQ(run("memtype check cases/lost_writes.case"), 0) << log();
    const std::string text = read_file(folder_ / "cases/lost_writes.case");
    EXPECT_NE(text.find("/* UC-: */ regs_va = ioremap_uc(bar, 4K);"), std::string::npos) << text;
  }

  fs::path folder_ = fs::path(::testing::TempDir()) /
                     ("memtype_patch_" + std::to_string(getpid()) + "_" +
                      ::testing::UnitTest::GetInstance()->current_test_info()->name());
};

TEST_F(SuggestPatch, IsTakenByPatch) {
  if (run("patch --version") != 0) GTEST_SKIP() << "there is no patch";
  EXPECT_EQ(run("memtype check --suggest cases/lost_writes.case | patch -p0"), 0) << log();
  expect_repaired();
}

TEST_F(SuggestPatch, IsTakenByGitFromAFile) {
  if (run("git --version") != 0) GTEST_SKIP() << "there is no git";
  EXPECT_EQ(run("memtype check --suggest \"$PWD/cases/lost_writes.case\" -o answer"), 1) << log();
  EXPECT_EQ(run("GIT_CEILING_DIRECTORIES=\"${PWD%/*}\" git apply -p0 answer"), 0) << log();
  expect_repaired();
}

}  // namespace suggest_patch_test
}  // namespace memtype::cli::testing
