#include "schema.hpp"

#include <map>
#include <nlohmann/json.hpp>
#include <regex>
#include <set>

namespace memtype::cli::testing {
namespace {

class Visit {
 public:
  using J = nlohmann::json;

  explicit Visit(const J& root) : root_(root) {}

  std::vector<std::string> of(const J& schema, const J& value, const std::string& where) {
    visit(schema, value, where);
    return std::move(wrong_);
  }

 private:
  void report(const std::string& where, const std::string& what) {
    wrong_.push_back(where + ": " + what);
  }

  static bool has_type(const J& value, const std::string& type) {
    if (type == "object") return value.is_object();
    if (type == "array") return value.is_array();
    if (type == "string") return value.is_string();
    if (type == "boolean") return value.is_boolean();
    if (type == "null") return value.is_null();
    if (type == "integer") return value.is_number_integer();
    return type == "number" && value.is_number();
  }

  void visit(const J& schema, const J& value, const std::string& where) {
    static const std::set<std::string> known = {"$schema",
                                                "$id",
                                                "$defs",
                                                "$ref",
                                                "title",
                                                "description",
                                                "type",
                                                "required",
                                                "items",
                                                "properties",
                                                "additionalProperties",
                                                "const",
                                                "enum",
                                                "pattern",
                                                "minimum",
                                                "maximum",
                                                "oneOf",
                                                "minItems",
                                                "minProperties"};
    for (const auto& [key, unused] : schema.items())
      if (!known.contains(key)) report(where, "the schema uses " + key);
    if (schema.contains("$ref")) {
      const std::string ref = schema["$ref"];
      visit(root_.at(J::json_pointer(ref.substr(1))), value, where);
    }
    scalar(schema, value, where);
    if (schema.contains("oneOf")) one_of(schema["oneOf"], value, where);
    if (value.is_object()) object(schema, value, where);
    if (!value.is_array()) return;
    if (value.size() < schema.value("minItems", 0U)) report(where, "too few items");
    for (std::size_t i = 0; schema.contains("items") && i < value.size(); ++i)
      visit(schema["items"], value[i], where + "[" + std::to_string(i) + "]");
  }

  void scalar(const J& schema, const J& value, const std::string& where) {
    if (schema.contains("type")) {
      const J types = schema["type"].is_array() ? schema["type"] : J::array({schema["type"]});
      bool right = false;
      for (const J& type : types) right = right || has_type(value, type);
      if (!right) report(where, "not of type " + schema["type"].dump());
    }
    if (schema.contains("const") && schema["const"] != value) report(where, "not the constant");
    if (schema.contains("enum")) {
      bool right = false;
      for (const J& one : schema["enum"]) right = right || one == value;
      if (!right) report(where, value.dump() + " is not one of " + schema["enum"].dump());
    }
    if (schema.contains("pattern") && value.is_string() &&
        !std::regex_search(value.get<std::string>(), compiled(schema["pattern"])))
      report(where, value.dump() + " does not match " + schema["pattern"].dump());
    if (schema.contains("minimum") && value.is_number() && value < schema["minimum"])
      report(where, "too small");
    if (schema.contains("maximum") && value.is_number() && value > schema["maximum"])
      report(where, "too large");
  }

  static const std::regex& compiled(const std::string& pattern) {
    static std::map<std::string, std::regex> known;
    return known.try_emplace(pattern, pattern).first->second;
  }

  void one_of(const J& list, const J& value, const std::string& where) {
    int right = 0;
    for (const J& schema : list)
      if (Visit(root_).of(schema, value, where).empty()) ++right;
    if (right != 1) report(where, std::to_string(right) + " alternatives fit " + value.dump());
  }

  void object(const J& schema, const J& value, const std::string& where) {
    if (schema.contains("required"))
      for (const std::string key : schema["required"])
        if (!value.contains(key)) report(where, key + " is missing");
    if (value.size() < schema.value("minProperties", 0U)) report(where, "too few members");
    for (const auto& [key, member] : value.items()) {
      const std::string place = where + "." + key;
      if (schema.contains("properties") && schema["properties"].contains(key)) {
        visit(schema["properties"][key], member, place);
      } else if (schema.contains("additionalProperties")) {
        const J& more = schema["additionalProperties"];
        if (more.is_object())
          visit(more, member, place);
        else if (!more.get<bool>())
          report(place, "is not in the schema");
      }
    }
  }

  const J& root_;
  std::vector<std::string> wrong_;
};

}  // namespace

Schema::Schema(const nlohmann::json& root) : root_(std::make_shared<const nlohmann::json>(root)) {}

std::vector<std::string> Schema::check(const nlohmann::json& value) const {
  return Visit(*root_).of(*root_, value, "$");
}

}  // namespace memtype::cli::testing
