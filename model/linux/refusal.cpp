#include "memtype/linux/refusal.hpp"

#include <array>

namespace memtype::kernel {
namespace {

constexpr std::string_view in_check = "mtrr_check";
constexpr std::string_view in_validate = "generic_validate_add_page";
constexpr std::string_view in_add = "mtrr_add_page";
constexpr std::string_view in_del = "mtrr_del_page";
constexpr std::string_view in_conflict = "memtype_check_conflict";

constexpr std::array<GuardRow, guard_count> guard_rows{{
    {Guard::none, "", "", ""},
    {Guard::no_mtrrs, "no-mtrrs", "mtrr_enabled", "the kernel has no MTRRs to work with"},
    {Guard::mtrr_no_pages, "mtrr-no-pages", in_check, "base or size is no multiple of 4K"},
    {Guard::mtrr_ppro_base, "mtrr-ppro-base", in_validate,
     "on this processor the base must be a multiple of 4M"},
    {Guard::mtrr_ppro_hole, "mtrr-ppro-hole", in_validate,
     "on this processor no WC or WB may touch 0x70000000-0x7003ffff"},
    {Guard::mtrr_no_power, "mtrr-no-power", in_validate, "{size} is no power of two"},
    {Guard::mtrr_base_in_block, "mtrr-base-in-block", in_validate,
     "{base} is no multiple of {size}"},
    {Guard::mtrr_no_such_type, "mtrr-no-such-type", in_add, "there is no type {number}"},
    {Guard::mtrr_no_wc, "mtrr-no-wc", in_add, "the MTRRs of this machine have no WC"},
    {Guard::mtrr_no_byte, "mtrr-no-byte", in_add, "the size is 0"},
    {Guard::mtrr_beyond_width, "mtrr-beyond-width", in_add,
     "it reaches beyond the {number} address bits"},
    {Guard::mtrr_overlaps, "mtrr-overlaps", in_add, "overlaps {register}"},
    {Guard::mtrr_lies_in, "mtrr-lies-in", in_add, "lies in {register}, which is not {asked}"},
    {Guard::mtrr_none_free, "mtrr-none-free", in_add,
     "no free register ({number} of {number} in use)"},
    {Guard::mtrr_no_match, "mtrr-no-match", in_del, "no register holds {range}"},
    {Guard::mtrr_no_such_register, "mtrr-no-such-register", in_del,
     "there is no register {number}"},
    {Guard::mtrr_not_in_use, "mtrr-not-in-use", in_del, "reg {number} is not in use"},
    {Guard::mtrr_no_user, "mtrr-no-user", in_del, "reg {number} has no user left"},

    {Guard::reserve_no_byte, "reserve-no-byte", "memtype_reserve", "no byte in it, or it wraps"},
    {Guard::reserve_mixed, "reserve-mixed", "pat_pagerange_is_ram",
     "{range} mixes RAM and device memory"},
    {Guard::reserve_ram_wp, "reserve-ram-wp", "reserve_ram_pages_type", "RAM cannot be WP"},
    {Guard::reserve_ram_taken, "reserve-ram-taken", "reserve_ram_pages_type",
     "{asked} asked, RAM {range} made {found}{by}"},
    {Guard::reserved_otherwise, "reserved-otherwise", in_conflict,
     "{asked} asked, {range} reserved {found}{by}"},
    {Guard::reserved_in_several, "reserved-in-several", in_conflict,
     "{asked} asked, reserved in several types ({found}), the first {range}{by}"},
    {Guard::mode_not_allowed, "mode-not-allowed", "is_new_memtype_allowed",
     "{asked} asked, {range} reserved {found}{by}"},
    {Guard::mode_must_be_same, "mode-must-be-same", "reserve_pfn_range",
     "{asked} asked and nothing else, {range} reserved {found}{by}"},

    {Guard::map_no_byte, "map-no-byte", "__ioremap_caller", "the size is 0"},
    {Guard::map_wraps, "map-wraps", "__ioremap_caller",
     "it wraps past the end of the address space"},
    {Guard::map_beyond_width, "map-beyond-width", "phys_addr_valid",
     "{base} is beyond the {number} address bits"},
    {Guard::map_ram, "map-ram", "__ioremap_check_ram", "RAM in {range}"},
    {Guard::map_too_big, "map-too-big", "get_vm_area_caller", "no room for {size}"},
    {Guard::bar_at_zero, "bar-at-zero", "pci_iomap_range", "the BAR is at 0"},
    {Guard::bar_too_short, "bar-too-short", "pci_iomap_range", "the BAR ends before the offset"},
    {Guard::memremap_mixed, "memremap-mixed", "memremap", "{range} mixes RAM and other memory"},
    {Guard::memremap_ram, "memremap-ram", "memremap",
     "{range} is RAM, and MEMREMAP_WB is not among the flags"},
    {Guard::memremap_no_mode, "memremap-no-mode", "memremap", "no mode among the flags"},
    {Guard::resource_ram, "resource-ram", "__request_region", "RAM {range} in it"},
    {Guard::resource_busy, "resource-busy", "__request_region", "{range} is claimed already"},

    {Guard::area_no_byte, "area-no-byte", "mmap", "the size is 0"},
    {Guard::area_none, "area-none", "", "there is no such area"},
    {Guard::area_not_page, "area-not-page", "remap_pfn_range",
     "no byte, or the offset is no multiple of 4K"},
    {Guard::area_outside, "area-outside", "remap_pfn_range",
     "{size} at this offset is not in the area"},
    {Guard::area_has_reservation, "area-has-reservation", "remap_pfn_range_track",
     "the area holds a reservation already"},
    {Guard::area_modes_differ, "area-modes-differ", "pfnmap_setup_cachemode",
     "the pages of {range} are tracked in different modes"},
    {Guard::area_would_grow, "area-would-grow", "mremap", "the area would grow to {size}"},
    {Guard::area_in_pieces, "area-in-pieces", "mremap",
     "what is left of the area is not one piece"},
    {Guard::file_without_pat, "file-without-pat", "pci_create_resource_files",
     "without PAT there is no such file"},
    {Guard::dev_mem_not_page, "dev-mem-not-page", "mmap", "no byte, or an address inside a page"},
    {Guard::dev_mem_wraps, "dev-mem-wraps", "file_mmap_ok",
     "it wraps past the end of the address space"},
    {Guard::dev_mem_beyond_width, "dev-mem-beyond-width", "valid_mmap_phys_addr_range",
     "{range} reaches beyond the {number} address bits"},
    {Guard::dev_mem_ram, "dev-mem-ram", "devmem_is_allowed", "RAM {range} in it"},

    {Guard::beyond_direct_map, "beyond-direct-map", "__cpa_process_fault",
     "{range} reaches beyond the direct map"},
    {Guard::beyond_mapping, "beyond-mapping", "__cpa_process_fault",
     "{size} is more than the mapping has"},
    {Guard::no_address, "no-address", "__cpa_process_fault", "nothing is mapped at this address"},
    {Guard::pages_not_ram, "pages-not-ram", "set_pages_array",
     "{range} is not all RAM at or above 1 MiB"},

    {Guard::given_what_is_reserved, "given-what-is-reserved", in_conflict,
     "{range} reserved {found}{by}"},
    {Guard::given_without_wb_mtrrs, "given-without-wb-mtrrs", "pat_x_mtrr_type",
     "to the kernel the MTRRs are not WB throughout"},
}};

constexpr bool guards_in_order() {
  for (std::size_t i = 0; i < guard_count; ++i)
    if (guard_rows[i].guard != static_cast<Guard>(i)) return false;
  return true;
}
static_assert(guards_in_order());

}  // namespace

const GuardRow& row_of(Guard guard) { return guard_rows[static_cast<std::size_t>(guard)]; }

}  // namespace memtype::kernel
