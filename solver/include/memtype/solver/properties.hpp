// Properties that every converted driver ought to have, asked of the programs of any case.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "memtype/cases/case.hpp"
#include "memtype/solver/check.hpp"

namespace memtype::solver {

enum class Property {
  // No variable MTRR is ever written: with PAT in every environment and, where the environment
  // hides the MTRRs from the kernel, without PAT too. Asked of every
  // program and group but those that call mtrr_add() themselves: the code before a conversion. One
  // called `after` or `later` is asked in any case.
  mtrr_dead,
  // On bare metal without PAT, each region that wants WC and is mapped at the end, by whomever, is
  // WC. The firmware allows everything: MTRRs are on, no register is in use and the default type is
  // UC, so a failure is never the firmware's. Asked of the programs that call arch_phys_wc_add().
  wc_without_pat,
};
struct PropertyName {
  Property property;
  std::string_view name, meaning;
};
inline constexpr PropertyName property_names[] = {
    {Property::mtrr_dead, "mtrr-dead",
     "no MTRR is written with PAT, nor where the environment hides the MTRRs"},
    {Property::wc_without_pat, "wc-without-pat",
     "on bare metal without PAT, all registers free, what wants WC is WC"},
};

// Machines of one kind, as a property widens the machine block: its env, pat and the facts that
// belong to them are replaced, what it says of processors, kernels, memory and, for mtrr_dead,
// firmware stays.
struct PropertyCell {
  enum class Kind { proved, fails, not_applicable, unknown };
  std::string machines;  // "bare_metal PAT"
  Kind kind = Kind::not_applicable;
  std::string note;  // why; with fails, of the run, and "proved where mtrr is 1"
  cases::Case c;     // fails: the case, its only check and the run
  CheckResult result;
};
struct PropertyRow {
  std::string program;
  std::string not_applicable;  // why nothing was asked; then there are no cells
  std::vector<PropertyCell> cells;
};

// The kinds of machines that a property tells apart, in the order of the cells.
std::vector<std::string> machines_of(Property property);

// One row for each program and group of the case. Throws InternalError.
std::vector<PropertyRow> ask_property(const cases::Case& c, Property property,
                                      const CheckOptions& options);

// The cell of a whole case: fails before unknown before proved before not applicable.
PropertyCell::Kind worst(const std::vector<PropertyRow>& rows, std::size_t cell);

}  // namespace memtype::solver
