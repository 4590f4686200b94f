// Two more callers of the reservation: memtype_reserve_io() and remap_pfn_range()'s
// reserve_pfn_range().
//
// Read from arch/x86/mm/pat/memtype.c of v6.12.
#pragma once

#include "memtype/linux/memtype.hpp"

namespace memtype::kernel {

// memtype_reserve_io(start, end, type) when `guard` holds: the mode granted, or, on failure, the
// errno and the mode asked for. A mode the caller cannot live with is given back: -EBUSY.
// arch_io_reserve_memtype_wc() is this with WC.
template <Domain D>
ReserveResult<D> memtype_reserve_io(MemtypeTable<D>& table, const MtrrState<D>& mtrr,
                                    bool pat_enabled, const typename D::Bool& guard,
                                    const typename D::Word& start, const typename D::Word& end,
                                    const typename D::Set& request) {
  using Int = typename D::Int;
  using Bool = typename D::Bool;
  const ReserveResult<D> got =
      memtype_reserve<D>(table, mtrr, pat_enabled, guard, start, end, request, true);
  const Bool granted = got.error == Int(0);
  const Bool acceptable = is_new_mode_allowed<D>(is_untracked<D>(start, end), request, got.mode);
  const Bool undo = guard && granted && !acceptable;
  if (!known_false(undo)) memtype_free<D>(table, pat_enabled, undo, start, end);
  return {ite(granted && !acceptable, Int(error_busy), got.error),
          ite(granted && acceptable, got.mode, request)};
}

// reserve_pfn_range(start, end - start, want, strict) when `guard` holds: the errno and the mode
// that the page-table entries get. RAM, or a range that mixes RAM and devices, is never reserved:
// it succeeds with the mode of its first page (PAT off: with the mode asked for). `strict`: no
// other mode than `want` will do. A refusal is -EINVAL and leaves the mode alone.
template <Domain D>
ReserveResult<D> reserve_pfn_range(MemtypeTable<D>& table, const MtrrState<D>& mtrr,
                                   bool pat_enabled, const typename D::Bool& guard,
                                   const typename D::Word& start, const typename D::Word& end,
                                   const typename D::Set& want, bool strict) {
  using Int = typename D::Int;
  using Bool = typename D::Bool;
  using Set = typename D::Set;
  const RamTest<D> test = ram_test<D>(table.ram, start, end);
  const Bool ram = test.ram || test.mixed;
  const Set page = pat_enabled ? lookup_memtype<D>(table, start) : want;
  const Bool reserves = guard && !ram;
  const ReserveResult<D> got =
      memtype_reserve<D>(table, mtrr, pat_enabled, reserves, start, end, want, true);
  const Bool granted = got.error == Int(0);
  const Bool same = equal_sets(got.mode, want);
  const Bool allowed = is_new_mode_allowed<D>(is_untracked<D>(start, end), want, got.mode);
  const Bool acceptable = same || (Bool(!strict) && allowed);
  const Bool undo = reserves && granted && !acceptable;
  if (!known_false(undo)) memtype_free<D>(table, pat_enabled, undo, start, end);
  const Int error = ite(granted && !acceptable, Int(error_inval), got.error);
  return {ite(ram, Int(0), error), ite(ram, page, ite(granted && acceptable, got.mode, want))};
}

}  // namespace memtype::kernel
