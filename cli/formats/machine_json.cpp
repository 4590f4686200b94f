#include "formats/machine_json.hpp"

#include "formats/expr_json.hpp"
#include "memtype/cases/print.hpp"

namespace memtype::cli {
namespace {

using namespace cases;

// `WB(START, LENGTH)` as an object; free registers are raw pairs of zeros.
Json call_json(const Expr& item, const char* what, Json (*place)(const Expr&)) {
  const bool free = item.kind == Expr::Kind::name;
  return {{what, free ? std::string("raw") : item.text},
          {"start", free ? Json("0") : place(item.args[0])},
          {"length", free ? Json("0") : place(item.args[1])}};
}

Json number_json(const Expr& e) { return static_cast<std::uint64_t>(e.number); }
Json hex_json(const Expr& e) { return json_hex(static_cast<std::uint64_t>(e.number)); }

Json list_json(const FactValue& value, const char* what, Json (*place)(const Expr&)) {
  if (value.items.size() == 1 && value.items[0].text == "any") return print_value(value);
  Json list = Json::array();
  for (const Expr& item : value.items)
    if (item.text != "none") list.push_back(call_json(item, what, place));
  return list;
}

}  // namespace

Json fact_value_json(const MachineFact& fact, const FactValue& value) {
  switch (fact.text().shape) {
    case FactShape::word:
    case FactShape::on_off:
    case FactShape::address: return print_value(value);
    case FactShape::text:
      if (value.items[0].kind == Expr::Kind::name) return nullptr;  // unknown
      return value.items[0].text;
    case FactShape::number: return number_json(value.items[0]);
    case FactShape::interval:
      return {{"min", number_json(value.items[0])},
              {"max", number_json(value.up_to ? *value.up_to : value.items[0])}};
    case FactShape::registers: return list_json(value, "type", expr_json);
    case FactShape::ranges: return list_json(value, "kind", hex_json);
  }
  return {};
}

Json machine_block_json(const MachineSpec& machine) {
  Json json = Json::object();
  for (const MachineFact* fact : machine_facts()) {
    if (!fact->given(machine)) continue;
    const std::string name(fact->name());
    for (const FactValue& value : fact->values(machine))
      if (fact->text().count == FactCount::one)
        json[name] = fact_value_json(*fact, value);
      else
        json[name].push_back(fact_value_json(*fact, value));
  }
  return json;
}

}  // namespace memtype::cli
