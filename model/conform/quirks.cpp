#include "quirks.hpp"

#include <algorithm>

namespace memtype::conform {
namespace {

constexpr int uc = static_cast<int>(MemoryType::UC);
constexpr int wt = static_cast<int>(MemoryType::WT);
constexpr int wb = static_cast<int>(MemoryType::WB);
constexpr int no_type = -1;

bool fixed_on(const MsrFile& file) { return (file.def_type & mtrr_def_fixed_enable) != 0; }
bool enabled(const MsrFile& file) { return (file.def_type & mtrr_def_enable) != 0; }
int default_type(const MsrFile& file) { return static_cast<int>(file.def_type & 0xff); }
int fixed_type(const MsrFile& file, std::size_t index) {
  return static_cast<int>(file.fixed[index / 8] >> (index % 8 * 8) & 0xff);
}

// Largest order that Xen accepts in the fixed range of this address.
unsigned xen_fixed_order(std::uint64_t address) {
  if (address < 512_KiB) return 4;
  return address < 768_KiB ? 2 : 0;
}

}  // namespace

int xen_region_type(const MsrFile& file, std::uint64_t address, unsigned order) {
  if (!enabled(file)) return uc;
  const std::uint64_t region = ~((page_bytes << order) - 1);
  address &= region;
  if (address < FixedRanges::end && fixed_on(file))
    return order > xen_fixed_order(address) ? no_type
                                            : fixed_type(file, FixedRanges::index(address));
  unsigned seen = 0;
  int last = default_type(file);
  // A register counts when it agrees in the mask bits above the region: its edges inside the region
  // go unnoticed, and so does the default type between them.
  for (const MsrPair& pair : file.variable) {
    if ((pair.mask & mtrr_mask_valid) == 0) continue;
    if (((address ^ pair.base) & pair.mask & region) != 0) continue;
    last = static_cast<int>(pair.base & 0xff);
    seen |= 1U << last;
  }
  if ((seen & (seen - 1)) == 0) return last;
  if (order != 0) return no_type;
  if ((seen & 1U << uc) != 0) return uc;
  return seen == (1U << wt | 1U << wb) ? wt : last;
}

namespace {

struct KvmRange {
  std::uint64_t key = 0;  // the base register as written: the sort key
  std::uint64_t begin = 0, end = 0;
  int type = 0;
};

// KVM's list: descending by the whole base register; a later register with an equal base comes
// first. A range is taken as one block from the base, bits below the mask included.
std::vector<KvmRange> kvm_ranges(const MsrFile& file) {
  std::vector<KvmRange> list;
  const std::uint64_t above = bits_above(file.phys_bits);
  for (const MsrPair& pair : file.variable) {
    if ((pair.mask & mtrr_mask_valid) == 0) continue;
    const std::uint64_t begin = pair.base & page_mask;
    const std::uint64_t mask = (pair.mask & page_mask) | above;
    const auto place = std::find_if(list.begin(), list.end(),
                                    [&](const KvmRange& other) { return pair.base >= other.key; });
    list.insert(place, {pair.base, begin, (begin | ~mask) + 1, static_cast<int>(pair.base & 0xff)});
  }
  return list;
}

// The pieces KVM meets on its way through [begin, end), and whether it thinks some part is covered
// by no register.
struct KvmWalk {
  std::vector<int> types;
  bool partial = false;
};

KvmWalk kvm_walk(const MsrFile& file, std::uint64_t begin, std::uint64_t end) {
  KvmWalk walk;
  if (begin < FixedRanges::end && fixed_on(file)) {
    for (std::size_t i = FixedRanges::index(begin); i < FixedRanges::count; ++i) {
      walk.types.push_back(fixed_type(file, i));
      if (FixedRanges::range(i).end >= end) return walk;
    }
  }
  std::uint64_t covered = begin;
  for (const KvmRange& range : kvm_ranges(file)) {
    if (range.begin >= end || range.end <= begin) continue;
    walk.partial = walk.partial || covered < range.begin;
    covered = std::max(covered, range.end);
    walk.types.push_back(range.type);
  }
  walk.partial = walk.partial || covered < end;
  return walk;
}

}  // namespace

int kvm_page_type(const MsrFile& file, std::uint64_t address) {
  if (!enabled(file)) return uc;
  const std::uint64_t page = address & page_mask;
  const KvmWalk walk = kvm_walk(file, page, page + page_bytes);
  if (walk.types.empty()) return default_type(file);
  int type = walk.types.front();
  // UC wins only when it comes second.
  for (int next : walk.types) {
    if (next == type) continue;
    if (next == uc) return uc;
    const bool wt_wb = (type == wt || type == wb) && (next == wt || next == wb);
    if (!wt_wb) return wb;
    type = wt;
  }
  return type;
}

bool kvm_region_uniform(const MsrFile& file, std::uint64_t address, unsigned order) {
  if (!enabled(file)) return true;
  const std::uint64_t bytes = page_bytes << order;
  const std::uint64_t begin = address & ~(bytes - 1);
  const KvmWalk walk = kvm_walk(file, begin, begin + bytes);
  if (walk.types.empty()) return true;
  for (int type : walk.types)
    if (type != walk.types.front()) return false;
  return !walk.partial || walk.types.front() == default_type(file);
}

}  // namespace memtype::conform
