// What texts say of one computer: each fact with the line where it stands.
//
// Readers (readers/read.hpp) fill this value; nothing in it is concluded. What the computer is,
// machine_of() (readers/machine_of.hpp) makes of it. Ranges are half-open, in bytes, whatever the
// text had: inclusive ends, page frames, KiB, MiB.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "memtype/cpu/mtrr.hpp"
#include "memtype/readers/message.hpp"
#include "memtype/types.hpp"

namespace memtype::readers {

// Who says so.
enum class Teller : std::uint8_t {
  msr,         // register values
  proc_mtrr,   // /proc/mtrr: what the kernel keeps; says nothing of the default type
  kernel_log,  // "0 base 000000000 mask C00000000 write-back", at boot
  cleaned,     // "New variable MTRRs" of mtrr_cleanup
  original,    // "original variable MTRRs" of mtrr_cleanup: the kernel's view of kernel_log
  hypervisor,  // Xen's own log
  firmware,    // coreboot, LinuxBIOS, EDK2
  temporary,   // coreboot's registers while it still runs
  memcontrol,  // FreeBSD memcontrol, OpenBSD memconfig
  processor,   // /proc/cpuinfo, CPUID
  lspci,       // and /sys/bus/pci/devices/.../resource
};

// One fact. `boot`: logs hold several boots; it counts "Linux version" lines over all sources.
template <class T>
struct Said {
  T value{};
  Place place;
  Teller teller = Teller::kernel_log;
  std::uint32_t boot = 0;
};
template <class T>
using Sayings = std::vector<Said<T>>;

// One register of a list, as far as the list says. An entry without `mask` has `size`, in bytes.
struct RegisterEntry {
  unsigned number = 0;
  bool in_use = true;
  bool has_mask = false;
  std::uint64_t base = 0;
  std::uint64_t mask = 0;          // address bits alone
  std::uint64_t size = 0;          // any number: broken masks show as such
  std::uint64_t unit = 1;          // how exact `size` is: /proc/mtrr prints whole KiB
  std::optional<MemoryType> type;  // nothing: a number that is no type
  unsigned count = 1;              // /proc/mtrr: users
  Place place;
};

// A list of variable registers.
struct RegisterList {
  Teller teller = Teller::kernel_log;
  std::uint32_t boot = 0;
  Place place;
  std::vector<RegisterEntry> entries;
};

struct MsrValue {
  std::uint32_t msr = 0;
  std::uint64_t value = 0;
  std::optional<unsigned> cpu;
  Place place;
};

// An entry of a memory map (E820, EFI).
struct MapEntry {
  enum class Kind : std::uint8_t { ram, reserved, acpi_data, acpi_nvs, persistent, other };
  PhysRange range;
  Kind kind = Kind::other;
  std::string word;  // as the text calls it
  Place place;
};

struct MemoryMapSeen {
  enum class Origin : std::uint8_t {
    firmware,    // BIOS-e820
    extended,    // "reserve setup_data"
    modified,    // after the kernel's changes: in force
    user,        // memmap= and mem= on the command line
    xen_guest,   // "Xen:", what a guest of Xen is given
    hypervisor,  // Xen's own
    bootloader,  // coreboot's table
    efi,         // "efi: mem00: ..."
  };
  Origin origin = Origin::firmware;
  std::uint32_t boot = 0;
  Place place;
  std::vector<MapEntry> entries;
};

// "e820: update [mem ..] usable ==> reserved"; "remove" leaves `to` empty.
struct MapChange {
  PhysRange range;
  std::string from, to;
  Place place;
  std::uint32_t boot = 0;
};

// A region register of a PCI device. `device`: "0000:01:00.0"; "" where the text names none.
struct Bar {
  std::string device;
  unsigned number = 0;  // 6: the expansion ROM
  PhysRange range;      // empty: not assigned
  bool prefetchable = false;
  bool is_64bit = false;
  bool disabled = false;
  Teller teller = Teller::kernel_log;
  Place place;
};

struct PciDevice {
  std::string address;
  std::string what;    // "VGA compatible controller: ..."
  std::string driver;  // "Kernel driver in use"
  bool is_display = false;
  Place place;
};

// A window of a bridge or a root bus.
struct BridgeWindow {
  std::string device;
  PhysRange range;
  bool prefetchable = false;
  Place place;
};

struct FrameBuffer {
  std::string driver;  // efifb, vesafb, agpgart, ...
  PhysRange range;     // what the driver uses; empty end: size not said
  Place place;
};

// An entry of pat_memtype_list.
struct PatEntry {
  PhysRange range;
  std::optional<MemoryType> type;  // nothing: "broken"
  Place place;
};
struct PatList {
  Place place;
  std::vector<PatEntry> entries;
};

// A line of /proc/iomem.
struct Resource {
  PhysRange range;
  unsigned depth = 0;
  std::string name;
  Place place;
};

// A row of the table that mtrr_cleanup prints.
struct CleanupRow {
  std::uint64_t gran = 0, chunk = 0;
  unsigned registers = 0;
  std::int64_t lost = 0;  // bytes
  bool bad = false;
  Place place;
};

// IA32_PAT, as a value or as eight words.
struct PatLayout {
  std::array<MemoryType, 8> entries{};
  bool before_kernel = false;  // "old 0x7040600070406": what the firmware left
};

// A line that seems to be about memory types and that no reader understands.
struct UnreadLine {
  Place place;
  std::string text;  // at most 400 bytes
};

// What went wrong with a source as a whole.
struct SourceTrouble {
  std::uint32_t source = 0;
  std::string text;
};

// A range to which a text gives a type: "MTRR map" entries, coreboot's address space, EDK2's
// ranges.
struct TypedRange {
  PhysRange range;
  MemoryType type = MemoryType::UC;
};

// "MTRR map: 8 entries (3 fixed + 5 variable; max 23), built from 10 variable MTRRs".
struct MapCounts {
  unsigned entries = 0, fixed = 0, variable = 0, max = 0, registers = 0;
};

// What /proc/cpuinfo or a log says of the processor. Nothing: not said.
struct Processor {
  std::string vendor;  // "GenuineIntel"
  std::string name;
  std::optional<unsigned> family, model, stepping;
  std::optional<bool> has_mtrr, has_pat, hypervisor;
};

struct Observations {
  std::vector<std::string> sources;  // names
  std::uint32_t boots = 0;           // "Linux version" lines

