// Parts of one concrete run as JSON, for the runs behind verdicts and for `memtype run`.
#pragma once

#include "formats/json.hpp"
#include "semantics/trace.hpp"
#include "settings/start.hpp"

namespace memtype::cli {

// Every fact of one machine. The firmware is told register by register, and what is on or off or a
// count of registers is a truth value or a number here.
Json start_json(const cases::Case& c, const cases::Start& start);
// A variable MTRR.
Json register_json(std::size_t index, const VariableRange<Concrete>& range, unsigned phys_bits);
// Where the regions lie.
Json areas_json(const cases::Case& c, const cases::Trace& trace);
// Step `n` from 0: the call, its result and what it changed.
Json step_json(const cases::Case& c, const cases::Trace& trace, std::size_t n);

// The document of `memtype run --json`: the start, each step, and the whole state of the machine
// before the first and after each one. docs/schema/memtype-run-1.schema.json describes it.
inline constexpr const char* run_format = "memtype-run-1";
Json run_document(const cases::Case& c, const std::string& file, const cases::Trace& trace);

}  // namespace memtype::cli
