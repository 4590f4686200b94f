// Small changes to a program: the alternatives that the kernel's interfaces offer.
#pragma once

#include <set>
#include <string>
#include <utility>
#include <vector>

#include "memtype/cases/case.hpp"

namespace memtype::solver {

// One change, made.
struct Edit {
  int program = -1;
  cases::Program changed;
  std::string what;  // ":14 ioremap(bar, 4K) -> ioremap_uc(bar, 4K)"
};

// Results of programs: the program and its local.
using ReadResults = std::set<std::pair<int, int>>;

// Every single change of these programs that the search knows, the mildest kinds first:
//  - another call of the same family (ioremap, _uc, _wc, _wt, _cache; pci_, devm_);
//  - another range: a region's, a piece of the call's own between borders of regions, for MTRRs
//    also the smallest block around a region or around all regions of its BAR, and the BAR;
//  - mtrr_add() of a write-combining range becomes arch_phys_wc_add();
//  - two neighbouring statements that do not need each other change places;
//  - a call that takes an MTRR is left out, if nothing reads its result;
//  - arch_phys_wc_add() for a region that wants WC, or a mapping of a region, is added at the end.
// Only calls that all kernels of the case have. `read`: results that checks read, which stay.
std::vector<Edit> edits_of(const cases::Case& c, const std::vector<int>& programs,
                           const ReadResults& read);

// Of all checks of a file.
ReadResults results_read(const std::vector<cases::Check>& checks);

// By region: does one mapping call of these programs, as written, cover it whole?
std::vector<bool> covered_regions(const cases::Case& c, const std::vector<int>& programs);

}  // namespace memtype::solver