  std::vector<RegisterList> registers;
  std::vector<MsrValue> msrs;
  Sayings<MemoryType> default_type;
  Sayings<bool> enabled, fixed_enabled;  // as printed: IA32_MTRR_DEF_TYPE.E and FE
  Sayings<FixedRun> fixed;
  Sayings<std::uint64_t> tom2;
  Sayings<unsigned> phys_bits;
  Sayings<unsigned> register_count;
  Sayings<MapCounts> map_counts;
  Sayings<TypedRange> typed_ranges;
  Sayings<PatLayout> pat;
  Sayings<Processor> processors;

  std::vector<MemoryMapSeen> maps;
  std::vector<MapChange> map_changes;
  Sayings<std::uint64_t> last_pfn;  // in bytes
  std::vector<Resource> resources;
  std::vector<Place>
      hidden_resources;  // lists of /proc/iomem with all numbers 0: read without root

  std::vector<Bar> bars;
  std::vector<PciDevice> devices;
  std::vector<BridgeWindow> windows;
  std::vector<FrameBuffer> frame_buffers;
  std::vector<PatList> pat_lists;

  std::vector<Message> messages;
  std::vector<CleanupRow> cleanup_rows;
  Sayings<std::uint64_t> cleanup_covered;  // "total RAM covered", in bytes

  Sayings<std::string> kernel;  // "6.12.117+deb12-amd64"
  Sayings<std::string> command_line;
  Sayings<std::string> hypervisor;  // "KVM", "Xen PV", "VMware", ...
  Sayings<std::string> board;       // DMI line

  std::vector<UnreadLine> unread;
  std::uint64_t unread_count = 0;
  std::uint64_t dropped = 0;  // facts beyond the bounds of memory
  std::vector<SourceTrouble> trouble;
};

}  // namespace memtype::readers
