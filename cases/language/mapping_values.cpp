// Where the value of a mapping may be used. Nobody knows which address ioremap() returns: a program
// can keep it, hand it to the calls that take one, and ask whether it is NULL or an errno.
#include <algorithm>
#include <optional>

#include "language/known_errors.hpp"
#include "language/resolver.hpp"
#include "memtype/cases/functions.hpp"
#include "semantics/operators.hpp"

namespace memtype::cases {
namespace {

bool returns_mapping(const Expr& e) {
  return e.function != nullptr && e.function->returns_mapping();
}

bool is_operation(const Expr& e) {
  return e.kind == Expr::Kind::unary || e.kind == Expr::Kind::binary;
}
bool is_choice(const Expr& e) { return is_operation(e) && e.op == Operator::choice; }

template <class Visit>
void each_assignment(std::vector<Stmt>& list, const Visit& visit) {
  for (Stmt& s : list) {
    if (s.kind == Stmt::Kind::assign) visit(s);
    each_assignment(s.body, visit);
    each_assignment(s.otherwise, visit);
  }
}

// What a variable holds, by all its assignments. `nothing`: NULL and errnos alone.
enum class Holds { nothing, mapping, number };

// Expressions of one program or check; `holds(e)` says what a name stands for.
template <class WhatHolds>
class MappingUses {
 public:
  MappingUses(WhatHolds holds, Names& names) : holds_(holds), names_(names) {}

  bool is_mapping(const Expr& e) const {
    if (is_choice(e)) return is_mapping(e.args[1]) || is_mapping(e.args[2]);
    if (e.kind == Expr::Kind::cast) return e.type->bits == 64 && is_mapping(e.args[0]);
    return returns_mapping(e) || (e.kind == Expr::Kind::name && holds_(e) == Holds::mapping);
  }

  bool is_null_or_errno(const Expr& e) const {
    return e.unreadable || constant(e).value_or(1) <= 0;
  }

  // The value goes into a variable that holds a mapping.
  void kept(Expr& e) {
    if (returns_mapping(e)) return call(e);
    if (is_choice(e)) {
      truth(e.args[0]);
      kept(e.args[1]);
      return kept(e.args[2]);
    }
    if (is_mapping(e) || is_null_or_errno(e)) return;
    names_.report.error("E044", e.at, "a variable that holds a mapping cannot also hold a number")
        .hint = "use a variable of its own for the number; NULL and negative errnos are allowed";
    value(e);
  }

  // Only whether it is zero matters.
  void truth(Expr& e) {
    if (is_mapping(e)) return;
    if (is_operation(e) && is_logical(e.op))
      logical(e);
    else
      value(e);
  }

  // The number itself matters.
  void value(Expr& e) {
    if (e.kind == Expr::Kind::call) return call(e);
    if (is_choice(e)) {
      truth(e.args[0]);
      where(e.args[0], true, [&] { value(e.args[1]); });
      return where(e.args[0], false, [&] { value(e.args[2]); });
    }
    if (is_mapping(e)) return misused(e);
    if (is_operation(e) && is_comparison(e.op)) return comparison(e);
    if (is_operation(e) && is_logical(e.op)) {
      logical(e);
    } else {
      for (Expr& part : e.args) value(part);
    }
  }

  KnownErrors errors;

  void call(Expr& e) {
    const FunctionInfo* f = e.function;
    for (std::size_t i = 0; i < e.args.size(); ++i) {
      const bool takes_mapping = f != nullptr && i == 0 && f->arguments.starts_with('m');
      const bool takes_either = f != nullptr && i == 0 && f->arguments.starts_with('a');
      if (takes_either && is_mapping(e.args[i]) && asks_for_errno(*f) && !errors.holds(e.args[i]))
        not_known_for_errno(e);
      if (takes_either && is_mapping(e.args[i]))
        e.args[i].is_mapping = true;
      else if (takes_mapping)
        mapping_argument(e.args[i], e.text);
      else
        value(e.args[i]);
    }
  }

 private:
  static bool asks_for_errno(const FunctionInfo& f) {
    return f.arithmetic() != nullptr && *f.arithmetic() == Arithmetic::ptr_err;
  }

  void not_known_for_errno(const Expr& e) {
    names_.report.error("E052", e.at, "PTR_ERR() of a mapping that is not known to be an error")
        .hint = "ask for it inside 'if (IS_ERR(...))', or take PTR_ERR_OR_ZERO()";
  }

  // Where the condition came out so.
  template <class Visit>
  void where(const Expr& condition, bool truth, Visit visit) {
    const KnownErrors before = errors;
    errors.learn(condition, truth);
    visit();
    errors = before;
  }

  void logical(Expr& e) {
    truth(e.args[0]);
    if (e.args.size() < 2) return;
    where(e.args[0], e.op == Operator::logical_and, [&] { truth(e.args[1]); });
  }

  std::optional<std::int64_t> constant(const Expr& e) const {
    const auto value = names_.value(e).constant();
    return value ? std::optional(static_cast<std::int64_t>(*value)) : std::nullopt;
  }

  // With NULL and errnos; and two mappings, for being the same.
  void comparison(Expr& e) {
    const bool left = is_mapping(e.args[0]), right = is_mapping(e.args[1]);
    const bool equality = is_equality(e.op);
    if (left && right && equality) {
      e.args[0].is_mapping = e.args[1].is_mapping = true;
      return;
    }
    if (left && is_null_or_errno(e.args[1])) return;
    if (right && is_null_or_errno(e.args[0])) return;
    for (Expr& part : e.args) value(part);
  }

