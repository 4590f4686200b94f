#include "semantics/trace.hpp"

#include <algorithm>
#include <tuple>

#include "semantics/check_functions.hpp"
#include "semantics/ordered_run.hpp"

namespace memtype::cases {
namespace {

bool equal(const VariableRange<Concrete>& a, const VariableRange<Concrete>& b) {
  return a.valid == b.valid &&
         (!a.valid || (a.base == b.base && a.mask == b.mask && a.type == b.type));
}

std::vector<RegisterChange> changes(const System<Concrete>& before, const System<Concrete>& after) {
  std::vector<RegisterChange> list;
  const auto& from = before.mtrr.hardware.variable;
  const auto& to = after.mtrr.hardware.variable;
  for (std::size_t i = 0; i < to.size(); ++i)
    if (!equal(from[i], to[i])) list.push_back({i, from[i], to[i]});
  return list;
}

// Walks the condition with the truth value that is wanted of each part.
class Complainer {
 public:
  Complainer(const Case& c, std::vector<Complaint>& list) : c_(c), list_(list) {}

  void visit(const Expr& e, bool wanted) {
    switch (e.kind) {
      case Expr::Kind::in_set: return within(e.args[0], e.types, wanted);
      case Expr::Kind::call: return asked(e, wanted);
      case Expr::Kind::unary:
      case Expr::Kind::binary: return operation(e, wanted);
      case Expr::Kind::number:
      case Expr::Kind::name:
      case Expr::Kind::types:
      case Expr::Kind::cast:
      case Expr::Kind::word: return;
    }
  }

 private:
  void operation(const Expr& e, bool wanted) {
    if (e.op == Operator::logical_not) return visit(e.args[0], !wanted);
    if (e.op == Operator::equal && e.args[1].kind == Expr::Kind::types)
      return within(e.args[0], e.args[1].types, wanted);
    if (is_logical(e.op))
      for (const Expr& part : e.args) visit(part, wanted);
  }
  void within(const Expr& r, TypeSet types, bool wanted) {
    if (r.symbol.kind != Symbol::Kind::region) return;
    const TypeSet accepted = accepted_types(types);
    if (wanted)
      list_.push_back(complaint(r, all_types - accepted, "must be " + joined_names(types)));
    else
      list_.push_back(complaint(r, accepted, "must not be " + joined_names(types) + " throughout"));
  }
  void asked(const Expr& e, bool wanted) {
    if (const CheckFunction* f = e.function->check_function()) complain(*f, c_, e, wanted, list_);
  }
  const Case& c_;
  std::vector<Complaint>& list_;
};

}  // namespace

std::vector<RegionView> view_regions(const Case& c, const MachineChoice& choice,
                                     const Inputs<Concrete>& inputs,
                                     const System<Concrete>& system) {
  std::vector<RegionView> views;
  for (std::size_t r = 0; r < c.regions.size(); ++r) {
    const auto pages = region_pages<Concrete>(c, choice, inputs, static_cast<int>(r));
    views.push_back({static_cast<int>(r), pages.begin, pages.end,
                     region_state<Concrete>(system, pages.begin, pages.end),
                     explain_region(system, pages.begin, pages.end),
                     mapped_bytes(system, pages.begin, pages.end)});
  }
  return views;
}

Trace trace_run(const Case& c, const MachineChoice& choice, const Inputs<Concrete>& inputs,
                int subject, const std::vector<int>& order, int unroll) {
  Trace trace;
  trace.choice = choice;
  trace.inputs = inputs;
  trace.subject = subject;
  System<Concrete> before = make_system<Concrete>(choice, inputs);
  trace.start = view_regions(c, choice, inputs, before);
  const auto record = [&](const Step<Concrete>& step, const Run<Concrete>& run) {
    trace.steps.push_back({step, changes(before, run.system),
                           view_regions(c, choice, inputs, run.system), run.system});
    before = run.system;
  };
  OrderedRun ran = run_in_order(c, choice, inputs, subject, order, RunUntil::end, unroll, record);
  trace.in_order = ran.in_order;
  trace.end = std::move(ran.run.system);
  trace.locals = std::move(ran.run.locals);
  trace.cut = ran.run.cut;
  return trace;
}

int assigned_by(const Case& c, const Step<Concrete>& step) {
  const auto code = compile(c);
  for (const Instruction& i : code[static_cast<std::size_t>(step.program)])
    if (i.kind == Instruction::Kind::call && i.at.line == step.at.line &&
        i.at.column == step.at.column && i.target >= 0)
      return i.target;
  return -1;
}

bool is_refused(const Step<Concrete>& step) {
  const KernelCall* call = step.function->kernel_call();
  if (call != nullptr && call->rule == KernelRule::part_of_io_mapping) return false;  // arithmetic
  switch (step.function->result) {
    case ResultKind::nothing: return false;
    case ResultKind::mapping:
    case ResultKind::mapping_or_errno: return step.result <= 0;
    case ResultKind::number:
    case ResultKind::errno_or_0: return step.result < 0;
  }
  return false;
}

std::size_t register_set_by(const Trace& trace, std::size_t step, std::size_t index) {
  for (std::size_t n = std::min(step - 1, trace.steps.size()); n-- > 0;)
    for (const RegisterChange& change : trace.steps[n].registers)
      if (change.index == index) return n + 1;
  return 0;
}

// Entries are never removed, only marked dead.
std::size_t entry_made_by(const Trace& trace, std::size_t step, std::size_t index, bool ram) {
  const auto holds = [&](const System<Concrete>& system) {
    return (ram ? system.memtype.ram_pages : system.memtype.entries).size() > index;
  };
  if (holds(make_system<Concrete>(trace.choice, trace.inputs))) return 0;
  for (std::size_t n = 0; n + 1 < step; ++n)
    if (holds(trace.steps[n].system)) return n + 1;
  return 0;
}

const Program& program_of(const Case& c, const Step<Concrete>& step) {
  const Program* found = &c.programs[static_cast<std::size_t>(step.program)];
  const auto before = [](Location a, Location b) {
    return std::tie(a.line, a.column) < std::tie(b.line, b.column);
  };
  const Program* lane = found;
  for (int part : lane->parts) {
    const Program& p = c.programs[static_cast<std::size_t>(part)];
    if (before(p.at, step.at) && (found == lane || before(found->at, p.at))) found = &p;
  }
  return *found;
}

std::vector<Complaint> complaints(const Case& c, const Expr& condition, bool wanted) {
  std::vector<Complaint> list;
  Complainer(c, list).visit(condition, wanted);
  return list;
}

}  // namespace memtype::cases
