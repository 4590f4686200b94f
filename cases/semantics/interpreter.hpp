// What programs do: a stepwise interpreter over a value domain. A step is one kernel call, so that
// the calls of several programs can interleave. Control flow is guards (control_flow.hpp).
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "memtype/cases/stop.hpp"
#include "semantics/calls.hpp"
#include "semantics/code.hpp"
#include "semantics/control_flow.hpp"
#include "semantics/evaluate.hpp"
#include "semantics/pointers.hpp"
#include "semantics/selection.hpp"
#include "semantics/without_memory.hpp"

namespace memtype::cases {

// A group of programs running on one system. Copyable: a copy is a fork in the order of steps.
template <Domain D>
class Run {
  using Bool = typename D::Bool;
  using Int = typename D::Int;
  using Kind = Instruction::Kind;

 public:
  Run(const Case& c, const MachineChoice& choice, const Inputs<D>& inputs, System<D> start,
      int unroll = default_unroll)
      : system(std::move(start)),
        case_(&c),
        choice_(&choice),
        inputs_(&inputs),
        unroll_(unroll),
        code_(compile(c)) {
    for (const Program& program : c.programs) {
      locals.emplace_back(program.locals.size(), Int(0));
      states_.emplace_back();
    }
    note_made(-1);  // the direct map
  }

  // From now on calls are not made: each gives what `result` gives.
  void skip_calls(std::function<Int()> result) { skipped_ = std::move(result); }

  System<D> system;
  std::vector<std::vector<Int>> locals;  // per program of the case
  Bool cut{false};                       // a loop was still running when its bound was reached
  std::optional<Location> cut_for_sure;  // the first loop that was, whatever the inputs

  // Runs the program up to and including its next kernel call. False: it ended without one.
  bool step(int program, Step<D>& done) {
    State& state = states_[static_cast<std::size_t>(program)];
    const auto& code = code_[static_cast<std::size_t>(program)];
    while (state.pc < static_cast<int>(code.size())) {
      const Instruction& instruction = code[static_cast<std::size_t>(state.pc++)];
      if (execute(program, state, instruction, done)) return true;
    }
    return false;
  }

  bool finished(int program) const {
    return states_[static_cast<std::size_t>(program)].pc >=
           static_cast<int>(code_[static_cast<std::size_t>(program)].size());
  }

 private:
  using State = ControlFlow<D>;
  using Within = typename State::Kind;

  Evaluator<D> evaluator(int program) {
    scope_ = {
        case_,   choice_, inputs_, &program_at(program), &locals[static_cast<std::size_t>(program)],
        &system, {}};
    return Evaluator<D>(scope_);
  }

  // True when the instruction was a kernel call that may have been executed.
  bool execute(int program, State& state, const Instruction& i, Step<D>& done) {
    stop_if_asked();
    const Bool active = state.active();
    const bool dead = known_false(active);
    switch (i.kind) {
      case Kind::assign:
        if (!dead) store(program, i.target, active, evaluator(program).number(*i.expr));
        return false;
      case Kind::call: return !dead && call(program, i, state, done);
      case Kind::begin_if: {
        const Bool c = dead ? Bool(false) : evaluator(program).condition(*i.expr);
        state.begin(Within::branch, active && c, active && !c);
        return false;
      }
      case Kind::otherwise: state.otherwise(); return false;
      case Kind::end_if:
      case Kind::end_part:
      case Kind::end_loop:
      case Kind::end_selection: state.end(); return false;
      case Kind::begin_part: state.begin(Within::part, active); return false;
      case Kind::begin_loop: state.begin(Within::loop, active); return false;
      case Kind::first_round: state.enter_round(); return false;
      case Kind::test: test(program, state, i); return false;
      case Kind::repeat: state.pc = i.jump; return false;
      case Kind::begin_selection:
        state.begin_selection(ways_of(evaluator(program), active, i));
        return false;
      case Kind::choice: state.next_way(); return false;
      case Kind::leave_loop: state.leave_loop(); return false;
      case Kind::jump: state.jump(i.label, i.blocks); return false;
      case Kind::label: state.arrive(i.label); return false;
      case Kind::leave_program: state.leave_program(); return false;
    }
    return false;
  }

