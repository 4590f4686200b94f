// Statements of programs: one function per rule of the grammar. Private to the front end.
#pragma once

#include <unordered_map>

#include "language/parser_expressions.hpp"

namespace memtype::cases {

class StatementParser : protected ExpressionParser {
 protected:
  using ExpressionParser::ExpressionParser;

  // The statements of `program`, whose locals are numbered on the way.
  void program_body(Program& program);

 private:
  std::vector<Stmt> block(std::string_view of);
  void stmt(std::vector<Stmt>& out);
  void keyword_stmt(std::vector<Stmt>& out);
  void simple_list(std::vector<Stmt>& out);
  void simple(std::vector<Stmt>& out, bool declared);
  void assignment(std::vector<Stmt>& out, const NamedPlace& target, std::string_view op);
  void call_stmt(std::vector<Stmt>& out, Expr call);
  void declare(std::optional<CType> type);
  void declare_one(const std::string& name, Location at, std::optional<CType> type);
  bool may_fail(const Expr& value);
  void cast_of_call(std::vector<Stmt>& out, Stmt& s);
  Stmt if_stmt();
  Stmt while_stmt();
  Stmt do_stmt();
  Stmt for_stmt();
  Stmt switch_stmt();
  Stmt choice(std::string_view keyword);
  Stmt jump_stmt(std::string_view keyword);
  Stmt label();
  static Stmt make(Stmt::Kind kind, Location at);
  void return_stmt(std::vector<Stmt>& out);
  std::vector<Stmt> body();
  Expr header_condition(std::string_view keyword);
  int local(const std::string& name, Location at);
  bool foreign_construct();

  Program* program_ = nullptr;
  std::unordered_map<std::string, int> locals_;
  std::unordered_map<std::string, std::uint64_t> arrays_;  // declared ones, with their lengths
};

}  // namespace memtype::cases
