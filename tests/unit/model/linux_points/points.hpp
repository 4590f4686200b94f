// Small machines for the numbered points of docs/limits.md. Every test of a point is named
// LinuxPointNN.
#pragma once

#include <gtest/gtest.h>

#include <vector>

#include "../types_from_text.hpp"
#include "memtype/linux/cache_map.hpp"
#include "memtype/linux/memtype.hpp"
#include "memtype/linux/mtrr.hpp"

namespace memtype::kernel::linux_points {

inline constexpr unsigned width = 36;
inline constexpr RawType raw_uc = 0, raw_wt = 4, raw_wb = 6;
constexpr RawType raw_type(MemoryType type) { return static_cast<RawType>(type); }
inline constexpr std::int64_t uc = 0, wc = 1, wt = 4, wp = 5, wb = 6;  // what drivers pass
inline constexpr std::uint64_t bar = 0xe0000000;

inline MsrPair msrs(std::uint64_t base, std::uint64_t size, MemoryType type) {
  return {base | static_cast<std::uint64_t>(type),
          (~(size - 1) & mtrr_address_bits(width)) | mtrr_mask_valid};
}
inline VariableRange<Concrete> raw(std::uint64_t base, std::uint64_t mask, MemoryType type) {
  return range_from_msrs(base | static_cast<std::uint64_t>(type), mask | mtrr_mask_valid, width);
}
inline VariableRange<Concrete> block(std::uint64_t base, std::uint64_t size, MemoryType type) {
  return raw(base, ~(size - 1), type);
}

// MTRRs on, the usual fixed ranges: WB below 640 KiB, UC above.
inline MtrrState<Concrete> state(std::vector<VariableRange<Concrete>> ranges,
                                 MemoryType fallback = MemoryType::UC) {
  MtrrState<Concrete> mtrr;
  mtrr.phys_bits = width;
  mtrr.default_type = fallback;
  mtrr.fixed = FixedRanges::usual().runs();
  mtrr.variable = std::move(ranges);
  return mtrr;
}

inline TypeLookup lookup(const MtrrState<Concrete>& mtrr, std::uint64_t begin, std::uint64_t end) {
  return CacheMap(mtrr).lookup(begin, end);
}

// The variable MTRRs of a kernel.
struct Registers {
  MtrrTable<Concrete> table;

  explicit Registers(std::vector<VariableRange<Concrete>> ranges = {}, std::size_t count = 8) {
    table.hardware = state(std::move(ranges));
    table.hardware.variable.resize(count);
    table.start_counting();
  }
  std::int64_t add(std::uint64_t base, std::uint64_t size, std::int64_t type,
                   bool increment = true) {
    return mtrr_add<Concrete>(table, true, base, size, type, increment);
  }
  std::int64_t del(std::int64_t reg, std::uint64_t base = 0, std::uint64_t size = 0) {
    return mtrr_del<Concrete>(table, true, reg, base, size);
  }
  const VariableRange<Concrete>& reg(std::size_t i) const { return table.hardware.variable[i]; }
};

// The books of page cache modes. RAM: [0, 640 KiB) and [1 MiB, 1 GiB). MTRRs: WB below 3 GiB and
// above 4 GiB.
struct Books {
  MtrrState<Concrete> mtrr =
      state({block(0, 64_GiB, MemoryType::WB), block(3_GiB, 1_GiB, MemoryType::UC)});
  MemtypeTable<Concrete> table;
  bool pat = true;

  Books() { table.ram = {{0, 640_KiB}, {1_MiB, 1_GiB}}; }
  ReserveResult<Concrete> reserve(std::uint64_t begin, std::uint64_t end, MemoryType request,
                                  bool adapt = true) {
    return memtype_reserve<Concrete>(table, mtrr, pat, true, begin, end, request, adapt);
  }
  std::int64_t free(std::uint64_t begin, std::uint64_t end) {
    return memtype_free<Concrete>(table, pat, true, begin, end);
  }
  TypeSet at(std::uint64_t address) const { return lookup_memtype<Concrete>(table, address); }
  std::size_t entries() const {
    std::size_t live = 0;
    for (const MemtypeEntry<Concrete>& entry : table.entries) live += entry.live ? 1 : 0;
    return live;
  }
};

inline void expect(const ReserveResult<Concrete>& got, std::int64_t error, TypeSet mode) {
  EXPECT_EQ(got.error, error);
  EXPECT_EQ(got.mode, mode);
}

}  // namespace memtype::kernel::linux_points
