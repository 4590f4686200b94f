// The rows of message_rows.hpp by where they come from, each in a file of its own.
#pragma once

#include <span>

#include "memtype/readers/message_rows.hpp"

namespace memtype::readers {

std::span<const MessageRow> mtrr_call_rows();   // mtrr_add(), mtrr_del(), arch_phys_wc_add()
std::span<const MessageRow> mtrr_state_rows();  // what is there at boot
std::span<const MessageRow> cleanup_rows();     // mtrr_cleanup(), trimming
std::span<const MessageRow> pat_rows();
std::span<const MessageRow> ioremap_rows();
std::span<const MessageRow> set_memory_rows();
std::span<const MessageRow> driver_rows();

// Series. `since_ever`: in kernels older than the model, too.
inline constexpr kernel::Version since_ever{0, 0}, v4_1{4, 1}, v4_2{4, 2}, v4_9{4, 9}, v4_18{4, 18},
    v4_19{4, 19}, v5_5{5, 5}, v5_6{5, 6}, v5_10{5, 10}, v6_1{6, 1}, v6_4{6, 4}, v6_5{6, 5},
    v6_12{6, 12}, to_now{7, 3};

inline constexpr std::string_view mtrr_c = "arch/x86/kernel/cpu/mtrr/mtrr.c",
                                  main_c = "arch/x86/kernel/cpu/mtrr/main.c",
                                  generic_c = "arch/x86/kernel/cpu/mtrr/generic.c",
                                  cleanup_c = "arch/x86/kernel/cpu/mtrr/cleanup.c",
                                  if_c = "arch/x86/kernel/cpu/mtrr/if.c",
                                  memtype_c = "arch/x86/mm/pat/memtype.c",
                                  interval_c = "arch/x86/mm/pat/memtype_interval.c",
                                  set_memory_c = "arch/x86/mm/pat/set_memory.c",
                                  cpa_test_c = "arch/x86/mm/pat/cpa-test.c",
                                  pat_c = "arch/x86/mm/pat.c",
                                  rbtree_c = "arch/x86/mm/pat_rbtree.c",
                                  ioremap_c = "arch/x86/mm/ioremap.c",
                                  pgtable_c = "arch/x86/mm/pgtable.c";

}  // namespace memtype::readers
