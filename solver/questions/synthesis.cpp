#include "memtype/solver/synthesis.hpp"

#include "memtype/cases/functions.hpp"
#include "semantics/guard_facts.hpp"
#include "semantics/wants.hpp"

namespace memtype::solver {

using namespace cases;

namespace {

Expr joined(Operator op, std::vector<Expr> terms, std::int64_t empty) {
  if (terms.empty()) return number_expr(empty);
  Expr all = std::move(terms.front());
  for (std::size_t i = 1; i < terms.size(); ++i)
    all = binary_expr(op, std::move(all), std::move(terms[i]));
  return all;
}

// Appends a return behind the call that `left` counts down to.
bool stop_in(std::vector<Stmt>& body, std::size_t& left) {
  for (std::size_t i = 0; i < body.size(); ++i) {
    if (is_kernel_call(body[i]) && left-- == 0) {
      Stmt stop;
      stop.kind = Stmt::Kind::leave_program;
      stop.at = body[i].at;
      body.insert(body.begin() + static_cast<std::ptrdiff_t>(i) + 1, std::move(stop));
      return true;
    }
    if (stop_in(body[i].body, left) || stop_in(body[i].otherwise, left)) return true;
  }
  return false;
}

void collect_calls(const std::vector<Stmt>& body, std::vector<const Stmt*>& calls) {
  for (const Stmt& s : body) {
    if (is_kernel_call(s)) calls.push_back(&s);
    collect_calls(s.body, calls);
    collect_calls(s.otherwise, calls);
  }
}

}  // namespace

Expr number_expr(std::int64_t value) {
  Expr e;
  e.number = value;
  return e;
}

Expr call_expr(const FunctionInfo& function, std::vector<Expr> args) {
  Expr e;
  e.kind = Expr::Kind::call;
  e.text = function.name;
  e.function = &function;
  e.args = std::move(args);
  return e;
}

Expr call_expr(CheckFunction function, std::vector<Expr> args) {
  return call_expr(function_of(function), std::move(args));
}

Expr binary_expr(Operator op, Expr a, Expr b) {
  Expr e;
  e.kind = Expr::Kind::binary;
  e.op = op;
  e.args = {std::move(a), std::move(b)};
  return e;
}

Expr not_expr(Expr e) {
  Expr negated;
  negated.kind = Expr::Kind::unary;
  negated.op = Operator::logical_not;
  negated.args = {std::move(e)};
  return negated;
}

Expr all_of(std::vector<Expr> terms) { return joined(Operator::logical_and, std::move(terms), 1); }
Expr any_of(std::vector<Expr> terms) { return joined(Operator::logical_or, std::move(terms), 0); }

Expr region_expr(const Case& c, int subject, int region) {
  Expr e;
  e.kind = Expr::Kind::name;
  e.text = c.subjects[static_cast<std::size_t>(subject)].name + "." +
           c.regions[static_cast<std::size_t>(region)].name;
  e.symbol = {Symbol::Kind::region, region, subject, -1};
  return e;
}

Expr subject_expr(const Case& c, int subject) {
  Expr e;
  e.kind = Expr::Kind::name;
  e.text = c.subjects[static_cast<std::size_t>(subject)].name;
  e.symbol = {Symbol::Kind::subject, subject, subject, -1};
  return e;
}

Expr param_expr(const Case& c, int param) {
  Expr e;
  e.kind = Expr::Kind::name;
  e.text = c.params[static_cast<std::size_t>(param)].name;
  e.symbol = {Symbol::Kind::param, param, -1, -1};
  return e;
}

Expr region_is(const Case& c, int subject, int region, MemoryType type) {
  Expr types;
  types.kind = Expr::Kind::types;
  types.types = TypeSet(type);
  types.text = name(type);
  return binary_expr(Operator::equal, region_expr(c, subject, region), std::move(types));
}

Expr right_expr(const Case& c, int subject, int region) {
  return region_is(c, subject, region, c.regions[static_cast<std::size_t>(region)].wants.value());
}

Expr mapped_as_wanted(const Case& c, int subject, int region) {
  if (!wants_all(c.regions[static_cast<std::size_t>(region)])) return number_expr(1);
  const Expr r = region_expr(c, subject, region);
  return any_of(
      {call_expr(CheckFunction::covered, {r}), not_expr(call_expr(CheckFunction::mapped, {r}))});
}

Expr right_at_end(const Case& c, int subject, int region) {
  std::vector<Expr> terms = {right_expr(c, subject, region)};
  if (wants_all(c.regions[static_cast<std::size_t>(region)]))
    terms.push_back(mapped_as_wanted(c, subject, region));
  return all_of(std::move(terms));
}

Expr fact_expr(Fact fact) {
  Expr e;
  e.kind = Expr::Kind::name;
  e.text = info(fact).name;
  e.symbol.kind = Symbol::Kind::fact;
  e.symbol.fact = fact;
  return e;
}

Expr fact_is(Fact fact, const std::string& word) {
  Expr value;
  value.kind = Expr::Kind::word;
  value.text = word;
  return binary_expr(Operator::equal, fact_expr(fact), std::move(value));
}

Check make_check(Quantifier quantifier, std::string name, Location at, Expr condition,
                 std::optional<Expr> when) {
  Check check;
  check.quantifier = quantifier;
  check.name = std::move(name);
  check.at = at;
  check.condition = std::move(condition);
  check.when = std::move(when);
  return check;
}

bool is_kernel_call(const Stmt& s) {
  if (s.kind != Stmt::Kind::assign && s.kind != Stmt::Kind::call) return false;
  return s.expr.function != nullptr && s.expr.function->kernel_call() != nullptr;
}

std::vector<const Stmt*> kernel_calls(const Program& program) {
  std::vector<const Stmt*> calls;
  collect_calls(program.body, calls);
  return calls;
}

Program stopped_after(const Program& program, std::size_t n) {
  Program stopped = program;
  stop_in(stopped.body, n);
  return stopped;
}

std::optional<kernel::Version> missing_in(const Case& c, const FunctionInfo& function) {
  auto versions = c.machine.kernel;
  if (versions.empty()) versions.push_back(kernel::newest_version);
  for (kernel::Version v : versions)
    if (!function.exists_in(v)) return v;
  return std::nullopt;
}

bool has_loop(const std::vector<Stmt>& body) {
  for (const Stmt& s : body)
    if (s.kind == Stmt::Kind::loop || has_loop(s.body) || has_loop(s.otherwise)) return true;
  return false;
}

int subject_of_program(Case& c, int program) {
  for (std::size_t s = 0; s < c.subjects.size(); ++s)
    if (!c.subjects[s].async && c.subjects[s].programs == std::vector<int>{program})
      return static_cast<int>(s);
  const Program& p = c.programs[static_cast<std::size_t>(program)];
  c.subjects.push_back({p.name, p.at, {program}, false});
  return static_cast<int>(c.subjects.size()) - 1;
}

int find_subject(const Case& c, const std::string& name) {
  for (std::size_t s = 0; s < c.subjects.size(); ++s)
    if (c.subjects[s].name == name) return static_cast<int>(s);
  return -1;
}

}  // namespace memtype::solver
