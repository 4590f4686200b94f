// A fact outside of a case file: `--set NAME=VALUE`, and JSON.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "language/syntax.hpp"
#include "machine/facts.hpp"

namespace memtype::cases {

// Reads the values of a fact that was written in a machine block, `any` and `any of` included.
void read_fact(const MachineFact& fact, FactSyntax& syntax, FactReader& reader,
               MachineSpec& machine);

// The alternatives of `text`, which stands where a machine block has the value of the fact:
// "linux", "any of (36, 40)", "WB(0, 4G) + free". Text in quotes may come without them. What is
// wrong comes back in words; empty when nothing is. Names in addresses are refused.
std::string read_fact_text(const MachineFact& fact, std::string_view text, MachineSpec& machine);

// The same for a document, whose names mean what its parameters and constants say: they are kept.
std::string read_fact_value(const MachineFact& fact, FactValue value, MachineSpec& machine);
std::string read_fact_word(const MachineFact& fact, std::string_view text, MachineSpec& machine);

// "0xf8000000", "16M", "42"; nothing for anything else.
std::optional<std::uint64_t> read_number(std::string_view text);

}  // namespace memtype::cases
