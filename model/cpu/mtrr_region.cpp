#include "memtype/cpu/mtrr_region.hpp"

#include <algorithm>

namespace memtype {
namespace {

// Highest bit below `limit` that decides whether some register still in play matches an address
// that agrees with `address` from bit `limit` upwards; -1 when all are decided.
int deciding_bit(const MtrrState<Concrete>& mtrr, std::uint64_t address, unsigned limit) {
  const std::uint64_t low = (std::uint64_t{1} << limit) - 1;
  std::uint64_t open = 0;
  for (const VariableRange<Concrete>& range : mtrr.variable) {
    if (!range.valid || range.elsewhere) continue;
    if (((address ^ range.base) & range.mask & ~low) == 0) open |= range.mask & low;
  }
  return open == 0 ? -1 : static_cast<int>(std::bit_width(open)) - 1;
}

// Types of the aligned block [address, address + 2^limit), which no fixed range or TOP_MEM2 cuts.
// Bits that no mask looks at are left at 0.
TypeSet types_in_block(const MtrrState<Concrete>& mtrr, std::uint64_t address, unsigned limit) {
  const int bit = deciding_bit(mtrr, address, limit);
  if (bit < 0) return mtrr_type_at<Concrete>(mtrr, address);
  const auto next = static_cast<unsigned>(bit);
  return types_in_block(mtrr, address, next) |
         types_in_block(mtrr, address | std::uint64_t{1} << next, next);
}

// A range cut into aligned power-of-two blocks.
TypeSet types_in_piece(const MtrrState<Concrete>& mtrr, PhysRange range) {
  TypeSet types;
  while (range.begin < range.end) {
    const unsigned aligned = range.begin == 0 ? 63U : unsigned(std::countr_zero(range.begin));
    const unsigned fits = unsigned(std::bit_width(range.bytes())) - 1;
    const unsigned limit = std::min(aligned, fits);
    types |= types_in_block(mtrr, range.begin, limit);
    range.begin += std::uint64_t{1} << limit;
  }
  return types;
}

}  // namespace

TypeSet mtrr_types_in(const MtrrState<Concrete>& mtrr, PhysRange range) {
  if (range.empty()) return {};
  if (!mtrr.enabled) return MemoryType::UC;
  TypeSet types;
  if (mtrr.fixed_enabled) {
    for (const FixedRun& run : mtrr.fixed)
      if (run.range.overlaps(range)) types |= run.type;
    range.begin = std::max(range.begin, FixedRanges::end);
  }
  const std::uint64_t tom2 = std::max(mtrr.tom2_wb_end, std::uint64_t{4_GiB});
  const std::uint64_t cuts[] = {4_GiB, tom2, range.end};
  for (std::uint64_t cut : cuts) {
    const PhysRange piece{range.begin, std::min(cut, range.end)};
    if (piece.empty()) continue;
    types |= types_in_piece(mtrr, piece);
    range.begin = piece.end;
  }
  return types;
}

}  // namespace memtype
