// `memtype explain`: text, documents, and questions that cannot be asked.
#include "commands/explain.hpp"

#include <gtest/gtest.h>

#include <filesystem>
#include <sstream>

#include "../formats/schema.hpp"
#include "../program.hpp"
#include "formats/json.hpp"

namespace memtype::cli {
namespace explain_test {

constexpr const char* conflict =
    "x86/PAT: Xorg:7 conflicting memory types c0000000-c8000000 write-combining<->uncached-minus";

std::string said(const ExplainCommand& command, ExitCode expected = exit_ok) {
  std::ostringstream out, err;
  EXPECT_EQ(explain(command, out, err), expected) << out.str() << err.str();
  return out.str() + err.str();
}

ExplainCommand of(std::vector<std::string> texts) {
  ExplainCommand command;
  command.texts = std::move(texts);
  return command;
}

ExplainCommand page(const PageQuestion& question) {
  ExplainCommand command;
  command.page = question;
  return command;
}

bool has(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

TEST(ExplainCommand, LinesThatContinueEachOther) {
  const std::string text = said(of({"x86/PAT: Xorg:7 conflicting memory types",
                                    "c0000000-c8000000 write-combining<->uncached-minus"}));
  EXPECT_TRUE(has(text, "Line     line:1\n"));
  EXPECT_TRUE(has(text, "[0xc0000000-0xc7ffffff], 128 MiB"));
  EXPECT_TRUE(has(text, "Source   arch/x86/mm/pat/memtype_interval.c, Linux 4.2 to 7.3\n"));
}

TEST(ExplainCommand, ListsAreExplainedOnce) {
  ExplainCommand command = of(
      {"0 base 0000000000 mask FF80000000 write-back", "1 disabled", "2 disabled", "3 disabled"});
  EXPECT_TRUE(has(said(command), "More     2 lines of lists"));
  command.full = true;
  EXPECT_FALSE(has(said(command), "More "));
}

TEST(ExplainCommand, DocumentsAreValidAgainstTheSchema) {
  testing::Schema schema(nlohmann::json::parse(
      testing::read_file(MEMTYPE_SOURCE_DIR "/docs/schema/memtype-explain-1.schema.json")));
  ExplainCommand messages = of(
      {conflict, "ioremap reserve_memtype failed -22", "mtrr: a sentence that no kernel prints"});
  ExplainCommand both = page({"0xfd00009b", "WC", "", "", "", false});
  ExplainCommand guest = page({"0x1", "", "power-on", "", "6", true});
  for (ExplainCommand* command : {&messages, &both, &guest}) {
    command->json = true;
    EXPECT_EQ(schema.check(nlohmann::json::parse(said(*command))), std::vector<std::string>{});
  }
  nlohmann::json bad = nlohmann::json::parse(said(messages));
  bad["messages"][0].erase("meaning");
  EXPECT_FALSE(schema.check(bad).empty());
}

TEST(ExplainCommand, BitsAndBack) {
  const std::string text = said(page({"0xfd00009b", "", "0x0007040600070406", "WB", "", false}));
  EXPECT_TRUE(has(text, "entry 7 of the PAT, UC"));
  EXPECT_TRUE(has(text, "2M       page 0xfd000000: PAT=0 (bit 12)"));
  EXPECT_TRUE(has(said(page({"0x3", "", "", "", "", false})), "bit 7 (PS) is 0"));
  EXPECT_TRUE(has(said(page({"", "WP", "power-on", "", "", false})), "no entry of this PAT"));
  EXPECT_TRUE(has(said(page({"", "WC", "", "WB", "", false})),
                  "entry 1 (WC): 0x8 in 4K, 0x88 in 2M and 1G"));
}

TEST(ExplainCommand, WhatCannotBeAsked) {
  const auto refused = [](const PageQuestion& question) {
    return said(page(question), exit_bad_input);
  };
  EXPECT_TRUE(has(refused({"12x", "", "", "", "", false}), "no number of 64 bits"));
  EXPECT_TRUE(has(refused({"1", "", "0x2", "", "", false}), "WRMSR"));
  EXPECT_TRUE(has(refused({"1", "", "", "UC-", "", false}), "no type of an MTRR"));
  EXPECT_TRUE(has(refused({"1", "", "", "", "2", false}), "misconfiguration"));
  EXPECT_TRUE(has(refused({"1", "", "", "WB", "6", false}), "does not go with it"));
  EXPECT_TRUE(has(refused({"1", "", "", "", "", true}), "--ept"));
  EXPECT_TRUE(has(refused({"", "UC-", "", "", "", false}), "no effective type"));
  EXPECT_TRUE(has(said(page({"", "", "linux", "", "", false}), exit_bad_input), "go with --pte"));
  EXPECT_TRUE(has(said(of({}), exit_bad_input), "explain takes"));
  EXPECT_TRUE(has(said(of({"nowhere.txt"}), exit_bad_input), "no such file"));
  EXPECT_TRUE(has(said(of({"usb 1-1: new device"}), exit_bad_input), "no message"));
}

TEST(ExplainCommand, ToAFile) {
  const auto file = std::filesystem::temp_directory_path() / "memtype_explain_test.json";
  ExplainCommand command = of({conflict});
  command.json = true;
  command.output = file.string();
  EXPECT_EQ(said(command), "");
  EXPECT_EQ(nlohmann::json::parse(testing::read_file(file))["format"], "memtype-explain-1");
  std::filesystem::remove(file);
  command.output = "/nowhere/at/all";
  said(command, exit_bad_input);
}

}  // namespace explain_test
}  // namespace memtype::cli
