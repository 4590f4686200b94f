#include "memtype/linux/refusal.hpp"

#include <array>

namespace memtype::kernel {
namespace {

using G = Guard;

constexpr std::string_view check = "mtrr_check";
constexpr std::string_view validate = "generic_validate_add_page";
constexpr std::string_view add = "mtrr_add_page";
constexpr std::string_view del = "mtrr_del_page";
constexpr std::string_view conflict = "memtype_check_conflict";

constexpr std::array<GuardRow, guard_count> guards{{
    {G::none, "", "", ""},
    {G::no_mtrrs, "no-mtrrs", "mtrr_enabled", "the kernel has no MTRRs to work with"},
    {G::mtrr_no_pages, "mtrr-no-pages", check, "base or size is no multiple of 4K"},
    {G::mtrr_ppro_base, "mtrr-ppro-base", validate,
     "on this processor the base must be a multiple of 4M"},
    {G::mtrr_ppro_hole, "mtrr-ppro-hole", validate,
     "on this processor no WC or WB may touch 0x70000000-0x7003ffff"},
    {G::mtrr_no_power, "mtrr-no-power", validate, "{size} is no power of two"},
    {G::mtrr_base_in_block, "mtrr-base-in-block", validate, "{base} is no multiple of {size}"},
    {G::mtrr_no_such_type, "mtrr-no-such-type", add, "there is no type {number}"},
    {G::mtrr_no_wc, "mtrr-no-wc", add, "the MTRRs of this machine have no WC"},
    {G::mtrr_no_byte, "mtrr-no-byte", add, "the size is 0"},
    {G::mtrr_beyond_width, "mtrr-beyond-width", add, "it reaches beyond the {number} address bits"},
    {G::mtrr_overlaps, "mtrr-overlaps", add, "overlaps {register}"},
    {G::mtrr_lies_in, "mtrr-lies-in", add, "lies in {register}, which is not {asked}"},
    {G::mtrr_none_free, "mtrr-none-free", add, "no free register ({number} of {number} in use)"},
    {G::mtrr_no_match, "mtrr-no-match", del, "no register holds {range}"},
    {G::mtrr_no_such_register, "mtrr-no-such-register", del, "there is no register {number}"},
    {G::mtrr_not_in_use, "mtrr-not-in-use", del, "reg {number} is not in use"},
    {G::mtrr_no_user, "mtrr-no-user", del, "reg {number} has no user left"},

    {G::reserve_no_byte, "reserve-no-byte", "memtype_reserve", "no byte in it, or it wraps"},
    {G::reserve_mixed, "reserve-mixed", "pat_pagerange_is_ram",
     "{range} mixes RAM and device memory"},
    {G::reserve_ram_wp, "reserve-ram-wp", "reserve_ram_pages_type", "RAM cannot be WP"},
    {G::reserve_ram_taken, "reserve-ram-taken", "reserve_ram_pages_type",
     "{asked} asked, RAM {range} made {found}{by}"},
    {G::reserved_otherwise, "reserved-otherwise", conflict,
     "{asked} asked, {range} reserved {found}{by}"},
    {G::reserved_in_several, "reserved-in-several", conflict,
     "{asked} asked, reserved in several types ({found}), the first {range}{by}"},
    {G::mode_not_allowed, "mode-not-allowed", "is_new_memtype_allowed",
     "{asked} asked, {range} reserved {found}{by}"},
    {G::mode_must_be_same, "mode-must-be-same", "reserve_pfn_range",
     "{asked} asked and nothing else, {range} reserved {found}{by}"},

    {G::map_no_byte, "map-no-byte", "__ioremap_caller", "the size is 0"},
    {G::map_wraps, "map-wraps", "__ioremap_caller", "it wraps past the end of the address space"},
    {G::map_beyond_width, "map-beyond-width", "phys_addr_valid",
     "{base} is beyond the {number} address bits"},
    {G::map_ram, "map-ram", "__ioremap_check_ram", "RAM in {range}"},
    {G::map_too_big, "map-too-big", "get_vm_area_caller", "no room for {size}"},
    {G::bar_at_zero, "bar-at-zero", "pci_iomap_range", "the BAR is at 0"},
    {G::bar_too_short, "bar-too-short", "pci_iomap_range", "the BAR ends before the offset"},
    {G::memremap_mixed, "memremap-mixed", "memremap", "{range} mixes RAM and other memory"},
    {G::memremap_ram, "memremap-ram", "memremap",
     "{range} is RAM, and MEMREMAP_WB is not among the flags"},
    {G::memremap_no_mode, "memremap-no-mode", "memremap", "no mode among the flags"},
    {G::resource_ram, "resource-ram", "__request_region", "RAM {range} in it"},
    {G::resource_busy, "resource-busy", "__request_region", "{range} is claimed already"},

    {G::area_no_byte, "area-no-byte", "mmap", "the size is 0"},
    {G::area_none, "area-none", "", "there is no such area"},
    {G::area_not_page, "area-not-page", "remap_pfn_range",
     "no byte, or the offset is no multiple of 4K"},
    {G::area_outside, "area-outside", "remap_pfn_range",
     "{size} at this offset is not in the area"},
    {G::area_has_reservation, "area-has-reservation", "remap_pfn_range_track",
     "the area holds a reservation already"},
    {G::area_modes_differ, "area-modes-differ", "pfnmap_setup_cachemode",
     "the pages of {range} are tracked in different modes"},
    {G::area_would_grow, "area-would-grow", "mremap", "the area would grow to {size}"},
    {G::area_in_pieces, "area-in-pieces", "mremap", "what is left of the area is not one piece"},
    {G::file_without_pat, "file-without-pat", "pci_create_resource_files",
     "without PAT there is no such file"},
    {G::dev_mem_not_page, "dev-mem-not-page", "mmap", "no byte, or an address inside a page"},
    {G::dev_mem_wraps, "dev-mem-wraps", "file_mmap_ok",
     "it wraps past the end of the address space"},
    {G::dev_mem_beyond_width, "dev-mem-beyond-width", "valid_mmap_phys_addr_range",
     "{range} reaches beyond the {number} address bits"},
    {G::dev_mem_ram, "dev-mem-ram", "devmem_is_allowed", "RAM {range} in it"},

    {G::beyond_direct_map, "beyond-direct-map", "__cpa_process_fault",
     "{range} reaches beyond the direct map"},
    {G::beyond_mapping, "beyond-mapping", "__cpa_process_fault",
     "{size} is more than the mapping has"},
    {G::no_address, "no-address", "__cpa_process_fault", "nothing is mapped at this address"},
    {G::pages_not_ram, "pages-not-ram", "set_pages_array",
     "{range} is not all RAM at or above 1 MiB"},

    {G::given_what_is_reserved, "given-what-is-reserved", conflict, "{range} reserved {found}{by}"},
    {G::given_without_wb_mtrrs, "given-without-wb-mtrrs", "pat_x_mtrr_type",
     "to the kernel the MTRRs are not WB throughout"},
}};

constexpr bool in_order() {
  for (std::size_t i = 0; i < guard_count; ++i)
    if (guards[i].guard != static_cast<Guard>(i)) return false;
  return true;
}
static_assert(in_order());

}  // namespace

const GuardRow& row_of(Guard guard) { return guards[static_cast<std::size_t>(guard)]; }

}  // namespace memtype::kernel
