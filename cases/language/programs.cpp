// Statements of programs: names, kernel calls, and what their arguments say already.
#include <optional>
#include <unordered_map>

#include "language/resolver.hpp"
#include "memtype/cases/functions.hpp"
#include "memtype/cases/print.hpp"
#include "semantics/operators.hpp"

namespace memtype::cases {
namespace {

class ProgramResolver {
 public:
  ProgramResolver(Program& program, Names& names) : program_(program), names_(names) {
    for (std::size_t i = 0; i < program.locals.size(); ++i)
      locals_.emplace(program.locals[i], static_cast<int>(i));
    scope_ = {&locals_, "program " + quoted(program.name), -1};
  }

  void statements(std::vector<Stmt>& list) {
    for (Stmt& s : list) statement(s);
  }

 private:
  void statement(Stmt& s) {
    bind_external(s.expr, names_);
    check_may_fail(s, names_);
    switch (s.kind) {
      case Stmt::Kind::assign: return assign(s);
      case Stmt::Kind::call: return call_alone(s.expr);
      case Stmt::Kind::branch:
        value(s.expr);
        statements(s.body);
        return statements(s.otherwise);
      case Stmt::Kind::loop:
        value(s.expr);
        statements(s.body);
        return statements(s.otherwise);
      case Stmt::Kind::selection: return selection(s);
      case Stmt::Kind::choice:
        if (!s.is_default) value(s.expr);
        return;
      case Stmt::Kind::leave_loop:
      case Stmt::Kind::next_round:
      case Stmt::Kind::jump:
      case Stmt::Kind::label: return;
      case Stmt::Kind::leave_program: return resolve_value(s.expr, scope_, names_);
      case Stmt::Kind::block:
      case Stmt::Kind::part: return statements(s.body);
    }
  }

  void selection(Stmt& s) {
    value(s.expr);
    statements(s.body);
    std::unordered_map<std::uint64_t, Location> seen;
    std::optional<Location> first_default;
    for (const Stmt& inner : s.body) {
      if (inner.kind != Stmt::Kind::choice) continue;
      if (inner.is_default) {
        if (first_default) twice(inner, "'default'", *first_default);
        first_default = inner.at;
        continue;
      }
      const Folded folded = names_.value(inner.expr);
      const auto number = folded.constant();
      if (!number && !folded.faulty)
        names_.report.error("E038", inner.expr.at, "the value of a 'case' must be constant");
      if (!number) continue;
      const auto [first, fresh] = seen.emplace(*number, inner.at);
      if (!fresh) twice(inner, "'case " + print_expr(inner.expr) + "'", first->second);
    }
  }

  void twice(const Stmt& choice, const std::string& what, Location first) {
    names_.report.error("E011", choice.at, "there is already a " + what + " in this 'switch'")
        .notes.push_back({"the first one is here", first});
  }

  void assign(Stmt& s) {
    const std::string& target = program_.locals[static_cast<std::size_t>(s.target)];
    read_only(target, s.at);
    const FunctionInfo* f = s.expr.function;
    if (f == nullptr || f->kernel_call() == nullptr) return value(s.expr);
    if (f->result == ResultKind::nothing)
      names_.report.error("E042", s.expr.at, s.expr.text + "() returns nothing to assign").hint =
          "write the call alone, without '='";
    kernel_call(s.expr, *f);
  }

  void read_only(const std::string& target, Location at) {
    const Case& c = names_.parsed;
    const int param = find(names_.params, target), constant = find(names_.constants, target);
    if (param < 0 && constant < 0 && !predefined(target)) return;
    const std::string kind = param >= 0      ? "parameter "
                             : constant >= 0 ? "constant "
                                             : "predefined name ";
    auto& d = names_.report.error("E020", at, kind + quoted(target) + " cannot be assigned");
    d.hint = "assign to a variable with a name of its own";
    if (param >= 0)
      d.notes.push_back({"declared here", c.params[static_cast<std::size_t>(param)].at});
    if (constant >= 0)
      d.notes.push_back({"declared here", c.constants[static_cast<std::size_t>(constant)].at});
  }

