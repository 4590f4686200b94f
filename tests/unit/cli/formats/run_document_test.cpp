// `memtype run --json`: against its schema, the text of the run, and the results of check.

#include <gtest/gtest.h>

#include "results.hpp"
#include "schema.hpp"

namespace memtype::cli {
namespace run_document_test {

using testing::content;
using testing::source;

nlohmann::json schema_file(const std::string& name) {
  return nlohmann::json::parse(content(source("docs/schema/" + name + ".schema.json")));
}

class RunDocument : public testing::CommandTest {
 protected:
  std::string text(RunCommand command) {
    out_.str("");
    EXPECT_EQ(run(command, out_, err_), exit_ok) << err_.str();
    return out_.str();
  }
  nlohmann::json document(RunCommand command) {
    command.json = true;
    return nlohmann::json::parse(text(command));
  }
};

const std::vector<RunCommand> runs = [] {
  std::vector<RunCommand> list;
  for (const char* file :
       {"cases/drivers/atyfb/atyfb_conversion.case", "cases/rules/usage_counts.case",
        "cases/rules/xen_pat_slots.case", "cases/rules/kvm_guest_pat_ignored.case",
        "cases/rules/undefined_overlap.case", "cases/rules/probe_order.case",
        "tests/golden/input/endless.case", "tests/golden/input/refusals.case"}) {
    RunCommand command;
    command.path = source(file);
    list.push_back(command);
  }
  list[0].program = "before";
  list[0].settings = {{"pat", "nopat"}, {"firmware", "WB(0,1G)"}};
  return list;
}();

TEST_F(RunDocument, IsValidAgainstItsSchema) {
  testing::Schema schema(schema_file("memtype-run-1"));
  for (const RunCommand& command : runs)
    EXPECT_EQ(schema.check(document(command)), std::vector<std::string>{}) << command.path;
}

TEST_F(RunDocument, TheSchemaRefusesWhatIsWrong) {
  testing::Schema schema(schema_file("memtype-run-1"));
  const nlohmann::json good = document(runs[0]);
  for (const char* pointer :
       {"/state/pat/enabled", "/steps/0/state", "/steps/0/state/mappings/0/mode",
        "/state/mtrr/registers/0/used", "/cut"}) {
    nlohmann::json bad = good;
    ASSERT_TRUE(bad.contains(nlohmann::json::json_pointer(pointer))) << pointer;
    bad[nlohmann::json::json_pointer(pointer)] = "x";
    EXPECT_FALSE(schema.check(bad).empty()) << pointer;
  }
}

// What both documents have is described alike.
TEST(RunSchema, SharesItsPartsWithThatOfCheck) {
  const auto check = schema_file("memtype-check-1")["$defs"];
  auto run = schema_file("memtype-run-1")["$defs"];
  for (const char* part : {"count", "word", "type", "types", "start", "register"})
    EXPECT_EQ(run[part], check[part]) << part;
  auto step = run["step"];
  step["properties"].erase("state");
  EXPECT_EQ(step["properties"], check["step"]["properties"]);
}

// Counts, registers, reservations and mappings of the last state are those of the text's End.
TEST_F(RunDocument, ItsLastStateIsTheEndOfTheText) {
  for (const RunCommand& command : runs) {
    const nlohmann::json last = document(command)["steps"].back()["state"];
    const std::string all = text(command);
    const std::string end = all.substr(all.find("\nEnd\n"));
    const auto count = [&](const std::string& word) {
      std::size_t n = 0;
      for (std::size_t at = end.find(word); at != std::string::npos; at = end.find(word, at + 1))
        ++n;
      return n;
    };
    EXPECT_EQ(count("       page  "), last["mappings"].size()) << command.path;
    EXPECT_EQ(count("       memtype "), last["reservations"].size()) << command.path;
    for (const auto& m : last["mappings"]) {
      const std::string page = m["page_types"].at(0);
      EXPECT_NE(end.find(m["last"].get<std::string>() + "]  " + page), std::string::npos)
          << command.path << end;
    }
    for (const auto& r : last["mtrr"]["registers"]) {
      if (!r["valid"].get<bool>() || r.contains("elsewhere")) continue;
      EXPECT_NE(end.find("  used " + r["used"].dump() + "\n"), std::string::npos) << command.path;
    }
  }
}

// Without PAT, ioremap_wc() maps UC-: the kernel's mode is not what the processor reads.
TEST_F(RunDocument, ThePageTypeIsNotTheMode) {
  RunCommand command;
  command.path = write("t.case",
                       "case t machine { cpu intel; pat nopat; } region r (0xd0000000, 1M); "
                       "program p { v = ioremap_wc(0xd0000000, 1M); }");
  const nlohmann::json last = document(command)["steps"][0]["state"]["mappings"][0];
  EXPECT_EQ(last["asked"][0], "WC");
  EXPECT_EQ(last["page_types"][0], "UC-");
  EXPECT_NE(text(command).find("       page  [0xd0000000-0xd00fffff]  UC-"), std::string::npos);
}

}  // namespace run_document_test
}  // namespace memtype::cli
