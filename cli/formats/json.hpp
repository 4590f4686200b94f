// The results of `memtype check` as JSON: what every machine-readable output is made from.
//
// Addresses, sizes and registers are strings ("0xf8000000"), because numbers in JSON lose bits
// above 2^53. docs/schema/memtype-check-1.schema.json describes the whole document.
#pragma once

#include <nlohmann/json.hpp>
#include <string>

#include "results/result.hpp"

namespace memtype::cli {

using Json = nlohmann::ordered_json;  // keys stay in the order in which they are written

inline constexpr const char* check_format = "memtype-check-1";

std::string json_hex(std::uint64_t value);  // "0xf8000000"
Json json_types(TypeSet types);             // ["UC", "WC"]

// One file: messages about it and, where it was proved, its machine, checks and runs. The runs are
// executed once more for that; one that cannot be is an internal error of its check. `unroll`: as
// in the proof.
Json file_json(const FileResult& result, int unroll);

// The run behind a verdict: where it starts and each step.
Json run_json(const cases::Case& c, const cases::Check& check, const solver::CheckResult& result,
              int unroll);

// Which part of a corpus a document holds: files number, number + of, ... of `files`.
struct Shard {
  std::size_t number = 1, of = 1;
};

// A document without files; `files`: how many the corpus has in all shards.
Json new_document(const Shard& shard, std::size_t files);
// Adds a file and brings the summary up to date.
void add_file(Json& document, Json file);
// The exit code that the summary comes to. Both throw std::domain_error where a number is no code.
ExitCode document_exit(const Json& document);

// The text of a document: two spaces of indentation and a newline at the end. Bytes that are not
// UTF-8 become U+FFFD.
std::string dump(const Json& document);

}  // namespace memtype::cli
