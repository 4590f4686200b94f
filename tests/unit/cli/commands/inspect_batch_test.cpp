// `memtype inspect` of many machines, and as documents.

#include <gtest/gtest.h>

#include <algorithm>
#include <set>

#include "../formats/files.hpp"
#include "../formats/schema.hpp"
#include "commands/commands.hpp"
#include "formats/inspect_json.hpp"

namespace memtype::cli {
namespace inspect_batch_test {

using testing::content;
using testing::source;

class InspectMany : public testing::CommandTest {
 protected:
  // The lines of a batch.
  std::vector<Json> lines(InspectCommand command) {
    out_.str("");
    exit_ = inspect_machine(command, out_, err_);
    std::istringstream text(out_.str());
    std::vector<Json> list;
    for (std::string line; std::getline(text, line);) list.push_back(Json::parse(line));
    return list;
  }
  std::string summary(const std::string& file) {
    out_.str("");
    InspectCommand command;
    command.summarise = file;
    exit_ = inspect_machine(command, out_, err_);
    return out_.str();
  }
  static InspectCommand batch(const std::string& path) {
    InspectCommand command;
    command.batch = path;
    command.lines = true;
    return command;
  }
  ExitCode exit_ = exit_ok;
};

const std::string healthy =
    "BIOS-e820: [mem 0x0000000000000000-0x000000000009ffff] usable\n"
    "BIOS-e820: [mem 0x0000000000100000-0x000000007fffffff] usable\n"
    "MTRR default type: uncachable\n"
    "MTRR variable ranges enabled:\n"
    "  0 base 000000000 mask F80000000 write-back\n";

TEST_F(InspectMany, ALineForEachMachineValidAgainstTheSchema) {
  testing::Schema schema(
      nlohmann::json::parse(content(source("docs/schema/memtype-inspect-1.schema.json"))));
  const std::vector<Json> list = lines(batch(source("tests/dumps")));
  const auto entries =
      std::distance(std::filesystem::directory_iterator(source("tests/dumps")), {});
  EXPECT_EQ(list.size(), static_cast<std::size_t>(entries));
  std::set<std::string> names;
  for (const Json& line : list) {
    EXPECT_EQ(schema.check(nlohmann::json(line)), std::vector<std::string>{}) << line.at("name");
    EXPECT_FALSE(line.contains("error")) << line.at("name");
    EXPECT_TRUE(names.insert(line.at("name").get<std::string>()).second);
  }
  EXPECT_EQ(exit_, exit_differs);
  EXPECT_EQ(err_.str(), "");
}

TEST_F(InspectMany, ABadOneStopsNoneOfTheOthers) {
  const std::string good = write("good.txt", healthy);
  const std::string binary = write("binary", std::string("\0\1\2\3", 4));
  const std::string list =
      write("list", binary + "\n\n" + file("gone") + "\r\n" + good + "\n/dev/zero\n");
  const std::vector<Json> made = lines(batch(list));
  ASSERT_EQ(made.size(), 4U);
  EXPECT_NE(made[0].at("error").get<std::string>().find("is not text"), std::string::npos);
  EXPECT_EQ(made[1].at("error"), "there is no such file or folder");
  EXPECT_FALSE(made[2].contains("error"));
  EXPECT_EQ(made[2].at("exit"), 0);
  EXPECT_TRUE(made[3].contains("error"));
  EXPECT_EQ(exit_, exit_bad_input);
}

TEST_F(InspectMany, ShardsTogetherAreTheWhole) {
  const std::vector<Json> all = lines(batch(source("tests/dumps")));
  std::set<std::string> whole, parts;
  for (const Json& line : all) whole.insert(line.dump());
  std::size_t count = 0;
  for (std::size_t n = 1; n <= 3; ++n) {
    InspectCommand command = batch(source("tests/dumps"));
    command.shard = {n, 3};
    for (const Json& line : lines(command)) parts.insert(line.dump()), ++count;
  }
  EXPECT_EQ(count, all.size());
  EXPECT_EQ(parts, whole);
}

TEST_F(InspectMany, ItsSummaryGroupsLayoutsAndFindings) {
  const std::string bad = healthy + "  1 base 07F800000 mask FFF800000 uncachable\n";
  write("a", healthy);
  write("b", healthy);
  write("c", bad);
  write("d", "nothing\n");
  InspectCommand command = batch(directory_.string());
  command.files.main = file(".lines");
  EXPECT_EQ(inspect_machine(command, out_, err_), exit_bad_input);
  const std::string text = summary(file(".lines"));
  EXPECT_EQ(exit_, exit_bad_input);
  EXPECT_NE(text.find("Machines 4, 2 layouts; 1 could not be read\n"), std::string::npos) << text;
  EXPECT_NE(text.find("Finding  ram-not-write-back  costs speed  1 machine: "), std::string::npos)
      << text;
  EXPECT_NE(text.find("  2 machines: " + file("a") + ", " + file("b") + "\n"), std::string::npos)
      << text;
  EXPECT_NE(text.find("Error    nothing about memory types in it  1 machine: "), std::string::npos)
      << text;
}

TEST_F(InspectMany, ASummarySaysWhichLinesAreNone) {
  const std::string good = dump_line(inspect_failure("x", exit_bad_input, "y"));
  const std::string text = summary(write("lines", good + "{}\nnot json\n[1]\n" + good));
  EXPECT_NE(text.find("Machines 2, 0 layouts; 2 could not be read"), std::string::npos) << text;
  for (const char* line : {":2: ", ":3: ", ":4: "})
    EXPECT_NE(err_.str().find(line), std::string::npos) << err_.str();
  EXPECT_EQ(exit_, exit_bad_input);
}

TEST_F(InspectMany, OptionsThatDoNotGoTogether) {
  const auto refused = [&](auto change) {
    InspectCommand command;
    change(command);
    err_.str("");
    EXPECT_EQ(inspect_machine(command, out_, err_), exit_bad_input);
    return err_.str();
  };
  EXPECT_NE(refused([](InspectCommand&) {}).find("takes sources"), std::string::npos);
  EXPECT_NE(refused([](InspectCommand& c) { c.batch = "a", c.live = true; }).find("takes sources"),
            std::string::npos);
  EXPECT_NE(refused([](InspectCommand& c) { c.batch = "a", c.emit_machine = "b"; }).find("of one"),
            std::string::npos);
  EXPECT_NE(refused([](InspectCommand& c) {
              c.sources = {"a"}, c.shard = {1, 2};
            }).find("--shard"),
            std::string::npos);
  EXPECT_NE(refused([](InspectCommand& c) { c.summarise = "a", c.lines = true; }).find("text"),
            std::string::npos);
  EXPECT_NE(refused([](InspectCommand& c) { c.batch = "no/such"; }).find("cannot be read"),
            std::string::npos);
}

TEST_F(InspectMany, SarifHasEachFindingAtItsLine) {
  InspectCommand command;
  command.sources = {write("log", healthy + "  1 base 07F800000 mask FFF800000 uncachable\n")};
  command.files.format = document_format("json");
  command.files.reports[document_format("sarif")] = file("log.sarif");
  EXPECT_EQ(inspect_machine(command, out_, err_), exit_differs);
  const Json document = Json::parse(out_.str());
  const Json sarif = Json::parse(content(file("log.sarif")));
  const Json& run = sarif.at("runs").at(0);
  ASSERT_EQ(run.at("results").size(), document.at("findings").size());
  const Json& result = run.at("results").at(0);
  EXPECT_EQ(result.at("ruleId"), "ram-not-write-back");
  EXPECT_EQ(result.at("level"), "warning");
  const Json& rule = run["tool"]["driver"]["rules"].at(result.at("ruleIndex").get<std::size_t>());
  EXPECT_EQ(rule.at("id"), result.at("ruleId"));
  EXPECT_EQ(result["locations"][0]["physicalLocation"]["region"]["startLine"],
            document["findings"][0]["evidence"][0]["line"]);
  EXPECT_TRUE(result.contains("relatedLocations"));
}

}  // namespace inspect_batch_test
}  // namespace memtype::cli
