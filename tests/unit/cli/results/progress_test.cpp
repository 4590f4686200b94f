// What is said of how far a command is.

#include "results/progress.hpp"

#include <gtest/gtest.h>

#include <sstream>

#include "../program.hpp"

namespace memtype::cli {
namespace progress_test {

using Mode = Progress::Mode;

TEST(ProgressLine, IsClearedAtTheEndAndSilentWhenOff) {
  std::ostringstream err;
  { Progress(err, "files", Mode::line).show(2, 3); }
  EXPECT_EQ(err.str(), "\r\033[K[2/3]\r\033[K");
  err.str("");
  { Progress(err, "files", Mode::off).show(2, 3); }
  EXPECT_EQ(err.str(), "");
}

TEST(ProgressLine, PlainLinesComeSeldomAndAtTheEnd) {
  std::ostringstream err;
  {
    Progress progress(err, "files", Mode::plain);
    progress.show(1, 3);
    progress.show(2, 3);
    progress.show(3, 3);
  }
  EXPECT_EQ(err.str().rfind("Progress 1/3 files ", 0), 0U) << err.str();
  EXPECT_EQ(err.str().find("2/3"), std::string::npos) << "twice within a second";
  EXPECT_NE(err.str().find("\nProgress 3/3 files "), std::string::npos);
  EXPECT_EQ(err.str().find('\r'), std::string::npos);
}

TEST(ProgressLine, OneFileCountsItsQuestionsManyTheFiles) {
  using testing::run_program;
  const std::string one = run_program("check --progress=plain cases/rules/usage_counts.case");
  EXPECT_NE(one.find(" questions "), std::string::npos) << one;
  const std::string many = run_program(
      "check --progress=plain cases/rules/usage_counts.case cases/rules/usage_counts.case");
  EXPECT_NE(many.find("Progress 2/2 files "), std::string::npos) << many;
  EXPECT_EQ(run_program("check --progress=loud cases").rfind("exit 2\n"),
            run_program("check --progress=loud cases").size() - 7);
}

}  // namespace progress_test
}  // namespace memtype::cli
