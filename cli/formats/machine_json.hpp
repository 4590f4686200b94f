// Facts of a machine as JSON, both ways: what each looks like, its shape says (machine/facts.hpp).
#pragma once

#include "formats/case_json.hpp"
#include "machine/facts.hpp"

namespace memtype::cli {

// The alternatives that are given: arrays, but for facts with one value.
Json machine_block_json(const cases::MachineSpec& machine);
// One value.
Json fact_value_json(const cases::MachineFact& fact, const cases::FactValue& value);

}  // namespace memtype::cli
