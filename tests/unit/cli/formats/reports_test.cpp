// JUnit and SARIF, and files of results.

#include "formats/reports.hpp"

#include <gtest/gtest.h>

#include <regex>

#include "results.hpp"

namespace memtype::cli {
namespace reports_test {

using testing::content;
using testing::Results;
using testing::samples;
using testing::source;

TEST_F(Results, JUnitCountsWhatItHolds) {
  CheckCommand command = all();
  command.files.reports[document_format("junit")] = file("junit.xml");
  run(command);
  const Json document = Json::parse(out_.str());
  const std::string xml = content(command.files.reports[document_format("junit")]);
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

TEST_F(Results, JUnitSaysWhatTheTypeIs) {
  CheckCommand command;
  command.paths = {source("tests/golden/input/not_as_expected.case")};
  command.files.reports[document_format("junit")] = file("junit.xml");
  run(command);
  const std::string xml = content(command.files.reports[document_format("junit")]);
  EXPECT_TRUE(std::regex_search(
      xml, std::regex("<failure message=\"[^\"]* at 0x[0-9a-f]+ is [A-Z]+, must be ")))
      << xml;
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
  command.files.reports[document_format("sarif")] = file("results.sarif");
  run(command);
  const Json document = Json::parse(out_.str());
  const Json log = Json::parse(content(command.files.reports[document_format("sarif")]));
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
    EXPECT_NE(kind, "pass");
    EXPECT_FALSE(rules.at(result["ruleIndex"].get<std::size_t>())
                     .at("fullDescription")
                     .at("text")
                     .get<std::string>()
                     .empty());
    EXPECT_EQ(result.at("partialFingerprints").at("memtype/v1").get<std::string>().size(), 16U);
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

// The reason first, at the call that did it, with the check beside it.
TEST_F(Results, SarifTellsWhyAndWhere) {
  CheckCommand command;
  command.paths = {source("tests/golden/input/not_as_expected.case")};
  command.files.format = document_format("json");
  command.files.reports[document_format("sarif")] = file("results.sarif");
  command.files.options.root = source("tests/golden");
  command.files.options.docs = "https://example.org/docs/";
  run(command);
  const Json log = Json::parse(content(command.files.reports[document_format("sarif")]))["runs"][0];
  std::size_t explained = 0;
  for (const Json& result : log["results"]) {
    const Json& artifact = result.at("locations")[0].at("physicalLocation").at("artifactLocation");
    EXPECT_EQ(artifact.at("uri"), "input/not_as_expected.case");
    EXPECT_EQ(artifact.at("uriBaseId"), "%SRCROOT%");
    if (!result.contains("relatedLocations")) continue;
    ++explained;
    const std::string text = result["message"]["text"];
    EXPECT_NE(text.find(" is "), std::string::npos) << text;
    EXPECT_NE(text.find("(rule "), std::string::npos) << text;
    EXPECT_NE(result["locations"][0]["physicalLocation"]["region"]["startLine"],
              result["relatedLocations"][0]["physicalLocation"]["region"]["startLine"]);
  }
  EXPECT_GE(explained, 1U);
  EXPECT_TRUE(
      log["originalUriBaseIds"]["%SRCROOT%"]["uri"].get<std::string>().ends_with("/tests/golden/"));
  EXPECT_EQ(log["tool"]["driver"]["rules"][0]["helpUri"],
            "https://example.org/docs/case-language.md#checks");
}

TEST_F(Results, SarifHasAllChecksWhereTheyAreWanted) {
  CheckCommand command = all();
  command.files.reports[document_format("sarif")] = file("results.sarif");
  command.files.options.all = true;
  run(command);
  const Json log = Json::parse(content(command.files.reports[document_format("sarif")]));
  std::size_t passes = 0;
  for (const Json& result : log["runs"][0]["results"]) passes += result["kind"] == "pass" ? 1 : 0;
  const Json summary = Json::parse(out_.str())["summary"];
  EXPECT_GE(passes, 1U);
  EXPECT_LE(passes, summary["as_expected"].get<std::size_t>());
}

TEST(Reports, SarifEscapesPaths) {
  Json document = new_document({}, 1);
  add_file(document, {{"file", "a b/%\xc3\xa4.case"},
                      {"exit", 2},
                      {"messages", {{{"severity", "error"}, {"text", "x"}}}}});
  EXPECT_NE(sarif(document).find("\"a%20b/%25%C3%A4.case\""), std::string::npos);
}

TEST_F(Results, TwoOutputsInOneFileAreRefused) {
  CheckCommand command = all();
  command.files.reports[document_format("junit")] =
      command.files.reports[document_format("sarif")] = file("same");
  EXPECT_EQ(run(command), exit_bad_input);
  EXPECT_EQ(out_.str(), "");
  EXPECT_FALSE(std::filesystem::exists(file("same")));
}

TEST_F(Results, AFileThatCannotBeWrittenIsAnErrorAndNothingIsLeft) {
  CheckCommand command;
  command.paths = {source("cases/rules/pow2_size.case")};
  command.files.format = document_format("json");
  command.files.main = file("no/such/directory");
  EXPECT_EQ(run(command), exit_bad_input);
  EXPECT_NE(err_.str().find("cannot be written"), std::string::npos);
  EXPECT_EQ(files(), 0U);
}

}  // namespace reports_test
}  // namespace memtype::cli
