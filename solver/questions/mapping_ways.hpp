// The ways in which one region can be mapped, and what each of them comes to alone.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "memtype/cases/functions.hpp"
#include "memtype/solver/layout.hpp"
#include "questions/ranges.hpp"

namespace memtype::solver {

// One way to map a region: a call, and perhaps a range for machines without PAT.
struct CallAndRange {
  const cases::FunctionInfo* call;
  std::optional<ParamRange> range;
};

// Those that all kernels of the case have.
std::vector<CallAndRange> ways_to_map(const cases::Case& c, const cases::Region& region);

// The call of arch_phys_wc_add() for a range.
cases::Expr wc_add_expr(const cases::Case& c, const ParamRange& range);
// A statement that stores a call in a new variable of the program, to be put into its body.
cases::Stmt call_statement(cases::Program& program, const std::string& variable, cases::Expr call);

// Each way alone, on each class of machines. The region wants a type, and the case has no checks.
// Throws InternalError.
RegionPlan try_ways(const cases::Case& c, int region, const CheckOptions& options);

}  // namespace memtype::solver
