#include "semantics/code.hpp"

#include <algorithm>
#include <map>
#include <stdexcept>
#include <utility>

namespace memtype::cases {
namespace {

using Kind = Instruction::Kind;

bool is_kernel_call(const Expr& e) {
  return e.function != nullptr && e.function->kernel_call() != nullptr;
}

bool is_external(const Expr& e) { return e.symbol.kind == Symbol::Kind::external; }

// One that gives nothing back has nothing to be asked.
bool is_asked(const Stmt& s) {
  if (!is_kernel_call(s.expr)) return false;
  return s.may_fail || (is_external(s.expr) && s.expr.function->result != ResultKind::nothing);
}

class Compiler {
 public:
  // `program`: as it stands in the file.
  explicit Compiler(int program) : program_(program) {}

  std::vector<Instruction> code;

  void statements(const std::vector<Stmt>& list) {
    const std::size_t outside = labels_.size();
    for (const Stmt& s : list)
      if (s.kind == Stmt::Kind::label) labels_.push_back({s.label, new_label(), blocks_});
    for (const Stmt& s : list) statement(s);
    labels_.resize(outside);
  }

  // A lane: the programs of its parts, in turn.
  void lane(const Program& lane) {
    std::map<int, int> times;
    for (std::size_t i = 0; i < lane.body.size(); ++i) {
      if (i < lane.parts.size()) {
        program_ = lane.parts[i];
        time_ = ++times[program_];
        calls_ = 0;
      }
      statement(lane.body[i]);
    }
  }

 private:
  void emit(Kind kind, const Stmt& s, const Expr* expr = nullptr) {
    code.push_back({.kind = kind, .target = s.target, .expr = expr, .at = s.at});
    if (kind == Kind::call && is_asked(s)) code.back().asked = {program_, calls_++, {time_}};
  }
  int here() const { return static_cast<int>(code.size()); }

  void statement(const Stmt& s) {
    switch (s.kind) {
      case Stmt::Kind::assign:
        return emit(is_kernel_call(s.expr) ? Kind::call : Kind::assign, s, &s.expr);
      case Stmt::Kind::call: return emit(Kind::call, s, &s.expr);
      case Stmt::Kind::branch: return branch(s);
      case Stmt::Kind::loop: return loop(s);
      case Stmt::Kind::selection: return selection(s);
      case Stmt::Kind::choice: return emit(Kind::choice, s);
      case Stmt::Kind::leave_loop: return emit(Kind::leave_loop, s);
      case Stmt::Kind::next_round: return jump(s, continues_.back());
      case Stmt::Kind::jump: return jump(s, place_of(s.label));
      case Stmt::Kind::label:
        emit(Kind::label, s);
        code.back().label = place_of(s.label).label;
        return;
      case Stmt::Kind::leave_program: return emit(Kind::leave_program, s);
      case Stmt::Kind::block: return statements(s.body);
      case Stmt::Kind::part: return part(s);
    }
  }
  void begin(Kind kind, const Stmt& s, const Expr* expr = nullptr) {
    emit(kind, s, expr);
    ++blocks_;
  }
  void end(Kind kind, const Stmt& s) {
    --blocks_;
    emit(kind, s);
  }

  void part(const Stmt& s) {
    begin(Kind::begin_part, s);
    statements(s.body);
    end(Kind::end_part, s);
  }

  // A place that a jump goes to, in `blocks` blocks.
  struct Place {
    std::string name;
    int label = -1;
    int blocks = 0;
  };
  int new_label() { return next_label_++; }

  // The front end has seen to it that there is one (language/jumps.cpp).
  const Place& place_of(const std::string& name) const {
    const auto place = std::find_if(labels_.rbegin(), labels_.rend(),
                                    [&](const Place& p) { return p.name == name; });
    if (place == labels_.rend()) throw std::logic_error("no label " + name);
    return *place;
  }
  void jump(const Stmt& s, const Place& place) {
    emit(Kind::jump, s);
    code.back().label = place.label;
    code.back().blocks = blocks_ - place.blocks;
  }

