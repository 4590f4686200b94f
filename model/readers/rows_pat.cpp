// The PAT and reservations of page cache modes (arch/x86/mm/pat/memtype.c, memtype_interval.c; to
// 5.5 arch/x86/mm/pat.c, pat_rbtree.c).
#include "rows.hpp"

namespace memtype::readers {
namespace {

constexpr std::string_view conflict_rule =
    "memtype_check_conflict: all reservations inside a range have one type. Who accepts another "
    "type (ioremap(), mmap()) gets that of the first; who does not (set_memory_*()) is refused "
    "where it is not the one asked for.";
constexpr std::string_view conflict_meaning =
    "A request for the range was refused with -EBUSY. For ioremap() and mmap() A<->B are two "
    "reservations that are there already, the first in the range and a later one; for "
    "set_memory_*() A is what was asked for. The end is the first byte behind the range.";
constexpr std::string_view conflict_instead =
    "A request for a part of the range in which all reservations have one type. Which part that is "
    "the list says: give it with this line (/sys/kernel/debug/x86/pat_memtype_list).";
constexpr std::string_view reserve_meaning =
    "The request behind the conflict in the line before. \"req\" is what the caller asked for, "
    "\"track\" what is left of it by the MTRRs: WB becomes UC- unless all of the range is WB.";
constexpr std::string_view reserve_rule = "memtype_reserve; pat_x_mtrr_type for \"track\"";
constexpr std::string_view pfn_rule =
    "reserve_pfn_range: the first reservation of a range decides for all later ones. UC-, WC and "
    "WT are not served with WB, WT not with WC (is_new_memtype_allowed).";
constexpr std::string_view pfn_meaning =
    "A mapping into user space was refused with -EINVAL: the range is reserved with another type "
    "that the caller cannot take, or, up to 6.15, a process was copied and the types differ.";
constexpr std::string_view ram_pfn_meaning =
    "A program mapped RAM and asked for another type than its pages have. It is not refused: the "
    "mapping has the type of the first page.";
constexpr std::string_view free_meaning =
    "Somebody gave a reservation back that is not there in this form; it stays, or is gone "
    "already. It happens when parts of a mapping are unmapped.";
constexpr std::string_view free_rule =
    "memtype_erase: a range must be given back as it was reserved. Up to 6.15 its end may be given "
    "back alone.";
constexpr std::string_view sync_meaning =
    "The kernel's own mapping of the same RAM could not be given the new type; the request is "
    "refused.";
constexpr std::string_view ram_meaning =
    "A driver asked for another type of RAM that already has one; -EBUSY.";
constexpr std::string_view ram_rule =
    "reserve_ram_pages_type: a page of RAM gets a type only while it is WB, and one at a time. WP "
    "is refused, UC becomes UC-.";
constexpr std::string_view no_wc =
    "With PAT off, ioremap_wc() gives UC-: combining then needs an MTRR of the type WC.";
constexpr std::string_view second_cpu =
    "The first processor has PAT and another has not; the kernel stops here.";

constexpr MessageRow pat_table[] = {
    {"x86/PAT: {who} conflicting memory types {begin}-{end} {type:A}<->{type2:B}",
     MessageKind::pat_conflict, interval_c, v4_2, to_now, conflict_meaning, conflict_rule,
     conflict_instead},
    {"{who} conflicting memory types {begin}-{end} {type:A}<->{type2:B}", MessageKind::pat_conflict,
     rbtree_c, since_ever, v4_1, conflict_meaning, conflict_rule, conflict_instead},
    {"memtype_reserve failed [mem {begin}-{last}], track {type:track}, req {type2:req}",
     MessageKind::reserve_failed, memtype_c, v5_6, to_now, reserve_meaning, reserve_rule},
    {"reserve_memtype failed [mem {begin}-{last}], track {type:track}, req {type2:req}",
     MessageKind::reserve_failed, pat_c, since_ever, v5_5, reserve_meaning, reserve_rule},
    {"reserve_memtype failed {begin}-{end}, track {type:track}, req {type2:req}",
     MessageKind::reserve_failed, pat_c, since_ever, v4_1, reserve_meaning, reserve_rule},
    {"{*} failed: [mem {begin}-{last}], req {type}", MessageKind::state, memtype_c, v4_19, to_now,
     "Somebody asked for a reservation whose end is not behind its start; -EINVAL, and a stack "
     "trace.",
     "memtype_reserve: start < end, after both are cut to 52 bits", "A range that is not empty."},
    {"x86/PAT: {who} map pfn expected mapping type {type:asked for} for [mem {begin}-{last}], got "
     "{type2:got}",
     MessageKind::map_pfn_mismatch, memtype_c, v4_2, to_now, pfn_meaning, pfn_rule},
    {"{who} map pfn expected mapping type {type:asked for} for [mem {begin}-{last}], got "
     "{type2:got}",
     MessageKind::map_pfn_mismatch, pat_c, since_ever, v4_1, pfn_meaning, pfn_rule},
    {"x86/PAT: {who} map pfn RAM range req {type:asked for} for [mem {begin}-{last}], got "
     "{type2:got}",
     MessageKind::ram_mismatch, memtype_c, v4_2, to_now, ram_pfn_meaning,
     "reserve_pfn_range: RAM keeps the type of its pages."},
    {"{who} map pfn RAM range req {type:asked for} for [mem {begin}-{last}], got {type2:got}",
     MessageKind::ram_mismatch, pat_c, since_ever, v4_1, ram_pfn_meaning,
     "reserve_pfn_range: RAM keeps the type of its pages."},
    {"reserve_ram_pages_type failed [mem {begin}-{last}], track {mode:type of the page}, req "
     "{mode2:asked for}",
     MessageKind::ram_mismatch, memtype_c, since_ever, to_now, ram_meaning, ram_rule,
     "The pages given back first (set_memory_wb()), then the new type."},
    {"x86/PAT: {who} freeing invalid memtype [mem {begin}-{last}]", MessageKind::free_invalid,
     memtype_c, v4_2, to_now, free_meaning, free_rule, "The range exactly as it was reserved."},
    {"{who} freeing invalid memtype [mem {begin}-{last}]", MessageKind::free_invalid, pat_c,
     since_ever, v4_1, free_meaning, free_rule, "The range exactly as it was reserved."},
    {"{who} ioremap_change_attr failed {type} for [mem {begin}-{last}]", MessageKind::state, pat_c,
     since_ever, v4_1, sync_meaning, "memtype_kernel_map_sync"},
    {"x86/PAT: {who} ioremap_change_attr failed {type} for [mem {begin}-{last}]",
     MessageKind::state, memtype_c, v4_2, to_now, sync_meaning, "memtype_kernel_map_sync"},
    {"memtype_reserve added [mem {begin}-{last}], track {type:track}, req {type2:req}, ret {*}",
     MessageKind::state, memtype_c, v5_6, to_now,
     "A reservation was made (debugpat). \"ret\": the type that the caller got.", ""},
    {"reserve_memtype added [mem {begin}-{last}], track {type:track}, req {type2:req}, ret {*}",
     MessageKind::state, pat_c, since_ever, v5_5,
     "A reservation was made (debugpat). \"ret\": the type that the caller got.", ""},
    {"memtype_free request [mem {begin}-{last}]", MessageKind::state, memtype_c, v5_6, to_now,
     "A reservation was given back (debugpat).", ""},
    {"free_memtype request [mem {begin}-{last}]", MessageKind::state, pat_c, since_ever, v5_5,
     "A reservation was given back (debugpat).", ""},
    {"Overlap at {begin}-{end}", MessageKind::state, interval_c, since_ever, to_now,
     "A request meets this reservation (debugpat): it gets its type.", ""},
    {"x86/PAT: Configuration [0-7]: {*}", MessageKind::state, memtype_c, v4_2, to_now,
     "The types that the eight entries of the PAT select from now on.", "init_cache_modes"},
    {"PAT configuration [0-7]: {*}", MessageKind::state, pat_c, since_ever, v4_1,
     "The types that the eight entries of the PAT select from now on.", "init_cache_modes"},
    {"x86 PAT enabled: cpu {n:CPU}, old {x:IA32_PAT before}, new {x2:IA32_PAT}", MessageKind::state,
     pat_c, since_ever, v4_1, "IA32_PAT as the firmware left it and as the kernel has set it.", ""},
    {"PAT support disabled via boot option.", MessageKind::pat_disabled, memtype_c, v5_6, to_now,
     "\"nopat\" stands on the command line.", no_wc, "Take nopat off the command line."},
    {"PAT support disabled by the firmware.", MessageKind::pat_disabled, memtype_c, v5_6, to_now,
     "IA32_PAT read as 0, which no processor has after a reset.", no_wc},
    {"PAT support disabled because CONFIG_X86_PAT is disabled in the kernel.",
     MessageKind::pat_disabled, memtype_c, v5_6, to_now, "The kernel was built without PAT.",
     no_wc},
    {"PAT support disabled because CONFIG_MTRR is disabled in the kernel.",
     MessageKind::pat_disabled, "arch/x86/include/asm/mtrr.h", v5_6, v6_1,
     "The kernel was built without MTRRs, and up to 6.1 PAT hangs on them.", no_wc},
    {"PAT support disabled.", MessageKind::pat_disabled, pat_c, since_ever, v5_5,
     "\"nopat\" stands on the command line.", no_wc, "Take nopat off the command line."},
    {"PAT MSR is 0, disabled.", MessageKind::pat_disabled, pat_c, v4_2, v5_5,
     "IA32_PAT read as 0, which no processor has after a reset.", no_wc},
    {"PAT not supported by the CPU.", MessageKind::pat_not_supported, memtype_c, v5_6, to_now,
     "The processor has no PAT, or one with errata that Linux hides.", no_wc},
    {"PAT not supported by CPU.", MessageKind::pat_not_supported, pat_c, since_ever, v5_5,
     "The processor has no PAT, or one with errata that Linux hides.", no_wc},
    {"MTRRs disabled, skipping PAT initialization too.", MessageKind::pat_skipped, mtrr_c, v4_2,
     v6_1, "The MTRRs are off, and up to 6.1 the kernel then leaves the PAT as it finds it.",
     "mtrr_bp_init; since 6.2 PAT does not ask for MTRRs."},
    {"x86/PAT: PAT cannot be disabled after initialization", MessageKind::other, memtype_c, v4_2,
     v6_1, "A defect of the kernel: something wanted PAT off when it was in use.", "pat_disable"},
    {"PAT enabled, but not supported by secondary CPU", MessageKind::other, memtype_c, since_ever,
     to_now, second_cpu, "pat_ap_init, pat_cpu_init"},
    {"PAT memtype list:", MessageKind::state, memtype_c, since_ever, to_now,
     "Reservations of device memory follow, by their start.", ""},
    {"PAT: [mem {begin}-{end}] {type}", MessageKind::state, memtype_c, v5_6, to_now,
     "A reservation. The end is the first byte behind it, whatever the brackets look like.", ""},
    {"{type} @ {begin}-{end}", MessageKind::state, pat_c, since_ever, v5_5,
     "A reservation. The end is the first byte behind it.", ""},
    {"Program {*} tried to access /dev/mem between [mem {begin}-{last}]", MessageKind::state, pat_c,
     since_ever, v4_1,
     "A program read, wrote or mapped memory that /dev/mem keeps to itself (STRICT_DEVMEM); "
     "-EPERM.",
     "devmem_is_allowed",
     "Memory of a device that no driver has claimed; or the device's own "
     "files below /sys/bus/pci/devices."},
};

}  // namespace

std::span<const MessageRow> pat_rows() { return pat_table; }

}  // namespace memtype::readers
