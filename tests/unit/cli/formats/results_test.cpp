// Results for machines: JSON against its schema, shards and their join, JUnit, SARIF.

#include <gtest/gtest.h>

#include <regex>

#include "commands/commands.hpp"
#include "files.hpp"
#include "formats/reports.hpp"
#include "results/progress.hpp"
#include "schema.hpp"

namespace memtype::cli {
namespace {

using testing::content;
using testing::source;

// A file of every kind: proved, not as expected, vacuous, unknown, with errors, with an outcome.
const std::vector<std::string> samples = {"cases/rules/probe_order.case",
                                          "cases/rules/usage_counts.case",
                                          "cases/rules/undefined_overlap.case",
                                          "cases/rules/kvm_guest_pat_ignored.case",
                                          "cases/rules/pow2_size.case",
                                          "tests/golden/input/not_as_expected.case",
                                          "tests/golden/input/vacuous.case",
                                          "tests/golden/input/endless.case",
                                          "bad"};

class Results : public testing::CommandTest {
 protected:
  int run(CheckCommand command) {
    out_.str("");
    return check(command, out_, err_);
  }
  CheckCommand all() const {
    CheckCommand command;
    for (const std::string& name : samples) command.paths.push_back(source(name));
    command.paths.back() = bad_file();
    command.json = true;
    return command;
  }
  std::string bad_file() const {
    return write("bad.case", "case bad\nmachine { cpu intel; }\nchk\n");
  }

