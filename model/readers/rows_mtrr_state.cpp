// What the kernel says of the MTRRs as it finds them (generic.c, mtrr.c).
#include "rows.hpp"

namespace memtype::readers {
namespace {

constexpr std::string_view cpus_rule =
    "mtrr_state_warn: Intel and AMD want the same MTRRs on every processor; Linux gives all of "
    "them those of the first.";

constexpr MessageRow state_table[] = {
    {"MTRR default type: {type}", MessageKind::state, generic_c, since_ever, to_now,
     "The type of memory that no register covers (IA32_MTRR_DEF_TYPE, bits 7:0). Since 6.5 with "
     "mtrr=debug alone.",
     ""},
    {"MTRR fixed ranges {*}abled:", MessageKind::state, generic_c, since_ever, to_now,
     "Whether the fixed ranges decide below 1 MiB (IA32_MTRR_DEF_TYPE.FE). Since 6.5 with "
     "mtrr=debug alone.",
     ""},
    {"MTRR variable ranges {*}abled:", MessageKind::state, generic_c, since_ever, to_now,
     "Whether the MTRRs are on (IA32_MTRR_DEF_TYPE.E); off, all memory is UC. Since 6.5 with "
     "mtrr=debug alone.",
     ""},
    {"{n:register} base {begin} mask {mask} {type}", MessageKind::state, generic_c, since_ever,
     to_now, "A variable register in use: addresses that equal the base in every bit of the mask.",
     ""},
    {"{n:register} disabled", MessageKind::state, generic_c, since_ever, to_now,
     "A variable register that is free.", ""},
    {"TOM2: {end} aka {n:MiB}M", MessageKind::state, generic_c, since_ever, to_now,
     "AMD: memory from 4 GiB to TOP_MEM2 is WB without a register, as SYSCFG says.",
     "SYSCFG bits 21 and 22 (Tom2Enabled, Tom2ForceMemTypeWB); AMD APM vol. 2, 7.9."},
    {"MTRR map: {n:entries} entries ({n2:fixed} fixed + {n3:variable} variable; max {n4:at most}), "
     "built from {*} variable MTRRs",
     MessageKind::state, generic_c, v6_5, to_now,
     "The kernel's own map of what the MTRRs mean, by which it answers from now on. The last "
     "number counts the registers of the processor, and TOM2, not those in use.",
     "mtrr_build_map"},
    {"{n:entry}: {begin}-{last} {type}", MessageKind::state, generic_c, v6_5, to_now,
     "An entry of the kernel's map of the MTRRs (mtrr=debug).", ""},
    {"{begin}-{last} {type}", MessageKind::state, generic_c, since_ever, to_now,
     "A run of fixed ranges of one type.", ""},
    {"MTRR cache mode memory map exhausted!", MessageKind::other, generic_c, v6_5, to_now,
     "The kernel's map of the MTRRs has no room for one more entry: a defect of the kernel.",
     "add_map_entry_at"},
    {"MTRRs disabled due to allocation failure for lookup map.", MessageKind::mtrr_disabled,
     generic_c, v6_5, to_now,
     "There was no memory for the kernel's map of the MTRRs; mtrr_add() is refused from now on. "
     "The registers themselves stay on.",
     "mtrr_copy_map"},
    {"Trying to overwrite MTRR state with {n:variable entries} variable entries",
     MessageKind::other, generic_c, v6_5, to_now,
     "A guest was told more ranges than there is room for; the rest is lost.",
     "guest_force_mtrr_state"},
    {"MTRR: CPU {n:CPU}: SYSCFG[MtrrFixDramModEn] not cleared by BIOS, clearing this bit",
     MessageKind::other, generic_c, since_ever, to_now,
     "AMD: the firmware left the fixed ranges open for change (SYSCFG bit 19). The kernel closes "
     "them.",
     "k8_check_syscfg_dram_mod_en; AMD APM vol. 2, 7.9.1"},
    {"mtrr: your CPUs had inconsistent fixed MTRR settings", MessageKind::cpus_inconsistent,
     generic_c, since_ever, to_now,
     "The firmware left other fixed ranges on some processor than on the first. The kernel has "
     "made them equal.",
     cpus_rule},
    {"mtrr: your CPUs had inconsistent variable MTRR settings", MessageKind::cpus_inconsistent,
     generic_c, since_ever, to_now,
     "The firmware left other variable registers on some processor than on the first. The kernel "
     "has made them equal.",
     cpus_rule},
    {"mtrr: your CPUs had inconsistent MTRRdefType settings", MessageKind::cpus_inconsistent,
     generic_c, since_ever, to_now,
     "The firmware left another default type, or other enable bits, on some processor than on the "
     "first. The kernel has made them equal.",
     cpus_rule},
    {"mtrr: probably your BIOS does not setup all CPUs.", MessageKind::other, generic_c, since_ever,
     to_now, "Belongs to the line before: a defect of the firmware.", cpus_rule},
    {"mtrr: corrected configuration.", MessageKind::other, generic_c, since_ever, to_now,
     "Belongs to the lines before: from now on all processors have the MTRRs of the first.",
     cpus_rule},
    {"MTRR: CPU {n:CPU}: Writing MSR {x:MSR} to {x2:high half}:{x3:low half} failed",
     MessageKind::other, generic_c, since_ever, to_now,
     "The processor, or the hypervisor below it, refused a value for this register. It keeps the "
     "one it had.",
     "mtrr_wrmsr; which values fault: Intel SDM vol. 3A, 11.11 (now 13.11)"},
    {"mtrr: your BIOS has configured an incorrect mask, fixing it.", MessageKind::incorrect_mask,
     generic_c, since_ever, to_now,
     "A mask of the firmware ends below the address width. The kernel reads it as if it reached to "
     "the top; the register stays as it is.",
     "generic_get_mtrr: bits from the highest one of the mask upwards are taken as set."},
    {"mtrr: your BIOS has set up an incorrect mask, fixing it up.", MessageKind::incorrect_mask,
     generic_c, since_ever, v4_1,
     "A mask of the firmware ends below the address width. The kernel reads it as if it reached to "
     "the top; the register stays as it is.",
     "generic_get_mtrr: bits from the highest one of the mask upwards are taken as set."},
    {"MTRRs disabled by BIOS", MessageKind::mtrr_disabled, mtrr_c, v6_5, to_now,
     "The firmware left the MTRRs off (IA32_MTRR_DEF_TYPE.E = 0). mtrr_add() is refused, "
     "/proc/mtrr "
     "is not there.",
     "mtrr_bp_init. MTRRs off: all memory is UC on bare metal; in a guest the host decides."},
    {"MTRRs disabled (not available)", MessageKind::mtrr_disabled, mtrr_c, v6_5, to_now,
     "The processor, or the hypervisor, has no MTRRs. mtrr_add() is refused, /proc/mtrr is not "
     "there.",
     "mtrr_bp_init. Without MTRRs the page attribute alone decides; in a guest, the host too."},
    {"MTRR: Disabled", MessageKind::mtrr_disabled, main_c, v4_2, v4_18,
     "The firmware left the MTRRs off, or there are none. mtrr_add() is refused, /proc/mtrr is not "
     "there, and PAT is off, too.",
     "mtrr_bp_init. MTRRs off: all memory is UC on bare metal; in a guest the host decides."},
    {"Disabled", MessageKind::state, mtrr_c, v4_19, v6_4,
     "The word alone: the firmware left the MTRRs off, or there are none. mtrr_add() is refused, "
     "/proc/mtrr is not there, and up to 6.1 PAT is off, too.",
     "mtrr_bp_init. MTRRs off: all memory is UC on bare metal; in a guest the host decides."},
    {"MTRRs set to read-only", MessageKind::mtrr_read_only, mtrr_c, v6_5, to_now,
     "The kernel was told what the MTRRs are (Xen PV, Hyper-V, SEV-SNP, TDX) and will not change "
     "them: mtrr_add() is refused.",
     "mtrr_bp_init after guest_force_mtrr_state"},
};

}  // namespace

std::span<const MessageRow> mtrr_state_rows() { return state_table; }

}  // namespace memtype::readers