  void store(int program, int target, const Bool& active, const Int& value) {
    if (target < 0) return;
    const auto type = program_at(program).type_of(static_cast<std::size_t>(target));
    Int& local = locals[static_cast<std::size_t>(program)][static_cast<std::size_t>(target)];
    local = ite(active, type ? convert<D>(value, *type) : value, local);
  }

  void test(int program, State& state, const Instruction& i) {
    if (!known_false(state.active()))
      state.stay(prune(state.active() && evaluator(program).condition(*i.expr)));
    if (known_false(state.active())) {
      state.pc = i.jump;
    } else if (state.next_round() > unroll_) {
      if (known_true(state.active()) && !cut_for_sure) cut_for_sure = i.at;
      cut = cut || state.active();
      state.pc = i.jump;
    }
  }

  bool call(int program, const Instruction& i, const State& state, Step<D>& done) {
    const Bool& active = state.active();
    done = {};
    done.program = program;
    done.at = i.at;
    done.function = i.expr->function;
    done.name = i.expr->text;
    done.executed = active;
    if (skipped_) {
      store(program, i.target, active, skipped_());
      return true;
    }
    for (std::size_t n = 0; n < i.expr->args.size(); ++n)
      done.arguments.push_back(argument(program, *i.expr, n));
    done.on_mapping = !i.expr->args.empty() && i.expr->args[0].is_mapping;
    if (takes_mapping(*i.expr)) done.arguments[0] = found_at<D>(system, done.arguments[0]);
    if (i.expr->symbol.kind == Symbol::Kind::external) {
      const auto& numbers =
          case_->externals[static_cast<std::size_t>(i.expr->symbol.index)].numbers;
      done.result = value_of<D>(numbers, answer(i, state, static_cast<int>(numbers.size())));
      store(program, i.target, active, done.result);
      return true;
    }
    done.failed = active && answer(i, state, 2) == Int(1);
    Calls<D>(system, devres_, active && !done.failed, done).perform();
    if (!known_false(done.failed))
      done.result = ite(done.failed, Int(result_without_memory(*done.function)), done.result);
    note_made(i.site);
    store(program, i.target, active, done.result);
    return true;
  }

  // What no rule decides of this call, this time.
  Int answer(const Instruction& i, const State& state, int count) const {
    if (i.asked.call < 0) return Int(0);
    CallMoment moment = i.asked;
    const std::vector<int> rounds = state.rounds();
    moment.rounds.insert(moment.rounds.end(), rounds.begin(), rounds.end());
    return inputs_->answers.at(std::move(moment), count);
  }

  static bool takes_mapping(const Expr& call) {
    return call.function->arguments.starts_with('m') ||
           (!call.args.empty() && call.args[0].is_mapping);
  }

  // Where new mappings were made, and at which addresses.
  void note_made(int site) {
    while (made_at_.size() < system.mappings.size()) {
      const std::size_t mapping = made_at_.size();
      const bool whole = site >= 0 && is_whole<D>(system.mappings[mapping]);
      if (whole) choose_address<D>(system, mapping, site, made_at_, *inputs_);
      made_at_.push_back(whole ? site : -1);
    }
  }

  // As the call gets it: a memory type as its encoding, a number in the type of the parameter.
  Int argument(int program, const Expr& call, std::size_t n) {
    const Expr& e = call.args[n];
    if (e.kind == Expr::Kind::types) return Int(static_cast<std::int64_t>(*e.types.single()));
    const Int value = evaluator(program).number(e);
    const auto type = call.function->parameter_type(n);
    return type ? convert<D>(value, *type) : value;
  }

  const Program& program_at(int program) const {
    return case_->programs[static_cast<std::size_t>(program)];
  }

  const Case* case_;
  const MachineChoice* choice_;
  const Inputs<D>* inputs_;
  int unroll_;
  std::vector<std::vector<Instruction>> code_;
  std::vector<State> states_;
  Scope<D> scope_;
  std::vector<int> made_at_;  // the site of each mapping, or -1
  std::function<Int()> skipped_;
  kernel::Devres<D> devres_;  // what the devm_*() calls of all programs hold
};

}  // namespace memtype::cases
