// The schemas in docs/schema know each fact of the table and each operator, and no other.
#include <gtest/gtest.h>

#include "../../cases/machine/fact_samples.hpp"
#include "files.hpp"
#include "formats/json.hpp"
#include "formats/machine_json.hpp"
#include "schema.hpp"
#include "semantics/operators.hpp"

namespace memtype::cli {
namespace schema_facts_test {

using namespace cases;
using testing::content;
using testing::source;

nlohmann::json schema(const std::string& name) {
  return nlohmann::json::parse(content(source("docs/schema/" + name + ".schema.json")));
}

// The schema of a machine as a schema of its own.
testing::Schema machine_schema(const std::string& name, bool part) {
  nlohmann::json root = schema(name);
  nlohmann::json machine = {{"$defs", root["$defs"]}};
  machine.update(root["$defs"]["machine"]);
  if (part) machine.erase("required");
  return testing::Schema(machine);
}

std::set<std::string> keys(const nlohmann::json& object) {
  std::set<std::string> names;
  for (const auto& [name, unused] : object.items()) names.insert(name);
  return names;
}

TEST(SchemaFacts, AreThoseOfTheTable) {
  const std::vector<std::string> names = fact_names();
  std::set<std::string> table(names.begin(), names.end());
  EXPECT_EQ(keys(schema("memtype-case-1")["$defs"]["machine"]["properties"]), table);
  for (const char* beside : {"possible", "defaulted", "left_out", "params", "assumed"})
    table.insert(beside);
  EXPECT_EQ(keys(schema("memtype-check-1")["$defs"]["machine"]["properties"]), table);
}

TEST(SchemaFacts, TakeEachValue) {
  testing::Schema of_case = machine_schema("memtype-case-1", true);
  testing::Schema of_check = machine_schema("memtype-check-1", true);
  for (const MachineFact* fact : machine_facts())
    for (const std::string& text : cases::testing::sample_values(*fact)) {
      MachineSpec machine;
      ASSERT_EQ(read_fact_text(*fact, text, machine), "") << text;
      Json json = machine_block_json(machine);
      EXPECT_EQ(of_case.check(json), std::vector<std::string>{}) << json;
      if (fact->text().shape == FactShape::registers) json = {{fact->name(), {text}}};
      EXPECT_EQ(of_check.check(json), std::vector<std::string>{}) << json;
    }
}

TEST(SchemaFacts, RefuseWhatIsNoValue) {
  testing::Schema of_case = machine_schema("memtype-case-1", true);
  for (const MachineFact* fact : machine_facts())
    for (const Json& value : {Json(-1), Json(true), Json("bogus(1"), Json::array({-1}),
                              Json::array({Json::array({-1})}), Json::object()})
      EXPECT_NE(of_case.check({{std::string(fact->name()), value}}), std::vector<std::string>{})
          << fact->name() << " " << value;
}

TEST(SchemaOperators, AreThoseOfTheTable) {
  std::set<std::string> spellings;
  for (const OperatorInfo& row : operators) spellings.insert(std::string(row.spelling));
  std::set<std::string> listed;
  const Json document = schema("memtype-case-1");
  for (const auto& form : document["$defs"]["expression"]["oneOf"])
    if (form.contains("properties") && form["properties"].contains("op"))
      for (const auto& op : form["properties"]["op"]["enum"]) listed.insert(op);
  EXPECT_EQ(listed, spellings);
}

}  // namespace schema_facts_test
}  // namespace memtype::cli
