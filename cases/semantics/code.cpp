#include "semantics/code.hpp"

#include <utility>

namespace memtype::cases {
namespace {

using Kind = Instruction::Kind;

class Compiler {
 public:
  std::vector<Instruction> code;

  void statements(const std::vector<Stmt>& list) {
    for (const Stmt& s : list) statement(s);
  }

 private:
  void emit(Kind kind, const Stmt& s, const Expr* expr = nullptr) {
    code.push_back({.kind = kind, .target = s.target, .expr = expr, .at = s.at});
  }
  int here() const { return static_cast<int>(code.size()); }

  void statement(const Stmt& s) {
    switch (s.kind) {
      case Stmt::Kind::assign: return emit(is_call(s.expr) ? Kind::call : Kind::assign, s, &s.expr);
      case Stmt::Kind::call: return emit(Kind::call, s, &s.expr);
      case Stmt::Kind::branch: return branch(s);
      case Stmt::Kind::loop: return loop(s);
      case Stmt::Kind::leave_loop: return emit(Kind::leave_loop, s);
      case Stmt::Kind::leave_program: return emit(Kind::leave_program, s);
      case Stmt::Kind::block: return statements(s.body);
      case Stmt::Kind::part: return part(s);
    }
  }
  void part(const Stmt& s) {
    emit(Kind::begin_part, s);
    statements(s.body);
    emit(Kind::end_part, s);
  }
  static bool is_call(const Expr& e) {
    return e.function != nullptr && e.function->kernel_call() != nullptr;
  }

  void branch(const Stmt& s) {
    emit(Kind::begin_if, s, &s.expr);
    statements(s.body);
    if (!s.otherwise.empty()) {
      emit(Kind::otherwise, s);
      statements(s.otherwise);
    }
    emit(Kind::end_if, s);
  }

  // while: begin, test, body, repeat -> test, end.  do: begin, body, test, repeat -> body, end.
  void loop(const Stmt& s) {
    emit(Kind::begin_loop, s);
    const int top = here();
    if (s.do_while) statements(s.body);
    const int test = here();
    emit(Kind::test, s, &s.expr);
    if (!s.do_while) statements(s.body);
    emit(Kind::repeat, s);
    code.back().jump = top;
    code[static_cast<std::size_t>(test)].jump = here();
    emit(Kind::end_loop, s);
  }
};

}  // namespace

std::vector<std::vector<Instruction>> compile(const Case& c) {
  std::vector<std::vector<Instruction>> all;
  int sites = 0;
  for (const Program& program : c.programs) {
    Compiler compiler;
    compiler.statements(program.body);
    for (Instruction& i : compiler.code)
      if (i.kind == Kind::call && i.expr->function->makes_mapping()) i.site = sites++;
    all.push_back(std::move(compiler.code));
  }
  return all;
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
