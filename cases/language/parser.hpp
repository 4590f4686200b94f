// Tokens to a syntax tree: recursive descent, one function per rule of the grammar in
// docs/case-language.md and named as there. Private to the front end.
//
// After the first error of a statement or section the parser is in *panic*: it reports nothing and
// every rule returns at once, until the loop over statements or sections finds a place to go on.
#pragma once

#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "language/lexer.hpp"
#include "language/syntax.hpp"

namespace memtype::cases {

class Parser {
 public:
  Parser(TokenList list, Report& report) : list_(std::move(list)), report_(report) {}
  SyntaxTree file();

 private:
  // parser.cpp: sections
  void header();
  void section();
  void machine();
  void fact(MachineSyntax& machine);
  void value(FactSyntax& fact);
  FactValue alternative();
  Expr atom();
  void param();
  void constant();
  void region();
  void program();
  void async();
  void check();
  Quantifier quantifier();
  Verdict verdict();
  NamedPlace identifier(std::string_view what);
  NamedPlace name();
  std::string strings();
  MemoryType type();

  // parser_statements.cpp
  std::vector<Stmt> block(std::string_view of);
  void stmt(std::vector<Stmt>& out);
  void keyword_stmt(std::vector<Stmt>& out);
  void simple_list(std::vector<Stmt>& out);
  void simple(std::vector<Stmt>& out, bool declared);
  void assignment(std::vector<Stmt>& out, const NamedPlace& target, const std::string& op);
  void call_stmt(std::vector<Stmt>& out, Expr call);
  bool decl();
  Stmt if_stmt();
  Stmt while_stmt();
  Stmt do_stmt();
  Stmt for_stmt();
  void return_stmt(std::vector<Stmt>& out);
  std::vector<Stmt> body();
  Expr header_condition(std::string_view keyword);
  int local(const std::string& name);
  bool foreign_construct();

  // parser_expressions.cpp
  Expr expr();
  Expr binary(int min_precedence);
  Expr unary();
  Expr primary();
  Expr call(const NamedPlace& function);
  Expr set_membership(Expr left);
  TypeSet type_set();
  bool cast();
  bool at_cast() const;
  Expr combine(std::string_view op, Location at, std::vector<Expr> args, int height);

  // parser.cpp: tokens, errors, recovery
  const Token& peek(std::size_t n = 0) const;
  const Token& advance();
  bool at(std::string_view text) const { return peek().text == text; }
  bool at_end() const { return peek().kind == Token::Kind::end; }
  bool at_identifier() const { return peek().kind == Token::Kind::identifier; }
  bool at_section() const;
  bool accept(std::string_view text);
  bool expect(std::string_view text, const std::string& where = "");
  void expected(const std::string& what);
  Diagnostic* fail(std::string_view id, Location at, std::string message);
  Location error_place() const;
  void skip_statement();
  void skip_section();
  bool skip_to(std::string_view text);
  void skip_token();

  // Deeper than any case a person writes, shallow enough for every recursive walk over the tree.
  static constexpr int deepest = 100;
  class Deeper {
   public:
    explicit Deeper(Parser& parser);
    ~Deeper() { --parser_.depth_; }
    Deeper(const Deeper&) = delete;
    Deeper& operator=(const Deeper&) = delete;

   private:
    Parser& parser_;
  };

  TokenList list_;
  Report& report_;
  SyntaxTree tree_;
  std::size_t next_ = 0;
  bool panic_ = false;
  int depth_ = 0;
  int height_ = 0;  // of the expression tree that the last expression rule returned
  Program* program_ = nullptr;
  std::unordered_map<std::string, int> locals_;
};

}  // namespace memtype::cases
