// User mappings on a small machine: the books of points.hpp, PAT in Linux's layout.
#pragma once

#include <algorithm>
#include <string>

#include "memtype/linux/user_map.hpp"
#include "points.hpp"

namespace memtype::kernel::linux_points {

// The last version before 6.16's rewrite of page-frame tracking, its first, and the newest.
inline constexpr Version v6_15{6, 15}, v6_16{6, 16};

struct UserSpace {
  Books books;
  PatSetup pat = pat_setup(true, true, pat_msr_for(PatMode::full, newest_version));
  std::vector<Mapping<Concrete>> mappings;
  UserAreas<Concrete> users;
  AddressSpace<Concrete> space{books.table, books.mtrr, pat, mappings, users};

  explicit UserSpace(Version kernel = newest_version) { books.table.rules = rules_of(kernel); }
  void nopat() {
    books.pat = false;
    pat = pat_setup(false, true, pat_power_on);
  }
  static int number(std::int64_t pointer) { return static_cast<int>(pointer) - 1; }

  // A mapping of the whole of a new area: its pointer, or an errno.
  std::int64_t map(std::uint64_t at, std::uint64_t size, MemoryType want) {
    const auto made = remap_pfn_range<Concrete>(space, true, at, size, want);
    return made.error == 0 ? made.pointer : made.error;
  }
  std::int64_t area(std::uint64_t size) { return make_area<Concrete>(space, true, size); }
  std::int64_t remap(std::int64_t area, std::uint64_t offset, std::uint64_t at, std::uint64_t size,
                     MemoryType want) {
    return remap_into_area<Concrete>(space, true, number(area), offset, at, size, want);
  }
  void unmap(std::int64_t area) { unmap_area<Concrete>(space, true, number(area)); }
  void unmap(std::int64_t area, std::uint64_t offset, std::uint64_t size) {
    unmap_area<Concrete>(space, true, number(area), offset, size);
  }
  void zap(std::int64_t area, std::uint64_t offset, std::uint64_t size) {
    zap_area<Concrete>(space, true, number(area), offset, size);
  }
  std::int64_t resize(std::int64_t area, std::uint64_t size) {
    return resize_area<Concrete>(space, true, number(area), size);
  }
  std::int64_t fork(std::int64_t area) { return fork_area<Concrete>(space, true, number(area)); }

  // Modes of the pages at an address.
  TypeSet at(std::uint64_t address) const {
    TypeSet set;
    for (const Mapping<Concrete>& m : mappings)
      if (m.live && m.begin <= address && address < m.end) set |= m.mode;
    return set;
  }
  // "[e0000000-e0003000) WC ", in order of address.
  std::string list() const {
    std::vector<std::string> lines;
    for (const MemtypeEntry<Concrete>& entry : books.table.entries)
      if (entry.live)
        lines.push_back(offset(entry.begin) + "-" + offset(entry.end) + " " +
                        to_string(entry.mode));
    std::sort(lines.begin(), lines.end());
    std::string text;
    for (const std::string& line : lines) text += (text.empty() ? "" : ", ") + line;
    return text;
  }

 private:
  // Pages behind the BAR's start.
  static std::string offset(std::uint64_t address) {
    return std::to_string((address - bar) / page_bytes);
  }
};

}  // namespace memtype::kernel::linux_points
