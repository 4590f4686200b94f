// Tokens to a syntax tree: recursive descent, one function per rule of the grammar in
// docs/case-language.md and named as there. Private to the front end.
#pragma once

#include "language/parser_statements.hpp"

namespace memtype::cases {

class Parser : private StatementParser {
 public:
  Parser(TokenList list, Report& report) : StatementParser(std::move(list), report) {}
  SyntaxTree file();
  // parser_devices.cpp: a machine block and the devices of that machine.
  SyntaxTree machine_file();
  // `NAME VALUE;` and nothing else; empty if it cannot be read.
  std::optional<FactSyntax> one_fact();

 private:
  void header();
  void section();
  void param();
  void range(ParamSyntax& param);
  void list_of_values(std::vector<Expr>& values);
  void bar();
  void assume();
  void calls();
  void constant();
  void external();
  void region();
  void program();
  void async();
  void check();
  Quantifier quantifier();
  Verdict verdict();
  std::string strings();
  MemoryType type();

  void device();
  BarSyntax device_bar();

  // parser_machine.cpp
  void machine();
  void fact(MachineSyntax& machine);
  void value(FactSyntax& fact);
  FactValue alternative();
  bool at_limits() { return at("(") || at("min") || at("max"); }
  Expr limited_any(const NamedPlace& any);
  Expr atom();

  SyntaxTree tree_;
};

}  // namespace memtype::cases
