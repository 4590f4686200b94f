// Why calls and checks fail, in documents.

#include <gtest/gtest.h>

#include "results.hpp"
#include "schema.hpp"

namespace memtype::cli {
namespace reasons_test {

using testing::content;
using testing::Results;
using testing::source;

TEST_F(Results, PartsAndOtherMachinesAreValidAndSayWhatTheTextSays) {
  CheckCommand command;
  command.paths = {source("tests/golden/input/parts.case")};
  run(command);
  const std::string text = out_.str();
  command.files.format = document_format("json");
  run(command);
  const Json document = Json::parse(out_.str());
  const auto schema = content(source("docs/schema/memtype-check-1.schema.json"));
  EXPECT_EQ(testing::Schema(nlohmann::json::parse(schema)).check(nlohmann::json::parse(out_.str())),
            std::vector<std::string>{});
  int parts = 0, also = 0;
  for (const Json& check : document["cases"][0]["checks"]) {
    also += check["run"].contains("also") ? 1 : 0;
    if (check["run"]["parts"].size() < 2) continue;  // the regions may say it all
    for (const Json& part : check["run"]["parts"]) {
      const std::string line = std::string(part["value"] == true ? "True   " : "False  ") +
                               part["text"].get<std::string>() +
                               (part.contains("why") ? ": " + part["why"].get<std::string>() : "");
      EXPECT_NE(text.find(line + "\n"), std::string::npos) << line;
      ++parts;
    }
  }
  EXPECT_GE(parts, 2);
  EXPECT_EQ(also, 4);
}

}  // namespace reasons_test
}  // namespace memtype::cli
