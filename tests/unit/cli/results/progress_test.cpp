// The line that says how far a command is.

#include "results/progress.hpp"

#include <gtest/gtest.h>

#include <sstream>

namespace memtype::cli {
namespace {

TEST(ProgressLine, IsClearedAtTheEndAndSilentWhenOff) {
  std::ostringstream err;
  { Progress(err, 3, true).show(2); }
  EXPECT_EQ(err.str(), "\r\033[K[0/3]\r\033[K[2/3]\r\033[K");
  err.str("");
  { Progress(err, 3, false).show(2); }
  EXPECT_EQ(err.str(), "");
}

}  // namespace
}  // namespace memtype::cli
