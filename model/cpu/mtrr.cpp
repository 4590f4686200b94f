#include "memtype/cpu/mtrr.hpp"

namespace memtype {

FixedRanges FixedRanges::usual() {
  FixedRanges ranges(MemoryType::UC);
  for (std::size_t i = 0; i < count; ++i)
    if (range(i).begin < 640_KiB) ranges.set(i, MemoryType::WB);
  return ranges;
}

FixedRanges FixedRanges::from_msrs(std::span<const std::uint64_t, 11> values) {
  FixedRanges ranges;
  for (std::size_t i = 0; i < count; ++i) ranges.set(i, static_cast<MemoryType>(byte(values, i)));
  return ranges;
}

std::array<std::uint64_t, 11> FixedRanges::to_msrs() const {
  std::array<std::uint64_t, 11> values{};
  for (std::size_t i = 0; i < count; ++i)
    values[i / 8] |= static_cast<std::uint64_t>(types_[i]) << (i % 8 * 8);
  return values;
}

std::vector<FixedRun> FixedRanges::runs() const {
  std::vector<FixedRun> runs;
  for (std::size_t i = 0; i < count; ++i) {
    if (!runs.empty() && runs.back().type == types_[i])
      runs.back().range.end = range(i).end;
    else
      runs.push_back({range(i), types_[i]});
  }
  return runs;
}

}  // namespace memtype
