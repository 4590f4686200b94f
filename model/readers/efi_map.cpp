// The memory map of EFI (arch/x86/platform/efi/efi.c: efi_print_memmap):
//   efi: mem00: [Conventional Memory|   |  |  |  |WB|WT|WC|UC] range=[0x00100000-0x7fffffff]
//   (2047MB) efi: mem00: type=7, attr=0xf, range=[0x0000000000000000-0x00000000000a0000) (0MB)
//   exclusive
#include "readers.hpp"
#include "scan.hpp"

namespace memtype::readers {
namespace {

struct EfiType {
  std::string_view name;
  unsigned number;
  MapEntry::Kind kind;  // what E820 makes of it
};
// UEFI 2.10, 7.2.3, table "Memory Type Usage after ExitBootServices()".
constexpr EfiType efi_types[] = {
    {"Reserved", 0, MapEntry::Kind::reserved},
    {"Loader Code", 1, MapEntry::Kind::ram},
    {"Loader Data", 2, MapEntry::Kind::ram},
    {"Boot Code", 3, MapEntry::Kind::ram},
    {"Boot Data", 4, MapEntry::Kind::ram},
    {"Runtime Code", 5, MapEntry::Kind::reserved},
    {"Runtime Data", 6, MapEntry::Kind::reserved},
    {"Conventional", 7, MapEntry::Kind::ram},
    {"Conventional Memory", 7, MapEntry::Kind::ram},
    {"Unusable Memory", 8, MapEntry::Kind::other},
    {"ACPI Reclaim Mem", 9, MapEntry::Kind::acpi_data},
    {"ACPI Reclaim Memory", 9, MapEntry::Kind::acpi_data},
    {"ACPI Mem NVS", 10, MapEntry::Kind::acpi_nvs},
    {"ACPI Memory NVS", 10, MapEntry::Kind::acpi_nvs},
    {"MMIO", 11, MapEntry::Kind::reserved},
    {"Memory Mapped I/O", 11, MapEntry::Kind::reserved},
    {"MMIO Port", 12, MapEntry::Kind::reserved},
    {"PAL Code", 13, MapEntry::Kind::reserved},
    {"Persistent", 14, MapEntry::Kind::persistent},
    {"Persistent Memory", 14, MapEntry::Kind::persistent},
};

class EfiMap final : public LineReader {
 public:
  Outcome read(const Line& line, Observations& seen) override {
    Scan scan(line.text);
    if (!scan.past("efi: mem") && !scan.past("EFI: mem")) return Outcome::not_mine;
    const auto number = scan.decimal();
    if (!number || !scan.word(":")) return Outcome::not_mine;
    MapEntry entry;
    entry.place = line.place;
    if (!read_type(scan, entry) || !scan.past("range=[")) return Outcome::unreadable;
    const auto pair = scan_pair(scan);
    if (!pair) return Outcome::unreadable;
    const auto range =
        scan.word(")") ? exclusive(pair->first, pair->last) : inclusive(pair->first, pair->last);
    if (!range) return Outcome::unreadable;
    entry.range = *range;
    if (*number == 0) open_ = false;
    if (MemoryMapSeen* list = map_list(seen, MemoryMapSeen::Origin::efi, line, open_))
      keep(list->entries, std::move(entry), seen);
    return Outcome::taken;
  }
  void reset() override { open_ = false; }

 private:
  static bool read_type(Scan& scan, MapEntry& entry) {
    if (scan.word("type=")) {
      const auto number = scan.decimal();
      if (!number) return false;
      entry.word = "type " + std::to_string(*number);
      for (const EfiType& row : efi_types)
        if (row.number == *number) {
          entry.word = row.name;
          entry.kind = row.kind;
          break;
        }
      return true;
    }
    if (!scan.word("[")) return false;
    std::string_view word = scan.rest().substr(0, scan.rest().find('|'));
    while (word.ends_with(' ')) word.remove_suffix(1);
    entry.word = word;
    for (const EfiType& row : efi_types)
      if (row.name == word) entry.kind = row.kind;
    return !word.empty();
  }
  bool open_ = false;
};

}  // namespace

std::unique_ptr<LineReader> make_efi_map() { return std::make_unique<EfiMap>(); }

}  // namespace memtype::readers
