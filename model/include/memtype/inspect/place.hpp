// The types at one place of a real machine, under every kind of mapping, by what its texts say.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "memtype/inspect/inspect.hpp"
#include "memtype/machine/page_rule.hpp"

namespace memtype::inspect {

// What a mapping of one mode gives. Several types: it hangs on what the texts leave open.
struct MappedAs {
  MemoryType mode = MemoryType::UC;  // the mode in the page-table entry, as Linux calls it
  TypeSet page;                      // what its bits select
  TypeSet effective;
  std::vector<RuleUsed> rules;  // the cells that decided, where all of it is known
  // What a request of this mode would get now beside the reservations of the list; nothing: no
  // list, or nothing is reserved there. Empty set: it is refused.
  std::optional<TypeSet> granted;
};

// Neighbouring addresses with one answer.
struct PlacePiece {
  PhysRange range;
  TypeSet mtrr;
  bool known = true;       // the texts say something of the MTRRs there
  bool open = false;       // it hangs on what the texts leave open
  bool undefined = false;  // an overlap that the manuals leave undefined
  std::string decided_by;  // "reg 3", "default type", ...
  std::vector<MappedAs> mappings;
};

// May large pages of one size map the place? 4 KiB pages always may.
struct LargePages {
  enum class Answer { may, some_not, unknown };
  PageSize size = PageSize::size_2M;
  Answer answer = Answer::unknown;
  // Pages in which the type changes, and where: the first few.
  struct Split {
    PhysRange page;
    std::uint64_t at = 0;
  };
  std::vector<Split> splits;
  std::size_t split_count = 0;
  bool begins_inside = false,
       ends_inside = false;  // the place takes a part of its first, last page
};

struct Place {
  PhysRange range;
  std::string what;  // whose it is; may be empty
  std::vector<PlacePiece> pieces;
  std::vector<readers::PatEntry> reserved;  // that meet it
  bool has_list = false;                    // a list of reservations was read
  std::vector<LargePages> large;            // 2M, 1G
};
// A range that is not empty and ends at or below 2^52.
Place place_in(const readers::Observations& seen, const Inspection& inspection, PhysRange range);

// What is not known of the machine and decides about types: the processor, the PAT, a host.
std::vector<OpenQuestion> open_for_places(const readers::Observations& seen,
                                          const Inspection& inspection);

// Two states of a machine, or two machines.
struct TypeChange {
  PhysRange range;
  TypeSet before, after;
  std::string before_by, after_by, what;
};
struct ReservationChange {
  PhysRange range;
  std::optional<MemoryType> before, after;
  bool came = false, went = false;  // neither: the type changed
  std::string what;
};
struct Difference {
  bool types_known = true;  // both say something of the MTRRs
  bool has_lists = true;    // both have a list of reservations
  bool some_open = false;   // a type that one leaves open may be that of the other: not compared
  std::vector<TypeChange> types;
  std::vector<ReservationChange> reservations;
  struct Fact {
    std::string name, before, after;
  };
  std::vector<Fact> facts;  // default type, PAT, address width, regions that moved
  bool none() const { return types.empty() && reservations.empty() && facts.empty(); }
};
struct State {
  const readers::Observations& seen;
  const Inspection& inspection;
};
Difference difference(State before, State after);

}  // namespace memtype::inspect
