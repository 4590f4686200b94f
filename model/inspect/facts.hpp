// What the finders look at: the machine, its areas, and the MTRR types with what is open kept open.
#pragma once

#include <string>
#include <vector>

#include "memtype/inspect/inspect.hpp"
#include "memtype/maps/interval_map.hpp"

namespace memtype::inspect {

// One range and its MTRR type, for every default type that is possible.
struct TypedPiece {
  PhysRange range;
  TypeSet types;
  bool undefined = false;
  bool open = false;  // it hangs on a default type or a TOM2 that nobody says
};

// The MTRR types. Where the default type is not known, the answers for UC and for WB are joined:
// firmware uses no other. So are those with and without TOM2 where that is not known.
class Types {
 public:
  // `possible_tom2`: the end of RAM, if TOM2 may make it WB and nobody says; else 0.
  Types(const readers::KnownMtrrs& mtrrs, std::uint64_t possible_tom2);
  // Can anything be said? Registers or their being off must be known.
  bool known() const { return known_; }
  // Without gaps, as long as they can be.
  std::vector<TypedPiece> pieces(PhysRange range) const;
  // Is what lies below 1 MiB known? If the fixed ranges may count, they must have been said.
  bool knows_low() const { return knows_low_; }

 private:
  bool known_ = false, knows_low_ = false;
  std::vector<TypeMap> maps_;
};

enum class PatState { on, off, unknown };

struct Facts {
  const readers::Observations& seen;
  const Inspection& inspection;
  Types types;
  PatState pat = PatState::unknown;
  std::uint64_t possible_tom2 = 0;

  const readers::KnownMtrrs& mtrrs() const { return inspection.mtrrs; }
};

// `inspection`: areas, MTRRs and machine are there already.
Facts facts_of(const readers::Observations& seen, const Inspection& inspection);
PatState pat_state(const readers::Observations& seen, const Machine& machine);
// AMD's TOM2 may be in force, and no text says: the end of RAM above 4 GiB; else 0.
std::uint64_t possible_tom2(const readers::Observations& seen, const Inspection& inspection);
bool is_guest(const readers::Observations& seen);
std::vector<Area> areas_of(const readers::Observations& seen);

// The registers in use that match some byte of the range; without and with a type.
std::vector<const readers::KnownRegister*> registers_over(const readers::KnownMtrrs& mtrrs,
                                                          PhysRange range);
// "reg 1, reg 2", "fixed ranges", "default type", "TOM2", "MTRRs off".
std::string decided_by(const Facts& facts, const TypedPiece& piece);
// "reg 1 (UC)" and so on, joined by " and ".
std::string names_of(const std::vector<const readers::KnownRegister*>& registers);
// Who has the range: the smallest area, region or resource around it, or those inside.
std::string owner_of(const Facts& facts, PhysRange range);

// The first message of a kind; null if there is none.
const readers::Message* message_of(const readers::Observations& seen, readers::MessageKind kind);

// "[0x80000000-0xcfffffff]", "1278 MiB", "4 KiB".
std::string range_words(PhysRange range);
std::string size_words(std::uint64_t bytes);
std::string hex_words(std::uint64_t number);

// The finders, each in a file by its subject. They add to the list, in any order.
using Findings = std::vector<Finding>;
void find_ram(const Facts& facts, Findings& found);
void find_switched_off(const Facts& facts, Findings& found);
void find_devices(const Facts& facts, Findings& found);
void find_registers(const Facts& facts, Findings& found);
void find_pat_conflicts(const Facts& facts, Findings& found);
void find_refused_combining(const Facts& facts, Findings& found);
void find_messages(const Facts& facts, Findings& found);

}  // namespace memtype::inspect
