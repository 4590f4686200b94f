// The case that a text says, in a test; errors fail the test.
#pragma once

#include <gtest/gtest.h>

#include <string>

#include "memtype/cases/parse.hpp"

namespace memtype::cases::testing {

// A whole file, whatever its name.
inline Case parsed_file(const std::string& text) {
  ParseResult result = parse_case("", text);
  for (const Diagnostic& d : result.diagnostics)
    if (d.severity == Severity::error) ADD_FAILURE() << render(d, "t.case", text);
  return result.parsed ? std::move(*result.parsed) : Case{};
}

// What follows `case t`.
inline Case parsed(const std::string& text) { return parsed_file("case t " + text); }

}  // namespace memtype::cases::testing
