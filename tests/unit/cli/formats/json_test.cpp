// Results as JSON: against the schema, the text, and each other.

#include <gtest/gtest.h>

#include <regex>

#include "results.hpp"
#include "schema.hpp"

namespace memtype::cli {
namespace json_test {

using testing::content;
using testing::Results;
using testing::samples;
using testing::source;

nlohmann::json schema_file() {
  return nlohmann::json::parse(content(source("docs/schema/memtype-check-1.schema.json")));
}

TEST_F(Results, AreValidAgainstTheSchema) {
  CheckCommand command = all();
  command.outcomes = true;
  EXPECT_EQ(run(command), exit_bad_input);
  const auto wrong = testing::Schema(schema_file()).check(nlohmann::json::parse(out_.str()));
  EXPECT_EQ(wrong, std::vector<std::string>{});
}

TEST_F(Results, TheSchemaRefusesWhatIsWrong) {
  run(all());
  const nlohmann::json good = nlohmann::json::parse(out_.str());
  testing::Schema schema(schema_file());
  const auto broken = [&](const char* pointer, const nlohmann::json& value) {
    nlohmann::json bad = good;
    bad[nlohmann::json::json_pointer(pointer)] = value;
    return !schema.check(bad).empty();
  };
  EXPECT_TRUE(broken("/format", "memtype-check-2"));
  EXPECT_TRUE(broken("/summary/exit", 4));
  EXPECT_TRUE(broken("/cases/0/checks/0/verdict", "holds"));
  EXPECT_TRUE(broken("/cases/0/checks/0/extra", 1));
  EXPECT_TRUE(broken("/cases/0/checks/0/line", 0));
  EXPECT_TRUE(broken("/cases/0/hash", "xyz"));
  EXPECT_TRUE(broken("/corpus/shard", {{"number", 0}, {"of", 2}}));
  nlohmann::json less = good;
  less["cases"][0].erase("messages");
  EXPECT_FALSE(schema.check(less).empty());
}

TEST_F(Results, SayWhatTheTextSays) {
  run(all());
  const Json document = Json::parse(out_.str());
  ASSERT_EQ(document["cases"].size(), samples.size());
  for (const Json& one : document["cases"]) {
    CheckCommand command;
    command.paths = {one["file"]};
    EXPECT_EQ(run(command), one["exit"].get<int>()) << one["file"];
    if (!one.contains("checks")) continue;
    for (const Json& check : one["checks"]) {
      const std::regex line("Check " + check["name"].get<std::string>() + " +" +
                            check["quantifier"].get<std::string>() + " +" +
                            check["verdict"].get<std::string>() + " .*as expected");
      EXPECT_TRUE(std::regex_search(out_.str(), line)) << check["name"];
    }
  }
}

// The last step of a counterexample breaks what the check demands, at the place it says.
TEST_F(Results, ARunLeadsToItsViolation) {
  CheckCommand command;
  command.files.format = document_format("json");
  command.paths = {source("cases/rules/probe_order.case")};
  run(command);
  int seen = 0;
  const Json document = Json::parse(out_.str());
  for (const Json& check : document["cases"][0]["checks"]) {
    if (check["verdict"] != "Fails") continue;
    const Json& subject = check["run"]["subjects"][0];
    if (!subject.contains("violation")) continue;
    const Json& v = subject["violation"];
    const Json& types = subject["steps"].back()["regions"][v["region"].get<std::string>()];
    EXPECT_NE(std::find(types.begin(), types.end(), v["effective"][0]), types.end());
    ++seen;
  }
  EXPECT_GE(seen, 1);
}

TEST_F(Results, ThreadsDoNotChangeThem) {
  CheckCommand command = all();
  run(command);
  const Json one = timeless(out_.str());
  command.options.jobs = 4;
  run(command);
  EXPECT_EQ(timeless(out_.str()), one);
}

TEST_F(Results, BytesThatAreNotUtf8DoNotStopThem) {
  CheckCommand command;
  command.files.format = document_format("json");
  command.paths = {write("t.case",
                         "case t \"\xff\xfe\" machine { cpu intel; } region r (16M, 4K); "
                         "program p { ioremap(16M, 4K); } "
                         "check always c (p.r == UC) expect Holds;")};
  EXPECT_EQ(run(command), exit_ok);
  EXPECT_TRUE(Json::parse(out_.str()).is_object());
}

}  // namespace json_test
}  // namespace memtype::cli
