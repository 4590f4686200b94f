// ioremap() and large pages (arch/x86/mm/ioremap.c, pgtable.c).
#include "rows.hpp"

namespace memtype::readers {
namespace {

constexpr std::string_view refused =
    "ioremap() got no reservation for its range and returned NULL. -16 (-EBUSY): reservations in "
    "the range have different types; -22 (-EINVAL): RAM and other memory in one range.";
constexpr std::string_view setup_data =
    "A list that the boot loader left could not be mapped; the mapping that was asked for is "
    "treated as ordinary memory.";
constexpr std::string_view fixmap =
    "The early mappings do not fit into one table of pages: a defect of the kernel.";

constexpr MessageRow ioremap_table[] = {
    {"ioremap memtype_reserve failed {error}", MessageKind::ioremap_failed, ioremap_c, v5_6, to_now,
     refused, "__ioremap_caller, memtype_reserve",
     "A request for a part of the range in which all reservations have one type, or the same after "
     "the other reservation is given back."},
    {"ioremap reserve_memtype failed {error}", MessageKind::ioremap_failed, ioremap_c, since_ever,
     v5_5, refused, "__ioremap_caller, reserve_memtype",
     "A request for a part of the range in which all reservations have one type, or the same after "
     "the other reservation is given back."},
    {"ioremap error for {begin}-{end}, requested {mode:asked for}, got {mode2:reserved}",
     MessageKind::ioremap_failed, ioremap_c, since_ever, to_now,
     "The range is reserved with a type that the caller cannot take; ioremap() returned NULL. The "
     "two numbers are the kernel's numbers of page cache modes, the end is the first byte behind "
     "the range.",
     "is_new_memtype_allowed: UC-, WC and WT are not served with WB, WT not with WC. UC and WB "
     "take "
     "anything."},
    {"ioremap on RAM at {begin} - {last}", MessageKind::state, ioremap_c, v4_9, to_now,
     "A driver asked ioremap() for RAM that the kernel uses; it returned NULL, with a stack trace.",
     "__ioremap_check_ram: a whole page of System RAM in the range",
     "memremap(), or the page by its address in the direct map; for memory that the driver shall "
     "have alone, a reserved range (memmap=)."},
    {"ioremap: invalid physical address {begin}", MessageKind::state, ioremap_c, since_ever, to_now,
     "The range begins above the physical addresses of this processor; ioremap() returned NULL.",
     "phys_addr_valid: the start lies below 2^(address bits). The end is not looked at."},
    {"caller {*} mapping multiple BARs", MessageKind::state, ioremap_c, v4_9, to_now,
     "A mapping reaches over the end of a PCI region into the next. Not refused; the size that the "
     "caller gave is likely wrong.",
     "iomem_map_sanity_check", "A mapping that ends where the region does."},
    {"iounmap: bad address {*}", MessageKind::other, ioremap_c, since_ever, to_now,
     "Somebody gave a mapping back that ioremap() did not make.", "iounmap"},
    {"iounmap() called for ISA range not obtained using ioremap()", MessageKind::other, ioremap_c,
     v4_19, to_now,
     "Somebody gave back an address below 1 MiB that is the direct map's, not ioremap()'s.",
     "iounmap"},
    {"{*}: Cannot satisfy [mem {begin}-{end}] with a huge-page mapping due to MTRR override.",
     MessageKind::huge_page_refused, pgtable_c, v4_2, to_now,
     "ioremap() wanted one large page for the range, and the MTRRs have more than one type in it: "
     "it takes small pages. Nothing is refused. The end is the first byte behind the range.",
     "pmd_set_huge, pud_set_huge: one large page has one type by the MTRRs. Up to 6.4 a range over "
     "which several registers lie counts as having several, even if they agree, unless it is WB."},
    {"failed to memremap setup_data entry", MessageKind::other, ioremap_c, v6_1, to_now, setup_data,
     "memremap_is_setup_data"},
    {"failed to memremap indirect setup_data", MessageKind::other, ioremap_c, v6_1, to_now,
     setup_data, "memremap_is_setup_data"},
    {"failed to early memremap setup_data entry", MessageKind::other, ioremap_c, v6_1, to_now,
     setup_data, "early_memremap_is_setup_data"},
    {"failed to early memremap indirect setup_data", MessageKind::other, ioremap_c, v6_1, to_now,
     setup_data, "early_memremap_is_setup_data"},
    {"pmd {*} != {*}", MessageKind::state, ioremap_c, since_ever, to_now, fixmap,
     "early_ioremap_init"},
    {"fix_to_virt(FIX_BTMAP_BEGIN): {x:address}", MessageKind::state, ioremap_c, since_ever, to_now,
     fixmap, "early_ioremap_init"},
    {"fix_to_virt(FIX_BTMAP_END): {x:address}", MessageKind::state, ioremap_c, since_ever, to_now,
     fixmap, "early_ioremap_init"},
    {"FIX_BTMAP_END: {n:slot}", MessageKind::state, ioremap_c, since_ever, to_now, fixmap,
     "early_ioremap_init"},
    {"FIX_BTMAP_BEGIN: {n:slot}", MessageKind::state, ioremap_c, since_ever, to_now, fixmap,
     "early_ioremap_init"},
    {"Reserving virtual address space above {x:address} (rounded to {x2:address})",
     MessageKind::state, pgtable_c, since_ever, to_now,
     "32-bit kernels: addresses at the top were kept free for a hypervisor. No type changes.", ""},
};

}  // namespace

std::span<const MessageRow> ioremap_rows() { return ioremap_table; }

}  // namespace memtype::readers
