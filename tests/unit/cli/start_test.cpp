// What `check` prints, `run` and the language take: Start lines, Machine and Param lines.

#include <gtest/gtest.h>

#include <sstream>
#include <vector>

#include "memtype/cases/parse.hpp"
#include "program.hpp"

namespace memtype::cli::testing {
namespace start_test {

// What stands behind the keyword, line by line.
std::vector<std::string> lines(const std::string& output, const std::string& keyword) {
  std::vector<std::string> found;
  std::istringstream text(output);
  for (std::string line; std::getline(text, line);)
    if (line.starts_with(keyword))
      found.push_back(line.substr(line.find_first_not_of(' ', keyword.size())));
  return found;
}

std::vector<std::string> check_names(const std::string& output) {
  std::vector<std::string> names;
  for (const std::string& line : lines(output, "Check "))
    names.push_back(line.substr(0, line.find(' ')));
  return names;
}

class StartLine : public ::testing::TestWithParam<const char*> {
 protected:
  std::string path() const { return GetParam(); }
};

TEST_P(StartLine, StartLinesAreTakenBack) {
  const std::string checked = run_program("check " + path());
  std::size_t taken = 0;
  for (const std::string& name : check_names(checked))
    for (const std::string& start :
         lines(run_program("check " + path() + " --check " + name + " --run " + name), "Start ")) {
      const std::string ran = run_program("run " + path() + " --start '" + start + "'");
      EXPECT_EQ(lines(ran, "Start "), std::vector<std::string>{start}) << ran;
      ++taken;
    }
  EXPECT_GT(taken, 0U) << checked;
}

TEST_P(StartLine, MachineAndParamLinesAreACase) {
  const std::string checked = run_program("check " + path());
  std::string text = "case t machine {\n";
  for (const std::string& line : lines(checked, "Machine ")) text += line + "\n";
  text += "}\n";
  for (const std::string& line : lines(checked, "Param ")) text += "param " + line + "\n";
  const cases::ParseResult result = cases::parse_case("", text);
  EXPECT_TRUE(result.parsed) << text << result.diagnostics.at(0).message;
}

INSTANTIATE_TEST_SUITE_P(
    Files, StartLine,
    ::testing::Values("tests/golden/input/kvm_guest.case", "tests/golden/input/any_registers.case",
                      "tests/golden/input/domu_pairs.case", "cases/rules/probe_order.case",
                      "cases/rules/call_may_fail.case", "cases/rules/external_call.case"));

}  // namespace start_test
}  // namespace memtype::cli::testing
