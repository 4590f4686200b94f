// One concrete run, step by step, with what each step changed.
#pragma once

#include <vector>

#include "memtype/machine/coverage.hpp"
#include "memtype/machine/explain.hpp"
#include "semantics/complaint.hpp"
#include "semantics/interpreter.hpp"

namespace memtype::cases {

struct RegisterChange {
  std::size_t index = 0;
  VariableRange<Concrete> before, after;
};

// A region after a step.
struct RegionView {
  int region = -1;
  std::uint64_t begin = 0, end = 0;
  RegionState<Concrete> state;
  std::vector<PageView> pages;  // those that differ
  std::uint64_t mapped_bytes = 0;
};

struct TraceStep {
  Step<Concrete> step;
  std::vector<RegisterChange> registers;
  std::vector<RegionView> regions;  // all regions of the case
  System<Concrete> system;          // after the step
};

struct Trace {
  MachineChoice choice;
  Inputs<Concrete> inputs;
  int subject = -1;
  std::vector<RegionView> start;
  std::vector<TraceStep> steps;
  System<Concrete> end;                           // after the last step
  std::vector<std::vector<std::int64_t>> locals;  // at the end
  bool in_order = true;                           // each call of the order was made in its turn
  bool cut = false;                               // a loop ran past its bound
};

// Runs a subject. `order`: the program of each call; calls beyond it, or all without one, follow
// program by program.
Trace trace_run(const Case& c, const MachineChoice& choice, const Inputs<Concrete>& inputs,
                int subject, const std::vector<int>& order, int unroll = default_unroll);

// The variable of its program that the call is assigned to, or -1.
int assigned_by(const Case& c, const Step<Concrete>& step);

// Did the call give an errno, or NULL?
bool is_refused(const Step<Concrete>& step);

// Where something that a call met came from: the step before `step` (both counted from 1) that last
// changed this register, made this reservation of device memory, or of RAM; 0 if it was there from
// the start.
std::size_t register_set_by(const Trace& trace, std::size_t step, std::size_t index);
std::size_t entry_made_by(const Trace& trace, std::size_t step, std::size_t index, bool ram);

// The program that the file has at the step's place: of a lane, the part.
const Program& program_of(const Case& c, const Step<Concrete>& step);

std::vector<RegionView> view_regions(const Case& c, const MachineChoice& choice,
                                     const Inputs<Concrete>& inputs,
                                     const System<Concrete>& system);

// The demands of `condition` when it is required to be `wanted`; not all of them need be violated.
std::vector<Complaint> complaints(const Case& c, const Expr& condition, bool wanted);

}  // namespace memtype::cases
