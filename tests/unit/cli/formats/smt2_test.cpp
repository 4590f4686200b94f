// The questions behind a verdict as files.

#include <gtest/gtest.h>

#include "results.hpp"

namespace memtype::cli {
namespace smt2_test {

using testing::content;
using testing::Results;
using testing::source;

// Names that need no quotes, one (check-sat) and the answer that was found.
TEST_F(Results, QuestionsAreSmtLib) {
  CheckCommand command;
  command.paths = {source("cases/rules/undefined_overlap.case")};
  command.smt2 = file("questions");
  run(command);
  std::size_t seen = 0;
  for (const auto& entry : std::filesystem::directory_iterator(file("questions"))) {
    const std::string text = content(entry.path().string());
    EXPECT_NE(text.find("(set-logic QF_BV)\n"), std::string::npos);
    EXPECT_NE(text.find("(set-info :status "), std::string::npos);
    EXPECT_NE(text.find("(check-sat)"), std::string::npos);
    EXPECT_EQ(text.find('\\'), std::string::npos);
    EXPECT_EQ(text.find('|'), std::string::npos) << entry.path();
    ++seen;
  }
  EXPECT_GE(seen, 2U);
  command.paths.push_back(command.paths[0]);
  EXPECT_EQ(run(command), exit_bad_input);  // one file
}

}  // namespace smt2_test
}  // namespace memtype::cli
