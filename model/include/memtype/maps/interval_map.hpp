// The MTRR types of the whole address space as a map of intervals: built once, then asked often.
//
// mtrr_type_at() answers for one address and mtrr_types_in() for one region; this map knows all
// edges. Masks with holes are expanded into the blocks that they match, up to a bound. The rules
// are those of cpu/mtrr.hpp and cpu/overlap.hpp: registers are collected as sets of types, and
// mtrr_overlap() decides last, when all of them are in.
#pragma once

#include <cstddef>
#include <memory>
#include <optional>
#include <vector>

#include "memtype/cpu/msr.hpp"
#include "memtype/cpu/mtrr.hpp"
#include "memtype/type_answer.hpp"

namespace memtype {

class TypeMap {
 public:
  // A mask with n holes (bits that are 0 above its lowest 1) matches 2^n blocks. All registers
  // together may have this many; a register that would exceed it is not expanded.
  static constexpr std::size_t default_max_blocks = 4096;
  // Intervals are half-open, so a map cannot reach the top of a 64-bit space. It need not:
  // physical addresses have at most 52 bits. A state that claims more is cut to them.
  static constexpr unsigned max_phys_bits = 52;

  // Cost: with B blocks in all, time registers x B log B and memory B, at worst.
  explicit TypeMap(const MtrrState<Concrete>& mtrr, std::size_t max_blocks = default_max_blocks);
  explicit TypeMap(const MsrFile& file, std::size_t max_blocks = default_max_blocks);
  TypeMap(TypeMap&&) noexcept;
  TypeMap& operator=(TypeMap&&) noexcept;
  ~TypeMap();

  // False: some register was not expanded. Between the first and the last byte that it matches
  // answers are then not exact: they hold what is true, but may hold more. All else is exact.
  bool complete() const;

  // Bytes; nothing (no candidates) at or above 2^phys_bits. Cost: log of the number of runs.
  TypeAnswer at(std::uint64_t address) const;

  // The runs of a range in address order, without gaps, as long as they can be; the first and the
  // last are cut to the range, and the range to the address width. Cost: log, and the runs found.
  std::vector<TypeRun> runs(PhysRange range) const;

  // The type that every byte of the range has for certain; nothing if there are several, if one is
  // undefined (unless the state says what this processor takes), if the range is empty or reaches
  // beyond the address width. Cost: log, and the runs looked at.
  std::optional<MemoryType> uniform(PhysRange range) const;

 private:
  struct Map;
  std::unique_ptr<Map> map_;
};

}  // namespace memtype
