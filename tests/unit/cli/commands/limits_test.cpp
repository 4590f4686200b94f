// The options that end a proof: what is no limit is refused.
#include <gtest/gtest.h>

#include "../program.hpp"

namespace memtype::cli::testing {
namespace limits_test {

TEST(LimitOptions, RefuseWhatIsNoLimit) {
  for (const char* option : {"--timeout nan", "--timeout inf", "--timeout 0", "--timeout -1",
                             "--time-limit nan", "--time-limit 0", "--memory-limit -1"}) {
    const std::string said = run_program(std::string("check cases/rules/rebind.case ") + option);
    EXPECT_NE(said.find("is no "), std::string::npos) << said;
    EXPECT_NE(said.find("exit 2\n"), std::string::npos) << said;
  }
}

}  // namespace limits_test
}  // namespace memtype::cli::testing
