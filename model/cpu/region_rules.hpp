// mtrr_types_in() over any state with the members of MtrrState. No allocation.
#pragma once

#include <algorithm>
#include <bit>

#include "cpu/layers.hpp"
#include "memtype/cpu/mtrr_region.hpp"

namespace memtype::rules {

template <class State>
class RegionSearch {
 public:
  RegionSearch(const State& mtrr, std::size_t max_cuts) : mtrr_(mtrr), cuts_left_(max_cuts) {}

  RegionTypes run(PhysRange range) {
    if (range.empty()) return found_;
    if (!mtrr_.enabled) return {MemoryType::UC};
    if (mtrr_.fixed_enabled) {
      add_fixed(range);
      range.begin = std::max(range.begin, FixedRanges::end);
    }
    const std::uint64_t tom2 = std::max(mtrr_.tom2_wb_end, std::uint64_t{4_GiB});
    const std::uint64_t ends[] = {4_GiB, tom2, range.end};
    for (std::uint64_t end : ends) {
      const PhysRange piece{range.begin, std::min(end, range.end)};
      if (piece.empty()) continue;
      add_piece(piece);
      range.begin = piece.end;
    }
    return found_;
  }

 private:
  void add_fixed(PhysRange range) {
    for (std::size_t i = 0; i < FixedRanges::count; ++i) {
      const PhysRange fixed = FixedRanges::range(i);
      if (fixed.overlaps(range)) found_.types |= fixed_type_at<Concrete>(mtrr_.fixed, fixed.begin);
    }
  }

  // A range that no fixed range or TOP_MEM2 cuts, as aligned power-of-two blocks.
  void add_piece(PhysRange range) {
    while (range.begin < range.end) {
      const std::uint64_t size = largest_block_at(range.begin, range.bytes());
      add_block(range.begin, static_cast<unsigned>(std::countr_zero(size)));
      range.begin += size;
    }
  }

  // The aligned block [address, address + 2^limit). Bits that no mask looks at are left at 0.
  void add_block(std::uint64_t address, unsigned limit) {
    const std::uint64_t low = (std::uint64_t{1} << limit) - 1;
    std::uint64_t open_bits = 0;  // these decide whether some register matches
    TypeSet matching, open;
    for (const VariableRange<Concrete>& range : mtrr_.variable) {
      if (!range.valid || range.elsewhere) continue;
      if (((address ^ range.base) & range.mask & ~low) != 0) continue;
      open_bits |= range.mask & low;
      ((range.mask & low) == 0 ? matching : open) |= range.type;
    }
    const TypeSet fallback = default_type_at<Concrete>(mtrr_, address);
    const TypeSet possible = resolve_layers(matching, open, fallback, mtrr_.choice).candidates;
    if (possible.subset_of(found_.types)) return;
    if (open_bits == 0 || possible.size() == 1) {
      found_.types |= possible;
    } else if (cuts_left_ == 0) {
      found_ = {found_.types | possible, false};
    } else {
      --cuts_left_;
      const unsigned bit = static_cast<unsigned>(std::bit_width(open_bits)) - 1;
      add_block(address, bit);
      add_block(address | std::uint64_t{1} << bit, bit);
    }
  }

  const State& mtrr_;
  std::size_t cuts_left_;
  RegionTypes found_;
};

}  // namespace memtype::rules
