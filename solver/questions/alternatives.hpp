// What may stand for a call in a changed program: other calls, and other ranges.
#pragma once

#include <utility>
#include <vector>

#include "memtype/cases/functions.hpp"
#include "questions/ranges.hpp"

namespace memtype::solver {

// Does the call map a range with a fixed cache mode?
bool maps(const cases::FunctionInfo& f);
// Calls that may stand for one that maps: one for each cache mode, the first of the table; UC by
// address for a BAR, which has no call of its own for it. Itself among them; none for other calls.
std::vector<const cases::FunctionInfo*> alternatives(const cases::FunctionInfo& f);
// arch_phys_wc_add().
const cases::FunctionInfo& wc_add();

// A kernel call whose first two arguments are a range that an edit may move.
bool has_range(const cases::Expr& call);
// Start and length of ranges that such a call may take instead: a region's, a piece of its own
// between borders of regions and, where it takes an MTRR, blocks_around() a region that it meets.
std::vector<std::pair<cases::Expr, cases::Expr>> other_ranges(const cases::Case& c,
                                                              const cases::Expr& call);
// The smallest block around the span, that around all regions of its BAR, and the BAR, as far as
// one MTRR can hold them.
std::vector<ParamRange> blocks_around(const cases::Case& c, const ParamRange& span);

}  // namespace memtype::solver