  void mapping_argument(Expr& e, const std::string& function) {
    if (is_choice(e)) {
      truth(e.args[0]);
      mapping_argument(e.args[1], function);
      return mapping_argument(e.args[2], function);
    }
    if (is_mapping(e) || is_null_or_errno(e)) return;
    if (e.kind == Expr::Kind::name && holds_(e) == Holds::nothing) return;
    names_.report.error("E044", e.at, function + "() takes a mapping").hint =
        "a variable to which a call such as ioremap() was assigned, or NULL";
    value(e);
  }

  void misused(const Expr& e) {
    names_.report
        .error("E044", e.at,
               (e.kind == Expr::Kind::name ? quoted(e.text) : std::string("this")) +
                   " is a mapping; which number it is, nobody knows")
        .hint =
        "a mapping can be kept, unmapped and compared with NULL, an errno or a mapping; "
        "calculate with the physical address instead";
  }

  WhatHolds holds_;
  Names& names_;
};

template <class Uses>
void check_statements(std::vector<Stmt>& list, const std::vector<Holds>& locals, Uses& uses);

// The statements under a condition that came out so.
template <class Uses>
void check_under(Stmt& s, bool truth, std::vector<Stmt>& list, const std::vector<Holds>& locals,
                 Uses& uses) {
  const KnownErrors before = uses.errors;
  if (s.kind == Stmt::Kind::branch) uses.errors.learn(s.expr, truth);
  check_statements(list, locals, uses);
  uses.errors = before;
}

template <class Uses>
void check_statement(Stmt& s, const std::vector<Holds>& locals, Uses& uses) {
  switch (s.kind) {
    case Stmt::Kind::assign:
      if (locals[static_cast<std::size_t>(s.target)] == Holds::mapping)
        uses.kept(s.expr);
      else
        uses.value(s.expr);
      uses.errors.assigned(s.target);
      break;
    case Stmt::Kind::call:
    case Stmt::Kind::selection: uses.value(s.expr); break;
    case Stmt::Kind::loop:
      uses.errors.forget(s.body);  // by the round before
      uses.errors.forget(s.otherwise);
      uses.truth(s.expr);
      break;
    case Stmt::Kind::branch:
    case Stmt::Kind::leave_program: uses.truth(s.expr); break;
    case Stmt::Kind::label:
    case Stmt::Kind::choice: uses.errors.forget_all(); break;  // others arrive here
    case Stmt::Kind::leave_loop:
    case Stmt::Kind::next_round:
    case Stmt::Kind::jump:
    case Stmt::Kind::block:
    case Stmt::Kind::part: break;
  }
}

template <class Uses>
void check_statements(std::vector<Stmt>& list, const std::vector<Holds>& locals, Uses& uses) {
  for (Stmt& s : list) {
    check_statement(s, locals, uses);
    check_under(s, true, s.body, locals, uses);
    check_under(s, false, s.otherwise, locals, uses);
    uses.errors.forget(s.body);
    uses.errors.forget(s.otherwise);
  }
}

// A mapping has 64 bits.
void check_types(const Program& program, const std::vector<Holds>& locals, Report& report) {
  for (std::size_t i = 0; i < locals.size(); ++i) {
    const auto type = program.type_of(i);
    if (locals[i] != Holds::mapping || !type || type->bits == 64) continue;
    report
        .error("E044", program.at,
               quoted(program.locals[i]) + " holds a mapping, but is declared as " +
                   std::string(name(*type)))
        .hint = "declare it as a pointer: void __iomem *" + program.locals[i];
  }
}

}  // namespace

std::vector<bool> check_mapping_uses(Program& program, Names& names) {
  std::vector<Holds> locals(program.locals.size(), Holds::nothing);
  MappingUses uses(
      [&](const Expr& e) {
        return e.symbol.kind == Symbol::Kind::local
                   ? locals[static_cast<std::size_t>(e.symbol.index)]
                   : Holds::number;
      },
      names);
  for (bool more = true; more;) {
    more = false;
    each_assignment(program.body, [&](const Stmt& s) {
      Holds& target = locals[static_cast<std::size_t>(s.target)];
      if (target == Holds::mapping || !uses.is_mapping(s.expr)) return;
      target = Holds::mapping;
      more = true;
    });
  }
  each_assignment(program.body, [&](const Stmt& s) {
    Holds& target = locals[static_cast<std::size_t>(s.target)];
    if (target == Holds::nothing && !uses.is_null_or_errno(s.expr)) target = Holds::number;
  });
  check_types(program, locals, names.report);
  check_statements(program.body, locals, uses);
  std::vector<bool> mappings;
  for (Holds local : locals) mappings.push_back(local == Holds::mapping);
  return mappings;
}

void check_mapping_uses(Check& check, const std::vector<Assignment>& assignments, Names& names) {
  MappingUses uses(
      [&](const Expr& e) {
        if (e.symbol.kind != Symbol::Kind::result) return Holds::number;
        const Assignment& program = assignments[static_cast<std::size_t>(e.symbol.program)];
        return program.mapping[static_cast<std::size_t>(e.symbol.index)] ? Holds::mapping
                                                                         : Holds::number;
      },
      names);
  uses.truth(check.condition);
  if (check.when) uses.truth(*check.when);
}

}  // namespace memtype::cases
