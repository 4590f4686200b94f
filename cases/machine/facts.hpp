// The table of facts: everything that a machine block, `run --set`, JSON, the Start and Machine
// lines, the editors and the documentation know about a fact of the machine.
//
// It stands in the order in which machines are told apart: a default may depend on the facts above
// it, and the first machine has the first value of each.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "machine/fact_value.hpp"
#include "machine/machine_choice.hpp"
#include "machine/reads.hpp"
#include "memtype/cases/diagnostic.hpp"

namespace memtype::cases {

// What reading a value needs of its surroundings: a case file, an option, a document.
class FactReader {
 public:
  FactReader() = default;
  FactReader(const FactReader&) = delete;
  FactReader& operator=(const FactReader&) = delete;
  virtual ~FactReader() = default;

  // A value that the fact cannot have (E028); the caller adds a hint.
  virtual Diagnostic& bad_value(Location at, std::string message) = 0;
  // A word that is none of `known`.
  virtual void unknown_word(const Expr& word, const std::vector<std::string>& known) = 0;
  // Resolves the names of an expression; false, with a report, if that cannot be done.
  virtual bool resolve(Expr& e) = 0;
  // The value of an expression that must be known here; nothing, with a report, if it is not.
  virtual std::optional<std::uint64_t> known(Expr& e, const std::string& what) = 0;
  // Reports a block of the firmware that no single register can hold (E029).
  virtual void check_block(const FirmwareRange& range, Location at) = 0;

  std::string fact;  // the one being read
};

// What a value is made of, which is also how JSON has it.
enum class FactShape {
  word,       // linux, WB, msr(0x...): a string
  on_off,     // on, off: a string
  text,       // "6.12": a string; unknown: null
  number,     // 36
  address,    // 6G: a string
  interval,   // 0..8: {"min": 0, "max": 8}
  registers,  // WB(0, 4G) + raw(0x6, 0x800), any: an array of {"type", "start", "length"}
  ranges,     // ram(0, 2G), acpi(2G, 64K): an array of {"kind", "start", "length"}
};

// How many values a case may give.
enum class FactCount {
  one,      // the one
  several,  // `any of (A, B)`
  any,      // ... and `any`, which is all of them
};

class MachineFact {
 public:
  struct Text {
    std::string_view name;
    FactShape shape = FactShape::word;
    FactCount count = FactCount::any;
    std::string_view values;     // what may be written, for the documentation
    std::string_view otherwise;  // what holds when nothing is
    std::string_view meaning;
    std::string_view needs_value = {};  // hint where `any` is refused
    bool headline = false;              // Machine lines name it even where it has its default
    bool rare = false;                  // lines of defaults do not name it
    bool in_start = false;  // Start lines name it even where the case has one value of it
    // Facts without which this one means nothing; empty: it always counts.
    bool (*counts)(const MachineChoice&) = nullptr;
    // What the rules and the checks of a case read of it, where that is less than its value.
    std::string (*to_rules)(const MachineChoice&, const CaseReads&) = nullptr;
  };

  explicit MachineFact(const Text& text) : text_(text) {}
  MachineFact(const MachineFact&) = delete;
  MachineFact& operator=(const MachineFact&) = delete;
  virtual ~MachineFact() = default;

  const Text& text() const { return text_; }
  std::string_view name() const { return text_.name; }
  bool counts(const MachineChoice& choice) const {
    return text_.counts == nullptr || text_.counts(choice);
  }
  std::string to_rules(const MachineChoice& choice, const CaseReads& reads) const {
    return text_.to_rules != nullptr ? text_.to_rules(choice, reads) : print_value(value(choice));
  }

  // The words that are values by themselves.
  virtual std::vector<std::string> words() const = 0;
  // Adds what is written to the alternatives, or reports.
  virtual void read(FactValue& value, FactReader& reader, MachineSpec& machine) const = 0;
  // Adds all values, as `any` does.
  virtual void add_all(MachineSpec& machine) const = 0;
  // The alternatives that are given; none: it is not.
  virtual std::vector<FactValue> values(const MachineSpec& machine) const = 0;
  virtual FactValue value(const MachineChoice& choice) const = 0;
  virtual std::size_t count(const MachineSpec& machine) const = 0;
  bool given(const MachineSpec& machine) const { return count(machine) > 0; }
  // Gives the choice alternative `i`, or the default where none is given or it does not count. The
  // facts above this one are set.
  virtual void choose(const MachineSpec& machine, std::size_t i, MachineChoice& choice) const = 0;
  // Makes the choice's value the only alternative.
  virtual void keep(const MachineChoice& choice, MachineSpec& machine) const = 0;

 private:
  Text text_;
};

std::span<const MachineFact* const> machine_facts();
// nullptr for an unknown name.
const MachineFact* find_machine_fact(std::string_view name);
std::vector<std::string> fact_names();

}  // namespace memtype::cases
