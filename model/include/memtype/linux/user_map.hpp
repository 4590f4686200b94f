// Mappings of physical memory into user space: remap_pfn_range() and what drivers and files make of
// it, and single pages put in by a fault handler.
//
// Read from mm/memory.c (remap_pfn_range, vm_iomap_memory, vmf_insert_pfn_prot),
// arch/x86/mm/pat/memtype.c (track_pfn_remap, track_pfn_insert, untrack_pfn,
// phys_mem_access_prot_allowed), drivers/char/mem.c (mmap_mem), arch/x86/mm/init.c
// (devmem_is_allowed), drivers/pci/{mmap,pci-sysfs}.c, arch/x86/include/asm/pci.h,
// drivers/video/fbdev/core/fb_io_fops.c and arch/x86/video/video-common.c of v6.12.
#pragma once

#include "memtype/linux/config.hpp"
#include "memtype/linux/direct_map.hpp"
#include "memtype/linux/remap_pfn.hpp"

namespace memtype::kernel {

template <class D>
struct UserMapping {
  typename D::Int error{0};    // 0 or -EINVAL
  typename D::Int pointer{0};  // NULL on failure
};

// remap_pfn_range() over the whole of a user mapping: the pages of [begin, end), bytes, page
// aligned, with a protection of mode `want`. Device memory is reserved and gets the mode of what is
// reserved there already, unless `want` cannot live with that: -EINVAL, as for every other failure.
// RAM is mapped in the mode of its first page. An empty range is -EINVAL.
template <Domain D>
UserMapping<D> map_user(AddressSpace<D>& space, const typename D::Bool& guard,
                        const typename D::Word& begin, const typename D::Word& end,
                        const typename D::Set& want) {
  using Int = typename D::Int;
  using Bool = typename D::Bool;
  const Bool empty = end <= begin;
  const Bool tries = guard && !empty;
  const ReserveResult<D> got = reserve_pfn_range<D>(space.memtype, space.mtrr, space.pat.enabled,
                                                    tries, begin, end, want, false);
  const RamTest<D> test = ram_test<D>(space.memtype.ram, begin, end);
  const Bool done = tries && got.error == Int(0);
  sync_direct_map<D>(space, done && !test.ram && !test.mixed, begin, end - begin, got.mode);
  Mapping<D> mapping;
  mapping.live = done;
  mapping.begin = begin;
  mapping.end = end;
  mapping.asked = want;
  mapping.tracked = mapping.mode = got.mode;
  mapping.kind = MappingKind::user;
  return {ite(guard && !done, Int(error_inval), Int(0)), add_mapping<D>(space, mapping)};
}

// remap_pfn_range(vma, ..., address >> PAGE_SHIFT, size, prot), io_remap_pfn_range() likewise.
template <Domain D>
UserMapping<D> remap_pfn_range(AddressSpace<D>& space, const typename D::Bool& guard,
                               const typename D::Word& address, const typename D::Word& size,
                               MemoryType want) {
  const auto begin = page_down<D>(address);
  return map_user<D>(space, guard, begin, begin + page_up<D>(size), typename D::Set(TypeSet(want)));
}

// vmf_insert_pfn(), vmf_insert_pfn_prot() of the page at `address`: reserves nothing. With PAT the
// mode is the one tracked for the page, whatever `want` says: UC- for device memory that nobody has
// reserved.
template <Domain D>
void insert_pfn(AddressSpace<D>& space, const typename D::Bool& guard,
                const typename D::Word& address, MemoryType want) {
  using Set = typename D::Set;
  Mapping<D> mapping;
  mapping.live = guard;
  mapping.begin = page_down<D>(address);
  mapping.end = mapping.begin + typename D::Word(page_bytes);
  mapping.asked = Set(TypeSet(want));
  mapping.tracked = mapping.mode =
      space.pat.enabled ? lookup_memtype<D>(space.memtype, mapping.begin) : mapping.asked;
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

// Until v4.11 a failing mmap() of a PCI resource said -EAGAIN, and resourceN_wc existed without
// PAT.
inline constexpr Version generic_pci_mmap{4, 12};

// mmap() of the sysfs file resourceN (UC-) or resourceN_wc (WC) of a memory BAR: a pointer, or
// -EINVAL. There is no resourceN_wc without PAT: -ENOENT; before v4.12 it was there and gave UC-.
// The file exists for prefetchable BARs only, which the case has to know.
template <Domain D>
typename D::Int mmap_resource(AddressSpace<D>& space, const typename D::Bool& guard,
                              const typename D::Word& address, const typename D::Word& size,
                              bool write_combine, Version kernel) {
  using Int = typename D::Int;
  const bool old = kernel < generic_pci_mmap;
  if (write_combine && !space.pat.enabled && !old) return ite(guard, Int(error_noent), Int(0));
  const bool wc = write_combine && space.pat.enabled;
  const typename D::Set want{TypeSet(wc ? MemoryType::WC : MemoryType::UC_minus)};
  return mmap_result<D>(
      map_user<D>(space, guard, page_down<D>(address), page_up<D>(address + size), want),
      old ? error_again : error_inval);
}

inline constexpr std::uint64_t o_dsync = 0x1000;   // O_DSYNC, the bit that is looked at
inline constexpr std::uint64_t o_sync = 0x101000;  // O_SYNC, which holds it

// mmap() of /dev/mem, CONFIG_STRICT_DEVMEM: a pointer, or
//   -EINVAL  no byte, or the last byte is beyond the address width (or wraps);
//   -EPERM   a page at or above 1 MiB touches RAM;
//   -EAGAIN  the reservation is refused.
// Asked for as UC- if `flags`, those of open(), have O_DSYNC (O_SYNC has it), else as WB, which
// device memory gets as UC- unless the MTRRs say WB. Memory that a driver has claimed is refused
// with CONFIG_IO_STRICT_DEVMEM, which is not modelled.
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
  const Bool bad = size == Word(0) || last < begin || !((last >> space.mtrr.phys_bits) == Word(0));
  Bool ram(false);
  const Word above = ite(begin < Word(1_MiB), Word(1_MiB), begin);
  for (const PhysRange& range : space.memtype.ram)
    ram = ram || (Word(range.begin & page_mask) < end &&
                  above < Word(page_up<Concrete>(range.end)) && above < end);
  const Bool sync = !((to_word(flags) & Word(o_dsync)) == Word(0));
  const Set want = ite(sync, Set(TypeSet(MemoryType::UC_minus)), Set(TypeSet(MemoryType::WB)));
  const UserMapping<D> made = map_user<D>(space, guard && !bad && !ram, begin, end, want);
  const Int result = ite(ram, Int(error_perm), mmap_result<D>(made, error_again));
  return ite(guard, ite(bad, Int(error_inval), result), Int(0));
}

}  // namespace memtype::kernel
