// Reading a few lines in a test.
#pragma once

#include <gtest/gtest.h>

#include "memtype/readers/machine_of.hpp"
#include "memtype/readers/read.hpp"

namespace memtype::readers::testing {

// Reads the lines; all of those that are about memory types must have been understood.
inline Observations read_all(std::string_view text, std::string name = "text") {
  Observations seen = read_source(text, std::move(name));
  for (const UnreadLine& line : seen.unread)
    ADD_FAILURE() << "unread line " << line.place.line << ": " << line.text;
  return seen;
}

// The numbers of the lines that were kept as unread.
inline std::vector<std::uint32_t> unread_lines(std::string_view text) {
  std::vector<std::uint32_t> lines;
  for (const UnreadLine& line : read_source(text).unread) lines.push_back(line.place.line);
  return lines;
}

}  // namespace memtype::readers::testing
