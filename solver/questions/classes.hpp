// Classes of machines, told apart by facts of a case, and the shortest words for a set of them.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "memtype/cases/case.hpp"
#include "semantics/machines.hpp"

namespace memtype::solver {

// What is known of a machine without its parameters.
using Facts = NumericFacts<Exactly>;

// A fact that is true on some machines of a case and false on others.
struct Atom {
  std::string yes, no;  // "PAT", "no PAT"
  cases::Expr fact;
  // The same of the facts alone; empty where they do not decide it.
  std::function<bool(const Facts&)> on;
  // Machines are first told apart by what every kind of machine has, then by the driver's options
  // and free registers, then by kernels and processors.
  enum class Round { machine, inputs, versions } round = Round::machine;
  int family = 0;  // atoms of one family speak of the same number or name
  // And are its thresholds: one implies those before it. Else they exclude each other.
  bool rising = false;
};

// Facts of the machine block and the parameters that may differ between the machines of the case,
// the coarse ones first, at most max_atoms; what is more is named in `left_out`. `mtrr_calls`: so
// many registers may be of use.
inline constexpr std::size_t max_atoms = 8;
struct Atoms {
  std::vector<Atom> list;
  std::uint32_t on_choice = 0;         // the atoms that a choice decides
  std::vector<std::uint32_t> choices;  // their values, for each choice of the case
  std::vector<std::string> left_out;   // "kernel>=6.12"
};
Atoms atoms_of(const cases::Case& c, std::size_t mtrr_calls);

// The machines on which the atoms in `fixed` come out as in `value`; bit k is atom k.
struct Cube {
  std::uint32_t fixed = 0, value = 0;
  bool contains(std::uint32_t machine) const { return (machine & fixed) == value; }
  friend bool operator==(const Cube&, const Cube&) = default;
};
// False for values that contradict each other, and for choices that the case does not have.
bool is_possible(const Atoms& atoms, std::uint32_t machine);
// The classes into which the atoms of a round divide this one; the class itself if none does.
std::vector<Cube> split(const Atoms& atoms, const Cube& cube, Atom::Round round);
// Is some machine with these facts in the class, as far as they say?
bool may_be_in(const Atoms& atoms, const Cube& cube, const Facts& facts);
Cube with(const Cube& cube, std::size_t atom, bool value);

enum class InCover : std::uint8_t { no, yes, either };
// Few and short cubes over the atoms in `over` that together contain every class with `yes` and
// none with `no`; indexed by the values of all atoms, so `wanted` has 2^atoms elements. Greedy:
// short, not always the shortest.
std::vector<Cube> cover(std::uint32_t over, const std::vector<InCover>& wanted);

// "PAT or no PAT & free"; as a guard. One cube that fixes nothing has no words and is true.
std::string words(const Atoms& atoms, const std::vector<Cube>& cubes);
cases::Expr guard(const Atoms& atoms, const std::vector<Cube>& cubes);

}  // namespace memtype::solver
