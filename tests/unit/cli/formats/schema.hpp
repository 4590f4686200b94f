// A validator for the part of JSON Schema (draft 2020-12) that docs/schema uses. It refuses
// schemas with any other keyword, so that nothing in them goes unchecked.
#pragma once

#include <memory>
#include <nlohmann/json_fwd.hpp>
#include <string>
#include <vector>

namespace memtype::cli::testing {

class Schema {
 public:
  explicit Schema(const nlohmann::json& root);
  // What is wrong with the value; nothing if it is valid. One line for each finding.
  std::vector<std::string> check(const nlohmann::json& value) const;

 private:
  std::shared_ptr<const nlohmann::json> root_;
};

}  // namespace memtype::cli::testing
