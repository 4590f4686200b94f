// Questions as documents and into files.
#include <gtest/gtest.h>
#include <unistd.h>

#include "../formats/schema.hpp"
#include "../program.hpp"
#include "formats/json.hpp"

namespace memtype::cli::testing {
namespace question_outputs_test {

namespace fs = std::filesystem;

const std::string mainline = " cases/drivers/atyfb/atyfb_mainline.case";
const std::string rule = " cases/rules/usage_counts.case";

// The document that a question prints; it is one of results.
Json asked(const std::string& arguments) {
  std::string said = run_program("check --json " + arguments, "");
  said.erase(0, said.find("{\n"));  // messages
  const std::size_t end = said.rfind("exit ");
  const Json document = Json::parse(said.substr(0, end), nullptr, false);
  EXPECT_FALSE(document.is_discarded()) << said;
  if (document.is_discarded()) return document;
  EXPECT_EQ(document["summary"]["exit"], std::stoi(said.substr(end + 5)));
  Schema schema(nlohmann::json::parse(
      read_file(fs::path(MEMTYPE_SOURCE_DIR) / "docs/schema/memtype-check-1.schema.json")));
  EXPECT_EQ(schema.check(nlohmann::json::parse(said.substr(0, end))), std::vector<std::string>());
  return document;
}

TEST(QuestionOutputs, WhatGotWorseIsACheckWithItsRun) {
  const Json document = asked("--diff" + mainline);
  const Json& file = document["cases"][0];
  EXPECT_EQ(file["answer"]["question"], "diff");
  EXPECT_EQ(file["answer"]["verdict"], "worse");
  std::size_t worse = 0;
  for (const Json& check : file["checks"]) {
    const std::string name = check["name"];
    EXPECT_EQ(name.ends_with("_worse"), !check["as_expected"].get<bool>()) << name;
    if (!name.ends_with("_worse")) continue;
    ++worse;
    EXPECT_TRUE(check.contains("run")) << name;
  }
  EXPECT_GE(worse, 1U);
}

TEST(QuestionOutputs, TheOtherQuestionsHaveTheirTables) {
  EXPECT_EQ(asked("--summary" + mainline)["cases"][0]["answer"]["rows"][0]["cells"].size(), 10U);
  EXPECT_EQ(asked("--property mtrr-dead" + mainline)["cases"][0]["answer"]["property"],
            "mtrr-dead");
  const Json suggested =
      asked("--suggest --edits 1 --program counted" + rule)["cases"][0]["answer"];
  EXPECT_EQ(suggested["question"], "suggest");
  EXPECT_TRUE(suggested["changes"].is_array());
  const Json repaired = asked("--suggest docs/examples/lost_writes.case")["cases"][0];
  EXPECT_EQ(repaired["answer"]["patch"].get<std::string>().rfind("--- docs/examples/", 0), 0U);
  EXPECT_FALSE(repaired["checks"][0]["as_expected"]);
}

// A job that reads the documents sees what was wrong with a file.
TEST(QuestionOutputs, WhatCannotBeReadIsInThem) {
  const std::string broken = "tests/errors/E001_stray_character.case";
  for (const std::string question : {"--diff", "--suggest", "--summary", "--property mtrr-dead"}) {
    const Json document = asked(question + " " + broken);
    EXPECT_EQ(document["summary"]["exit"], 2) << question;
    EXPECT_EQ(document["cases"][0]["messages"][0]["id"], "E001") << question;
  }
  const Json two = asked("--property mtrr-dead" + rule + " " + broken);
  EXPECT_EQ(two["cases"].size(), 2U);
  const Json unfit = asked("--diff --old nothing" + mainline);
  EXPECT_EQ(unfit["cases"][0]["messages"][0]["text"], "there is no program or group 'nothing'");
}

TEST(QuestionOutputs, GoIntoFilesAndReports) {
  const fs::path folder =
      fs::path(::testing::TempDir()) / ("memtype_questions_" + std::to_string(getpid()));
  fs::create_directories(folder);
  const auto at = [&](const std::string& name) { return "'" + (folder / name).string() + "'"; };
  EXPECT_EQ(run_program("check --diff" + mainline + " -o " + at("diff.txt") + " --sarif " +
                        at("diff.sarif") + " --junit " + at("diff.xml")),
            "exit 1\n");
  EXPECT_EQ(read_file(folder / "diff.txt").rfind("Diff atyfb_mainline", 0), 0U);
  EXPECT_NE(read_file(folder / "diff.sarif").find("_worse"), std::string::npos);
  EXPECT_NE(read_file(folder / "diff.xml").find("<failure "), std::string::npos);
  const std::string over = run_program("check --diff" + mainline + " -o" + mainline);
  EXPECT_NE(over.find("would be written over the input"), std::string::npos) << over;
  fs::remove_all(folder);
}

}  // namespace question_outputs_test
}  // namespace memtype::cli::testing
