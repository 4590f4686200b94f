// Linux's map of what it believes the MTRRs say, and mtrr_type_lookup() on it.
//
// Read from arch/x86/kernel/cpu/mtrr/generic.c of v6.12 (mtrr_build_map, map_add_var,
// add_map_entry, mtrr_type_lookup); the algorithm is that of v6.5 and later. The type of a range is
// believed_type() of mtrr_lookup.hpp; this map adds what depends on the order of the pieces, the
// `uniform` answer, and is much faster for many questions about one state.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "memtype/cpu/msr.hpp"
#include "memtype/cpu/mtrr.hpp"
#include "memtype/linux/mtrr.hpp"

namespace memtype::kernel {

// Types are the raw numbers of the registers: Linux takes the reserved ones 2 and 3 as they are.
using RawType = std::uint8_t;
inline constexpr RawType invalid_type = 0xff;  // MTRR_TYPE_INVALID
// "WB", "INVALID", or the number.
std::string raw_type_name(RawType type);

struct CacheEntry {
  PhysRange range;
  RawType type = 0;
  bool fixed = false;  // from a fixed range or TOP_MEM2: no variable range changes it
  friend constexpr bool operator==(const CacheEntry&, const CacheEntry&) = default;
};

struct TypeLookup {
  RawType type = 0;
  bool uniform = false;
  friend constexpr bool operator==(const TypeLookup&, const TypeLookup&) = default;
};

// May one large page map the range that was looked up? (arch/x86/mm/pgtable.c: pud_set_huge,
// pmd_set_huge, of v6.5 and later.) Mappings of this model are 4 KiB pages all the same.
constexpr bool may_be_large_page(TypeLookup found) { return found.uniform; }

// The registers as the kernel reads them: like mtrr_state(), but FE counts even where MTRRCAP.FIX
// is 0; the fixed registers were then never read and hold UC (mtrr_build_map).
MtrrState<Concrete> kernel_mtrr_state(const MsrFile& file);

// The kernel's own copy of the registers (mtrr_state), by which its look-ups go: the hardware's,
// but for writes that faulted.
MtrrState<Concrete> kernel_copy(const MtrrTable<Concrete>& table);

// Two types that meet: equal ones stay, UC wins, WT wins over WB, anything else is UC
// (get_effective_type). Linux uses it for overlaps and, in a look-up, for neighbours too.
constexpr RawType merge_types(RawType a, RawType b) {
  constexpr auto wt = static_cast<RawType>(MemoryType::WT);
  constexpr auto wb = static_cast<RawType>(MemoryType::WB);
  if (a == b) return a;
  return (a == wt && b == wb) || (a == wb && b == wt) ? wt : RawType{0};
}

class CacheMap {
 public:
  // Cost: registers squared. The kernel's array has room for the fixed entries, two entries for
  // each register and one for TOP_MEM2, and would drop all variable ranges if that did not suffice.
  // It always does: n ranges have 2n ends, and TOP_MEM2 cuts one piece in two.
  explicit CacheMap(const MtrrState<Concrete>& mtrr);

  // mtrr_type_lookup(begin, end): bytes, half-open, any alignment. The pieces of the range are
  // merged from left to right by merge_types(); `uniform` is lost only where the merged type
  // changes, so UC before WB is "uniform" and WB before UC is not. An empty range: invalid_type,
  // uniform. MTRRs off: UC, uniform. Cost: linear in the entries.
  TypeLookup lookup(std::uint64_t begin, std::uint64_t end) const;

  // In address order, disjoint. Addresses in no entry have the default type.
  const std::vector<CacheEntry>& entries() const { return entries_; }

 private:
  void add(PhysRange range, RawType type);
  std::size_t insert(std::size_t at, PhysRange range, RawType type);
  std::size_t cut(std::size_t at, PhysRange range);

  std::vector<CacheEntry> entries_;
  RawType default_type_ = 0;
  bool enabled_ = true;
};

}  // namespace memtype::kernel
