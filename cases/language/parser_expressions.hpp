// Expressions: one function per rule of the grammar in docs/case-language.md and named as there.
// Private to the front end.
#pragma once

#include "language/token_reader.hpp"

namespace memtype::cases {

class ExpressionParser : protected TokenReader {
 protected:
  using TokenReader::TokenReader;

  Expr expr();
  Expr primary();
  Expr call(const NamedPlace& function);
  // A type as it is written in a declaration or a cast.
  struct TypeName {
    std::string written;
    Location at;
    WrittenType meant;
  };
  TypeName type_name();
  TypeName cast_type();
  bool known_type(const TypeName& type);
  bool at_cast() const;
  // `height`: of the tree that comes out; too high a one is an error.
  Expr combine(Operator op, Location at, std::vector<Expr> args, int height);

  int height_ = 0;  // of the expression tree that the last rule returned

 private:
  Expr binary(int min_precedence);
  Expr unary();
  Expr cast();
  Expr set_membership(Expr left);
  TypeSet type_set();
};

}  // namespace memtype::cases
