// What fails while results are shown is told in every output, and costs nothing else.
#include <regex>

#include "../../solver/broken.hpp"
#include "../formats/results.hpp"
#include "../formats/schema.hpp"
#include "formats/reports.hpp"
#include "results/each_file.hpp"
#include "text/text.hpp"

namespace memtype::cli {
namespace defects_test {

using testing::content;
using testing::source;

const std::string sound_file = source("cases/rules/probe_order.case");

// Proved, and then its programs are broken: no run of it can be shown.
FileResult unshowable() {
  FileResult result = check_file(sound_file, {});
  for (cases::Program& p : result.loaded.parsed->programs) solver::testing::break_program(p);
  return result;
}

std::size_t with_run(const FileResult& result) {
  std::size_t n = 0;
  for (const solver::CheckResult& r : result.proved->checks) n += r.witness ? 1 : 0;
  return n;
}

std::size_t count(const std::string& text, const std::string& what) {
  const std::regex pattern(what);
  return static_cast<std::size_t>(
      std::distance(std::sregex_iterator(text.begin(), text.end(), pattern), {}));
}

TEST(Unshowable, DocumentsAreCompleteAndNameIt) {
  const FileResult result = unshowable();
  const std::size_t runs = with_run(result);
  ASSERT_GE(runs, 1U);
  Json document = new_document({}, 1);
  add_file(document, file_json(result, 4));
  const auto schema =
      nlohmann::json::parse(content(source("docs/schema/memtype-check-1.schema.json")));
  EXPECT_EQ(testing::Schema(schema).check(nlohmann::json::parse(dump(document))),
            std::vector<std::string>{});
  EXPECT_EQ(document_exit(document), exit_internal);
  const Json& file = document["cases"][0];
  ASSERT_EQ(file["checks"].size(), result.proved->checks.size());
  std::size_t broken = 0;
  for (const Json& check : file["checks"]) {
    EXPECT_FALSE(check.contains("run"));
    EXPECT_EQ(check["verdict"], check["expected"]) << "the verdict stands";
    broken += check.contains("internal_error") ? 1 : 0;
  }
  EXPECT_EQ(broken, runs);
  EXPECT_EQ(file["messages"].size(), runs);
  const std::string xml = junit(document);
  EXPECT_EQ(count(xml, "<error "), runs);
  EXPECT_EQ(count(xml, "<testcase "), file["checks"].size());
  EXPECT_NE(xml.find("not a function"), std::string::npos);
  const Json log = Json::parse(sarif(document));
  EXPECT_EQ(log["runs"][0]["invocations"][0]["executionSuccessful"], false);
  EXPECT_NE(log.dump().find("not a function"), std::string::npos);
}

TEST(Unshowable, TheTextHasTheVerdictsAndTheRestOfTheRuns) {
  const FileResult result = unshowable();
  std::string shown;
  for (std::size_t i = 0; i < result.proved->checks.size(); ++i)
    if (result.proved->checks[i].witness) shown = result.loaded.parsed->checks[i].name;
  std::string trouble;
  const std::string text = report_text(result, shown, 4, false, trouble);
  EXPECT_EQ(count(text, "Check "), result.proved->checks.size());
  EXPECT_EQ(trouble, sound_file + ": internal error: check " + shown +
                         ": its run cannot be shown: not a function\n");
}

TEST(Defect, IsAnErrorOfItsCheckInEveryOutput) {
  FileResult result = check_file(sound_file, {});
  solver::CheckResult& lost = result.proved->checks[0];
  lost = {};
  lost.defect = "out of order";
  lost.unknown_because = "internal error: out of order";
  result.trouble = internal_error(result.file, result.loaded.parsed->checks[0].name, lost.defect);
  const VerdictCounts counts = count_verdicts(*result.proved);
  EXPECT_EQ(counts.defects, 1U);
  EXPECT_EQ(counts.unknown, 1U);
  EXPECT_EQ(exit_of(counts), exit_internal);
  result.exit = exit_of(counts);
  Json document = new_document({}, 1);
  add_file(document, file_json(result, 4));
  EXPECT_EQ(document_exit(document), exit_internal);
  EXPECT_EQ(document["summary"]["unknown"], 1);
  EXPECT_EQ(document["cases"][0]["checks"][0]["internal_error"], true);
  const std::string xml = junit(document);
  EXPECT_EQ(count(xml, "<error "), 1U);
  EXPECT_EQ(count(xml, "<skipped "), 0U);
  const Json first = Json::parse(sarif(document))["runs"][0]["results"][1];  // after the message
  EXPECT_EQ(first["kind"], "fail");
  EXPECT_EQ(first["level"], "error");
}

const std::vector<std::string> files = {source("cases/rules/rebind.case"),
                                        source("cases/rules/usage_counts.case"),
                                        source("cases/rules/xen_pat_slots.case")};

TEST(Taking, WhatItThrowsIsTheTroubleOfThatFile) {
  std::vector<std::string> taken, troubles;
  const ExitCode exit = check_files(files, {}, [&](FileResult&& result) {
    if (result.file == files[1] && result.proved) throw std::runtime_error("torn");
    taken.push_back(result.file);
    troubles.push_back(result.trouble);
  });
  EXPECT_EQ(exit, exit_internal);
  EXPECT_EQ(taken, files);
  EXPECT_EQ(troubles, (std::vector<std::string>{"", files[1] + ": internal error: torn\n", ""}));
}

TEST(Taking, AFileWithoutVerdictsIsNamedInTheDocument) {
  FileResult result;
  result.file = "a.case";
  result.trouble = "a.case: internal error: torn\n";
  result.exit = exit_internal;
  const Json json = file_json(result, 4);
  EXPECT_EQ(json["messages"][0]["text"], "internal error: torn");
  EXPECT_EQ(json["exit"], exit_internal);
}

TEST(Printing, WhatItThrowsCostsThatFileAlone) {
  std::ostringstream out, err;
  const ExitCode exit = each_file<std::string>(
      files, {}, out, err, [](const cases::Case& c, const solver::CheckOptions&) { return c.name; },
      [](const std::string&, const std::string& name, std::string& text) {
        text = name + "\n";
        if (name == "usage_counts") throw std::runtime_error("torn");
        return exit_ok;
      });
  EXPECT_EQ(exit, exit_internal);
  EXPECT_EQ(out.str(), "rebind\nxen_pat_slots\n");
  EXPECT_EQ(err.str(), files[1] + ": internal error: torn\n");
}

}  // namespace defects_test
}  // namespace memtype::cli
