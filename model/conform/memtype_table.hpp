// The tracker's table from a record's memory map, and back to a list.
#pragma once

#include <algorithm>
#include <vector>

#include "fields.hpp"
#include "memtype/linux/memtype.hpp"
#include "replay_counter.hpp"

namespace memtype::conform {

inline constexpr Rule list_rule{"the tracked ranges afterwards",
                                "v6.12, arch/x86/mm/pat/memtype_interval.c: memtype_check_insert"};

// System RAM of an e820 map: [begin, end, kind], ... .
inline std::vector<PhysRange> ram_of(const Json& e820) {
  std::vector<PhysRange> ram;
  for (const Json& entry : array(e820))
    if (item(entry, 2) == "RAM") ram.push_back({word(item(entry, 0)), word(item(entry, 1))});
  std::sort(ram.begin(), ram.end());
  return ram;
}

// The kernel that answered: "kernel" of the record, "7.3"; 6.12 where it is not given.
inline kernel::Version version_of(const Json& record) {
  if (!record.contains("kernel")) return {6, 12, kernel::newest_patch};
  const auto version = kernel::version_from(text(record["kernel"]));
  if (!version || !kernel::is_known(*version)) throw FieldError("kernel: not a known version");
  return *version;
}

// The tracked device memory as debugfs prints it: by start, equal starts in order of insertion.
struct TrackedRange {
  PhysRange range;
  MemoryType mode = MemoryType::WB;
  friend bool operator==(const TrackedRange&, const TrackedRange&) = default;
};

inline std::vector<TrackedRange> tracked_list(const kernel::MemtypeTable<Concrete>& table) {
  std::vector<TrackedRange> list;
  for (const kernel::MemtypeEntry<Concrete>& entry : table.entries)
    if (entry.live) list.push_back({{entry.begin, entry.end}, entry.mode.single().value()});
  std::stable_sort(list.begin(), list.end(), [](const TrackedRange& a, const TrackedRange& b) {
    return a.range.begin < b.range.begin;
  });
  return list;
}

inline std::vector<TrackedRange> tracked_list(const Json& value) {
  std::vector<TrackedRange> list;
  for (const Json& entry : array(value))
    list.push_back({{word(item(entry, 0)), word(item(entry, 1))}, memory_type(item(entry, 2))});
  return list;
}

inline std::string list_text(const std::vector<TrackedRange>& list) {
  std::string text;
  for (const TrackedRange& entry : list)
    text += "[" + hex(entry.range.begin) + ", " + hex(entry.range.end) + ") " +
            std::string(name(entry.mode)) + "; ";
  return text.empty() ? "nothing" : text;
}

}  // namespace memtype::conform
