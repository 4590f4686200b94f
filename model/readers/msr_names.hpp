// The registers that tell something about memory types, and their names in dumps.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace memtype::readers {

// Is it one of the MTRRs, IA32_PAT, SYSCFG, TOP_MEM, TOP_MEM2, SMRR?
bool is_memory_type_msr(std::uint64_t msr);
// "MTRRphysBase0", "IA32_MTRR_PHYSMASK3", "MTRRfix4K_C8000", "IA32_PAT", "MTRRdefType", ...
std::optional<std::uint32_t> msr_named(std::string_view name);

}  // namespace memtype::readers
