// tests/golden/NAME.out: the command on the first line, what it prints, its exit code on the last.
// MEMTYPE_PROMOTE=1 rewrites the files; look at the difference before you commit it.

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <regex>
#include <string>
#include <vector>

#include "program.hpp"

namespace golden_test {

namespace fs = std::filesystem;

using memtype::cli::testing::read_file;
using memtype::cli::testing::run_program;

// The time a proof took is the one line that may differ.
std::string without_times(const std::string& text) {
  static const std::regex time("(^|\n)Time [0-9.]+");
  return std::regex_replace(text, time, "$1Time -");
}

class Golden : public ::testing::TestWithParam<fs::path> {};

TEST_P(Golden, OutputIsAsRecorded) {
  const std::string recorded = read_file(GetParam());
  const std::size_t end = recorded.find('\n');
  const std::string first = recorded.substr(0, end);
  const std::string prompt = "$ memtype ";
  ASSERT_EQ(first.substr(0, prompt.size()), prompt) << GetParam();
  const std::string now = first + "\n" + without_times(run_program(first.substr(prompt.size())));
  if (std::getenv("MEMTYPE_PROMOTE") != nullptr) std::ofstream(GetParam(), std::ios::binary) << now;
  EXPECT_EQ(read_file(GetParam()), now);
}

std::vector<fs::path> golden_files() {
  std::vector<fs::path> files;
  for (const auto& entry : fs::directory_iterator(MEMTYPE_SOURCE_DIR "/tests/golden"))
    if (entry.path().extension() == ".out") files.push_back(entry.path());
  std::sort(files.begin(), files.end());
  return files;
}

INSTANTIATE_TEST_SUITE_P(Files, Golden, ::testing::ValuesIn(golden_files()),
                         [](const auto& test) { return test.param.stem().string(); });

// Z3 catches interrupts by default and goes on with the next question.
TEST(Program, AnInterruptInAProofEndsIt) {
  const std::string text = run_program("check cases/drivers/atyfb/atyfb_conversion.case -j2",
                                       "timeout --preserve-status --signal=INT 0.7");
  EXPECT_EQ(text.find("Observation"), std::string::npos) << text;
  EXPECT_NE(text.find("exit 130"), std::string::npos) << text;
}

TEST(Golden, ThereAreFiles) { EXPECT_GE(golden_files().size(), 10U); }

}  // namespace golden_test
