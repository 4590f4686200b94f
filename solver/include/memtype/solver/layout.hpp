// A driver that is still to be written: which calls give its regions what they want?
#pragma once

#include <string>
#include <vector>

#include "memtype/cases/case.hpp"
#include "memtype/solver/check.hpp"

namespace memtype::solver {

// Machines that are told apart: an environment of the case, with PAT or without; without PAT,
// those whose firmware leaves the BAR alone and has a register free for each region that wants WC
// ("clean"), and all of them.
struct MachineClass {
  std::string name;   // "bare_metal PAT", "bare_metal no PAT, clean"
  cases::Expr guard;  // for the region's BAR
};

// How often a way of mapping gives the region its type, in one class. always: proved for all of
// its machines; never: proved for none; sometimes: neither, both shown by runs; none: the case has
// no such machine; open: not answered.
enum class HowOften { always, never, sometimes, none, open };

struct MappingWay {
  std::string calls;               // "ioremap_wc + arch_phys_wc_add(bar, 16M)"
  std::vector<HowOften> by_class;  // as RegionPlan::classes
};

struct RegionPlan {
  int region = -1;
  std::vector<MachineClass> classes;
  std::vector<MappingWay> ways;
};

struct DriverPlan {
  std::vector<RegionPlan> regions;  // those that want a type
  // The recommended program, subject 0, with what was proved of it as a whole: every region has its
  // type on each class of machines on which some way of mapping it alone has it always; no page has
  // two types; with PAT no MTRR is written.
  std::optional<cases::Case> recommended;
  std::vector<cases::Check> proved;
  std::vector<std::string> given_up;  // classes in which no program that was tried does it
  std::size_t tried = 0;              // programs
  double seconds = 0;
};

// For a case with regions and no program. Throws InternalError.
DriverPlan plan_driver(const cases::Case& c, const CheckOptions& options);

}  // namespace memtype::solver
