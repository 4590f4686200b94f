// What a driver leaves to the device core to give back: the devm_*() calls. (pcim_devres.hpp: the
// pcim_*() calls.)
//
// Read from lib/devres.c, drivers/base/devres.c (release_nodes: last in, first out),
// kernel/resource.c (__request_region) and kernel/iomem.c (devm_memremap) of v6.12.
#pragma once

#include <vector>

#include "memtype/linux/io_calls.hpp"
#include "memtype/linux/mtrr.hpp"

namespace memtype::kernel {

template <class D>
struct DevresEntry {
  enum class Kind {
    mapping,
    wc_handle,
    wc_reservation,
    region,
    bar,             // a mapping of a BAR, or of a part of it
    bar_and_region,  // a mapping of a BAR that was requested with it
  };
  Kind kind = Kind::mapping;
  int owner = 0;  // the device
  typename D::Bool live{false};
  typename D::Int value{0};           // pointer or handle
  typename D::Word begin{0}, end{0};  // of a reservation, a region or a BAR, bytes

  bool holds_mapping() const {
    return kind == Kind::mapping || kind == Kind::bar || kind == Kind::bar_and_region;
  }
  bool holds_region() const { return kind == Kind::region || kind == Kind::bar_and_region; }
};

template <class D>
using Devres = std::vector<DevresEntry<D>>;

// devm_ioremap(), ..._uc(), ..._wc(): map_io(), and unmapped with the device if it succeeds.
template <Domain D>
typename D::Int devm_ioremap(AddressSpace<D>& space, Devres<D>& devres, int owner,
                             const typename D::Bool& guard, const typename D::Word& start,
                             const typename D::Word& size, MemoryType request) {
  using Int = typename D::Int;
  const Int pointer = map_io<D>(space, guard, start, size, typename D::Set(TypeSet(request)));
  const typename D::Bool made = guard && !(pointer == Int(0));
  if (!known_false(made)) devres.push_back({DevresEntry<D>::Kind::mapping, owner, made, pointer});
  return pointer;
}

// devm_memremap(): memremap(), and unmapped with the device if it succeeds; else -ENXIO, and NULL
// in 4.3.
template <Domain D>
typename D::Int devm_memremap(AddressSpace<D>& space, Devres<D>& devres, int owner,
                              const typename D::Bool& guard, const typename D::Word& offset,
                              const typename D::Word& size, const typename D::Int& flags) {
  using Int = typename D::Int;
  const Int pointer = memremap<D>(space, guard, offset, size, flags);
  const typename D::Bool made = guard && !(pointer == Int(0));
  if (!known_false(made)) devres.push_back({DevresEntry<D>::Kind::mapping, owner, made, pointer});
  const Int error(space.memtype.rules.devm_memremap_errno ? error_nxio : 0);
  return ite(guard && !made, error, pointer);
}

// __request_region(): is any of these bytes RAM, or requested by a managed call that is still in
// force, this driver's or another's? (request_mem_region() by other means is not modelled.)
template <Domain D>
typename D::Bool is_requested(AddressSpace<D>& space, const Devres<D>& devres,
                              const typename D::Bool& guard, const typename D::Word& start,
                              const typename D::Word& end) {
  using Word = typename D::Word;
  using Bool = typename D::Bool;
  Bool busy(false);
  Why<D> why;
  for (const PhysRange& range : space.memtype.ram) {
    const Bool meets = start < Word(range.end) && Word(range.begin) < end;
    busy = busy || meets;
    why.note(meets, [&] {
      return Refusal<D>{Guard::resource_ram, Word(range.begin), Word(range.end)};
    });
  }
  for (const DevresEntry<D>& entry : devres)
    if (entry.holds_region()) {
      const Bool meets = entry.live && start < entry.end && entry.begin < end;
      busy = busy || meets;
      why.note(meets, [&] { return Refusal<D>{Guard::resource_busy, entry.begin, entry.end}; });
    }
  space.memtype.why.take([&] { return guard && busy; }, why);
  return busy;
}

// devm_ioremap_resource() of [start, start + size): the pointer; -EBUSY if it is_requested();
// -ENOMEM if the mapping fails.
template <Domain D>
typename D::Int devm_ioremap_resource(AddressSpace<D>& space, Devres<D>& devres, int owner,
                                      const typename D::Bool& guard, const typename D::Word& start,
                                      const typename D::Word& size, MemoryType request) {
  using Word = typename D::Word;
  using Int = typename D::Int;
  using Bool = typename D::Bool;
  const Word end = start + size;
  const Bool busy = is_requested<D>(space, devres, guard, start, end);
  const std::size_t region = devres.size();
  devres.push_back({DevresEntry<D>::Kind::region, owner, guard && !busy, Int(0), start, end});
  const Int pointer = devm_ioremap<D>(space, devres, owner, guard && !busy, start, size, request);
  const Bool mapped = !(pointer == Int(0));
  devres[region].live = devres[region].live && mapped;
  const Int result = ite(busy, Int(error_busy), ite(mapped, pointer, Int(error_nomem)));
  return ite(guard, result, Int(0));
}

// devm_arch_phys_wc_add(): arch_phys_wc_add(), and deleted with the device unless it fails.
template <Domain D>
typename D::Int devm_arch_phys_wc_add(MtrrTable<D>& table, bool pat_enabled, Devres<D>& devres,
                                      int owner, const typename D::Bool& guard,
                                      const typename D::Word& base, const typename D::Word& size) {
  using Int = typename D::Int;
  const Int handle = arch_phys_wc_add<D>(table, pat_enabled, guard, base, size);
  const typename D::Bool made = guard && Int(1) <= handle;  // a handle of 0 has nothing to delete
  if (!known_false(made)) devres.push_back({DevresEntry<D>::Kind::wc_handle, owner, made, handle});
  return handle;
}

// devm_arch_io_reserve_memtype_wc(): reserve_memtype_wc(), and freed with the device on success.
template <Domain D>
typename D::Int devm_reserve_memtype_wc(AddressSpace<D>& space, Devres<D>& devres, int owner,
                                        const typename D::Bool& guard,
                                        const typename D::Word& start,
                                        const typename D::Word& size) {
  using Int = typename D::Int;
  const Int error = reserve_memtype_wc<D>(space, guard, start, size);
  const typename D::Bool made = guard && error == Int(0);
  if (!known_false(made))
    devres.push_back(
        {DevresEntry<D>::Kind::wc_reservation, owner, made, Int(0), start, start + size});
  return error;
}

// iounmap() of what the pointer points to.
template <Domain D>
void unmap_at(AddressSpace<D>& space, const typename D::Bool& guard,
              const typename D::Int& pointer) {
  for (std::size_t k = 0; k < space.mappings.size(); ++k)
    unmap<D>(space, guard && points_to<D>(pointer, k), k);
}

// devm_iounmap(pointer), devm_memunmap() likewise: the mapping goes now, and is no longer released
// with the device.
template <Domain D>
void devm_iounmap(AddressSpace<D>& space, Devres<D>& devres, int owner,
                  const typename D::Bool& guard, const typename D::Int& pointer) {
  for (DevresEntry<D>& entry : devres)
    if (entry.kind == DevresEntry<D>::Kind::mapping && entry.owner == owner)
      entry.live = entry.live && !(guard && entry.value == pointer);
  unmap_at<D>(space, guard, pointer);
}

// devres_release_all(): everything the device still holds, the latest first.
template <Domain D>
void devres_release_all(AddressSpace<D>& space, MtrrTable<D>& table, Devres<D>& devres, int owner,
                        const typename D::Bool& guard) {
  using Kind = typename DevresEntry<D>::Kind;
  for (std::size_t i = devres.size(); i-- > 0;) {
    DevresEntry<D>& entry = devres[i];
    const typename D::Bool releases = guard && entry.live;
    if (entry.owner != owner || known_false(releases)) continue;
    if (entry.holds_mapping()) unmap_at<D>(space, releases, entry.value);
    if (entry.kind == Kind::wc_handle) arch_phys_wc_del<D>(table, releases, entry.value);
    if (entry.kind == Kind::wc_reservation)
      free_memtype_wc<D>(space, releases, entry.begin, entry.end - entry.begin);
    entry.live = entry.live && !releases;
  }
}

}  // namespace memtype::kernel
