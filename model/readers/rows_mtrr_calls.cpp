// Messages of mtrr_add(), mtrr_del(), arch_phys_wc_add() and /proc/mtrr. Until 4.18 they begin with
// "mtrr: ", since 4.19 without: a shape without it fits both where nothing else can be meant.
#include "rows.hpp"

namespace memtype::readers {
namespace {

constexpr std::string_view one_block =
    "A variable MTRR holds one block: a power of two in length, at a multiple of its length "
    "(generic_validate_add_page).";
constexpr std::string_view overlap_rule =
    "mtrr_add_page: ranges may be equal, or one inside the other; where the types differ one must "
    "be UC, or they must be WT and WB. A range that crosses the edge of another is never taken.";

constexpr MessageRow call_table[] = {
    {"mtrr: type mismatch for {begin},{size} old: {type:type of the register} new: {type2:type "
     "asked for}",
     MessageKind::mtrr_mismatch, main_c, since_ever, v4_18,
     "Somebody asked for an MTRR over a range that lies inside a register of another type; nothing "
     "was changed, and the caller got -EINVAL.",
     overlap_rule},
    {"type mismatch for {begin},{size} old: {type:type of the register} new: {type2:type asked "
     "for}",
     MessageKind::mtrr_mismatch, mtrr_c, v4_19, to_now,
     "Somebody asked for an MTRR over a range that lies inside a register of another type; nothing "
     "was changed, and the caller got -EINVAL.",
     overlap_rule},
    {"mtrr: {begin},{size} overlaps existing {begin2},{size2}", MessageKind::mtrr_overlaps, main_c,
     since_ever, v4_18,
     "Somebody asked for an MTRR over a range that meets a register in a way that is not allowed; "
     "nothing was changed, and the caller got -EINVAL.",
     overlap_rule},
    {"{begin},{size} overlaps existing {begin2},{size2}", MessageKind::mtrr_overlaps, mtrr_c, v4_19,
     to_now,
     "Somebody asked for an MTRR over a range that meets a register in a way that is not allowed; "
     "nothing was changed, and the caller got -EINVAL.",
     overlap_rule},
    {"mtrr: base({begin}) is not aligned on a size({size}) boundary", MessageKind::mtrr_not_aligned,
     generic_c, since_ever, to_now,
     "Somebody asked for an MTRR over a range that no register can hold; nothing was changed, and "
     "the caller got -EINVAL.",
     one_block},
    {"mtrr: base({begin}) is not 4 MiB aligned", MessageKind::other, generic_c, since_ever, to_now,
     "On a Pentium Pro up to stepping 7 an MTRR must begin at a multiple of 4 MiB.",
     "Erratum of the Pentium Pro, model 1, stepping up to 7 (generic_validate_add_page)."},
    {"mtrr: writable mtrr between 0x70000000 and 0x7003FFFF may hang the CPU.", MessageKind::other,
     generic_c, since_ever, to_now,
     "On a Pentium Pro up to stepping 7 no WC or WB register may touch these 256 KiB.",
     "Erratum of the Pentium Pro, model 1, stepping up to 7 (generic_validate_add_page).",
     "The same range with the type UC, WT or WP, or one that ends below 0x70000000."},
    {"no more MTRRs available", MessageKind::mtrr_full, mtrr_c, since_ever, to_now,
     "Somebody asked for an MTRR, and all variable registers are in use; the caller got -ENOSPC.",
     "mtrr_add_page: a new range needs a free register, unless it lies in one of its type or goes "
     "around exactly one of its type, which it then replaces.",
     "A register freed since_ever, by its number in /proc/mtrr: echo disable=N > /proc/mtrr; or no "
     "register at all: with PAT, ioremap_wc() needs none."},
    {"size and base must be multiples of 4 kiB", MessageKind::other, mtrr_c, since_ever, to_now,
     "Somebody asked for, or gave back, an MTRR whose ends are not whole pages; -EINVAL.",
     "mtrr_check: base and size are multiples of 4 KiB.",
     "The range rounded to whole pages, if it then is one block."},
    {"size: {size} base: {begin}", MessageKind::state, mtrr_c, since_ever, to_now,
     "The numbers of the line before (multiples of 4 kiB).", ""},
    {"type: {n:type} invalid", MessageKind::state, mtrr_c, since_ever, to_now,
     "Somebody asked for an MTRR of a type that has no number of an MTRR; -EINVAL.",
     "mtrr_add_page: types are below 7. 2 and 3 pass here, and the processor refuses them.",
     "0 UC, 1 WC, 4 WT, 5 WP, 6 WB."},
    {"your processor doesn't support write-combining", MessageKind::mtrr_absent, mtrr_c, since_ever,
     to_now,
     "Somebody asked for a write-combining MTRR, and the processor or the chipset cannot; -ENOSYS.",
     "have_wrcomb: MTRRCAP.WC (bit 10), and no chipset that breaks it.",
     "With PAT, ioremap_wc(), which does not ask MTRRCAP."},
    {"zero sized request", MessageKind::state, mtrr_c, since_ever, to_now,
     "Somebody asked for an MTRR of no length; -EINVAL.", "mtrr_add_page: size is at least 4 KiB.",
     "A size that is not 0."},
    {"base or size exceeds the MTRR width", MessageKind::other, mtrr_c, since_ever, to_now,
     "Somebody asked for an MTRR beyond the physical addresses of this processor; -EINVAL.",
     "mtrr_add_page: the last page lies below 2^(address bits).",
     "A range that ends within the address width (\"address sizes\" in /proc/cpuinfo)."},
    {"Serverworks LE rev < 6 detected. Write-combining disabled.", MessageKind::mtrr_absent, mtrr_c,
     since_ever, to_now, "This chipset breaks write-combining: requests for WC MTRRs are refused.",
     "have_wrcomb: ServerWorks LE up to revision 5.",
     "None by MTRR. Mappings by PAT are not stopped, and have the same defect."},
    {"Intel 450NX MMC detected. Write-combining disabled.", MessageKind::mtrr_absent, mtrr_c,
     since_ever, to_now, "This chipset breaks write-combining: requests for WC MTRRs are refused.",
     "have_wrcomb: Intel 450NX, erratum 23.",
     "None by MTRR. Mappings by PAT are not stopped, and have the same defect."},
    {"mtrr: no MTRR for {begin},{size} found", MessageKind::mtrr_absent, main_c, since_ever, v4_18,
     "Somebody gave an MTRR back that no register holds; -EINVAL.",
     "mtrr_del_page: without a register number, base and size must equal those of a register."},
    {"no MTRR for {begin},{size} found", MessageKind::mtrr_absent, mtrr_c, v4_19, to_now,
     "Somebody gave an MTRR back that no register holds; -EINVAL (printed since 6.5 with "
     "mtrr=debug alone).",
     "mtrr_del_page: without a register number, base and size must equal those of a register."},
    {"register: {n:register} too big", MessageKind::mtrr_absent, mtrr_c, since_ever, to_now,
     "Somebody gave a register back that the processor does not have; -EINVAL.",
     "mtrr_del_page: the number is below MTRRCAP.VCNT."},
    {"mtrr: MTRR {n:register} not used", MessageKind::mtrr_absent, main_c, since_ever, v4_18,
     "Somebody gave back a register that is free; -EINVAL.",
     "mtrr_del_page: a register in use has a length."},
    {"MTRR {n:register} not used", MessageKind::mtrr_absent, mtrr_c, v4_19, to_now,
     "Somebody gave back a register that is free; -EINVAL.",
     "mtrr_del_page: a register in use has a length."},
    {"reg: {n:register} has count=0", MessageKind::mtrr_absent, mtrr_c, since_ever, to_now,
     "Somebody gave back a register once more than it was taken; -EINVAL.",
     "mtrr_del_page counts the users of each register; each register starts with one."},
    {"Failed to add WC MTRR for [{*}-{*}]; performance may suffer.", MessageKind::drm_no_mtrr,
     mtrr_c, since_ever, to_now,
     "arch_phys_wc_add() asked for a write-combining MTRR and did not get one; the reason is in "
     "the line before. The two ends are hashed pointers since 4.15, not addresses.",
     "arch_phys_wc_add: asks mtrr_add() only where PAT is off; without PAT the range stays as "
     "the MTRRs have it.",
     "With PAT nothing is asked for and nothing is printed: take nopat off the command line."},
    {"reg{n:register}: base={begin} ({n2:MiB}MB), size={amount}B, count={n3:users}: {type}",
     MessageKind::state, if_c, since_ever, to_now, "A register in use, in /proc/mtrr.", ""},
    {"reg{n:register}: base={begin} ({n2:MiB}MB), size={amount}B: {type}, count={n3:users}",
     MessageKind::state, if_c, since_ever, v4_1, "A register in use, in /proc/mtrr of old kernels.",
     ""},
    {"only write-combining{*} supported", MessageKind::state, "arch/x86/kernel/cpu/mtrr/centaur.c",
     since_ever, to_now,
     "The registers of IDT and Centaur processors (WinChip) hold WC alone, some also UC; -EINVAL.",
     "centaur_validate_add_page", "The type write-combining."},
};

}  // namespace

std::span<const MessageRow> mtrr_call_rows() { return call_table; }

}  // namespace memtype::readers
