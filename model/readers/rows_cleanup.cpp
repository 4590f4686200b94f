// mtrr_cleanup() and what takes away RAM that the MTRRs do not cover (cleanup.c).
#include "rows.hpp"

namespace memtype::readers {
namespace {

constexpr std::string_view cleanup_rule =
    "mtrr_cleanup: of 136 pairs of gran_size and chunk_size the one that needs the fewest "
    "registers, loses no RAM and leaves mtrr_spare_reg_nr registers (1 by default) free. It runs "
    "only where the default type is UC and all registers in use are WB or UC.";

constexpr MessageRow cleanup_table[] = {
    {"WARNING: BIOS bug: VAR MTRR {n:register} contains strange UC entry under 1M, check with your "
     "system vendor!",
     MessageKind::strange_uc_entry, cleanup_c, since_ever, to_now,
     "A UC register lies below 1 MiB although the fixed ranges decide there. mtrr_cleanup leaves "
     "it out.",
     "x86_get_mtrr_mem_range"},
    {"After WB checking", MessageKind::state, cleanup_c, since_ever, to_now,
     "mtrr_cleanup: the page frames that WB registers cover follow, for debugging.", ""},
    {"After UC checking", MessageKind::state, cleanup_c, since_ever, to_now,
     "mtrr_cleanup: the same without what UC registers take out, for debugging.", ""},
    {"After sorting", MessageKind::state, cleanup_c, since_ever, to_now,
     "mtrr_cleanup: the same in order, for debugging.", ""},
    {"MTRR MAP PFN: {x:first page frame} - {x2:page frame behind it}", MessageKind::state,
     cleanup_c, since_ever, to_now,
     "Page frames, 4 KiB each, that are WB; the second number is the one behind the last.", ""},
    {"Setting variable MTRR {n:register}, base: {amount:base}B, range: {amount2:length}B, type {*}",
     MessageKind::state, cleanup_c, since_ever, to_now, "mtrr_cleanup plans this register.", ""},
    {"rangeX: {begin} - {end}", MessageKind::state, cleanup_c, since_ever, to_now,
     "mtrr_cleanup at work: a range that it lays out, for debugging.", ""},
    {"range0: {begin} - {end}", MessageKind::state, cleanup_c, since_ever, to_now,
     "mtrr_cleanup at work: a range that it lays out, for debugging.", ""},
    {"range: {begin} - {end}", MessageKind::state, cleanup_c, since_ever, to_now,
     "mtrr_cleanup at work: a range that it lays out, for debugging.", ""},
    {"hole: {begin} - {end}", MessageKind::state, cleanup_c, since_ever, to_now,
     "mtrr_cleanup at work: a hole that it cuts out again with UC, for debugging.", ""},
    {"reg {n:register}, base: {amount:base}B, range: {amount2:length}B, type {*}",
     MessageKind::state, cleanup_c, since_ever, to_now,
     "A register, before or after mtrr_cleanup by the heading above it.", ""},
    {"{*}gran_size: {amount:gran_size} chunk_size: {amount2:chunk_size} num_reg: {n:registers "
     "needed} lose cover RAM: "
     "{*}",
     MessageKind::state, cleanup_c, since_ever, to_now,
     "One of the sets of registers that mtrr_cleanup tried. *BAD*: it would make memory WB that is "
     "not WB now. The last number is RAM that would lose its WB.",
     cleanup_rule},
    {"gran_size: {amount:gran_size} chunk_size: {amount2:chunk_size} num_reg: {n:registers needed} "
     "lose cover RAM: {*:RAM lost}",
     MessageKind::state, cleanup_c, since_ever, to_now,
     "One of the sets of registers that mtrr_cleanup tried. The last number is RAM that would lose "
     "its WB.",
     cleanup_rule},
    {"original variable MTRRs", MessageKind::state, cleanup_c, since_ever, to_now,
     "The registers as the firmware left them follow.", ""},
    {"total RAM covered: {n:MiB}M", MessageKind::state, cleanup_c, since_ever, to_now,
     "How much memory the WB registers cover; not how much RAM there is.", ""},
    {"New variable MTRRs", MessageKind::state, cleanup_c, since_ever, to_now,
     "The registers as mtrr_cleanup has set them follow; these are in force.", ""},
    {"invalid mtrr_gran_size or mtrr_chunk_size, will find optimal one",
     MessageKind::cleanup_bad_options, cleanup_c, since_ever, to_now,
     "The set of registers that the two options give is *BAD*: it would cover what is not RAM.",
     cleanup_rule, "A pair whose row in the table does not begin with *BAD*."},
    {"Found optimal setting for mtrr clean up", MessageKind::cleanup_found, cleanup_c, since_ever,
     to_now, "mtrr_cleanup found a set of registers with room to spare, and has set it.",
     cleanup_rule},
    {"mtrr_cleanup: can not find optimal value", MessageKind::cleanup_not_found, cleanup_c,
     since_ever, to_now,
     "mtrr_cleanup found no set of registers that loses nothing and leaves one free, and left them "
     "as they are. Neither an error nor the cause of anything: with PAT no register is needed.",
     cleanup_rule,
     "A row that is not *BAD*, given as mtrr_gran_size= and mtrr_chunk_size=, even one that loses "
     "RAM. To be rid of the lines: disable_mtrr_cleanup."},
    {"please specify mtrr_gran_size/mtrr_chunk_size", MessageKind::other, cleanup_c, since_ever,
     to_now, "Belongs to the line before. Nobody has to.", cleanup_rule},
    {"CPU MTRRs all blank - virtualized system.", MessageKind::mtrr_blank, cleanup_c, since_ever,
     to_now,
     "No register is WB, as in guests whose hypervisor gives them none: RAM is not trimmed.",
     "mtrr_trim_uncached_memory"},
    {"WARNING: BIOS bug: CPU MTRRs don't cover all of memory, losing {n:MiB lost}MB of RAM.",
     MessageKind::ram_not_covered, cleanup_c, since_ever, to_now,
     "RAM lies where no WB register does; it would be very slow, so the kernel does not use it.",
     "mtrr_trim_uncached_memory: RAM outside WB registers (and TOM2) is taken out of the memory "
     "map. Only where the default type is UC and all registers in use are WB or UC.",
     "Firmware whose registers cover the RAM (remapping, an update); or disable_mtrr_trim, which "
     "keeps the RAM and its slowness."},
    {"update e820 for mtrr", MessageKind::state, cleanup_c, since_ever, to_now,
     "The memory map without the RAM that the MTRRs do not cover follows.", ""},
};

}  // namespace

std::span<const MessageRow> cleanup_rows() { return cleanup_table; }

}  // namespace memtype::readers
