// What a computer is, by what its texts say.
//
// Where sources differ, the one nearer to the processor counts: register values before /proc/mtrr
// before the boot log; of two lists of one kind the later one. Each such choice is a Note. What no
// source says stays unknown: nothing here is a guess.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "memtype/machine/machine.hpp"
#include "memtype/readers/observations.hpp"

namespace memtype::readers {

// A value and the line that says so.
template <class T>
struct Known {
  std::optional<T> value;
  Place place;
  explicit operator bool() const { return value.has_value(); }
  const T& operator*() const { return *value; }
};

// A variable register in use.
struct KnownRegister {
  unsigned number = 0;
  std::uint64_t base = 0, mask = 0;  // address bits alone
  MemoryType type = MemoryType::UC;
  bool from_size = false;  // the mask was made of a size: holes of the real one do not show
  Place place;
};

// What a reader of the result should know about how it came about.
struct Note {
  enum class Kind {
    contradiction,  // sources that cannot both be right
    chosen,         // several answers, all possible: which was taken
    concluded,      // follows from a message, by a rule of the kernel
  };
  Kind kind = Kind::chosen;
  std::string text;
  std::vector<Place> places;
};

// The MTRRs as they are now, as far as the texts say.
struct KnownMtrrs {
  bool seen = false;  // some list or value of registers is there
  Teller teller = Teller::kernel_log;
  Place place;
  std::vector<KnownRegister> registers;  // in use, by number
  bool complete = false;                 // nothing but these registers is in use
  Known<unsigned> count;                 // MTRRCAP.VCNT
  Known<MemoryType> default_type;
  Known<bool> enabled, fixed_enabled;
  std::vector<Said<FixedRun>> fixed;  // as far as said; later entries count
  Known<std::uint64_t> tom2;          // end of the memory that TOM2 makes WB
  // Address width: said, or the highest bit of a mask. 52 where nothing tells.
  unsigned phys_bits = 52;
  Known<unsigned> width;
  std::vector<Note> notes;
};
KnownMtrrs known_mtrrs(const Observations& seen);

// Do the fixed ranges that were said cover [0, 1 MiB)?
bool covers_fixed(const KnownMtrrs& mtrrs);

// The value of a register, on the lowest CPU that was asked; the last one if asked twice.
Known<std::uint64_t> msr_value(const Observations& seen, std::uint32_t number);

// The memory map in force for questions about the firmware's work: its own, before the kernel
// takes away what the MTRRs do not cover. Null if there is none.
const MemoryMapSeen* firmware_map(const Observations& seen);

// All of it. `notes`: those of known_mtrrs() and more. Kernels outside the model stay unknown.
Machine machine_of(const Observations& seen, std::vector<Note>& notes);

}  // namespace memtype::readers
