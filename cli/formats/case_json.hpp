// Cases as JSON, for programs that write or read them: docs/schema/memtype-case-1.schema.json.
#pragma once

#include <stdexcept>

#include "formats/json.hpp"

namespace memtype::cli {

inline constexpr const char* case_format = "memtype-case-1";

// Everything that print_case() prints: the tree, without comments and layout.
Json case_json(const cases::Case& c);

// What a document says is not what a case can say; the message begins with the place, "/checks/0".
class CaseJsonError : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

// The text of the case that a document describes, in the canonical layout; it still has to be
// parsed. Throws CaseJsonError for a value that is missing or not of its kind. Names and numbers
// are checked character by character, so that no value can say more than it should.
std::string case_text(const Json& document);

// The place of the first difference between a document and the case that was read from it, empty if
// there is none: so nothing in a document is passed over.
std::string difference(const Json& document, const cases::Case& c);

}  // namespace memtype::cli
