#include "memtype/linux/cache_map.hpp"

#include <algorithm>

#include "memtype/linux/mtrr_lookup.hpp"

namespace memtype::kernel {
namespace {

RawType raw(TypeSet type) { return static_cast<RawType>(std::countr_zero(type.bits())); }

}  // namespace

std::string raw_type_name(RawType type) {
  if (type == invalid_type) return "INVALID";
  return is_mtrr_encoding(type) ? std::string(name(static_cast<MemoryType>(type)))
                                : std::to_string(type);
}

MtrrState<Concrete> kernel_mtrr_state(const MsrFile& file) {
  MtrrState<Concrete> state = mtrr_state(file);
  state.fixed_enabled = (file.def_type & mtrr_def_fixed_enable) != 0;
  if (state.fixed_enabled && state.fixed.empty()) state.fixed = FixedRanges(MemoryType::UC).runs();
  state.tom2_wb_end &= 0xffffff800000;
  return state;
}

MtrrState<Concrete> kernel_copy(const MtrrTable<Concrete>& table) {
  MtrrState<Concrete> copy = table.hardware;
  for (std::size_t i = 0; i < table.refused.size(); ++i) {
    if (!table.refused[i].refused) continue;
    copy.variable[i].base = table.refused[i].base;
    copy.variable[i].type = static_cast<MemoryType>(table.refused[i].type);
  }
  return copy;
}

// Puts [begin, end) in front of entry `at`, joined with neighbours of equal type that are not
// fixed. Returns the index of the entry that holds it.
std::size_t CacheMap::insert(std::size_t at, PhysRange range, RawType type) {
  const auto joins = [&](const CacheEntry& entry) { return !entry.fixed && entry.type == type; };
  const bool left = at > 0 && joins(entries_[at - 1]) && entries_[at - 1].range.end == range.begin;
  const bool right =
      at < entries_.size() && joins(entries_[at]) && range.end == entries_[at].range.begin;
  if (left && right) {
    entries_[at - 1].range.end = entries_[at].range.end;
    entries_.erase(entries_.begin() + static_cast<std::ptrdiff_t>(at));
  } else if (left) {
    entries_[at - 1].range.end = range.end;
  } else if (right) {
    entries_[at].range.begin = range.begin;
  } else {
    entries_.insert(entries_.begin() + static_cast<std::ptrdiff_t>(at), {range, type, false});
    return at;
  }
  return left ? at - 1 : at;
}

// Takes `range` out of entry `at`, which covers it. Returns the index at which it can be inserted
// again with another type.
std::size_t CacheMap::cut(std::size_t at, PhysRange range) {
  const CacheEntry old = entries_[at];
  const auto place = entries_.begin() + static_cast<std::ptrdiff_t>(at);
  if (old.range == range) {
    entries_.erase(place);
    return at;
  }
  if (old.range.begin == range.begin) {
    entries_[at].range.begin = range.end;
    return at;
  }
  entries_[at].range.end = range.begin;
  if (range.end < old.range.end)
    entries_.insert(place + 1, {{range.end, old.range.end}, old.type, false});
  return at + 1;
}

// Lays a range over the map: gaps take its type, entries that are not fixed the merged one.
void CacheMap::add(PhysRange range, RawType type) {
  std::size_t i = 0;
  while (i < entries_.size() && !range.empty()) {
    const CacheEntry entry = entries_[i];
    if (range.begin >= entry.range.end) {
      ++i;
    } else if (range.begin < entry.range.begin) {
      const std::uint64_t end = std::min(range.end, entry.range.begin);
      i = insert(i, {range.begin, end}, type);
      range.begin = end;
    } else if (const RawType merged = merge_types(type, entry.type);
               entry.fixed || merged == entry.type) {
      range.begin = entry.range.end;
    } else {
      const PhysRange part{range.begin, std::min(range.end, entry.range.end)};
      i = insert(cut(i, part), part, merged);
      range.begin = part.end;
    }
  }
  if (!range.empty()) insert(entries_.size(), range, type);
}

CacheMap::CacheMap(const MtrrState<Concrete>& mtrr)
    : default_type_(static_cast<RawType>(mtrr.default_type)), enabled_(mtrr.enabled) {
  if (!enabled_) return;
  if (mtrr.fixed_enabled)
    for (const FixedRun& run : mtrr.fixed)
      entries_.push_back({run.range, static_cast<RawType>(run.type), true});
  if (mtrr.tom2_wb_end > 4_GiB)
    entries_.push_back({{4_GiB, mtrr.tom2_wb_end}, static_cast<RawType>(MemoryType::WB), true});
  for (const VariableRange<Concrete>& range : mtrr.variable)
    if (range.valid && !range.elsewhere)
      add({range.base, range.base + lookup_size<Concrete>(range, mtrr.phys_bits)}, raw(range.type));
}

TypeLookup CacheMap::lookup(std::uint64_t begin, std::uint64_t end) const {
  if (!enabled_) return {0, true};
  TypeLookup answer{invalid_type, true};
  const auto take = [&](RawType type) {
    const RawType merged = answer.type == invalid_type ? type : merge_types(answer.type, type);
    if (answer.type != invalid_type && merged != answer.type) answer.uniform = false;
    answer.type = merged;
  };
  for (const CacheEntry& entry : entries_) {
    if (begin >= end) break;
    if (begin >= entry.range.end) continue;
    if (begin < entry.range.begin) take(default_type_);
    if (end <= entry.range.begin) return answer;
    take(entry.type);
    begin = entry.range.end;
  }
  if (begin < end) take(default_type_);
  return answer;
}

}  // namespace memtype::kernel
