// The printed rules: docs/printouts/rules.md is what the program prints, and every format says the
// same.
// MEMTYPE_PROMOTE=1 rewrites docs/printouts/rules.md.

#include "rules/rules.hpp"

#include <gtest/gtest.h>

#include <cstdlib>
#include <fstream>
#include <iterator>
#include <nlohmann/json.hpp>
#include <set>
#include <sstream>

#include "commands/commands.hpp"
#include "memtype/cases/functions.hpp"
#include "memtype/cpu/effective.hpp"

namespace memtype::cli {
namespace rules_test {

std::string printed(const std::string& table, const std::string& format, int expected = exit_ok) {
  std::ostringstream out, err;
  EXPECT_EQ(rules({table, format}, out, err), expected) << err.str();
  return expected == exit_ok ? out.str() : err.str();
}

const RuleTable& table_named(const std::vector<RuleTable>& tables, const std::string& name) {
  for (const RuleTable& table : tables)
    if (table.name == name) return table;
  throw std::out_of_range(name);
}

TEST(Rules, TheDocumentedPageIsWhatIsPrinted) {
  const std::string path = MEMTYPE_SOURCE_DIR "/docs/printouts/rules.md";
  const std::string now = printed("", "markdown");
  if (std::getenv("MEMTYPE_PROMOTE") != nullptr) std::ofstream(path, std::ios::binary) << now;
  std::ifstream in(path, std::ios::binary);
  const std::string recorded{std::istreambuf_iterator<char>(in), {}};
  EXPECT_TRUE(recorded == now) << "docs/printouts/rules.md is stale: run with MEMTYPE_PROMOTE=1";
}

TEST(Rules, EveryTableHasANameATitleASourceAndFullRows) {
  std::set<std::string> names;
  for (const RuleTable& table : rule_tables()) {
    EXPECT_TRUE(names.insert(table.name).second) << table.name;
    EXPECT_FALSE(table.title.empty()) << table.name;
    EXPECT_FALSE(table.rows.empty()) << table.name;
    EXPECT_TRUE(!table.source.empty() || table.columns.back() == "source") << table.name;
    for (const auto& row : table.rows) {
      EXPECT_EQ(row.size(), table.columns.size()) << table.name;
      for (const std::string& cell : row) EXPECT_FALSE(cell.empty()) << table.name;
    }
  }
}

TEST(Rules, JsonSaysTheSame) {
  const auto tables = rule_tables();
  const auto parsed = nlohmann::json::parse(printed("", "json"));
  ASSERT_EQ(parsed.size(), tables.size());
  for (std::size_t i = 0; i < tables.size(); ++i) {
    EXPECT_EQ(parsed[i]["name"], tables[i].name);
    EXPECT_EQ(parsed[i]["note"], tables[i].note);
    EXPECT_EQ(parsed[i]["columns"], tables[i].columns);
    EXPECT_EQ(parsed[i]["rows"], tables[i].rows);
  }
}

TEST(Rules, OneTableAlone) {
  const std::string text = printed("overlap", "text");
  EXPECT_NE(text.find("WT|WB"), std::string::npos);
  EXPECT_EQ(text.find("mtrr_add"), std::string::npos);
  EXPECT_NE(printed("nope", "text", exit_bad_input).find("there is no rule table 'nope'"),
            std::string::npos);
}

TEST(Rules, TheTablesAreThoseOfTheModel) {
  const auto tables = rule_tables();
  for (const auto& [name, which] :
       {std::pair("intel_pat", EffectiveTable::intel_pat),
        std::pair("no_pat", EffectiveTable::no_pat), std::pair("amd_pat", EffectiveTable::amd_pat)})
    EXPECT_EQ(table_named(tables, name).rows.size(), rows(which).size());
  std::size_t calls = 0;
  for (const cases::FunctionInfo& f : cases::functions())
    calls += f.kernel_call() != nullptr ? 1U : 0U;
  EXPECT_EQ(table_named(tables, "functions").rows.size(), calls);
}

// Two cells that drivers depend on, written down by hand.
TEST(Rules, KnownCells) {
  const auto tables = rule_tables();
  const RuleTable& allowed = table_named(tables, "new_memtype");
  for (const auto& row : allowed.rows) {
    EXPECT_EQ(row[5], row[0] == "UC-" || row[0] == "WC" || row[0] == "WT" ? "no" : "yes")
        << row[0] << " asked, WB reserved";
  }
  const RuleTable& add = table_named(tables, "mtrr_add");
  EXPECT_EQ(add.rows.front().back(), "-ENODEV");
  EXPECT_EQ(add.rows[6].back(), "-ENOSYS");
}

}  // namespace rules_test
}  // namespace memtype::cli