  // The document without what differs from run to run.
  static Json timeless(const std::string& text) {
    return Json::parse(
        std::regex_replace(text, std::regex("\"seconds\": [-+.e0-9]+"), "\"seconds\": 0"));
  }
};

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
  command.json = true;
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

TEST_F(Results, ShardsJoinToTheWhole) {
  run(all());
  const Json whole = timeless(out_.str());
  for (std::size_t of : {1U, 2U, 4U, 20U}) {  // the last with empty shards
    MergeCommand join;
    for (std::size_t i = of; i > 0; --i) {
      CheckCommand command = all();
      command.shard = {i, of};
      command.files.main = file("shard" + std::to_string(i));
      run(command);
      EXPECT_EQ(out_.str(), "");
      join.paths.push_back(command.files.main);
    }
    out_.str("");
    EXPECT_EQ(merge(join, out_, err_), exit_bad_input);  // one file has an error
    EXPECT_EQ(timeless(out_.str()), whole) << of;
  }
}

TEST_F(Results, MergeRefusesWhatDoesNotBelongTogether) {
  const auto shard = [&](std::size_t number, std::size_t of, const std::string& dir) {
    CheckCommand command;
    command.paths = {dir};
    command.json = true;
    command.shard = {number, of};
    command.files.main = file(std::to_string(number) + "of" + std::to_string(of));
    run(command);
    return command.files.main;
  };
  const std::string inputs = source("tests/golden/input");
  const std::string a = shard(1, 2, inputs), b = shard(2, 2, inputs), c = shard(1, 3, inputs);
  const std::string whole = shard(1, 1, inputs);
  const auto refused = [&](std::vector<std::string> paths) {
    out_.str("");
    err_.str("");
    const int exit = merge({std::move(paths), {}}, out_, err_);
    EXPECT_EQ(exit, exit_bad_input);
    EXPECT_EQ(out_.str(), "");
    return err_.str();
  };
  EXPECT_NE(refused({a}).find("shard 2 of 2 is missing"), std::string::npos);
  EXPECT_NE(refused({a, a, b}).find("shard 1 is also in"), std::string::npos);
  EXPECT_NE(refused({a, c}).find("this is no shard of the corpus"), std::string::npos);
  EXPECT_NE(refused({a, whole}).find("this is no shard of the corpus"), std::string::npos);
  EXPECT_NE(refused({whole, a}).find("this is a shard"), std::string::npos);
  EXPECT_NE(refused({file("none")}).find("cannot be read"), std::string::npos);
  for (const char* text : {"", "[]", "{}", "{\"format\": \"memtype-check-2\"}", "{\"format\":",
                           "{\"format\": \"memtype-check-1\", \"corpus\": {\"files\": -1}}"})
    EXPECT_NE(refused({write("odd", text)}), "") << text;
  Json forged = Json::parse(content(whole));
  forged["summary"]["exit"] = 0;
  EXPECT_NE(refused({write("forged", dump(forged))}).find("its summary"), std::string::npos);
}

TEST_F(Results, WholeResultsAreJoinedOneAfterTheOther) {
  CheckCommand command;
  command.json = true;
  MergeCommand join;
  for (const char* name : {"cases/rules/pow2_size.case", "cases/rules/usage_counts.case"}) {
    command.paths = {source(name)};
    command.files.main = file(std::to_string(join.paths.size()));
    run(command);
    join.paths.push_back(command.files.main);
  }
  EXPECT_EQ(merge(join, out_, err_), exit_ok);
  const Json merged = Json::parse(out_.str());
  EXPECT_EQ(merged["cases"][0]["case"], "pow2_size");
  EXPECT_EQ(merged["cases"][1]["case"], "usage_counts");
  EXPECT_EQ(merged["corpus"]["files"], 2);
}

// --- Reports ---

TEST_F(Results, JUnitCountsWhatItHolds) {
  CheckCommand command = all();
  command.files.junit = file("junit.xml");
  run(command);
  const Json document = Json::parse(out_.str());
  const std::string xml = content(command.files.junit);
  const auto count = [&](const std::string& what) {
    const std::regex pattern(what);
    return static_cast<std::size_t>(
        std::distance(std::sregex_iterator(xml.begin(), xml.end(), pattern), {}));
  };
  const Json& summary = document["summary"];
  EXPECT_EQ(count("<testsuite "), samples.size());
  EXPECT_EQ(count("<failure "), summary["not_expected"]);
  EXPECT_EQ(count("<skipped "), summary["unknown"]);
  EXPECT_EQ(count("<error "), summary["bad_files"]);
  const std::size_t checks = summary["as_expected"].get<std::size_t>() +
                             summary["not_expected"].get<std::size_t>() +
                             summary["unknown"].get<std::size_t>();
  EXPECT_EQ(count("<testcase "), checks + 1);  // and the file that could not be read
  EXPECT_NE(xml.find("<testsuites name=\"memtype\" tests=\"" + std::to_string(checks + 1) + "\""),
            std::string::npos);
}

TEST(Reports, JUnitEscapesWhatXmlCannotHold) {
  Json document = new_document({}, 1);
  add_file(document, {{"file", "a<b>&\"\x01.case"},
                      {"exit", 2},
                      {"messages", {{{"severity", "error"}, {"text", "x < y\n\x02"}}}}});
  const std::string xml = junit(document);
  EXPECT_NE(xml.find("a&lt;b&gt;&amp;&quot;?.case"), std::string::npos) << xml;
  EXPECT_NE(xml.find("error: x &lt; y&#10;?"), std::string::npos) << xml;
}

// What SARIF 2.1.0 requires (OASIS, sections 3.13 to 3.59), as far as we use it.
TEST_F(Results, SarifHasItsRequiredStructure) {
  CheckCommand command = all();
  command.files.sarif = file("results.sarif");
  run(command);
  const Json document = Json::parse(out_.str());
  const Json log = Json::parse(content(command.files.sarif));
  EXPECT_EQ(log["version"], "2.1.0");
  ASSERT_EQ(log["runs"].size(), 1U);
  const Json& run = log["runs"][0];
  EXPECT_EQ(run["tool"]["driver"]["name"], "memtype");
  EXPECT_TRUE(run["invocations"][0]["executionSuccessful"].is_boolean());
  const Json& rules = run["tool"]["driver"]["rules"];
  std::size_t errors = 0, flows = 0;
  for (const Json& result : run["results"]) {
    EXPECT_EQ(rules.at(result.at("ruleIndex").get<std::size_t>()).at("id"), result.at("ruleId"));
    EXPECT_FALSE(result.at("message").at("text").get<std::string>().empty());
    const std::string kind = result.at("kind"), level = result.at("level");
    EXPECT_TRUE(kind == "pass" || kind == "open" || kind == "fail") << kind;
    EXPECT_EQ(kind == "fail", level != "none");  // 3.27.10
    const Json& place = result.at("locations").at(0).at("physicalLocation");
    EXPECT_EQ(place.at("artifactLocation").at("uri").get<std::string>().substr(0, 8), "file:///");
    EXPECT_GE(place.at("region").at("startLine").get<int>(), 1);
    if (level == "error" && result["ruleId"].get<std::string>().find('/') != std::string::npos)
      ++errors;
    if (!result.contains("codeFlows")) continue;
    ++flows;
    for (const Json& flow : result["codeFlows"][0].at("threadFlows"))
      for (const Json& step : flow.at("locations"))
        EXPECT_TRUE(step.at("location").contains("physicalLocation"));
  }
  EXPECT_EQ(errors, document["summary"]["not_expected"]);
  EXPECT_GE(flows, 1U);
}

TEST(Reports, SarifEscapesPaths) {
  Json document = new_document({}, 1);
  add_file(document, {{"file", "a b/%\xc3\xa4.case"},
                      {"exit", 2},
                      {"messages", {{{"severity", "error"}, {"text", "x"}}}}});
  EXPECT_NE(sarif(document).find("\"a%20b/%25%C3%A4.case\""), std::string::npos);
}

// --- Files ---

TEST_F(Results, TwoOutputsInOneFileAreRefused) {
  CheckCommand command = all();
  command.files.junit = command.files.sarif = file("same");
  EXPECT_EQ(run(command), exit_bad_input);
  EXPECT_EQ(out_.str(), "");
  EXPECT_FALSE(std::filesystem::exists(file("same")));
}

TEST_F(Results, AFileThatCannotBeWrittenIsAnErrorAndNothingIsLeft) {
  CheckCommand command;
  command.paths = {source("cases/rules/pow2_size.case")};
  command.json = true;
  command.files.main = file("no/such/directory");
  EXPECT_EQ(run(command), exit_bad_input);
  EXPECT_NE(err_.str().find("cannot be written"), std::string::npos);
  EXPECT_EQ(files(), 0U);
}

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

TEST_F(Results, BytesThatAreNotUtf8DoNotStopThem) {
  CheckCommand command;
  command.json = true;
  command.paths = {write("t.case",
                         "case t \"\xff\xfe\" machine { cpu intel; } region r (16M, 4K); "
                         "program p { ioremap(16M, 4K); } "
                         "check always c (p.r == UC) expect Holds;")};
  EXPECT_EQ(run(command), exit_ok);
  EXPECT_TRUE(Json::parse(out_.str()).is_object());
}

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