  void call_alone(Expr& call) {
    const FunctionInfo* f = call.function;
    if (f == nullptr || f->check_function() != nullptr) return resolve_value(call, scope_, names_);
    if (f->kernel_call() != nullptr) return kernel_call(call, *f);
    names_.report.error("E042", call.at, call.text + "() alone has no effect").hint =
        "assign its value to a variable";
    resolve_value(call, scope_, names_);
  }

  // The value of an expression, and what its types already decide.
  void value(Expr& e) {
    resolve_value(e, scope_, names_);
    if (names_.report.errors() == 0) decided_comparisons(e);
  }

  // `x < 0` of an unsigned x.
  void decided_comparisons(const Expr& e) {
    for (const Expr& part : e.args) decided_comparisons(part);
    if (e.kind != Expr::Kind::binary || !is_ordering(e.op)) return;
    const Folded a = names_.value(e.args[0], &program_), b = names_.value(e.args[1], &program_);
    const bool left =
        b.constant() == 0U && (e.op == Operator::less || e.op == Operator::greater_equal);
    const bool right =
        a.constant() == 0U && (e.op == Operator::greater || e.op == Operator::less_equal);
    const NumberKind kind = left ? a.kind : b.kind;
    if ((!left && !right) || kind.origin != Origin::declared || kind.type.is_signed) return;
    const bool never = e.op == Operator::less || e.op == Operator::greater;
    names_.report
        .warning("W007", e.at,
                 std::string("this is ") + (never ? "never" : "always") +
                     " true: " + quoted(print_expr(e.args[left ? 0 : 1])) + " is " +
                     std::string(name(kind.type)) + ", which holds no negative number")
        .hint = "an errno is found by a signed variable";
  }

  void kernel_call(Expr& call, const FunctionInfo& f) {
    exists_in_kernel(call, f);
    const bool count = check_argument_count(call, names_);
    const int errors = names_.report.errors();
    std::string letters(f.arguments);
    std::erase(letters, '?');
    for (std::size_t i = 0; i < call.args.size(); ++i) {
      if (i < letters.size() && letters[i] == 't')
        type_argument(call.args[i], call.text);
      else
        resolve_value(call.args[i], scope_, names_);
    }
    if (count && errors == names_.report.errors()) warn_arguments(call, f, names_);
  }

  void type_argument(const Expr& argument, const std::string& function) {
    if (argument.kind == Expr::Kind::types || argument.unreadable) return;
    names_.report.error("E017", argument.at,
                        function + "() takes a memory type here (UC, UC-, WC, WT, WP or WB)");
  }

  void exists_in_kernel(const Expr& call, const FunctionInfo& f) {
    std::string all;
    bool removed = false;
    for (kernel::Version v : kernel_versions(names_.parsed.machine)) {
      if (f.exists_in(v)) continue;
      all += (all.empty() ? "" : ", ") + kernel::to_string(v);
      removed = f.gone_in && v >= *f.gone_in;
    }
    if (all.empty()) return;
    auto& d = names_.report.error("E018", call.at, call.text + "() is not in kernel " + all);
    d.notes.push_back({removed ? "it was removed in " + kernel::series_name(*f.gone_in)
                               : "it came with " + kernel::series_name(f.since),
                       {}});
    d.hint = removed ? "name an older kernel in the machine block, or use today's call"
                     : "name a newer kernel in the machine block";
    const KernelCall& own = *f.kernel_call();
    const bool plain = own.mode && !own.managed && !own.by_bar;
    const FunctionInfo& same = plain ? plain_call(own.rule, own.mode) : f;
    if (&same != &f && exists_in(same, names_.parsed.machine))
      d.hint = std::string(same.name) + "() has the same effect in every version";
  }

  Program& program_;
  Names& names_;
  NameTable locals_;
  ValueScope scope_;
};

}  // namespace

void resolve_program(Program& program, Names& names) {
  ProgramResolver(program, names).statements(program.body);
}

}  // namespace memtype::cases
