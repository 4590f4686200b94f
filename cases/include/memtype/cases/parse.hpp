// From the text of a case file to a Case.
//
//   auto [parsed, diagnostics] = parse_case("drivers/nic.case", text);
//   for (const Diagnostic& d : diagnostics) std::cerr << render(d, "drivers/nic.case", text);
//   if (!parsed) return 2;
#pragma once

#include <optional>
#include <string_view>
#include <vector>

#include "memtype/cases/case.hpp"
#include "memtype/cases/diagnostic.hpp"

namespace memtype::cases {

struct ParseResult {
  std::optional<Case> parsed;           // set if and only if no diagnostic is an error
  std::vector<Diagnostic> diagnostics;  // errors and warnings in file order; at most some dozens
};

// Accepts any bytes, never throws, and takes time about linear in the length of `text`.
// The name after `case` must be the base name of `file_name` without `.case`; an empty file name
// or "-" (standard input) fits every case.
ParseResult parse_case(std::string_view file_name, std::string_view text);

struct MachineFile;
// The case on this computer: facts that the machine knows take the place of those of the case's own
// machine block, before anything is checked; others stay as the case says. With a fact go those
// that mean nothing without it: `mtrr_free` with `firmware`, `syscfg` with `tom2`, `cmdline` with
// `pat`. Messages about facts point to the machine block of the case. Null: as above.
ParseResult parse_case(std::string_view file_name, std::string_view text,
                       const MachineFile* machine);

}  // namespace memtype::cases
