// Statements of programs.
#include "language/parser_statements.hpp"

#include <algorithm>
#include <array>

#include "semantics/operators.hpp"

namespace memtype::cases {
namespace {

constexpr std::array<std::string_view, 12> keywords = {
    "if",   "while",  "do",     "for",  "break",   "continue",
    "goto", "return", "switch", "case", "default", "fallthrough"};

Expr name_expr(const NamedPlace& name) {
  Expr e;
  e.kind = Expr::Kind::name;
  e.text = name.name;
  e.at = name.at;
  return e;
}

}  // namespace

Stmt StatementParser::make(Stmt::Kind kind, Location at) {
  Stmt s;
  s.kind = kind;
  s.at = at;
  return s;
}

void StatementParser::program_body(Program& program) {
  program_ = &program;
  locals_.clear();
  arrays_.clear();
  program.body = block("program " + quoted(program.name));
  program_ = nullptr;
}

// block = "{" { stmt } "}" ;
std::vector<Stmt> StatementParser::block(std::string_view of) {
  std::vector<Stmt> out;
  const Location open = peek().at;
  if (!expect("{", " to begin " + std::string(of))) return out;
  while (!panic_ && !at("}")) {
    if (at_end() || at_section()) {
      auto* d = fail("E004", error_place(), "expected '}' to end " + std::string(of));
      if (d != nullptr) d->notes.push_back({"it was opened here", open});
      return out;
    }
    stmt(out);
    if (panic_) skip_statement();
  }
  expect("}");
  return out;
}

// body = block | stmt ;
std::vector<Stmt> StatementParser::body() {
  if (at("{")) return block("this block");
  std::vector<Stmt> out;
  stmt(out);
  return out;
}

void StatementParser::stmt(std::vector<Stmt>& out) {
  const Deeper guard(*this);
  if (panic_ || accept(";")) return;
  if (at("{")) {
    Stmt s = make(Stmt::Kind::block, peek().at);
    s.body = block("this block");
    out.push_back(std::move(s));
    return;
  }
  if (std::find(keywords.begin(), keywords.end(), peek().text) != keywords.end())
    return keyword_stmt(out);
  if (foreign_construct()) return;
  if (at_identifier() && peek(1).text == ":") return out.push_back(label());
  simple_list(out);
  expect(";", " after this statement");
}

void StatementParser::keyword_stmt(std::vector<Stmt>& out) {
  const Location at_keyword = peek().at;
  const std::string_view word = advance().text;
  Stmt s;
  if (word == "if") s = if_stmt();
  if (word == "while") s = while_stmt();
  if (word == "do") s = do_stmt();
  if (word == "for") s = for_stmt();
  if (word == "switch") s = switch_stmt();
  if (word == "case" || word == "default") s = choice(word);
  if (word == "break" || word == "continue" || word == "goto") s = jump_stmt(word);
  if (word == "return") return return_stmt(out);
  if (word == "fallthrough") return void(expect(";", " after 'fallthrough'"));
  s.at = at_keyword;
  out.push_back(std::move(s));
}

// Constructs of C that the language does not have, with what to write instead.
bool StatementParser::foreign_construct() {
  if (at("asm") && peek(1).text != "=") {
    auto* d = fail("E034", peek().at, "'asm' is not part of the case language");
    if (d != nullptr) d->hint = "only kernel calls have an effect in a case";
    return true;
  }
  if (at("else")) {
    fail("E004", peek().at, "this 'else' belongs to no 'if'");
    return true;
  }
  return false;
}

// simple = name [ assignment expr | "++" | "--" ] | ( "++" | "--" ) name | call ;
void StatementParser::simple(std::vector<Stmt>& out, bool declared) {
  if (panic_) return;
  if (at("++") || at("--")) {
    const std::string_view op = advance().text;
    const NamedPlace target = name();
    return assignment(out, target, op);
  }
  while (at_cast()) cast_type();  // what comes out of a call goes nowhere
  if (!at_identifier()) return void(fail("E004", peek().at, "expected a statement"));
  const NamedPlace target = name();
  if (panic_) return;
  if (declared && target.name.ends_with(']')) {  // an array: declare() has its elements
    if (at("=")) fail("E034", peek().at, "the elements of an array are assigned one by one");
    return;
  }
  if (at("(") && !declared) return call_stmt(out, call(target));
  if (at("++") || at("--") || is_assignment(peek().text))
    return assignment(out, target, advance().text);
  if (declared) return void(local(target.name, target.at));
  if (at("[")) {
    auto* d = fail("E034", peek().at, "the index of an array is a number here");
    if (d != nullptr) d->hint = "write the elements one by one: " + target.name + "[0]";
    return;
  }
  expected("'=' or '(' after " + quoted(target.name));
}

// `x = e`, `x += e` as x = x + e, `x++` as x = x + 1.
void StatementParser::assignment(std::vector<Stmt>& out, const NamedPlace& target,
                                 std::string_view op) {
  if (panic_) return;
  Stmt s = make(Stmt::Kind::assign, target.at);
  s.target = local(target.name, target.at);
  if (op == "++" || op == "--") {
    Expr one;
    one.number = 1;
    one.at = target.at;
    s.expr = combine(op == "++" ? Operator::add : Operator::subtract, target.at,
                     {name_expr(target), std::move(one)}, 1);
  } else {
    s.expr = expr();
    const auto compound = compound_assignment(op);
    if (compound && !panic_)
      s.expr = combine(*compound, target.at, {name_expr(target), std::move(s.expr)}, height_ + 1);
  }
  if (panic_) s.expr = unreadable(target.at);
  s.may_fail = may_fail(s.expr);
  cast_of_call(out, s);
  out.push_back(std::move(s));
}

// `x = (T)call()` as x = call(), x = (T)x: a call is a step of its own.
void StatementParser::cast_of_call(std::vector<Stmt>& out, Stmt& s) {
  Expr* inner = &s.expr;
  while (inner->kind == Expr::Kind::cast) inner = &inner->args[0];
  const bool known = inner->function != nullptr && inner->function->kernel_call() == nullptr;
  if (inner == &s.expr || inner->kind != Expr::Kind::call || known) return;
  Stmt call = make(Stmt::Kind::assign, s.at);
  call.target = s.target;
  call.expr = std::move(*inner);
  std::swap(call.may_fail, s.may_fail);
  *inner = name_expr({program_->locals[static_cast<std::size_t>(s.target)], s.at});
  out.push_back(std::move(call));
}

void StatementParser::call_stmt(std::vector<Stmt>& out, Expr call) {
  Stmt s = make(Stmt::Kind::call, call.at);
  s.expr = std::move(call);
  s.may_fail = may_fail(s.expr);
  if (!panic_) out.push_back(std::move(s));
}

// [ "may" "fail" ]: behind a call, or a cast of one
bool StatementParser::may_fail(const Expr& value) {
  const Expr* call = &value;
  while (call->kind == Expr::Kind::cast) call = &call->args[0];
  if (panic_ || call->kind != Expr::Kind::call || !accept("may")) return false;
  expect("fail", " after 'may'");
  return true;
}

Expr StatementParser::header_condition(std::string_view keyword) {
  const Location here = peek().at;
  expect("(", " after '" + std::string(keyword) + "'");
  Expr condition = expr();
  expect(")", " after the condition of '" + std::string(keyword) + "'");
  if (panic_) {
    condition = unreadable(here);
    skip_to("{");
  }
  return condition;
}

// "if" "(" expr ")" body [ "else" body ]
Stmt StatementParser::if_stmt() {
  Stmt s = make(Stmt::Kind::branch, peek().at);
  s.expr = header_condition("if");
  s.body = body();
  if (accept("else")) s.otherwise = body();
  return s;
}

// "while" "(" expr ")" body
Stmt StatementParser::while_stmt() {
  Stmt s = make(Stmt::Kind::loop, peek().at);
  s.expr = header_condition("while");
  s.body = body();
  return s;
}

// "do" body "while" "(" expr ")" ";"
Stmt StatementParser::do_stmt() {
  Stmt s = make(Stmt::Kind::loop, peek().at);
  s.do_while = true;
  s.body = body();
  expect("while", " after the body of 'do'");
  s.expr = header_condition("while");
  expect(";", " after 'do ... while (...)'");
  return s;
}

// "for" "(" [ simple_list ] ";" [ expr ] ";" [ simple_list ] ")" body: the loop, or a block with
// what comes first and the loop
Stmt StatementParser::for_stmt() {
  Stmt whole = make(Stmt::Kind::block, peek().at);
  Stmt loop = make(Stmt::Kind::loop, peek().at);
  loop.expr.number = 1;
  loop.expr.at = peek().at;
  expect("(", " after 'for'");
  if (!panic_ && !at(";")) simple_list(whole.body);
  expect(";", " after the first part of 'for'");
  if (!panic_ && !at(";")) loop.expr = expr();
  expect(";", " after the condition of 'for'");
  if (!panic_ && !at(")")) simple_list(loop.otherwise);
  expect(")", " after the last part of 'for'");
  if (panic_) skip_to("{");
  loop.body = body();
  if (whole.body.empty()) return loop;
  loop.at = whole.at;
  whole.body.push_back(std::move(loop));
  return whole;
}

// "return" [ expr ] ";"   the value goes nowhere, but a kernel call in it is still made
void StatementParser::return_stmt(std::vector<Stmt>& out) {
  Stmt s = make(Stmt::Kind::leave_program, last());
  if (!panic_ && !at(";")) {
    s.expr = expr();
    while (s.expr.kind == Expr::Kind::cast) s.expr = Expr(std::move(s.expr.args[0]));
    if (!panic_ && s.expr.kind == Expr::Kind::call) {
      Stmt made = make(Stmt::Kind::call, s.expr.at);
      made.expr = std::move(s.expr);
      made.may_fail = may_fail(made.expr);
      s.expr = Expr{};
      out.push_back(std::move(made));
    }
  }
  expect(";", " after 'return'");
  out.push_back(std::move(s));
}

int StatementParser::local(const std::string& name, Location at) {
  const std::size_t bracket = name.rfind('[');
  const auto array = arrays_.find(name.substr(0, bracket));
  if (name.ends_with(']') && array != arrays_.end() &&
      std::stoull(name.substr(bracket + 1)) >= array->second)
    fail("E053", at, quoted(name) + " is behind the end of its array");
  const auto next = static_cast<int>(program_->locals.size());
  const auto [entry, fresh] = locals_.emplace(name, next);
  if (fresh) {
    program_->locals.push_back(name);
    program_->types.emplace_back();
  }
  constexpr int most = 1000;  // keeps the analysis of hostile files fast
  if (fresh && next == most)
    fail("E005", error_place(), "a program cannot have more than 1000 variables");
  return entry->second;
}

}  // namespace memtype::cases
