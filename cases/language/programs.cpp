// Statements of programs: names, kernel calls, and what their arguments say already.
#include <bit>

#include "language/resolver.hpp"
#include "memtype/cases/functions.hpp"
#include "memtype/cases/print.hpp"
#include "semantics/operators.hpp"

namespace memtype::cases {
namespace {

// Calls that map [address, address + size) as their first two arguments say.
bool is_mapping(const FunctionInfo& f) {
  const bool by_range = f.arguments.starts_with("nn") && !f.arguments.starts_with("nnnn");
  return by_range && f.returns_mapping();
}

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
    switch (s.kind) {
      case Stmt::Kind::assign: return assign(s);
      case Stmt::Kind::call: return call_alone(s.expr);
      case Stmt::Kind::branch:
        value(s.expr);
        statements(s.body);
        return statements(s.otherwise);
      case Stmt::Kind::loop:
        value(s.expr);
        ++loops_;
        statements(s.body);
        --loops_;
        return;
      case Stmt::Kind::leave_loop:
        if (loops_ == 0) names_.report.error("E033", s.at, "'break' is in no loop");
        return;
      case Stmt::Kind::leave_program: return resolve_value(s.expr, scope_, names_);
      case Stmt::Kind::block:
      case Stmt::Kind::part: return statements(s.body);
    }
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
    if (count && errors == names_.report.errors()) look_at_arguments(call, f);
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

  void look_at_arguments(const Expr& call, const FunctionInfo& f) {
    if (f.kernel_call()->adds_mtrr) return mtrr_arguments(call, f);
    if (is_mapping(f)) mapping_arguments(call, f);
  }

  // The generic MTRR code takes one power of two on its own boundary and nothing else.
  void mtrr_arguments(const Expr& call, const FunctionInfo& f) {
    const auto size = names_.value(call.args[1]).constant();
    if (!size) return;
    const std::string fails = f.kernel_call()->rule == KernelRule::mtrr_add
                                  ? " will return -EINVAL"
                                  : " will return -EINVAL where the kernel has no PAT";
    if (!std::has_single_bit(*size) || *size < page_bytes) {
      const std::string rule = std::has_single_bit(*size)
                                   ? "() needs a size of at least 4K; "
                                   : "() needs a power-of-two size on its own boundary; ";
      names_.report.warning("W003", call.args[1].at,
                            call.text + rule + print_number(*size) + fails);
      return;
    }
    const auto off = names_.value(call.args[0]).modulo(*size);
    if (off.value_or(0) == 0) return;
    names_.report.warning("W003", call.args[0].at,
                          call.text + "() needs a base on the boundary of its size; this one is " +
                              print_number(*off) + " above a multiple of " + print_number(*size) +
                              " and" + fails);
  }

  void mapping_arguments(const Expr& call, const FunctionInfo& f) {
    const Folded start = names_.value(call.args[0]), length = names_.value(call.args[1]);
    if (length.constant() == 0U) {
      names_.report.warning("W004", call.args[1].at,
                            call.text + "() of no bytes " +
                                (f.result == ResultKind::mapping ? "returns NULL" : "fails"));
      return;
    }
    const auto first = start.modulo(page_bytes), bytes = length.modulo(page_bytes);
    if (first.value_or(0) == 0 && bytes.value_or(0) == 0) return;
    const bool at_start = first.value_or(0) != 0;
    names_.report.warning("W004", call.args[at_start ? 0 : 1].at,
                          call.text + "() maps whole 4K pages: " +
                              (at_start ? "the start is rounded down" : "the end is rounded up"));
  }

  Program& program_;
  Names& names_;
  NameTable locals_;
  ValueScope scope_;
  int loops_ = 0;
};

}  // namespace

void resolve_program(Program& program, Names& names) {
  ProgramResolver(program, names).statements(program.body);
}

}  // namespace memtype::cases
