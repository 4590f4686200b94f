// Lists of registers: which of them count, and what to say where they differ.
#pragma once

#include <vector>

#include "memtype/cpu/block.hpp"
#include "memtype/readers/machine_of.hpp"

namespace memtype::readers {

// The widest address there is.
inline constexpr unsigned widest = 52;

// Which list counts, first to last.
inline constexpr Teller list_order[] = {Teller::proc_mtrr, Teller::cleaned,    Teller::kernel_log,
                                        Teller::original,  Teller::hypervisor, Teller::memcontrol,
                                        Teller::firmware,  Teller::temporary};

// The last list of this teller; null if there is none.
const RegisterList* last_list(const Observations& seen, Teller teller);

// A size is what generic_get_mtrr() makes of a mask: the mask is the two's complement of it.
std::uint64_t mask_of(const RegisterEntry& entry);

// A list of another source than the one that counts, with other registers: a note for each.
void note_other_sources(const Observations& seen, KnownMtrrs& mtrrs);

// Lists of one kind that differ, processors that differ.
void note_differences(const Observations& seen, std::vector<Note>& notes);

}  // namespace memtype::readers
