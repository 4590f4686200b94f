// BARs that a driver leaves to the PCI core to unmap: the pcim_*() calls. A BAR is given as its
// start and length.
//
// Read from drivers/pci/devres.c of v6.12 and lib/devres.c of v6.1, which served until 6.10: there
// a table has one place for each BAR (pcim_iomap_table()), and regions are requested apart from the
// mappings. Since 6.11 each call makes an entry of its own kind, and pcim_iounmap() finds none but
// those of pcim_iomap() and pcim_iomap_range(). Regions of other BARs, which
// pcim_iomap_regions_request_all() requests as well, are not modelled.
#pragma once

#include "memtype/linux/devres.hpp"

namespace memtype::kernel {

template <class D>
using BarKind = typename DevresEntry<D>::Kind;

// pci_iomap_range() of [start, start + length), entered as `kind` if it succeeds; else NULL.
template <Domain D>
typename D::Int keep_bar(AddressSpace<D>& space, Devres<D>& devres, int owner,
                         const typename D::Bool& guard, BarKind<D> kind,
                         const typename D::Word& start, const typename D::Word& length,
                         const typename D::Word& offset, const typename D::Word& most) {
  using Int = typename D::Int;
  const Int pointer =
      pci_iomap_range<D>(space, guard, start, length, offset, most, MemoryType::UC_minus);
  const typename D::Bool made = guard && !(pointer == Int(0));
  if (!known_false(made)) devres.push_back({kind, owner, made, pointer, start, start + length});
  return pointer;
}

// pcim_iomap(): the pointer, or NULL; NULL also, until 6.10, where the BAR is mapped already.
template <Domain D>
typename D::Int pcim_iomap(AddressSpace<D>& space, Devres<D>& devres, int owner,
                           const typename D::Bool& guard, const typename D::Word& start,
                           const typename D::Word& length) {
  using Word = typename D::Word;
  typename D::Bool taken(false);
  for (const DevresEntry<D>& entry : devres)
    if (!space.memtype.rules.pcim_entries && entry.owner == owner && entry.kind == BarKind<D>::bar)
      taken = taken || (entry.live && entry.begin == start);
  return keep_bar<D>(space, devres, owner, guard && !taken, BarKind<D>::bar, start, length, Word(0),
                     Word(0));
}

// pcim_iomap_range() (6.11): the pointer, or -EINVAL.
template <Domain D>
typename D::Int pcim_iomap_range(AddressSpace<D>& space, Devres<D>& devres, int owner,
                                 const typename D::Bool& guard, const typename D::Word& start,
                                 const typename D::Word& length, const typename D::Word& offset,
                                 const typename D::Word& most) {
  using Int = typename D::Int;
  const Int pointer =
      keep_bar<D>(space, devres, owner, guard, BarKind<D>::bar, start, length, offset, most);
  return ite(guard && pointer == Int(0), Int(error_inval), pointer);
}

// pcim_iomap_region() (6.12): the pointer; -EBUSY if it is_requested(); -EINVAL if the mapping
// fails. Of a BAR without a place nothing is requested.
template <Domain D>
typename D::Int pcim_iomap_region(AddressSpace<D>& space, Devres<D>& devres, int owner,
                                  const typename D::Bool& guard, const typename D::Word& start,
                                  const typename D::Word& length) {
  using Word = typename D::Word;
  using Int = typename D::Int;
  const auto placed = !(start == Word(0)) && !(length == Word(0));
  const typename D::Bool asks = guard && placed;
  const auto busy = asks && is_requested<D>(space, devres, asks, start, start + length);
  const Int pointer = keep_bar<D>(space, devres, owner, guard && !busy, BarKind<D>::bar_and_region,
                                  start, length, Word(0), Word(0));
  const Int failed = ite(busy, Int(error_busy), Int(error_inval));
  return ite(guard && pointer == Int(0), failed, pointer);
}

// Requests the region and maps the BAR, as two entries: 0; -EBUSY if it is_requested(); `refused`
// if the mapping fails. Nothing is kept then.
template <Domain D>
typename D::Int request_and_map(AddressSpace<D>& space, Devres<D>& devres, int owner,
                                const typename D::Bool& guard, const typename D::Word& start,
                                const typename D::Word& length, std::int64_t refused) {
  using Word = typename D::Word;
  using Int = typename D::Int;
  using Bool = typename D::Bool;
  const Word end = start + length;
  const Bool placed = !(start == Word(0)) && !(length == Word(0));
  const Bool busy = placed && is_requested<D>(space, devres, guard && placed, start, end);
  const std::size_t region = devres.size();
  devres.push_back({BarKind<D>::region, owner, guard && placed && !busy, Int(0), start, end});
  const Int pointer = pcim_iomap<D>(space, devres, owner, guard && !busy, start, length);
  const Bool mapped = !(pointer == Int(0));
  devres[region].live = devres[region].live && mapped;
  const Int error = ite(busy, Int(error_busy), ite(mapped, Int(0), Int(refused)));
  return ite(guard, error, Int(0));
}

// pcim_iomap_regions() of one BAR: 0; -EBUSY; -EINVAL if the mapping fails, until 6.10 -ENOMEM, and
// -EINVAL for a BAR of no bytes.
template <Domain D>
typename D::Int pcim_iomap_regions(AddressSpace<D>& space, Devres<D>& devres, int owner,
                                   const typename D::Bool& guard, const typename D::Word& start,
                                   const typename D::Word& length) {
  using Int = typename D::Int;
  if (space.memtype.rules.pcim_entries) {
    const Int got = pcim_iomap_region<D>(space, devres, owner, guard, start, length);
    return ite(got < Int(0), got, Int(0));
  }
  const typename D::Bool none = length == typename D::Word(0);
  const Int error =
      request_and_map<D>(space, devres, owner, guard && !none, start, length, error_nomem);
  return ite(guard && none, Int(error_inval), error);
}

// pcim_iomap_regions_request_all() of one BAR (until 6.12): as pcim_iomap_regions(); since 6.11 the
// mapping is one of pcim_iomap(). That a failing mapping of BAR 0 is -ENOMEM then is not modelled.
template <Domain D>
typename D::Int pcim_iomap_all(AddressSpace<D>& space, Devres<D>& devres, int owner,
                               const typename D::Bool& guard, const typename D::Word& start,
                               const typename D::Word& length) {
  if (!space.memtype.rules.pcim_entries)
    return pcim_iomap_regions<D>(space, devres, owner, guard, start, length);
  return request_and_map<D>(space, devres, owner, guard, start, length, error_inval);
}

// pcim_iounmap(): of what pcim_iomap() and pcim_iomap_range() mapped. Until 6.10 it unmaps whatever
// it is given; since 6.11 nothing else, so that a mapping of pcim_iomap_regions() stays.
template <Domain D>
void pcim_iounmap(AddressSpace<D>& space, Devres<D>& devres, int owner,
                  const typename D::Bool& guard, const typename D::Int& pointer) {
  typename D::Bool unmaps(!space.memtype.rules.pcim_entries);
  for (DevresEntry<D>& entry : devres) {
    if (entry.owner != owner || entry.kind != BarKind<D>::bar) continue;
    const typename D::Bool here = guard && entry.live && entry.value == pointer;
    unmaps = unmaps || here;
    entry.live = entry.live && !here;
  }
  unmap_at<D>(space, guard && unmaps, pointer);
}

// pcim_iounmap_region() (6.13), pcim_iounmap_regions() (until 6.15) of one BAR: unmaps it and gives
// the region back. Since 6.11 only what pcim_iomap_region() and pcim_iomap_regions() mapped.
template <Domain D>
void pcim_iounmap_region(AddressSpace<D>& space, Devres<D>& devres, int owner,
                         const typename D::Bool& guard, const typename D::Word& start,
                         const typename D::Word& length) {
  const bool entries = space.memtype.rules.pcim_entries;
  for (DevresEntry<D>& entry : devres) {
    const bool mapped = entry.kind == (entries ? BarKind<D>::bar_and_region : BarKind<D>::bar);
    const bool region = !entries && entry.kind == BarKind<D>::region;
    if (entry.owner != owner || (!mapped && !region)) continue;
    typename D::Bool here = guard && entry.live && entry.begin == start;
    if (region) here = here && entry.end == start + length;
    if (mapped) unmap_at<D>(space, here, entry.value);
    entry.live = entry.live && !here;
  }
}

}  // namespace memtype::kernel
