// What is wrong with a computer, by what its texts say.
//
// Only what follows is reported: a finding holds for every value of what the texts leave open. What
// hangs on something open is no finding but an OpenQuestion, with the command that settles it.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "memtype/machine/machine.hpp"
#include "memtype/readers/machine_of.hpp"
#include "memtype/readers/observations.hpp"

namespace memtype::inspect {

// From the worst to the best; the verdict is that of the worst finding.
enum class Severity : std::uint8_t {
  dangerous,    // data or devices may suffer
  loses_ram,    // memory that is there is not used
  costs_speed,  // slower than it could be
  harmless,     // looks alarming and is not
};
std::string_view name(Severity severity);

// A member for each thing that is looked for; docs/inspect.md lists them.
enum class FindingKind : std::uint8_t {
  mtrrs_off,
  ram_not_write_back,
  ram_trimmed,
  registers_write_combining,
  frame_buffer_not_combining,
  large_uncached_reservation,
  combining_refused,
  pat_conflict,
  user_mapping_refused,
  free_invalid,
  undefined_overlap,
  odd_mask,
  cpus_differ,
  unusual_register,
  huge_page_refused,
  cleanup_failed,
  incorrect_mask,
  mtrrs_off_in_guest,
  pat_off,
};
std::string_view name(FindingKind kind);

struct Finding {
  FindingKind kind = FindingKind::mtrrs_off;
  Severity severity = Severity::harmless;
  std::string what;              // one sentence
  std::vector<PhysRange> where;  // may be empty
  std::uint64_t bytes = 0;       // how much memory it is about; 0: not said
  std::vector<readers::Place> evidence;
  std::string why;   // why it matters, or why not
  std::string todo;  // what to type; may be empty
  std::string rule;  // its source
};

struct OpenQuestion {
  std::string what;     // what the texts leave open, and what hangs on it
  std::string command;  // what would settle it
};

// A piece of the address space: memory, a region of a device, a frame buffer.
struct Area {
  // perhaps_ram: below the end of RAM, where no memory map says which parts are RAM.
  enum class Kind : std::uint8_t { ram, perhaps_ram, reserved, persistent, device, frame_buffer };
  Kind kind = Kind::ram;
  PhysRange range;
  std::string name;
  bool prefetchable = false;
  bool is_display = false;
  readers::Place place;
};

// Neighbouring addresses of one area with one answer.
struct MapRun {
  PhysRange range;
  std::string area;
  TypeSet mtrr;            // several: it hangs on something that is open, or is undefined
  bool undefined = false;  // an overlap that the manuals leave undefined
  std::string decided_by;  // "reg 1, reg 2", "fixed range", "default type", "TOM2"
  TypeSet reserved;        // modes of the PAT reservations that touch it
  TypeSet effective;       // of RAM under WB pages, of devices as reserved; empty: not mapped
};

struct Inspection {
  readers::KnownMtrrs mtrrs;
  Machine machine;
  bool guest = false;  // a hypervisor decides what the MTRRs of this machine mean
  bool maps_ram = false;
  std::vector<readers::Note> notes;
  std::vector<Area> areas;
  std::vector<MapRun> runs;
  std::vector<Finding> findings;  // the worst first
  std::vector<OpenQuestion> open;
};

// Did the texts hold anything to go by?
bool is_empty(const readers::Observations& seen);
// Cost: areas times registers.
Inspection inspect(const readers::Observations& seen);

}  // namespace memtype::inspect
