#include "zero_page.hpp"

#include "line_reader.hpp"
#include "scan.hpp"

namespace memtype::readers {
namespace {

constexpr std::size_t page_size = 4096, mark_at = 0x202, count_at = 0x1e8, table_at = 0x2d0,
                      entry_size = 20, most_entries = 128;

// Little-endian.
std::uint64_t number_at(std::string_view bytes, std::size_t at, unsigned length) {
  std::uint64_t value = 0;
  for (unsigned i = 0; i < length; ++i)
    value |= static_cast<std::uint64_t>(static_cast<unsigned char>(bytes[at + i])) << (8 * i);
  return value;
}

struct TypeRow {
  std::uint64_t number;
  MapEntry::Kind kind;
  std::string_view word;
};
// arch/x86/include/asm/e820/types.h
constexpr TypeRow e820_types[] = {
    {1, MapEntry::Kind::ram, "usable"},
    {2, MapEntry::Kind::reserved, "reserved"},
    {3, MapEntry::Kind::acpi_data, "ACPI data"},
    {4, MapEntry::Kind::acpi_nvs, "ACPI NVS"},
    {5, MapEntry::Kind::other, "unusable"},
    {7, MapEntry::Kind::persistent, "persistent (type 7)"},
    {12, MapEntry::Kind::persistent, "persistent (type 12)"},
};

}  // namespace

bool is_zero_page(std::string_view bytes, std::string_view name) {
  if (bytes.size() != page_size) return false;
  const bool marked = bytes.substr(mark_at, 4) == "HdrS" || name.ends_with("boot_params/data");
  return marked && number_at(bytes, count_at, 1) <= most_entries;
}

void read_zero_page(std::string_view bytes, Place place, Observations& seen) {
  MemoryMapSeen map{MemoryMapSeen::Origin::firmware, seen.boots, place, {}};
  const auto count = static_cast<std::uint32_t>(number_at(bytes, count_at, 1));
  for (std::uint32_t i = 0; i < count; ++i) {
    const std::size_t at = table_at + i * entry_size;
    const auto range = of_size(number_at(bytes, at, 8), number_at(bytes, at + 8, 8));
    const std::uint64_t type = number_at(bytes, at + 16, 4);
    MapEntry entry;
    entry.place = {place.source, i + 1};
    entry.word = "type " + std::to_string(type);
    for (const TypeRow& row : e820_types)
      if (row.number == type) {
        entry.kind = row.kind;
        entry.word = row.word;
      }
    if (!range) {
      ++seen.unread_count;
      keep(seen.unread, UnreadLine{entry.place, "an entry of the memory map that has no end"},
           seen);
      continue;
    }
    entry.range = *range;
    map.entries.push_back(std::move(entry));
  }
  if (count != 0) keep(seen.maps, std::move(map), seen);
}

}  // namespace memtype::readers
