// Mappings of physical memory into user space: remap_pfn_range() and what drivers and files make of
// it, and single pages put in by a fault handler.
//
// Read from mm/memory.c (remap_pfn_range, remap_pfn_range_track, vm_iomap_memory,
// vmf_insert_pfn_prot), arch/x86/mm/pat/memtype.c (track_pfn_remap, track_pfn_insert;
// pfnmap_setup_cachemode; phys_mem_access_prot_allowed), drivers/char/mem.c (mmap_mem,
// mmap_mem_prepare), arch/x86/mm/init.c (devmem_is_allowed), drivers/pci/{mmap,pci-sysfs}.c,
// arch/x86/include/asm/pci.h, drivers/video/fbdev/core/fb_io_fops.c and
// arch/x86/video/video-common.c of v6.12 and v7.3; drivers/infiniband/core/ib_core_uverbs.c of
// v6.12.
#pragma once

#include "memtype/linux/user_area.hpp"

namespace memtype::kernel {

template <class D>
struct UserMapping {
  typename D::Int error{0};    // 0 or -EINVAL
  typename D::Int pointer{0};  // NULL on failure
};

// Reserves [begin, end) for an area that it fills, and lets the direct map follow.
template <Domain D>
ReserveResult<D> track_whole(AddressSpace<D>& space, const typename D::Bool& guard,
                             const typename D::Word& begin, const typename D::Word& end,
                             const typename D::Set& want) {
  const ReserveResult<D> got = reserve_pfn_range<D>(space.memtype, space.mtrr, space.pat.enabled,
                                                    guard, begin, end, want, false);
  const RamTest<D> test = ram_test<D>(space.memtype.ram, begin, end);
  space.memtype.why.take(guard, got.why);
  const typename D::Bool syncs =
      guard && got.error == typename D::Int(0) && !test.ram && !test.mixed;
  sync_direct_map<D>(space, syncs, begin, end - begin, got.mode);
  return got;
}

// Page-table entries of user space.
template <Domain D>
Mapping<D> user_pages(const typename D::Bool& live, const typename D::Word& begin,
                      const typename D::Word& end, const typename D::Set& asked,
                      const typename D::Set& mode) {
  Mapping<D> pages;
  pages.live = live;
  pages.begin = begin;
  pages.end = end;
  pages.asked = asked;
  pages.tracked = pages.mode = mode;
  pages.kind = MappingKind::user;
  return pages;
}

// remap_pfn_range() over the whole of a new area: the pages of [begin, end), bytes, page aligned,
// with a protection of mode `want`. Device memory is reserved and gets the mode of what is reserved
// there already, unless `want` cannot live with that: -EINVAL, as for every other failure. RAM is
// mapped in the mode of its first page. An empty range is -EINVAL.
template <Domain D>
UserMapping<D> map_user(AddressSpace<D>& space, const typename D::Bool& guard,
                        const typename D::Word& begin, const typename D::Word& end,
                        const typename D::Set& want) {
  using Int = typename D::Int;
  using Word = typename D::Word;
  using Bool = typename D::Bool;
  const Bool tries = guard && begin < end;
  space.memtype.why.note([&] { return guard && !tries; }, Guard::reserve_no_byte);
  const ReserveResult<D> got = track_whole<D>(space, tries, begin, end, want);
  const Bool done = tries && got.error == Int(0);
  const int number = static_cast<int>(space.mappings.size());
  const Int pointer = add_mapping<D>(space, user_pages<D>(done, begin, end, want, got.mode));
  if (!known_false(done))
    space.users.areas.push_back(
        {done, number, Word(0), end - begin, begin, remember_tracked<D>(space, done, begin, end)});
  return {ite(guard && !done, Int(error_inval), Int(0)), pointer};
}

// remap_pfn_range(vma, ..., address >> PAGE_SHIFT, size, prot), io_remap_pfn_range() likewise: over
// the whole of a new area. `want`: the mode for which the protection was made.
template <Domain D>
UserMapping<D> remap_pfn_range(AddressSpace<D>& space, const typename D::Bool& guard,
                               const typename D::Word& address, const typename D::Word& size,
                               MemoryType want) {
  const auto begin = page_down<D>(address);
  const auto asked = protection_modes<D>(space.pat, typename D::Set(TypeSet(want)));
  return map_user<D>(space, guard, begin, begin + page_up<D>(size), asked);
}

// remap_pfn_range() into area `number`, at `offset`: 0 or -EINVAL. Over the whole of it, as above;
// since 6.16 an area has room for one reservation, and a second call fails, even when all its pages
// were zapped in between. Over a part nothing is reserved: with PAT the mode is the one that all of
// the pages have in the kernel's books, UC- where nobody reserved them, and -EINVAL where they
// differ; without PAT it is `want`. Pages that are there already are replaced: the kernel stops
// with a BUG. -EINVAL here, and undefined: a range that is not inside the area.
template <Domain D>
typename D::Int remap_into_area(AddressSpace<D>& space, const typename D::Bool& guard, int number,
                                const typename D::Word& offset, const typename D::Word& address,
                                const typename D::Word& size, MemoryType want) {
  using Int = typename D::Int;
  using Word = typename D::Word;
  using Bool = typename D::Bool;
  using Set = typename D::Set;
  const Word begin = page_down<D>(address), bytes = page_up<D>(size), end = begin + bytes;
  const Set asked = protection_modes<D>(space.pat, Set(TypeSet(want)));
  const bool shared = space.memtype.rules.shared_tracking;
  const Bool sane = guard && offset == page_down<D>(offset) && begin < end;
  space.memtype.why.note(guard, [&] {
    return Refusal<D>{known_true(sane) ? Guard::area_outside : Guard::area_not_page, begin, end};
  });
  Bool done(false);
  Set mode{TypeSet{}};
  for (std::size_t i = 0; i < space.users.areas.size(); ++i) {
    const UserArea<D> area = space.users.areas[i];
    if (area.number != number) continue;
    const Bool here = sane && area.live && area.start <= offset && bytes <= area.end - offset &&
                      offset < area.end;
    const Bool all = here && area.start == offset && area.end - offset == bytes;
    const Bool taken = Bool(shared) && !(area.tracked == Int(0));
    const ReserveResult<D> whole = track_whole<D>(space, all && !taken, begin, end, asked);
    const ReserveResult<D> part =
        lookup_pfn_range<D>(space.memtype, space.pat.enabled, begin, end, asked);
    const Bool kept = all && !taken && whole.error == Int(0);
    const Bool looked_up = here && !all && part.error == Int(0);
    space.memtype.why.take([&] { return here && !all; }, part.why);
    space.memtype.why.note([&] { return all && taken; }, Guard::area_has_reservation);
    mode = ite(kept, whole.mode, ite(looked_up, part.mode, mode));
    done = done || kept || looked_up;
    if (known_false(kept)) continue;
    const Int reservation = remember_tracked<D>(space, kept, begin, end);
    space.users.areas[i].base = ite(kept, begin - offset, area.base);
    space.users.areas[i].tracked = ite(kept, reservation, area.tracked);
  }
  remove_pages<D>(space, done, number, offset, offset + bytes);
  Mapping<D> pages = user_pages<D>(done, begin, end, asked, mode);
  pages.offset = offset;
  pages.part_of = number;
  add_mapping<D>(space, std::move(pages));
  return ite(guard && !done, Int(error_inval), Int(0));
}

// rdma_user_mmap_io() of an area as large as `size`: the same, 0 or -EAGAIN.
template <Domain D>
typename D::Int rdma_user_mmap_io(AddressSpace<D>& space, const typename D::Bool& guard,
                                  const typename D::Word& address, const typename D::Word& size,
                                  MemoryType want) {
  using Int = typename D::Int;
  const Int error = remap_pfn_range<D>(space, guard, address, size, want).error;
  return ite(error == Int(0), Int(0), Int(error_again));
}

// vmf_insert_pfn(), vmf_insert_mixed() and their kin, until 4.19 vm_insert_pfn(), of the page at
// `address`: reserves nothing. With PAT the mode is the one tracked for the page, whatever `want`
// says: UC- for device memory that nobody has reserved. Not tracked: vm_insert_mixed() of old,
// which maps what `want` says. (Huge pages, vmf_insert_pfn_pmd(), go by their first 4 KiB; mappings
// here are 4 KiB.)
template <Domain D>
void insert_pfn(AddressSpace<D>& space, const typename D::Bool& guard,
                const typename D::Word& address, MemoryType want, bool tracked = true) {
  using Set = typename D::Set;
  Mapping<D> mapping;
  mapping.live = guard;
  mapping.begin = page_down<D>(address);
  mapping.end = mapping.begin + typename D::Word(page_bytes);
  mapping.asked = protection_modes<D>(space.pat, Set(TypeSet(want)));
  mapping.tracked = mapping.mode = space.pat.enabled && tracked
                                       ? lookup_memtype<D>(space.memtype, mapping.begin)
                                       : mapping.asked;
  mapping.kind = MappingKind::fault;
  add_mapping<D>(space, mapping);
}

// What mmap() answers: a pointer, or the errno.
template <Domain D>
typename D::Int mmap_result(const UserMapping<D>& made, std::int64_t error) {
  using Int = typename D::Int;
  return ite(made.error == Int(0), made.pointer, Int(error));
}

// mmap() of /dev/fb0 (fb_io_mmap, and the drivers' own fb_mmap built on io_remap_pfn_range): the
// pages that hold [address, address + size), asked for as UC-. A pointer or -EINVAL.
template <Domain D>
typename D::Int fb_mmap(AddressSpace<D>& space, const typename D::Bool& guard,
                        const typename D::Word& address, const typename D::Word& size) {
  const typename D::Set want{TypeSet(MemoryType::UC_minus)};
  return mmap_result<D>(
      map_user<D>(space, guard, page_down<D>(address), page_up<D>(address + size), want),
      error_inval);
}

// mmap() of the sysfs file resourceN (UC-) or resourceN_wc (WC) of a memory BAR: a pointer, or
// -EINVAL. There is no resourceN_wc without PAT: -ENOENT; before v4.12 it was there: -EINVAL.
// The file exists for prefetchable BARs only, which the case has to know.
template <Domain D>
typename D::Int mmap_resource(AddressSpace<D>& space, const typename D::Bool& guard,
                              const typename D::Word& address, const typename D::Word& size,
                              bool write_combine) {
  using Int = typename D::Int;
  const bool old = !space.memtype.rules.generic_pci_mmap;
  if (write_combine && !space.pat.enabled) {
    space.memtype.why.note(guard, Guard::file_without_pat);
    return ite(guard, Int(old ? error_inval : error_noent), Int(0));
  }
  const typename D::Set want{TypeSet(write_combine ? MemoryType::WC : MemoryType::UC_minus)};
  return mmap_result<D>(
      map_user<D>(space, guard, page_down<D>(address), page_up<D>(address + size), want),
      old ? error_again : error_inval);
}

inline constexpr std::uint64_t o_dsync = 0x1000;   // O_DSYNC, the bit that is looked at
inline constexpr std::uint64_t o_sync = 0x101000;  // O_SYNC, which holds it

// mmap() of /dev/mem, CONFIG_STRICT_DEVMEM: a pointer, or
//   -EINVAL  no byte, an address inside a page, or the last byte is beyond the address width;
//   -EOVERFLOW  the range wraps: mmap() itself says so (mm/mmap.c: file_mmap_ok);
//   -EPERM   a page at or above 1 MiB touches RAM;
//   -EAGAIN  the reservation is refused.
// Asked for as UC- if `flags`, those of open(), have O_DSYNC (O_SYNC has it), else as WB, which
// device memory gets as UC- unless the MTRRs say WB. Since 6.16 O_DSYNC counts with PAT only;
// without it the page attribute is WB, and the MTRRs decide. Memory that a driver has claimed is
// refused with CONFIG_IO_STRICT_DEVMEM, which is not modelled.
template <Domain D>
typename D::Int mmap_dev_mem(AddressSpace<D>& space, const typename D::Bool& guard,
                             const typename D::Word& address, const typename D::Word& size,
                             const typename D::Int& flags) {
  using Word = typename D::Word;
  using Int = typename D::Int;
  using Bool = typename D::Bool;
  using Set = typename D::Set;
  const Word begin = page_down<D>(address), end = page_up<D>(address + size);
  const Word last = end - Word(1);
  const Bool none = size == Word(0) || !(begin == address);
  const Bool wraps = !none && last < begin;
  const Bool bad = none || wraps || !((last >> space.mtrr.phys_bits) == Word(0));
  Bool ram(false);
  const Word above = ite(begin < Word(1_MiB), Word(1_MiB), begin);
  Why<D> why;
  for (const PhysRange& range : space.memtype.ram) {
    const Bool meets = Word(range.begin & page_mask) < end &&
                       above < Word(page_up<Concrete>(range.end)) && above < end;
    ram = ram || meets;
    why.note(meets, [&] {
      return Refusal<D>{Guard::dev_mem_ram, Word(range.begin), Word(range.end)};
    });
  }
  why.note(bad, [&] {
    const Guard guard_of = known_true(none)    ? Guard::dev_mem_not_page
                           : known_true(wraps) ? Guard::dev_mem_wraps
                                               : Guard::dev_mem_beyond_width;
    return Refusal<D>{
        .guard = guard_of, .begin = begin, .end = end, .number = Int(space.mtrr.phys_bits)};
  });
  const bool looks = space.pat.enabled || !space.memtype.rules.dev_mem_sync_needs_pat;
  const Bool sync = Bool(looks) && !((to_word(flags) & Word(o_dsync)) == Word(0));
  const Set want = ite(sync, Set(TypeSet(MemoryType::UC_minus)), Set(TypeSet(MemoryType::WB)));
  space.memtype.why.take(guard, why);
  const UserMapping<D> made = map_user<D>(space, guard && !bad && !ram, begin, end, want);
  const Int result = ite(ram, Int(error_perm), mmap_result<D>(made, error_again));
  const Int refusal = ite(wraps, Int(error_overflow), Int(error_inval));
  return ite(guard, ite(bad, refusal, result), Int(0));
}

}  // namespace memtype::kernel
