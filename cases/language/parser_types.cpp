// Types as they are written in casts and declarations.
#include "language/parser_statements.hpp"

namespace memtype::cases {

// A type in parentheses: several words, a final star, or one word that C uses for a type.
bool ExpressionParser::at_cast() const {
  if (panic_ || !at("(")) return false;
  constexpr std::size_t longest = 8;
  std::size_t n = 1, words = 0, stars = 0;
  for (; n < longest && peek(n).kind == Token::Kind::identifier; ++n) ++words;
  for (; n < longest && peek(n).text == "*"; ++n) ++stars;
  if (words == 0 || peek(n).text != ")") return false;
  return words > 1 || stars > 0 || is_type_word(peek(1).text);
}

// cast = "(" IDENT { IDENT | "*" } ")" ;   only where at_cast()
ExpressionParser::TypeName ExpressionParser::cast_type() {
  const Location open = advance().at;
  TypeName type = type_name();
  type.at = span(open, advance().at);
  return type;
}

// { IDENT | "*" } up to what is neither, or to the last identifier of a declaration.
ExpressionParser::TypeName ExpressionParser::type_name() {
  TypeName type;
  type.at = peek().at;
  std::vector<std::string_view> words;
  bool pointer = false;
  const auto more = [&] {
    return (at_identifier() && peek(1).kind == Token::Kind::identifier) || peek(1).text == "*" ||
           peek(1).text == ")";
  };
  while (at("*") || (at_identifier() && more())) {
    pointer = pointer || at("*");
    if (!at("*")) words.push_back(peek().text);
    type.written += (type.written.empty() ? "" : " ") + std::string(peek().text);
    type.at = span(type.at, advance().at);
  }
  type.meant = read_type(words, pointer);
  return type;
}

// True for the type of an integer; reports any other.
bool ExpressionParser::known_type(const TypeName& type) {
  if (type.meant.type) return true;
  report_.error("E045", type.at, quoted(type.written) + " is no integer type").hint =
      "a number has one of C's types or of the kernel's: int, unsigned long, u32, size_t, "
      "resource_size_t";
  return false;
}

// A cast to a pointer changes nothing: a value that may be one is a mapping or NULL.
Expr ExpressionParser::cast() {
  const TypeName type = cast_type();
  const bool known = type.meant.pointer || known_type(type);
  Expr operand = unary();
  if (panic_ || type.meant.pointer) return operand;
  if (!known) return unreadable(type.at);
  Expr e;
  e.kind = Expr::Kind::cast;
  e.at = span(type.at, operand.at);
  e.type = type.meant.type;
  e.args.push_back(std::move(operand));
  ++height_;
  return e;
}

// simple_list = [ decl ] simple { "," { "*" } simple } ;
// decl        = IDENT { IDENT | "*" } ;
void StatementParser::simple_list(std::vector<Stmt>& out) {
  const bool declared =
      at_identifier() && (peek(1).kind == Token::Kind::identifier || peek(1).text == "*");
  TypeName type;
  if (declared) type = type_name();
  bool pointer = type.meant.pointer, known = true;
  do {
    while (declared && accept("*")) pointer = true;
    if (declared && !pointer && known) known = known_type(type);
    if (declared && !panic_ && at_identifier()) declare(pointer ? std::nullopt : type.meant.type);
    simple(out, declared);
    pointer = false;
  } while (accept(","));
}

// The variable that comes next has this type; a pointer has none. Of an array, each element.
void StatementParser::declare(std::optional<CType> type) {
  std::string name(peek().text);
  std::size_t n = 1;
  const auto member = [&](std::size_t k) { return peek(k).text == "." || peek(k).text == "->"; };
  while (member(n) || (peek(n).text == "[" && member(n + 3))) {
    const std::size_t index = member(n) ? 0 : 3;
    if (index > 0) name += "[" + std::to_string(peek(n + 1).number) + "]";
    n += index;
    name += std::string(peek(n).text) + std::string(peek(n + 1).text);
    n += 2;
  }
  const bool array = peek(n).text == "[" && peek(n + 1).kind == Token::Kind::number;
  if (!array) return declare_one(name, peek().at, type);
  constexpr std::uint64_t most = 64;
  const std::uint64_t length = peek(n + 1).number;
  if (length == 0 || length > most)
    return void(fail("E005", peek(n + 1).at, "an array has from 1 to 64 elements"));
  arrays_[name] = length;
  for (std::uint64_t i = 0; i < length; ++i)
    declare_one(name + "[" + std::to_string(i) + "]", peek().at, type);
}

void StatementParser::declare_one(const std::string& name, Location at, std::optional<CType> type) {
  const auto index = static_cast<std::size_t>(local(name, at));
  if (panic_) return;
  std::optional<CType>& known = program_->types[index];
  if (known && type && *known != *type)
    report_
        .error("E045", at,
               quoted(name) + " is declared as " + std::string(memtype::cases::name(*type)) +
                   " and as " + std::string(memtype::cases::name(*known)))
        .hint = "a variable has one type in all of its program; take a second name";
  if (type) known = type;
}

}  // namespace memtype::cases
