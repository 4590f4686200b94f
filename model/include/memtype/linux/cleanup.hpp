// Linux's mtrr_cleanup(): other registers for the same memory, so that some become free; and
// mtrr_trim_uncached_memory(): RAM that no WB register covers.
//
// Read from arch/x86/kernel/cpu/mtrr/cleanup.c of v6.12. Off by default
// (CONFIG_MTRR_SANITIZER_ENABLE_DEFAULT, "enable_mtrr_cleanup").
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "memtype/cpu/mtrr.hpp"
#include "memtype/linux/config.hpp"

namespace memtype::kernel {

struct CleanupOptions {
  std::uint64_t chunk_size = 256_MiB;  // "mtrr_chunk_size", bytes; powers of two
  std::uint64_t gran_size = 0;         // "mtrr_gran_size", bytes; 0: not given
  unsigned spare_registers = 1;        // "mtrr_spare_reg_nr"
};

// What "mtrr_spare_reg_nr=TEXT" on the command line asks for (parse_mtrr_spare_reg). Until 7.0 the
// digits at its front count, and text without any is 0; since 7.1 all of it has to be a number,
// else the default stays. A number beyond 32 bits counts as none.
unsigned spare_registers_from(std::string_view text, Version kernel);

// One try: ranges rounded to gran_size, small holes up to chunk_size laid over with UC.
struct CleanupTry {
  std::uint64_t gran_size = 0, chunk_size = 0;
  unsigned registers = 0;
  std::uint64_t lost = 0;  // bytes of WB memory that it would not cover; too many when `bad`
  bool bad = false;        // covers more than now, or as much but something else
};

struct CleanupResult {
  bool changed = false;
  std::optional<std::uint64_t> covered;  // bytes of WB memory found; nothing: not looked at
  std::vector<CleanupTry> tries;         // in the kernel's order; empty when no search ran
  std::optional<CleanupTry> chosen;
  std::vector<VariableRange<Concrete>> variable;  // the registers afterwards
};

// mtrr_cleanup() on the registers of a processor with MTRRs on. Left alone: a default type other
// than UC, registers of other types than WB and UC, no UC register. With both sizes given only that
// try is made, and taken unless bad, even if it loses memory. Else 136 tries, of which the first is
// taken that loses nothing with the fewest registers, not more than leave the spare ones free.
// [0, 1 MiB) counts as covered. `mtrr.fixed_enabled` says whether UC registers below 1 MiB matter.
// Cost: 136 times registers squared.
CleanupResult mtrr_cleanup(const MtrrState<Concrete>& mtrr, const CleanupOptions& options = {});

// mtrr_trim_uncached_memory(): the ranges below `end_of_ram` that the kernel asks to turn from RAM
// into reserved memory, for registers of WB and UC only and the default type UC. Empty otherwise,
// and when no register is WB.
std::vector<PhysRange> uncached_memory(const MtrrState<Concrete>& mtrr, std::uint64_t end_of_ram);

}  // namespace memtype::kernel
