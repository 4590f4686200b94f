// Memory types written as the manuals print them, for tables in tests.
#pragma once

#include <gtest/gtest.h>

#include <sstream>
#include <string>
#include <vector>

#include "memtype/types.hpp"

namespace memtype {

inline void PrintTo(TypeSet set, std::ostream* out) { *out << to_string(set); }
inline void PrintTo(MemoryType type, std::ostream* out) { *out << name(type); }

// "UC WC UC-" -> the three types.
inline std::vector<MemoryType> types_from(const std::string& text) {
  std::vector<MemoryType> types;
  std::istringstream words(text);
  for (std::string word; words >> word;) {
    const auto type = memory_type_named(word);
    EXPECT_TRUE(type.has_value()) << word;
    types.push_back(type.value_or(MemoryType::UC));
  }
  return types;
}

}  // namespace memtype
