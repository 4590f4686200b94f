// The shell parts of docs/ci.md, as they stand there.
#include <gtest/gtest.h>
#include <unistd.h>

#include "program.hpp"

namespace memtype::cli::testing {
namespace ci_test {

namespace fs = std::filesystem;

// The block behind `<!-- test: NAME -->`.
std::string block(const std::string& name) {
  const std::string page = read_file(fs::path(MEMTYPE_SOURCE_DIR) / "docs/ci.md");
  const std::string start = "<!-- test: " + name + " -->\n```sh\n";
  const std::size_t at = page.find(start);
  if (at == std::string::npos) return "";
  return page.substr(at + start.size(), page.find("```\n", at + start.size()) - at - start.size());
}

class Ci : public ::testing::Test {
 protected:
  void SetUp() override {
    fs::create_directories(folder_ / "cases");
    fs::create_directory_symlink(fs::path(MEMTYPE_PROGRAM).parent_path(), folder_ / "bin");
    take("cases/rules/usage_counts.case");
  }
  void TearDown() override { fs::remove_all(folder_); }

  void take(const std::string& file) const {
    const fs::path path = file;
    fs::copy_file(fs::path(MEMTYPE_SOURCE_DIR) / path, folder_ / "cases" / path.filename());
  }
  // The exit code of a script, run in the folder as a service would.
  int run(const std::string& script) const {
    std::ofstream(folder_ / "script") << script;
    const std::string command = "cd '" + folder_.string() +
                                "' && PATH=\"$PWD/bin:$PATH\" sh -e script >log 2>&1 </dev/null";
    const int status = std::system(command.c_str());
    return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
  }
  std::string log() const { return read_file(folder_ / "log"); }

  fs::path folder_ = fs::path(::testing::TempDir()) /
                     ("memtype_ci_" + std::to_string(getpid()) + "_" +
                      ::testing::UnitTest::GetInstance()->current_test_info()->name());
};

TEST_F(Ci, TheJobWritesItsReports) {
  const std::string job = block("job");
  ASSERT_FALSE(job.empty());
  EXPECT_EQ(run(job), 0) << log();
  EXPECT_NE(log().find("Progress "), std::string::npos) << log();
  EXPECT_NE(read_file(folder_ / "memtype.sarif").find("\"results\": []"), std::string::npos);
  take("tests/golden/input/not_as_expected.case");
  EXPECT_EQ(run("memtype fmt cases"), 0) << log();
  EXPECT_EQ(run(job), 1) << log();
  const std::string sarif = read_file(folder_ / "memtype.sarif");
  EXPECT_NE(sarif.find("\"uri\": \"cases/not_as_expected.case\""), std::string::npos) << sarif;
  EXPECT_EQ(sarif.find("usage_counts"), std::string::npos) << "as expected, so no alert";
  EXPECT_NE(read_file(folder_ / "memtype.xml").find("<failure "), std::string::npos);
}

TEST_F(Ci, TheHookRefusesWhatDoesNotHold) {
  if (run("git --version") != 0) GTEST_SKIP() << "there is no git";
  const std::string hook = block("hook");
  ASSERT_FALSE(hook.empty());
  ASSERT_EQ(run("git init -q . && git config user.name x && git config user.email x@y"), 0);
  std::ofstream(folder_ / ".git/hooks/pre-commit") << hook;
  fs::permissions(folder_ / ".git/hooks/pre-commit", fs::perms::owner_all);
  EXPECT_EQ(run("git add cases && git commit -qm good"), 0) << log();
  take("tests/golden/input/not_as_expected.case");
  EXPECT_NE(run("git add cases && git commit -qm bad"), 0) << log();
  EXPECT_EQ(run("git reset -q && git commit -q --allow-empty -m none"), 0) << log();
}

}  // namespace ci_test
}  // namespace memtype::cli::testing
