// Expressions: C's operators and their precedences, casts, sets of types.
#include "language/parser_expressions.hpp"

#include <algorithm>
#include <array>

#include "semantics/operators.hpp"

namespace memtype::cases {

// expr = binary [ "?" expr ":" expr ] ;
Expr ExpressionParser::expr() {
  const Deeper guard(*this);
  if (panic_) return unreadable(peek().at);
  Expr condition = binary(1);
  if (!accept("?")) return condition;
  int height = height_;
  Expr yes = expr();
  height = std::max(height, height_);
  expect(":", " and the other value of '?'");
  Expr no = expr();
  height = std::max(height, height_);
  const Location at = span(condition.at, no.at);
  return combine(Operator::choice, at, {std::move(condition), std::move(yes), std::move(no)},
                 height + 1);
}

// binary = unary { operator unary } with C's precedences ;
Expr ExpressionParser::binary(int min_precedence) {
  Expr left = unary();
  while (!panic_) {
    if (at("in") && membership_precedence >= min_precedence) {
      left = set_membership(std::move(left));
      continue;
    }
    const auto op = operator_named(peek().text, 2);
    if (!op || info(*op).precedence < min_precedence) break;
    advance();
    const int left_height = height_;
    Expr right = binary(info(*op).precedence + 1);
    const Location at = span(left.at, right.at);
    const int height = std::max(left_height, height_) + 1;
    left = combine(*op, at, {std::move(left), std::move(right)}, height);
  }
  return left;
}

Expr ExpressionParser::combine(Operator op, Location at, std::vector<Expr> args, int height) {
  Expr e;
  e.kind = args.size() == 1 ? Expr::Kind::unary : Expr::Kind::binary;
  e.at = at;
  e.op = op;
  e.args = std::move(args);
  height_ = height;
  if (height > deepest) {
    auto* d = fail("E005", at, "this expression has too many parts");
    if (d != nullptr) d->hint = "use a constant or a variable for a part of it";
  }
  return e;
}

// expr "in" "{" TYPE { "," TYPE } "}"
Expr ExpressionParser::set_membership(Expr left) {
  advance();
  Expr e;
  e.kind = Expr::Kind::in_set;
  e.types = type_set();
  e.at = span(left.at, last());
  e.args.push_back(std::move(left));
  ++height_;
  return e;
}

TypeSet ExpressionParser::type_set() {
  TypeSet set;
  expect("{", " after 'in'; a set of types is written {UC, WC}");
  do {
    if (panic_) return set;
    const auto type = memory_type_named(peek().text);
    if (!type) {
      expected("a memory type (UC, UC-, WC, WT, WP, WB or CD)");
      return set;
    }
    set |= *type;
    advance();
  } while (accept(","));
  expect("}", " or ',' after a memory type");
  return set;
}

// unary = cast unary | ( "!" | "-" | "~" | "+" ) unary | primary ;
Expr ExpressionParser::unary() {
  const Deeper guard(*this);
  if (at_cast()) return cast();
  if (panic_) return unreadable(peek().at);
  const Token first = peek();
  if (const auto op = operator_named(first.text, 1)) {
    advance();
    Expr operand = unary();
    const Location at = span(first.at, operand.at);
    return combine(*op, at, {std::move(operand)}, height_ + 1);
  }
  if (at("&") || at("*")) {
    auto* d = fail("E034", first.at, "addresses of variables are not part of the case language");
    if (d != nullptr) d->hint = "a variable holds a number; use it without " + quoted(first.text);
    return unreadable(first.at);
  }
  accept("+");
  return primary();
}

// primary = NUMBER | STRING | name | call | TYPE | "(" expr ")" ;
Expr ExpressionParser::primary() {
  height_ = 1;
  Expr e;
  e.at = peek().at;
  if (peek().kind == Token::Kind::number) {
    e.number = static_cast<std::int64_t>(peek().number);
    e.text = std::string(peek().text);
    e.type = suffix_type(e.text, peek().number);
    e.unreadable = peek().bad;
    advance();
    return e;
  }
  if (peek().kind == Token::Kind::string) {
    e.kind = Expr::Kind::word;
    const std::string_view written = advance().text;
    e.text = std::string(written.substr(1, written.size() - 2));
    return e;
  }
  if (accept("(")) {
    e = expr();
    expect(")", " to match '('");
    return e;
  }
  if (!at_identifier()) {
    expected("a value");
    return unreadable(e.at);
  }
  const auto type = memory_type_named(peek().text);
  const NamedPlace written = name();
  if (at("(")) return call(written);
  e.at = written.at;
  e.text = written.name;
  e.kind = type && written.name == memtype::name(*type) ? Expr::Kind::types : Expr::Kind::name;
  if (e.kind == Expr::Kind::types) e.types = *type;
  if (!panic_ && at("[")) {
    auto* d = fail("E034", peek().at, "the index of an array is a number here");
    if (d != nullptr) d->hint = "write the elements one by one: " + e.text + "[0]";
  }
  return e;
}

// call = IDENT "(" [ expr { "," expr } ] ")" ;
Expr ExpressionParser::call(const NamedPlace& function) {
  Expr e;
  e.kind = Expr::Kind::call;
  e.at = function.at;
  e.text = function.name;
  e.function = find_function(function.name);
  int height = 1;
  expect("(");
  if (accept(")")) return e;
  const std::string where = " or ',' after argument of " + quoted(function.name);
  do {
    e.args.push_back(expr());
    height = std::max(height, height_ + 1);
  } while (accept(","));
  expect(")", where);
  height_ = height;
  return e;
}

}  // namespace memtype::cases
