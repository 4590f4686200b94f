// Statements of programs that go elsewhere, and the places where they go.
#include "language/parser_statements.hpp"

namespace memtype::cases {

// "break" ";" | "continue" ";" | "goto" IDENT ";"
Stmt StatementParser::jump_stmt(std::string_view keyword) {
  Stmt s = make(Stmt::Kind::leave_loop, last());
  if (keyword == "continue") s.kind = Stmt::Kind::next_round;
  if (keyword == "goto") {
    s.kind = Stmt::Kind::jump;
    s.label = identifier("a label after 'goto'").name;
  }
  expect(";", " after '" + std::string(keyword) + (s.label.empty() ? "" : " " + s.label) + "'");
  return s;
}

// IDENT ":"
Stmt StatementParser::label() {
  Stmt s = make(Stmt::Kind::label, peek().at);
  s.label = advance().text;
  advance();
  return s;
}

// "switch" "(" expr ")" body
Stmt StatementParser::switch_stmt() {
  Stmt s = make(Stmt::Kind::selection, last());
  s.expr = header_condition("switch");
  s.body = body();
  return s;
}

// "case" expr ":" | "default" ":"
Stmt StatementParser::choice(std::string_view keyword) {
  Stmt s = make(Stmt::Kind::choice, last());
  s.is_default = keyword == "default";
  if (!s.is_default) s.expr = expr();
  expect(":", s.is_default ? " after 'default'" : " after the value of 'case'");
  return s;
}

}  // namespace memtype::cases
