// The machine of a JSON document: what a value is made of, the shape of its fact says.
#include "formats/json_node.hpp"
#include "language/fact_text.hpp"
#include "machine/facts.hpp"

namespace memtype::cli {
namespace {

using namespace cases;

Expr hex_expr(const Node& node) {
  Expr e;
  e.number = static_cast<std::int64_t>(node.word());
  return e;
}

// The elements of a list value: {"type": "WB", "start": ..., "length": ...}, or only "any".
FactValue list_value(const Node& node, const char* what, Expr (*place)(const Node&)) {
  FactValue value;
  if (node.v.is_string()) {
    node.either("any", "any");
    value.items.push_back(word_expr("any"));
    return value;
  }
  for (const Node& item : node.list())
    value.items.push_back(
        call_expr(item[what].text(), {place(item["start"]), place(item["length"])}));
  if (value.items.empty()) value.items.push_back(word_expr("none"));
  return value;
}

// A string, or null: not known.
FactValue text_value(const MachineFact& fact, const Node& node) {
  const std::vector<std::string> words = fact.words();
  const bool unknown = node.v.is_null() && !words.empty();
  return {{}, {unknown ? word_expr(words.front()) : string_expr(node.text())}, {}, false};
}

std::string read_value(const MachineFact& fact, const Node& node, MachineSpec& machine) {
  switch (fact.text().shape) {
    case FactShape::word:
    case FactShape::on_off:
    case FactShape::address: return read_fact_word(fact, node.text(), machine);
    case FactShape::text: return read_fact_value(fact, text_value(fact, node), machine);
    case FactShape::number: return read_fact_word(fact, std::to_string(node.number()), machine);
    case FactShape::interval:
      return read_fact_word(
          fact, std::to_string(node["min"].number()) + ".." + std::to_string(node["max"].number()),
          machine);
    case FactShape::registers:
      if (node.v.is_string() && node.text().starts_with("any "))
        return read_fact_word(fact, node.text(), machine);
      return read_fact_value(fact, list_value(node, "type", expr_from_json), machine);
    case FactShape::ranges:
      return read_fact_value(fact, list_value(node, "kind", hex_expr), machine);
  }
  return "";
}

}  // namespace

MachineSpec machine_from_json(const Node& node) {
  if (!node.v.is_object()) node.fail("not an object");
  MachineSpec m;
  for (const MachineFact* fact : machine_facts()) {
    const std::string name(fact->name());
    if (!node.has(name.c_str())) continue;
    const Node at = node[name.c_str()];
    const bool one = fact->text().count == FactCount::one;
    for (const Node& value : one ? std::vector<Node>{at} : at.list()) {
      const std::size_t before = fact->count(m);
      const std::string trouble = read_value(*fact, value, m);
      if (!trouble.empty()) value.fail(trouble);
      if (fact->count(m) != before + 1) value.fail("not one value");
    }
  }
  return m;
}

}  // namespace memtype::cli