  void selection(const Stmt& s) {
    std::vector<const Stmt*> choices;
    for (const Stmt& inner : s.body)
      if (inner.kind == Stmt::Kind::choice) choices.push_back(&inner);
    begin(Kind::begin_selection, s, &s.expr);
    code.back().choices = std::move(choices);
    statements(s.body);
    end(Kind::end_selection, s);
  }

  void branch(const Stmt& s) {
    begin(Kind::begin_if, s, &s.expr);
    statements(s.body);
    if (!s.otherwise.empty()) {
      emit(Kind::otherwise, s);
      statements(s.otherwise);
    }
    end(Kind::end_if, s);
  }

  // while: begin, test, body, repeat -> test, end.  do: begin, body, test, repeat -> body, end.
  void loop(const Stmt& s) {
    begin(Kind::begin_loop, s);
    if (s.do_while) emit(Kind::first_round, s);
    const int top = here();
    if (s.do_while) round(s);
    const int test = here();
    emit(Kind::test, s, &s.expr);
    if (!s.do_while) round(s);
    emit(Kind::repeat, s);
    code.back().jump = top;
    code[static_cast<std::size_t>(test)].jump = here();
    end(Kind::end_loop, s);
  }

  // The body, the place where `continue` goes on, and what follows in each round.
  void round(const Stmt& s) {
    continues_.push_back({"", new_label(), blocks_});
    statements(s.body);
    emit(Kind::label, s);
    code.back().label = continues_.back().label;
    continues_.pop_back();
    statements(s.otherwise);
  }

  int program_;
  int time_ = 1;    // it runs in its lane
  int calls_ = 0;   // of it that are asked, so far
  int blocks_ = 0;  // around the statement
  int next_label_ = 0;
  std::vector<Place> labels_;     // of the blocks around it
  std::vector<Place> continues_;  // of the loops around it
};

void collect_asked(const Program& program, const std::vector<Stmt>& list, std::size_t loops,
                   std::vector<AskedCall>& calls) {
  for (const Stmt& s : list) {
    if (is_asked(s))
      calls.push_back(
          {s.target < 0 ? s.expr.text : program.locals[static_cast<std::size_t>(s.target)], loops,
           is_external(s.expr) ? s.expr.symbol.index : -1});
    const std::size_t inside = loops + (s.kind == Stmt::Kind::loop ? 1 : 0);
    collect_asked(program, s.body, inside, calls);
    collect_asked(program, s.otherwise, inside, calls);
  }
}

}  // namespace

std::vector<std::vector<Instruction>> compile(const Case& c) {
  std::vector<std::vector<Instruction>> all;
  int sites = 0;
  for (const Program& program : c.programs) {
    Compiler compiler(static_cast<int>(all.size()));
    if (program.parts.empty())
      compiler.statements(program.body);
    else
      compiler.lane(program);
    for (Instruction& i : compiler.code)
      if (i.kind == Kind::call && i.expr->function->makes_mapping()) i.site = sites++;
    all.push_back(std::move(compiler.code));
  }
  return all;
}

std::vector<AskedCall> asked_calls(const Program& program) {
  std::vector<AskedCall> calls;
  collect_asked(program, program.body, 0, calls);
  return calls;
}

std::size_t mapping_sites(const Case& c) {
  std::size_t sites = 0;
  bool unmaps = false;
  for (const auto& code : compile(c))
    for (const Instruction& i : code) {
      sites += i.site >= 0 ? 1 : 0;
      if (i.kind != Kind::call) continue;
      const KernelRule rule = i.expr->function->kernel_call()->rule;
      unmaps = unmaps || rule == KernelRule::unmap || rule == KernelRule::munmap ||
               rule == KernelRule::release_managed || rule == KernelRule::pcim_iounmap ||
               rule == KernelRule::pcim_iounmap_region;
    }
  return unmaps ? sites : 0;
}

}  // namespace memtype::cases
